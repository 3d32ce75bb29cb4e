// Flex Messages, drawn after LINE's layout rules.

import { perform } from "./actions.js";
import { el, picture } from "./dom.js";

const SPACES = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const FONTS = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const IMAGES = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220 };
const BORDERS = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const ALIGN = { start: "flex-start", center: "center", end: "flex-end", top: "flex-start", bottom: "flex-end" };
const OFFSETS = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "insetInlineStart", offsetEnd: "insetInlineEnd" };
const PADDINGS = {
  paddingAll: "padding",
  paddingTop: "paddingTop",
  paddingBottom: "paddingBottom",
  paddingStart: "paddingInlineStart",
  paddingEnd: "paddingInlineEnd",
};

/** "md", "5px" or "50%" as CSS; undefined stays undefined. */
function length(value, names = SPACES) {
  if (value === undefined) return undefined;
  return value in names ? `${names[value]}px` : value;
}

function style(element, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) element.style[name] = value;
  }
  return element;
}

export function renderFlex(contents) {
  if (contents.type === "bubble") return renderBubble(contents);
  return el("div", { class: "swipe", tabindex: "0", role: "group" }, ...contents.contents.map(renderBubble));
}

function renderBubble(bubble) {
  const card = el("div", { class: `flex-bubble flex-${bubble.size ?? "mega"}`, dir: bubble.direction });
  for (const name of ["header", "hero", "body", "footer"]) {
    if (!bubble[name]) continue;
    const look = bubble.styles?.[name] ?? {};
    const block = el("div", { class: `flex-block flex-${name}` });
    style(block, { backgroundColor: look.backgroundColor });
    if (look.separator) style(block, { borderTop: `1px solid ${look.separatorColor ?? "#d4d6da"}` });
    const content = render(bubble[name], "vertical");
    if (bubble[name].type === "box") content.classList.add("flex-root");
    block.append(content);
    card.append(block);
  }
  return tappable(card, bubble.action);
}

function render(part, layout, spacing) {
  const element = (parts[part.type] ?? parts.filler)(part, layout);
  element.classList.add("flex-part");
  share(element, part, layout);
  const gap = part.margin ?? spacing;
  if (gap !== undefined && part.position !== "absolute") {
    element.style[layout === "vertical" ? "marginTop" : "marginInlineStart"] = length(gap);
  }
  if (part.position) element.style.position = part.position;
  for (const [name, property] of Object.entries(OFFSETS)) {
    if (part[name] !== undefined) {
      element.style[property] = length(part[name]);
      if (!part.position) element.style.position = "relative";
    }
  }
  return tappable(element, part.type === "button" ? undefined : part.action);
}

/** How much of the parent's main axis a part takes. */
function share(element, part, layout) {
  const fixed = part.type === "icon" || part.type === "separator" || (part.type === "box" && part.width && layout !== "vertical");
  const natural = layout === "vertical" ? (part.type === "filler" ? 1 : 0) : fixed ? 0 : 1;
  const grow = part.flex ?? natural;
  element.style.flex = grow > 0 ? `${grow} ${layout === "vertical" ? "0 auto" : "1 0"}` : "0 0 auto";
  if (layout !== "vertical") element.style.minWidth = "0";
}

function tappable(element, action) {
  if (!action) return element;
  element.classList.add("flex-tap");
  element.setAttribute("role", "button");
  element.tabIndex = 0;
  if (action.label) element.setAttribute("aria-label", action.label);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    perform(action);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === element) perform(action);
  });
  return element;
}

const parts = {
  box(part) {
    const box = el("div", { class: `flex-box flex-${part.layout}` });
    style(box, {
      backgroundColor: part.backgroundColor,
      borderColor: part.borderColor,
      borderWidth: length(part.borderWidth, BORDERS),
      borderRadius: length(part.cornerRadius),
      width: part.width,
      maxWidth: part.maxWidth,
      height: part.height,
      maxHeight: part.maxHeight,
      justifyContent: part.justifyContent,
      alignItems: part.alignItems,
      backgroundImage: gradient(part.background),
    });
    if (part.borderWidth || part.borderColor) box.style.borderStyle = "solid";
    if (part.borderColor && !part.borderWidth) box.style.borderWidth = "1px";
    if (part.cornerRadius) box.style.overflow = "hidden";
    for (const [name, property] of Object.entries(PADDINGS)) {
      if (part[name] !== undefined) box.style[property] = length(part[name]);
    }
    let isFirst = true;
    for (const child of part.contents) {
      box.append(render(child, part.layout, isFirst ? undefined : part.spacing));
      if (child.position !== "absolute") isFirst = false;
    }
    return box;
  },
  text(part) {
    const text = style(el("p", { class: part.wrap ? "flex-text flex-wrap" : "flex-text" }), {
      textAlign: part.align,
      alignSelf: ALIGN[part.gravity],
      lineHeight: part.lineSpacing ? `calc(1.4em + ${part.lineSpacing})` : undefined,
    });
    lettering(text, part);
    if (part.maxLines) {
      text.classList.add("flex-lines");
      text.style.webkitLineClamp = part.maxLines;
    }
    if (part.contents?.length) text.append(...part.contents.map((span) => lettering(el("span", { text: span.text }), span)));
    else text.textContent = part.text;
    return text;
  },
  button(part) {
    const button = el("button", {
      type: "button",
      class: `flex-button flex-${part.style ?? "link"} flex-height-${part.height ?? "md"}`,
      text: part.action.label,
      onclick: () => perform(part.action),
    });
    if (part.color) button.style[(part.style ?? "link") === "link" ? "color" : "backgroundColor"] = part.color;
    if (part.gravity) button.style.alignSelf = ALIGN[part.gravity];
    return button;
  },
  image(part) {
    const frame = el("div", { class: "flex-image" });
    const [width, height] = (part.aspectRatio ?? "1:1").split(":").map(Number);
    const inner = style(el("div", { class: "flex-image-frame" }), {
      width: part.size === "full" ? "100%" : length(part.size ?? "md", IMAGES),
      aspectRatio: `${width} / ${height}`,
      backgroundColor: part.backgroundColor,
    });
    inner.append(style(picture(part.url, "flex-picture"), { objectFit: part.aspectMode === "cover" ? "cover" : "contain" }));
    frame.append(inner);
    return style(frame, { justifyContent: ALIGN[part.align ?? "center"], alignSelf: ALIGN[part.gravity] });
  },
  video(part) {
    return parts.image({ ...part, url: part.previewUrl, size: "full", aspectMode: "cover" });
  },
  icon(part) {
    const [width, height] = (part.aspectRatio ?? "1:1").split(":").map(Number);
    const size = length(part.size ?? "md", FONTS);
    return style(picture(part.url, "flex-icon"), { height: size, width: `calc(${size} * ${width / height})` });
  },
  separator(part, layout) {
    const line = el("hr", { class: layout === "vertical" ? "flex-line" : "flex-line flex-upright" });
    return style(line, { backgroundColor: part.color });
  },
  filler() {
    return el("div", {});
  },
};

function lettering(element, part) {
  return style(element, {
    fontSize: length(part.size, FONTS),
    color: part.color,
    fontWeight: part.weight === "bold" ? "700" : part.weight && "400",
    fontStyle: part.style,
    textDecoration: part.decoration,
  });
}

function gradient(background) {
  if (background?.type !== "linearGradient") return undefined;
  const middle = background.centerColor ? `, ${background.centerColor} ${background.centerPosition ?? "50%"}` : "";
  return `linear-gradient(${background.angle}, ${background.startColor}${middle}, ${background.endColor})`;
}
