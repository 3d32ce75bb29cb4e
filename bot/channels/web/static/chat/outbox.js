// What was said here: shown at once, sent one after the other, kept until it is in the log.

const TIMEOUT = 15000;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `onChange` is called whenever something is sent or not; `onRewrite` gets the text of what is to be changed. */
export function createOutbox({ root, request, typing, scroll, onChange, onRewrite }) {
  const waiting = []; // oldest first: {id, body, words, element, state}
  const pending = root.getElementById("pending");
  const field = root.getElementById("text");
  let queue = Promise.resolve();

  /** `words` is what is shown until the server's own entry is there. */
  function say(body, words = body.text ?? body.label) {
    const element = root.getElementById("unsent").content.firstElementChild.cloneNode(true);
    element.querySelector(".words").textContent = words;
    const item = { id: newId(), body, words, element, state: "sending" };
    element.querySelector(".retry").addEventListener("click", () => {
      field.focus({ preventScroll: true });
      send(item);
    });
    element.querySelector(".rewrite").addEventListener("click", () => {
      forget(item);
      onRewrite(body.text ?? "");
    });
    waiting.push(item);
    pending.append(element);
    root.getElementById("welcome")?.remove();
    root.getElementById("error")?.remove();
    send(item);
    scroll.goToEnd();
  }

  function send(item) {
    setState(item, "sending");
    queue = queue.then(() => deliver(item)); // one after the other, so that the order is kept
  }

  function setState(item, state) {
    item.state = item.element.dataset.state = state; // sending, accepted or failed
    item.element.querySelector(".moment").hidden = state !== "sending";
    item.element.querySelector(".failure").hidden = state !== "failed";
    onChange();
  }

  async function deliver(item) {
    typing.show();
    try {
      const response = await request("chat/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...item.body, id: item.id }),
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (response.ok) return setState(item, "accepted");
      const { error } = await response.json().catch(() => ({}));
      fail(item, error);
    } catch {
      fail(item);
    }
  }

  function fail(item, sentence) {
    if (!waiting.includes(item)) return; // it arrived all the same, and is in the log
    setState(item, "failed");
    const message = item.element.querySelector("[role=alert]");
    message.textContent = sentence ?? message.dataset.notSent;
    typing.hide();
    scroll.goToEnd();
  }

  function forget(item) {
    waiting.splice(waiting.indexOf(item), 1);
    item.element.remove();
    onChange();
  }

  /** An entry of the citizen is in the log: what was shown for it goes. */
  function settle(entry) {
    const text = entry.messages[0]?.text;
    const same = (item) => item.words.trim() === text;
    const item = waiting.find(same) ?? waiting.find((one) => one.state === "accepted");
    if (item) forget(item);
  }

  /** Safe at any time: the id of each is the same. */
  const sendFailed = () => waiting.filter((item) => item.state === "failed").forEach(send);
  const listUnsent = () => waiting.filter((item) => item.state !== "accepted").map((item) => item.body.text ?? "");
  const isWaiting = () => waiting.some((item) => item.state !== "failed");
  return { say, settle, sendFailed, listUnsent, isWaiting };
}
