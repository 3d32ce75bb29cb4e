// The photo of a document: larger, smaller, turned; by buttons and by keys. Without script it opens in a tab of its own.

const STEP = 1.25;
const MOST = 6;

for (const viewer of document.querySelectorAll("[data-viewer]")) open(viewer);

function open(viewer) {
  const frame = viewer.querySelector(".frame");
  const picture = frame.querySelector("img");
  const said = viewer.querySelector("[role=status]");
  let zoom = 1;
  let turn = 0;

  const acts = {
    in: () => { zoom = Math.min(zoom * STEP, MOST); },
    out: () => { zoom = Math.max(zoom / STEP, 1); },
    left: () => { turn = (turn + 270) % 360; },
    right: () => { turn = (turn + 90) % 360; },
    reset: () => { zoom = 1; turn = 0; },
  };
  const keys = { "+": "in", ";": "in", "=": "in", "-": "out", l: "left", r: "right", 0: "reset" };

  function act(name) {
    acts[name]();
    draw();
    const percent = Math.round(zoom * 100);
    said.textContent = viewer.dataset.said.replace("%1", percent).replace("%2", turn);
  }

  // Laid out by hand: a turned picture takes other room than the browser gives it, and what is larger than the frame
  // must be reached by scrolling.
  function draw() {
    const isPlain = zoom === 1 && turn === 0;
    frame.classList.toggle("moves", !isPlain);
    for (const name of ["width", "height", "margin", "transform"]) picture.style[name] = "";
    if (isPlain) return;
    const lies = turn % 180 !== 0;
    const [width, height] = [picture.naturalWidth, picture.naturalHeight];
    const [across, down] = lies ? [height, width] : [width, height];
    const scale = Math.min(frame.clientWidth / across, frame.clientHeight / down, 1) * zoom;
    const [shownWidth, shownHeight] = [width * scale, height * scale];
    const slip = lies ? (shownHeight - shownWidth) / 2 : 0;
    picture.style.width = `${shownWidth}px`;
    picture.style.height = `${shownHeight}px`;
    const [x, y] = [
      Math.max((frame.clientWidth - across * scale) / 2, 0) + slip,
      Math.max((frame.clientHeight - down * scale) / 2, 0) - slip,
    ];
    picture.style.margin = `${y}px ${x}px`;
    picture.style.transform = `rotate(${turn}deg)`;
  }

  viewer.querySelector(".tools").hidden = false;
  viewer.querySelector(".keys").hidden = false;
  for (const button of viewer.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => act(button.dataset.act));
  }
  frame.addEventListener("keydown", (event) => {
    const name = keys[event.key.toLowerCase()];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(name);
  });
  addEventListener("resize", draw);
  viewer.dataset.ready = "";
}
