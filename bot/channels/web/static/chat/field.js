// The field in which a citizen writes, and its draft, which survives a reload of this tab.

import { keep, recall } from "./storage.js";

export function createField({ root, draftKey, say, listUnsent, signal }) {
  const field = root.getElementById("text");

  function sayField() {
    if (!field.value.trim()) return field.focus();
    const text = field.value;
    field.value = "";
    say({ text });
  }

  const keepDraft = () => keep("sessionStorage", draftKey, [...listUnsent(), field.value].filter(Boolean).join("\n"));

  function rewrite(text) {
    field.value = [text, field.value].filter(Boolean).join("\n");
    field.focus();
  }

  field.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses kanji; Safari tells it by key code 229 only.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    sayField();
  }, { signal });
  field.addEventListener("input", keepDraft, { signal });
  field.value ||= recall("sessionStorage", draftKey);
  return { sayField, keepDraft, rewrite };
}
