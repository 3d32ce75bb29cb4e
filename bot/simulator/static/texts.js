// Wording in the language chosen for the page.

import { byId, drawing } from "./dom.js";

export const settings = JSON.parse(byId("settings").textContent);
const tags = { "ja-easy": "ja" };
let language = "ja";

export function t(key, values = {}) {
  const text = settings.texts[key]?.[language] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const languageTag = () => tags[language] ?? language;

/** Use a language for everything marked with data-text, data-label or data-placeholder; remembered in the browser. */
export function speak(chosen) {
  language = settings.languages.includes(chosen) ? chosen : "ja";
  localStorage.setItem("simulator-language", language);
  document.documentElement.lang = languageTag();
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
    node.title = t(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = t(node.dataset.placeholder);
}

export const rememberedLanguage = () => localStorage.getItem("simulator-language") ?? "ja";

export function placeIcons() {
  for (const node of document.querySelectorAll("[data-icon]")) node.append(drawing(node.dataset.icon));
}
