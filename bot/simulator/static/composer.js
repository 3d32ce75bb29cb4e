// Where the citizen writes, and what else can be sent: photos, places, stickers.

import { act, openSheet, stage, toast } from "./actions.js";
import { byId, drawing, el } from "./dom.js";
import { postFile } from "./net.js";
import { useMenu } from "./richmenu.js";
import { settings, t } from "./texts.js";

const LINES_SHOWN_PX = 120;

export function startComposer() {
  const words = byId("words");
  words.addEventListener("input", fit);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sendWords();
    }
  });
  words.addEventListener("focus", closeDrawers);
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    sendWords();
  });
  byId("open-menu").addEventListener("click", () => useMenu(true));
  byId("open-attach").addEventListener("click", () => toggle("attach"));
  byId("open-stickers").addEventListener("click", () => toggle("stickers"));
  byId("open-location").addEventListener("click", chooseLocation);
  byId("photo").addEventListener("change", sendPhoto);
  byId("stickers").append(...settings.stickers.map(stickerButton));
  stage.choosePhoto = () => byId("photo").click();
  stage.chooseLocation = chooseLocation;
  stage.fillIn = fillIn;
  fit();
}

async function sendWords() {
  const words = byId("words");
  const text = words.value;
  if (!text.trim()) return;
  words.value = "";
  fit();
  if (!(await act("text", { text }))) fillIn(text);
}

function fillIn(text) {
  useMenu(false);
  byId("words").value = text;
  byId("words").focus();
  fit();
}

function fit() {
  const words = byId("words");
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight, LINES_SHOWN_PX)}px`;
  byId("composer").classList.toggle("has-words", words.value.trim() !== "");
}

function toggle(id) {
  const open = byId(id).hidden;
  closeDrawers();
  byId(id).hidden = !open;
  byId(`open-${id}`).setAttribute("aria-expanded", String(open));
}

function closeDrawers() {
  for (const id of ["attach", "stickers"]) {
    byId(id).hidden = true;
    byId(`open-${id}`).setAttribute("aria-expanded", "false");
  }
}

function stickerButton(sticker) {
  const send = () => {
    closeDrawers();
    act("sticker", { packageId: sticker.packageId, stickerId: sticker.stickerId, keywords: sticker.keywords });
  };
  const button = el("button", { type: "button", class: "sticker-choice", "aria-label": sticker.keywords[0], onclick: send });
  button.append(drawing(sticker.name, { file: "stickers" }));
  return button;
}

async function sendPhoto(event) {
  const [file] = event.target.files;
  event.target.value = "";
  closeDrawers();
  if (!file) return;
  try {
    await postFile(`chats/${stage.userId}/image`, file);
  } catch {
    toast(t("failed"));
  }
}

function chooseLocation() {
  closeDrawers();
  const place = el("select", {}, ...settings.places.map((known, index) => el("option", { value: index, text: known.title })));
  const latitude = number("latitude", -90, 90);
  const longitude = number("longitude", -180, 180);
  const fill = () => {
    latitude.value = settings.places[place.value].latitude;
    longitude.value = settings.places[place.value].longitude;
  };
  place.addEventListener("change", fill);
  fill();
  const fields = [field("place_name", place), field("latitude", latitude), field("longitude", longitude)];
  openSheet(t("location"), fields, () => {
    const known = settings.places[place.value];
    const moved = Number(latitude.value) !== known.latitude || Number(longitude.value) !== known.longitude;
    const name = moved ? {} : { title: known.title, address: known.address };
    act("location", { latitude: latitude.value, longitude: longitude.value, ...name });
  });
}

const number = (key, min, max) => el("input", { type: "number", step: "any", required: true, min, max, name: key });

export const field = (key, input) => el("label", { class: "field" }, el("span", { text: t(key) }), input);
