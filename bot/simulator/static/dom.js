// Small helpers to build elements. Text always goes in as text.

const SVG = "http://www.w3.org/2000/svg";
const here = new URL(".", import.meta.url).pathname;

/** `el("p", {class: "note", text: "…", onclick: f}, child, …)`; false, null and undefined children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child || child === 0));
  return element;
}

/** A drawing out of icons.svg or stickers.svg. */
export function drawing(name, { file = "icons", label = "" } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", file === "icons" ? "icon" : "sticker");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${here}${file}.svg#${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** An image the bot gave an address for. Our own server's pictures are fetched the way this page was. */
export function picture(url, className, alt = "") {
  const address = new URL(url, location.href);
  const own = address.host === location.host;
  const image = el("img", { class: className, alt, src: own ? location.origin + address.pathname + address.search : url });
  image.referrerPolicy = "no-referrer";
  image.addEventListener("error", () => image.replaceWith(el("span", { class: `${className} no-image` }, drawing("photo"))));
  return image;
}

/** Text with its web addresses as links and line breaks kept. */
export function linked(text) {
  const fragment = document.createDocumentFragment();
  let rest = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"「」（）、。]+/g)) {
    fragment.append(text.slice(rest, match.index));
    fragment.append(el("a", { href: match[0], target: "_blank", rel: "noopener noreferrer", text: match[0] }));
    rest = match.index + match[0].length;
  }
  fragment.append(text.slice(rest));
  return fragment;
}
