// An area of the map ticks its box, and a box marks its area; without this the boxes do it alone.
const svg = document.querySelector("form .map-city");
const boxes = new Map([...document.querySelectorAll("form input[name=area]")].map((box) => [box.value, box]));

function isChosen(town) {
  return Boolean(boxes.get(town.dataset.area)?.checked || boxes.get(town.dataset.district)?.checked);
}

const borders = document.createElementNS("http://www.w3.org/2000/svg", "g"); // over the neighbours, which would cover half of each
borders.setAttribute("class", "map-borders");
borders.setAttribute("aria-hidden", "true");
svg?.querySelector("g[aria-hidden]").before(borders);

function show() {
  for (const town of svg?.querySelectorAll("a.map-area") ?? []) {
    town.toggleAttribute("data-chosen", isChosen(town));
    town.setAttribute("aria-pressed", isChosen(town));
  }
  borders.replaceChildren(...[...svg?.querySelectorAll("a[data-chosen] > path") ?? []].map((path) => path.cloneNode()));
}

for (const town of svg?.querySelectorAll("a.map-area") ?? []) town.setAttribute("role", "button");
svg?.addEventListener("click", (event) => {
  const town = event.target.closest("a.map-area");
  const box = town && boxes.get(town.dataset.area);
  if (!box) return;
  event.preventDefault();
  const district = boxes.get(town.dataset.district);
  if (district?.checked) { // all of its towns but this one
    district.checked = false;
    for (const other of svg.querySelectorAll(`a.map-area[data-district="${town.dataset.district}"]`)) boxes.get(other.dataset.area).checked = other !== town;
  } else {
    box.checked = !box.checked;
  }
  show();
});
svg?.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.closest("a.map-area")) { event.preventDefault(); event.target.closest("a.map-area").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })); }
});
document.querySelector("form.order")?.addEventListener("change", show);
show();
