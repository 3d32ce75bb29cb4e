// A convenience over a page that works without: the way out by a key, one entry in the history, and news by itself.
const TWICE_MS = 700;
const NEWS_MS = 8000;

function leave() {
  document.documentElement.classList.add("gone"); // at once, however slow the network is
  document.title = "";
  location.replace(document.getElementById("leave").href);
}

let escapedAt = -Infinity;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - escapedAt < TWICE_MS) leave();
  escapedAt = event.timeStamp;
});

// Every step replaces the one before, so that going back leads out of these pages.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#leave, a[data-stay], .languages a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.id === "leave") leave();
  else location.replace(link.href);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    const type = form.enctype === "multipart/form-data" ? new FormData(form) : new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body: type });
    if (answer.redirected) location.replace(answer.url);
    else show(await answer.text());
  } catch {
    form.submit(); // the browser says what is wrong with the network
  } finally {
    delete form.dataset.busy;
  }
});

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.getElementById("main").replaceWith(document.adoptNode(fresh.getElementById("main")));
  prepare();
}

function prepare() {
  const summary = document.getElementById("summary");
  (summary ?? document.querySelector(".done"))?.focus?.();
  const copy = document.getElementById("copy");
  if (!copy) return;
  copy.hidden = !navigator.clipboard;
  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("code-words").textContent);
    const copied = document.getElementById("copied");
    copied.textContent = copied.dataset.words;
    copied.className = "";
  });
}

async function look() {
  const list = document.getElementById("messages");
  if (list && !document.hidden) {
    const last = list.querySelector("li:last-of-type")?.dataset.id ?? "0";
    const answer = await fetch(`${list.dataset.news}?after=${last}`).catch(() => null);
    if (answer?.status === 200) list.insertAdjacentHTML("beforeend", await answer.text());
    if (answer?.status === 410) return; // it was left alone for too long
  }
  setTimeout(look, NEWS_MS);
}

prepare();
setTimeout(look, NEWS_MS);
