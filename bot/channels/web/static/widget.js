// The chat in a page of the city's site: a button, and a panel with the same talk as the page.

import { closeMenus } from "./chat/menus.js";
import { toFragment } from "./chat/html.js";
import { startTalk } from "./chat/talk.js";
import { el, icon, makeSheet, measureUnit } from "./widget/elements.js";
import { keepFocusIn } from "./widget/focus.js";
import { keepLanguage, label, pickLanguage } from "./widget/language.js";
import { createNews } from "./widget/news.js";
import { createSession } from "./widget/session.js";

const TAG = "madoguchi-chat";
const BUBBLE = "M4 4h16v12h-9l-5 4v-4H4z";
const CROSS = "M5 5l14 14M19 5L5 19";
const SMALL = "(max-width: 30em), (max-height: 26em)"; // as in widget.css
const LOOK_EVERY = 3000;
const { src, dataset } = document.currentScript;
const base = new URL(".", src);

function startWidget() {
  const host = el(TAG);
  const root = host.attachShadow({ mode: "open" });
  const words = el("span");
  const badge = el("span", { class: "badge", "aria-hidden": "true", hidden: "" });
  const button = el("button", { class: "launcher", type: "button", "aria-haspopup": "dialog" }, icon(BUBBLE), words, badge);
  const status = el("p", { class: "unseen", role: "status" });
  const panel = el("dialog", { class: "panel", "aria-labelledby": "title" });
  let language = pickLanguage(dataset.language);
  let talk;
  let life = new AbortController(); // of what the panel shows now

  const t = (key, values) => label(language, key, values);
  const session = createSession(base, () => language);
  const news = createNews(session.request, showNews);

  function showNews(count) {
    badge.hidden = !count;
    badge.dataset.count = count; // drawn, not written: the name of the button says it
    status.textContent = count ? t("widget_news", { count }) : "";
    button.setAttribute("aria-label", [t("widget_open"), status.textContent].filter(Boolean).join(" – "));
  }

  function speak() {
    words.textContent = t("widget_open");
    host.lang = { "ja-easy": "ja", zh: "zh-Hans" }[language] ?? language;
    showNews(0);
  }

  function open() {
    measureUnit(host);
    if (!talk) fill();
    if (matchMedia(SMALL).matches) panel.showModal();
    else panel.show();
    button.hidden = true;
    news.stopLooking();
    if (talk) greet();
  }

  /** The panel is on the screen, with the talk in it. */
  function greet() {
    talk.again();
    talk.showNewest();
    news.see(talk.lastId());
    const field = root.getElementById("text");
    const isInSight = field.getBoundingClientRect().bottom < innerHeight; // not under large text on a small screen
    const isFieldFirst = isInSight && matchMedia("(hover: hover)").matches; // a touch keyboard would cover half of it
    (isFieldFirst ? field : root.getElementById("title")).focus({ preventScroll: true });
  }

  async function fill() {
    life.abort();
    life = new AbortController();
    const { signal } = life;
    talk = undefined;
    panel.replaceChildren(makeFrame(t("widget_loading")));
    try {
      const markup = await session.fetchPanel();
      if (signal.aborted) return;
      panel.replaceChildren(toFragment(markup));
    } catch {
      if (!signal.aborted) panel.replaceChildren(makeFrame(t("widget_failed"), makeLink()));
      return;
    }
    const link = root.querySelector(".whole");
    link.href = new URL(link.getAttribute("href"), base);
    talk = startTalk({
      root,
      scroller: root.getElementById("body"),
      request: session.request,
      address: base.href,
      draftKey: "madoguchi.draft",
      isWatched: () => panel.open,
      onNews: (entry) => (panel.open ? news.see(entry.id) : news.add(entry)),
      signal,
    });
    const watching = setInterval(watchBanner, LOOK_EVERY);
    signal.addEventListener("abort", () => clearInterval(watching));
    if (panel.open) greet();
  }

  /** Who has not written yet has no session, and so no stream that brings it. */
  async function watchBanner() {
    if (!panel.open || session.has()) return;
    const shown = await session.fetchBanner().catch(() => undefined); // asked again soon
    if (shown && talk) talk.banner.show(shown);
  }

  function makeLink() {
    return el("a", { href: base, target: "_blank", rel: "noopener" }, t("widget_whole"));
  }

  function makeFrame(sentence, ...more) {
    const close = el("button", { class: "tool close", type: "button", autofocus: "" });
    close.append(icon(CROSS), el("span", { class: "unseen" }, t("widget_close")));
    const title = el("h2", { id: "title" }, t("widget_open"));
    const text = el("p", { role: "status" }, sentence);
    const frame = document.createDocumentFragment();
    frame.append(el("header", { class: "head" }, el("div", { class: "name" }, title), close));
    frame.append(el("div", { class: "body waiting" }, text, ...more));
    return frame;
  }

  function switchTo(chosen) {
    language = chosen;
    keepLanguage(chosen);
    speak();
    fill();
  }

  button.addEventListener("click", open);
  panel.addEventListener("close", () => {
    button.hidden = false;
    button.focus();
  });
  const { signal } = new AbortController(); // the button lives as long as its page
  closeMenus(panel, signal); // before the panel itself hears of an Escape
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) panel.close();
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest(".close")) panel.close();
    const choice = event.target.closest("a[hreflang]");
    if (!choice) return;
    event.preventDefault();
    switchTo(new URLSearchParams(choice.search).get("lang"));
  });
  keepFocusIn(panel, root, signal);

  root.adoptedStyleSheets = [makeSheet()];
  root.append(button, status, panel);
  speak();
  document.body.append(host);
  measureUnit(host);
  if (session.has()) news.look();
}

// Twice in a page would be two buttons; where it runs before the body is there, it waits.
if (!document.querySelector(TAG)) {
  if (document.body) startWidget();
  else addEventListener("DOMContentLoaded", startWidget);
}
