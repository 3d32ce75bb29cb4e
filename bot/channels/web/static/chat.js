// The chat as a page of its own.

import { closeMenus } from "./chat/menus.js";
import { startTalk } from "./chat/talk.js";

const token = document.querySelector("meta[name=csrf-token]").content;
const signal = new AbortController().signal; // the page lives as long as its document

closeMenus(document, signal);
document.getElementById("numbers").open = matchMedia("(min-width: 64rem)").matches; // room for it beside the talk
startTalk({
  root: document,
  scroller: document.scrollingElement,
  request: (path, options) => fetch(path, { ...options, headers: { ...options.headers, "X-CSRFToken": token } }),
  address: new URL(".", location.href).href,
  draftKey: "draft",
  isWatched: () => true,
  onNews: () => {},
  signal,
});
