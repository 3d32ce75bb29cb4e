// Zoom and pan of a map by buttons, wheel, fingers and arrow keys. Without it the map shows the whole city.
const MOST = 8;
const STEP = 2;
const DRAG = 6; // pixels: less is a press

for (const sheet of document.querySelectorAll(".map-sheet")) start(sheet);

function start(sheet) {
  const svg = sheet.querySelector("svg");
  const tools = sheet.querySelector(".map-tools");
  const { width, height } = svg.viewBox.baseVal;
  const fingers = new Map();
  let zoom = 1, x = 0, y = 0, moved = 0, spread = 0;

  function show() {
    const [w, h] = [width / zoom, height / zoom];
    x = Math.min(Math.max(x, 0), width - w);
    y = Math.min(Math.max(y, 0), height - h);
    svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    svg.dataset.zoom = zoom < 1.5 ? 1 : zoom < 3 ? 2 : zoom < 6 ? 4 : 8;
    for (const one of tools.querySelectorAll("button")) one.disabled = one.dataset.map === "in" ? zoom >= MOST : zoom <= 1;
  }

  function zoomTo(wanted, at = { x: x + width / zoom / 2, y: y + height / zoom / 2 }) {
    const next = Math.min(Math.max(wanted, 1), MOST);
    x = at.x - (at.x - x) * zoom / next;
    y = at.y - (at.y - y) * zoom / next;
    zoom = next;
    show();
  }

  const find = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const measure = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    zoomTo({ in: zoom * STEP, out: zoom / STEP, all: 1 }[button.dataset.map]);
    if (button.disabled) tools.querySelector("button:not([disabled])").focus();
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && zoom === 1) return; // the page scrolls
    event.preventDefault();
    zoomTo(zoom * (event.deltaY < 0 ? 1.25 : 0.8), find(event));
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    moved = 0;
    if (fingers.size === 2) spread = measure([...fingers.values()]);
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, event);
    moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (fingers.size === 2) {
      const now = measure([...fingers.values()]);
      zoomTo(zoom * now / spread, find(event));
      spread = now;
    } else if (zoom > 1 && moved > DRAG) {
      const [from, to] = [find(before), find(event)];
      x -= to.x - from.x;
      y -= to.y - from.y;
      show();
    }
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(end, (event) => fingers.delete(event.pointerId));
  svg.addEventListener("dragstart", (event) => event.preventDefault()); // links would be dragged
  svg.addEventListener("click", (event) => {
    if (moved > DRAG && event.detail) { event.preventDefault(); event.stopPropagation(); }
  }, { capture: true });
  svg.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "+") zoomTo(zoom * STEP);
    else if (event.key === "-") zoomTo(zoom / STEP);
    else if (way && zoom > 1) { x += way[0] * width / zoom / 4; y += way[1] * height / zoom / 4; show(); }
    else return;
    event.preventDefault();
  });
  svg.addEventListener("focusin", (event) => { // what has the focus is in sight
    if (zoom === 1 || !event.target.matches(":focus-visible")) return;
    const box = event.target.getBBox();
    const shift = event.target.parentNode.transform?.baseVal.consolidate()?.matrix;
    x = box.x + box.width / 2 + (shift?.e ?? 0) - width / zoom / 2;
    y = box.y + box.height / 2 + (shift?.f ?? 0) - height / zoom / 2;
    show();
  });
}
