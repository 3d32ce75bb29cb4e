// One message as it looks in the chat.

import { actionButton, perform } from "./actions.js";
import { drawing, el, linked, picture } from "./dom.js";
import { renderFlex } from "./flex.js";
import { base } from "./net.js";
import { settings, t } from "./texts.js";

/** The body of a chat entry. */
export function renderMessage(entry) {
  return (kinds[entry.message.type] ?? unknown)(entry.message, entry);
}

/** What "copy" takes and a list shows. */
export function plainText(message) {
  return message.text ?? message.altText ?? message.title ?? (message.type ? t(message.type) : "");
}

const kinds = {
  text: (message) => el("div", { class: "bubble" }, linked(message.text)),
  textV2: (message) => el("div", { class: "bubble" }, linked(message.text.replaceAll("{{", "{").replaceAll("}}", "}"))),
  sticker: renderSticker,
  image: (message, entry) => {
    const own = !entry.via;
    const full = own ? `${base}content/${entry.id}` : message.originalContentUrl;
    const image = picture(own ? full : message.previewImageUrl, "photo", t("photo"));
    return el("a", { class: "photo-link", href: full, target: "_blank", rel: "noopener noreferrer" }, image);
  },
  video: (message, entry) => attachment("play", "video", entry.via ? message.originalContentUrl : ""),
  audio: (message, entry) => attachment("play", "audio", entry.via ? message.originalContentUrl : ""),
  file: (message) => el("div", { class: "bubble attachment" }, drawing("file"), message.fileName),
  location: renderLocation,
  template: (message) => (templates[message.template.type] ?? unknown)(message.template, message),
  flex: (message) => {
    const flex = renderFlex(message.contents);
    flex.setAttribute("aria-label", message.altText);
    return flex;
  },
  imagemap: (message) => el("div", { class: "bubble" }, message.altText),
};

function unknown(message) {
  return el("div", { class: "bubble faint", text: `${t("unsupported")} (${message.type})` });
}

function renderSticker(message) {
  const known = settings.stickers.find((sticker) => sticker.stickerId === message.stickerId);
  if (known) return drawing(known.name, { file: "stickers", label: t("sticker") });
  return el("div", { class: "bubble faint", text: `${t("sticker")} ${message.packageId}/${message.stickerId}` });
}

function attachment(icon, key, url) {
  const inner = url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer", text: t(key) }) : t(key);
  return el("div", { class: "bubble attachment" }, drawing(icon), inner);
}

function renderLocation(message) {
  const { latitude, longitude } = message;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return el(
    "a",
    { class: "place", href, target: "_blank", rel: "noopener noreferrer" },
    el("span", { class: "place-map" }, drawing("pin")),
    el("strong", { text: message.title || t("location") }),
    el("span", { class: "place-address", text: message.address || `${latitude.toFixed(4)}, ${longitude.toFixed(4)}` }),
  );
}

const templates = {
  buttons: (template) => card(template, template),
  confirm: (template) =>
    el(
      "div",
      { class: "card confirm" },
      el("p", { class: "card-text", text: template.text }),
      el("div", { class: "card-row" }, ...template.actions.map((action) => actionButton(action, "card-action"))),
    ),
  carousel: (template) =>
    el("div", { class: "swipe", tabindex: "0", role: "group" }, ...template.columns.map((column) => card(column, template))),
  image_carousel: (template) => el("div", { class: "swipe", tabindex: "0", role: "group" }, ...template.columns.map(imageCard)),
};

function card(content, template) {
  const node = el("div", { class: "card" });
  if (content.thumbnailImageUrl) {
    const shape = `card-image ${template.imageAspectRatio ?? "rectangle"} ${template.imageSize ?? "cover"}`;
    node.append(picture(content.thumbnailImageUrl, shape));
  }
  const words = el(
    "div",
    { class: content.defaultAction ? "card-words tap" : "card-words" },
    content.title && el("p", { class: "card-title", text: content.title }),
    el("p", { class: "card-text", text: content.text }),
  );
  if (content.defaultAction) words.addEventListener("click", () => perform(content.defaultAction));
  node.append(words, el("div", { class: "card-column" }, ...content.actions.map((action) => actionButton(action, "card-action"))));
  return node;
}

function imageCard(column) {
  const label = column.action.label;
  return el(
    "button",
    { type: "button", class: "image-card", onclick: () => perform(column.action) },
    picture(column.imageUrl, "image-card-picture", label ?? ""),
    label && el("span", { class: "image-card-label", text: label }),
  );
}
