// The city's banner at the top: it comes and goes while the page is open, and may be closed for this visit.

import { toFragment } from "./html.js";
import { keep, recall } from "./storage.js";

const KEY = "madoguchi.banner"; // the version that was closed

export function createBanner(element, signal) {
  function prepare() {
    element.hidden = element.dataset.version === recall("sessionStorage", KEY);
    element.querySelector(".banner-close")?.removeAttribute("hidden");
  }

  function show({ version, html }) {
    if (String(version) === element.dataset.version) return;
    element.dataset.version = version;
    prepare(); // before the words come, so that they are read out
    element.replaceChildren(toFragment(html));
    prepare();
  }

  element.addEventListener("click", (event) => {
    if (!event.target.closest(".banner-close")) return;
    keep("sessionStorage", KEY, element.dataset.version);
    prepare();
    element.getRootNode().getElementById("text")?.focus({ preventScroll: true });
  }, { signal });
  prepare();
  return { show, version: () => element.dataset.version };
}
