// Keeps the keyboard inside a panel that does not cover the page; a modal dialog does it by itself.

const REACHABLE = "a[href], button, input, textarea, summary, [tabindex='0']";

export function keepFocusIn(panel, root, signal) {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...panel.querySelectorAll(REACHABLE)].filter((one) => !one.disabled && one.getClientRects().length);
    const side = event.shiftKey ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
    if (all.some((one) => root.activeElement.compareDocumentPosition(one) & side)) return;
    event.preventDefault();
    all.at(event.shiftKey ? -1 : 0).focus();
  }, { signal });
}
