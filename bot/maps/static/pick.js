// A place picked on a map goes into the form around it: inputs `latitude` and `longitude`, and the choice `area`.
const SVG = "http://www.w3.org/2000/svg";

for (const svg of document.querySelectorAll("form .map-city")) start(svg, svg.closest("form"));

function start(svg, form) {
  const [north, west] = svg.dataset.origin.split(" ").map(Number);
  const [down, right] = svg.dataset.degrees.split(" ").map(Number);
  const { latitude, longitude, area } = form.elements;
  const pin = document.createElementNS(SVG, "g");
  pin.innerHTML = '<g class="map-pin tone-pin-4 map-picked"><path d="M0 0 -11-22A12 12 0 1 1 11-22Z"/></g>';

  function put(x, y, town) {
    latitude.value = (north - y * down).toFixed(6);
    longitude.value = (west + x * right).toFixed(6);
    if (area && town) area.value = town;
    pin.setAttribute("transform", `translate(${x} ${y})`);
    svg.append(pin);
    form.dispatchEvent(new CustomEvent("picked"));
  }

  svg.addEventListener("click", (event) => {
    const link = event.target.closest("a.map-area");
    event.preventDefault();
    if (!link) return;
    if (event.detail) {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      put(x, y, link.dataset.area);
    } else { // by the keyboard: the middle of the area
      const box = link.getBBox();
      put(box.x + box.width / 2, box.y + box.height / 2, link.dataset.area);
    }
  });
  area?.addEventListener("change", () => { latitude.value = longitude.value = ""; pin.remove(); });
}
