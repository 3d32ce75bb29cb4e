// The page: who is played, what arrives live, and the parts around the chat.

import { act, openSheet, stage, toast } from "./actions.js";
import { drawLoading, hasEntries, openChat, putEntry, redraw, watchScrolling } from "./chat.js";
import { field, startComposer } from "./composer.js";
import { byId, drawing, el } from "./dom.js";
import { plainText } from "./messages.js";
import { base, get, post } from "./net.js";
import { drawNight, startNight } from "./night.js";
import { drawQuota, putTraffic, redrawPanel, startPanel } from "./panel.js";
import { showMenu, useMenu } from "./richmenu.js";
import { placeIcons, rememberedLanguage, speak, t } from "./texts.js";

const PROFILE_LANGUAGES = { ja: "日本語", en: "English", "zh-CN": "中文", ko: "한국어", vi: "Tiếng Việt" };
const citizens = new Map();
const unread = new Map();
const last = new Map();

async function start() {
  placeIcons();
  byId("people-toggle").append(drawing("people"));
  byId("language").value = rememberedLanguage();
  byId("language").addEventListener("change", (event) => changeLanguage(event.target.value));
  speak(rememberedLanguage());
  startComposer();
  watchScrolling();
  byId("block").addEventListener("click", () => act(me().blocked ? "follow" : "unfollow"));
  byId("befriend").addEventListener("click", () => act("follow"));
  byId("add-citizen").addEventListener("click", addCitizen);
  byId("people-toggle").addEventListener("click", (event) => {
    event.stopPropagation();
    document.body.classList.toggle("people-open");
    byId("people").querySelector("button")?.focus();
  });
  byId("phone").addEventListener("click", closePeople);
  byId("phone").addEventListener("focusin", closePeople); // the keyboard went on to what they cover
  document.addEventListener("keydown", (event) => event.key === "Escape" && closePeople());
  const state = await get("state");
  byId("bot-name").textContent = state.botName;
  for (const citizen of state.citizens) citizens.set(citizen.userId, citizen);
  startPanel(state);
  startNight(state.night, () => toast(t("failed")));
  listen(state.position);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const first = citizens.has(wanted) ? wanted : state.citizens[0]?.userId;
  if (first) await play(first);
}

const closePeople = () => document.body.classList.remove("people-open");
const me = () => citizens.get(stage.userId);

async function play(userId) {
  closePeople();
  history.replaceState(null, "", `#${userId}`);
  unread.delete(userId);
  await openChat(userId);
  await drawMe();
  drawPeople();
}

async function drawMe() {
  const citizen = me();
  byId("me").textContent = citizen.name;
  byId("block").textContent = t(citizen.blocked ? "unblock" : "block");
  byId("block").hidden = citizen.blocked;
  byId("stranger").hidden = !citizen.blocked;
  byId("stranger-hint").textContent = t(hasEntries() ? "blocked_hint" : "add_friend_hint");
  byId("befriend").textContent = t(hasEntries() ? "unblock" : "add_friend");
  byId("phone").classList.toggle("is-stranger", citizen.blocked);
  drawLoading(citizen.blocked ? 0 : citizen.loadingUntil);
  await showMenu(citizen.blocked ? "" : citizen.menuId);
  if (citizen.blocked) useMenu(false);
}

function drawPeople() {
  const items = [...citizens.values()].map((citizen) => {
    const count = unread.get(citizen.userId);
    const preview = last.get(citizen.userId) ?? PROFILE_LANGUAGES[citizen.language] ?? citizen.language;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "person",
          "aria-current": citizen.userId === stage.userId ? "true" : undefined,
          onclick: () => play(citizen.userId),
        },
        el("span", { class: `face tint-${parseInt(citizen.userId.slice(-2), 16) % 6}`, text: [...citizen.name][0], "aria-hidden": "true" }),
        el("span", { class: "person-words" }, el("span", { class: "person-name", text: citizen.name }), el("small", { text: preview })),
        count && el("span", { class: "badge", text: count }),
      ),
    );
  });
  byId("people").replaceChildren(...items);
}

function listen(position) {
  const stream = new EventSource(`${base}stream?after=${position}`);
  const on = (kind, work) => stream.addEventListener(kind, (event) => work(JSON.parse(event.data)));
  stream.addEventListener("open", () => (byId("lost").hidden = true));
  stream.addEventListener("error", () => (byId("lost").hidden = false));
  on("message", receive);
  on("citizen", (citizen) => {
    citizens.set(citizen.userId, citizen);
    if (citizen.userId === stage.userId) drawMe();
    drawPeople();
  });
  on("quota", drawQuota);
  on("night", drawNight);
  on("delivery", (delivery) => putTraffic("delivery", delivery));
  on("request", (request) => putTraffic("request", request));
}

function receive(entry) {
  last.set(entry.chatId, entry.unsent ? t("unsent") : plainText(entry.message));
  if (entry.chatId === stage.userId) putEntry(entry);
  else if (entry.via) unread.set(entry.chatId, (unread.get(entry.chatId) ?? 0) + 1);
  drawPeople();
}

function changeLanguage(language) {
  speak(language);
  redrawPanel();
  drawNight();
  redraw();
  drawMe();
  drawPeople();
}

function addCitizen() {
  const name = el("input", { type: "text", required: true, maxlength: 20, autocomplete: "off" });
  const options = Object.entries(PROFILE_LANGUAGES).map(([tag, label]) => el("option", { value: tag, text: label }));
  const language = el("select", {}, ...options);
  openSheet(t("add_citizen"), [field("citizen_name", name), field("citizen_language", language)], async () => {
    try {
      const citizen = await post("citizens", { name: name.value, language: language.value });
      citizens.set(citizen.userId, citizen);
      await play(citizen.userId);
    } catch {
      toast(t("failed"));
    }
  });
}

start();
