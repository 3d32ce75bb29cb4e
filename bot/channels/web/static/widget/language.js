// Which language the widget speaks: the citizen's choice, else the page's, else the browser's.

import { keep, recall } from "../chat/storage.js";

const KEY = "madoguchi.language";

function find(wanted) {
  const tag = (wanted ?? "").toLowerCase();
  return SETUP.labels[tag] ? tag : SETUP.labels[tag.split("-")[0]] && tag.split("-")[0];
}

/** `wished` is the tag's `data-language`. */
export function pickLanguage(wished) {
  const asked = [recall("localStorage", KEY), wished, document.documentElement.lang, ...navigator.languages];
  return asked.map(find).find(Boolean) ?? "ja";
}

export const keepLanguage = (language) => keep("localStorage", KEY, language);

export function label(language, key, values = {}) {
  return SETUP.labels[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
