// HTML that our own server rendered and escaped, as elements.

let policy;

function allow(html) {
  if (!globalThis.trustedTypes) return html;
  policy ??= trustedTypes.createPolicy("madoguchi", { createHTML: (text) => text });
  return policy.createHTML(html);
}

export function toFragment(html) {
  const template = document.createElement("template");
  template.innerHTML = allow(html);
  return template.content;
}
