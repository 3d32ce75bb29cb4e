// The rich menu under the chat: its picture with areas to tap, and the bar that folds it.

import { perform } from "./actions.js";
import { byId, drawing, el } from "./dom.js";
import { base, get } from "./net.js";
import { t } from "./texts.js";

let shown = "";
let menu = null;

/** Show the menu with this id; none when it is empty. */
export async function showMenu(menuId) {
  if (menuId === shown) return;
  shown = menuId;
  menu = menuId ? await get(`richmenus/${menuId}`) : null;
  if (shown !== menuId) return;
  byId("open-menu").hidden = !menu;
  if (menu) draw(menu.selected);
  useMenu(Boolean(menu));
}

/** Back to the bar with the menu, or on to the keyboard. */
export function useMenu(wanted) {
  const inUse = wanted && menu !== null;
  byId("menu").hidden = !inUse;
  byId("composer").hidden = inUse;
}

function draw(open) {
  const { width, height } = menu.size;
  const board = el("div", { class: "menu-board", id: "menu-board" });
  board.style.aspectRatio = `${width} / ${height}`;
  board.append(el("img", { src: `${base}richmenus/${menu.richMenuId}/image`, alt: menu.name }));
  for (const area of menu.areas) board.append(areaButton(area, width, height));
  board.hidden = !open;
  const fold = el("button", { type: "button", class: "menu-fold", "aria-expanded": String(open), "aria-controls": "menu-board" });
  fold.append(menu.chatBarText, drawing("down"));
  fold.addEventListener("click", () => {
    board.hidden = !board.hidden;
    fold.setAttribute("aria-expanded", String(!board.hidden));
  });
  const keyboard = el("button", { type: "button", class: "icon-button", "aria-label": t("keyboard"), title: t("keyboard") });
  keyboard.append(drawing("keyboard"));
  keyboard.addEventListener("click", () => {
    useMenu(false);
    byId("words").focus();
  });
  byId("menu").replaceChildren(board, el("div", { class: "menu-bar" }, keyboard, fold));
}

function areaButton({ bounds, action }, width, height) {
  const name = action.label ?? action.displayText ?? action.text ?? action.uri ?? action.data ?? "";
  const button = el("button", { type: "button", class: "menu-area", "aria-label": name, onclick: () => perform(action) });
  button.style.left = `${(100 * bounds.x) / width}%`;
  button.style.top = `${(100 * bounds.y) / height}%`;
  button.style.width = `${(100 * bounds.width) / width}%`;
  button.style.height = `${(100 * bounds.height) / height}%`;
  return button;
}
