// The chat of the citizen being played: bubbles, days, 既読, loading dots, quick replies.

import { act, actionButton, copy, stage } from "./actions.js";
import { byId, drawing, el, picture } from "./dom.js";
import { plainText, renderMessage } from "./messages.js";
import { base, get } from "./net.js";
import { languageTag, t } from "./texts.js";

const LONG_PRESS_MS = 500;
const NEAR_PX = 60;
let entries = new Map();
let loadingTimer = 0;

/** Show a citizen's chat from the beginning. */
export async function openChat(userId) {
  stage.userId = userId;
  const answer = await get(`chats/${userId}`);
  if (stage.userId !== userId) return;
  entries = new Map(answer.entries.map((entry) => [entry.id, entry]));
  redraw();
}

/** A new or changed entry of the open chat. */
export function putEntry(entry) {
  const isNew = !entries.has(entry.id);
  entries.set(entry.id, entry);
  const row = byId("chat").querySelector(`[data-id="${entry.id}"]`);
  if (row) {
    row.replaceWith(renderRow(entry));
  } else {
    addRow(entry);
  }
  drawQuickReplies();
  if (isNew) toBottom();
}

export function redraw() {
  byId("chat").replaceChildren();
  for (const entry of entries.values()) addRow(entry);
  drawQuickReplies();
  toBottom();
}

export const hasEntries = () => entries.size > 0;

function addRow(entry) {
  const chat = byId("chat");
  const last = [...chat.querySelectorAll("[data-day]")].at(-1);
  const day = new Date(entry.at).toDateString();
  if (last?.dataset.day !== day) {
    chat.append(el("div", { class: "day", "data-day": day }, el("span", { text: dayName(entry.at) })));
  }
  const dots = byId("dots");
  const row = renderRow(entry);
  if (dots) dots.before(row);
  else chat.append(row);
}

function dayName(at) {
  const day = new Date(at);
  if (day.toDateString() === new Date().toDateString()) return t("today");
  return day.toLocaleDateString(languageTag(), { month: "long", day: "numeric", weekday: "short" });
}

function renderRow(entry) {
  if (entry.unsent) return el("div", { class: "day", "data-id": entry.id }, el("span", { text: t("unsent") }));
  const own = !entry.via;
  const body = renderMessage(entry);
  const row = el("div", { class: own ? "row own" : "row", "data-id": entry.id });
  if (!own) row.append(avatar(entry.message.sender));
  row.append(
    el(
      "div",
      { class: "said" },
      entry.message.sender?.name && el("span", { class: "sender", text: entry.message.sender.name }),
      el("div", { class: "line" }, body, meta(entry, own)),
    ),
  );
  listenForMenu(row, entry, own);
  return row;
}

function avatar(sender) {
  return picture(sender?.iconUrl ?? `${base}static/bot.svg`, "avatar");
}

function meta(entry, own) {
  const clock = new Date(entry.at).toLocaleTimeString(languageTag(), { hour: "numeric", minute: "2-digit" });
  return el(
    "div",
    { class: "meta" },
    el("button", {
      type: "button",
      class: "row-more",
      "aria-label": t("more"),
      onclick: (event) => openRowMenu(event.currentTarget, entry, own),
    }, drawing("more")),
    own && entry.read && el("span", { text: t("read") }),
    el("time", { datetime: new Date(entry.at).toISOString(), text: clock }),
  );
}

// --- copy and unsend, by long press, right click or the button

function listenForMenu(row, entry, own) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  row.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") timer = setTimeout(() => openRowMenu(row, entry, own), LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) row.addEventListener(name, stop);
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, button")) return;
    event.preventDefault();
    openRowMenu(row, entry, own);
  });
}

function openRowMenu(origin, entry, own) {
  closeRowMenu();
  const row = origin.closest(".row");
  const choose = (work) => () => {
    closeRowMenu();
    work();
  };
  const menu = el(
    "div",
    { class: "row-menu", id: "row-menu" },
    el("button", { type: "button", text: t("copy"), onclick: choose(() => copy(plainText(entry.message))) }),
    own && el("button", { type: "button", text: t("unsend"), onclick: choose(() => act("unsend", { messageId: entry.id })) }),
  );
  menu.addEventListener("keydown", (event) => event.key === "Escape" && closeRowMenu(origin));
  row.append(menu);
  menu.firstElementChild.focus();
  menu.scrollIntoView({ block: "nearest" });
  setTimeout(() => document.addEventListener("pointerdown", closeOutside));
}

function closeOutside(event) {
  if (!event.target.closest("#row-menu")) closeRowMenu();
}

function closeRowMenu(focus) {
  document.removeEventListener("pointerdown", closeOutside);
  byId("row-menu")?.remove();
  focus?.focus?.();
}

// --- the loading animation

export function drawLoading(until) {
  clearTimeout(loadingTimer);
  byId("dots")?.remove();
  const left = until - Date.now();
  if (left <= 0) return;
  const dots = el("div", { class: "bubble dots", role: "img", "aria-label": t("typing") }, el("i"), el("i"), el("i"));
  byId("chat").append(
    el("div", { class: "row", id: "dots" }, avatar(), el("div", { class: "said" }, el("div", { class: "line" }, dots))),
  );
  toBottom();
  loadingTimer = setTimeout(() => byId("dots")?.remove(), left);
}

// --- quick replies: only under the last message, gone with the next

function drawQuickReplies() {
  const place = byId("quick");
  const last = [...entries.values()].at(-1);
  const items = last?.via ? (last.message.quickReply?.items ?? []) : [];
  place.hidden = items.length === 0;
  place.replaceChildren(...items.map((item) => chip(item, place)));
  place.scrollLeft = 0;
}

function chip(item, place) {
  const button = actionButton(item.action, "chip");
  if (item.imageUrl) button.prepend(picture(item.imageUrl, "chip-icon"));
  button.addEventListener("click", () => {
    if (!["uri", "clipboard", "datetimepicker"].includes(item.action.type)) place.hidden = true;
  });
  return button;
}

// --- the newest message stays in sight, also when a drawer opens or a picture arrives, unless one reads further up

let atBottom = true;
let height = 0;

export function watchScrolling() {
  const chat = byId("chat");
  chat.addEventListener("scroll", () => {
    // a resize also scrolls; only the reader's own scrolling counts
    if (chat.clientHeight === height) atBottom = chat.scrollHeight - chat.scrollTop - height < NEAR_PX;
  });
  const keep = () => {
    height = chat.clientHeight;
    if (atBottom) toBottom();
  };
  new ResizeObserver(keep).observe(chat);
  chat.addEventListener("load", keep, true);
}

function toBottom() {
  const chat = byId("chat");
  atBottom = true;
  chat.scrollTo({ top: chat.scrollHeight });
}

