// Menus made of <details>: a click elsewhere or Escape closes them.

const OPEN = ".languages details[open], details.take[open]";

export function closeMenus(root, signal) {
  const findOpen = () => root.querySelector(OPEN);

  root.addEventListener("click", (event) => {
    const menu = findOpen();
    if (menu && !menu.contains(event.target)) menu.open = false;
  }, { signal });
  root.addEventListener("keydown", (event) => {
    const menu = findOpen();
    if (event.key !== "Escape" || !menu) return;
    event.preventDefault(); // one thing at a time: a panel around it stays open
    menu.open = false;
    menu.querySelector("summary").focus();
  }, { signal });
}
