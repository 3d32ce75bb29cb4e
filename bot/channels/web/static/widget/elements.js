// Elements by hand: no markup in strings, so that no policy of the page is in the way.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A drawing in lines, 24 by 24. */
export function icon(lines) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", lines);
  svg.append(path);
  return svg;
}

/** The styles as a sheet: neither `<style>` nor `style=""`, which a policy may forbid. */
export function makeSheet() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SETUP.styles);
  return sheet;
}

/** One rem of ours in pixels: the browser's own size or the page's, whichever is larger, but never a shrunken root. */
export function measureUnit(host) {
  const sizes = [host, document.body].map((element) => parseFloat(getComputedStyle(element).fontSize));
  host.style.setProperty("--rem", `${Math.max(...sizes)}px`);
}
