// Drags a reservation onto another time, which leads to the page that says what would become of it. By keyboard, and
// without script, a press on its number leads to the times to choose from.

const calendar = document.querySelector("[data-calendar]");
let dragged = null;

// The time under the pointer, if what is dragged fits in.
const findTarget = (event) => {
  const frame = event.target.closest("[data-takes]");
  const fits = dragged && frame && !frame.contains(dragged) && Number(frame.dataset.takes) >= Number(dragged.dataset.units);
  return fits ? frame : null;
};

const mark = (frame) => {
  for (const one of calendar.querySelectorAll(".is-over")) one.classList.toggle("is-over", one === frame);
  frame?.classList.add("is-over");
};

calendar?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".chip[draggable]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  calendar.classList.add("is-dragging");
});

calendar?.addEventListener("dragover", (event) => {
  const frame = findTarget(event);
  mark(frame);
  if (!frame) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
});

calendar?.addEventListener("drop", (event) => {
  const frame = findTarget(event);
  if (!frame) return;
  event.preventDefault();
  const address = new URL(dragged.href);
  address.searchParams.set("to", frame.dataset.timeframe);
  location.assign(address);
});

calendar?.addEventListener("dragend", () => {
  dragged = null;
  mark(null);
  calendar.classList.remove("is-dragging");
});
