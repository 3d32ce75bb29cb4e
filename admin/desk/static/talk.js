// A conversation as it goes on: what is new appears, what is typed stays until it is sent.
import { ask, listen, beep, countInTitle } from "../../static/live.js";

const entries = document.getElementById("entries");
const panel = document.getElementById("panel");
const toEnd = () => { entries.scrollTop = entries.scrollHeight; };
toEnd();
addEventListener("load", toEnd); // with all pictures

function show(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const entry of holder.content.querySelectorAll("article")) {
    if (entries.querySelector(`[data-id="${entry.dataset.id}"]`)) continue;
    const isNear = entries.scrollHeight - entries.scrollTop - entries.clientHeight < 80;
    entries.append(entry);
    if (isNear) {
      toEnd();
      entry.querySelector("img")?.addEventListener("load", toEnd); // which makes it higher
    }
    if (entry.classList.contains("citizen")) {
      countInTitle(1);
      searchFor(entry);
      if (document.hidden && read("madoguchi-desk-sound") === "on") beep();
    }
  }
}

function read(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

async function renewPanel() {
  const answer = await ask(entries.dataset.panel, { headers: { Accept: "text/html" } });
  if (answer?.redirected || answer?.status === 401) return location.reload();
  if (!answer?.ok) return;
  const typed = Object.fromEntries([...panel.querySelectorAll("textarea")].map((area) => [area.id, area.value]));
  const focused = document.activeElement?.id;
  const chosen = document.getElementById("file");
  const opened = [...panel.querySelectorAll("details[id][open]")].map((box) => box.id);
  panel.innerHTML = await answer.text();
  if (chosen?.files.length) document.getElementById("file")?.replaceWith(chosen);
  showChosen();
  for (const [id, value] of Object.entries(typed)) {
    const area = document.getElementById(id);
    if (area) area.value = value;
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
}

// The chosen file stays as the typed words do; whoever can't take it back in the browser's dialog has a button.
const findFile = () => document.getElementById("file");
const isTooLarge = (input) => input?.files[0]?.size > input?.dataset.most * 1024 * 1024;
function showChosen() {
  const input = findFile();
  if (!input) return;
  document.getElementById("file-clear").hidden = !input.files.length;
  if (isTooLarge(input)) document.getElementById("words-wrong").textContent = input.dataset.large;
}
function clearFile() {
  findFile().value = "";
  document.getElementById("words-wrong").textContent = "";
  showChosen();
}

async function post(form, button) {
  const wrong = form.querySelector(".wrong") ?? document.getElementById("words-wrong");
  if (wrong) wrong.textContent = "";
  if (form.id === "composer" && isTooLarge(findFile())) {
    showChosen();
    return false;
  }
  const address = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await ask(address, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  if (!answer) {
    if (wrong) wrong.textContent = document.getElementById("gone").textContent;
    return false;
  }
  if (answer.redirected || answer.status === 401 || answer.status === 400) return location.reload();
  const said = await answer.json().catch(() => ({ error: document.getElementById("gone").textContent })); // a proxy's page
  if (!answer.ok) {
    if (wrong) wrong.textContent = said.error;
    if (answer.status === 409) renewPanel();
    return false;
  }
  return true;
}

async function find(form) {
  const answer = await ask(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  if (answer?.redirected || !answer?.ok) return;
  const found = document.getElementById("found");
  found.innerHTML = await answer.text();
  for (const button of found.querySelectorAll(".insert")) button.hidden = !document.getElementById("words");
}
// What the citizen writes is looked up at once, as long as the operator has not searched for something else.
let isOwnSearch = false;
document.getElementById("q").addEventListener("input", () => { isOwnSearch = true; });
function searchFor(entry) {
  const words = entry.querySelector(".words:not(.wordless)")?.textContent.trim();
  if (!words || isOwnSearch) return;
  document.getElementById("q").value = words.slice(0, 200);
  find(document.getElementById("find"));
}
if (document.getElementById("q").value) find(document.getElementById("find"));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.id === "find") {
    event.preventDefault();
    await find(form);
  } else if (form.id === "composer" || form.closest(".found")) {
    event.preventDefault();
    const button = event.submitter;
    button.disabled = true;
    if (await post(form, button) && form.id === "composer" && !button.hasAttribute("formaction")) {
      document.getElementById("words").value = "";
      clearFile();
    }
    button.disabled = false;
    document.getElementById("words")?.focus();
  } else if (form.closest(".draft")) {
    event.preventDefault();
    event.submitter.disabled = true;
    if (await post(form)) {
      await renewPanel();
      panel.focus();
    }
    event.submitter.disabled = false;
  } else if (form.classList.contains("add-note")) {
    event.preventDefault();
    if (await post(form)) {
      form.querySelector("textarea").value = "";
      renewPanel();
    }
  }
});

function insert(words) {
  const area = document.getElementById("words");
  if (!area || !words) return;
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.id === "file-clear") {
    clearFile();
    findFile().focus();
  }
  const button = event.target.closest(".insert");
  if (button) insert(button.closest("li").querySelector(".words").textContent);
});
document.addEventListener("change", (event) => {
  if (event.target.id === "file") {
    document.getElementById("words-wrong").textContent = "";
    showChosen();
  }
  if (event.target.id !== "canned") return;
  insert(event.target.value);
  event.target.value = "";
});
const PLACES = { KeyR: "words", KeyF: "q", KeyN: "note" };
document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && PLACES[event.code]) {
    const place = document.getElementById(PLACES[event.code]);
    if (!place) return;
    event.preventDefault();
    place.focus();
  } else if (event.ctrlKey && event.key === "Enter" && event.target.id === "words" && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector(".main"));
  }
});

listen(entries.dataset.events, document.getElementById("gone"), { said: show, changed: renewPanel });
