// Checking in without a network, and with one tap the next time. Without this script the form is an ordinary one.

import { countWaiting, enqueue, forget, keep, recall, sendWaiting } from "./check_in_store.js";

const AGAIN_MS = 15_000;
const form = document.getElementById("family");
const own = document.getElementById("own");
const isTablet = form.dataset.mode === "tablet";
const url = location.origin + location.pathname;
const rows = [...form.querySelectorAll(".member")];
const fields = form.elements;
let busy = false;

function show(id, words) {
  const line = document.getElementById(id);
  line.textContent = words;
  line.hidden = !words;
  return line;
}

// Rows

function showRows(count) {
  rows.forEach((row, number) => { row.hidden = number >= Math.max(1, count); });
  document.getElementById("more").hidden = rows.every((row) => !row.hidden);
}

document.getElementById("more").addEventListener("click", () => {
  const row = rows.find((one) => one.hidden);
  row.hidden = false;
  showRows(rows.filter((one) => !one.hidden).length);
  row.querySelector("input").focus();
});

function readFamily() {
  const members = rows
    .map((row, number) => ({
      name: fields[`name_${number}`].value.trim(),
      birth: fields[`birth_${number}`].value || null,
      needs: [...row.querySelectorAll("input:checked")].map((box) => box.value),
    }))
    .filter((member) => member.name);
  const [phone, word, note] = ["phone", "word", "note"].map((name) => fields[name].value.trim());
  return { members, phone, word, note };
}

function fill(family) {
  form.reset();
  family.members.forEach((member, number) => {
    fields[`name_${number}`].value = member.name;
    fields[`birth_${number}`].value = member.birth ?? "";
    for (const box of rows[number].querySelectorAll("[type=checkbox]")) box.checked = member.needs.includes(box.value);
  });
  for (const name of ["phone", "word", "note"]) fields[name].value = family[name] ?? "";
  showRows(family.members.length);
}

// Sending

async function send() {
  if (busy) return;
  busy = true;
  try {
    if (await sendWaiting()) show("wrong", form.dataset.problem);
    const waiting = await countWaiting();
    show("queue", waiting ? `${form.dataset.waiting} (${waiting})` : "");
    document.documentElement.dataset.waiting = waiting;
  } finally {
    busy = false;
  }
}

async function arrive(family) {
  const before = isTablet ? null : await recall("here");
  const item = { act: "in", id: crypto.randomUUID(), at: new Date().toISOString(), ...family, replaces: before?.id ?? "" };
  await enqueue(url, item);
  if (!isTablet) await keep("here", { id: item.id, url, shelter: form.dataset.shelter });
  await send();
  const isSent = !(await countWaiting());
  show("told", isSent ? form.dataset.sent : form.dataset.saved).focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const family = readFamily();
  if (!family.members.length) {
    show("wrong", form.dataset.problem);
    return fields.name_0.focus();
  }
  show("wrong", "");
  if (!isTablet && document.getElementById("keep").checked) await keep("family", family);
  await arrive(family);
  if (isTablet) {
    form.reset();
    showRows(1);
  } else {
    await showOwn();
  }
});

// The family of this device

async function showOwn() {
  const [family, here] = isTablet ? [null, null] : [await recall("family"), await recall("here")];
  const isHere = here?.shelter === form.dataset.shelter;
  own.hidden = !family && !isHere;
  form.hidden = !own.hidden;
  document.getElementById("own-names").replaceChildren(...(family?.members ?? []).map((member) => {
    const line = document.createElement("li");
    line.textContent = member.name;
    return line;
  }));
  document.getElementById("own-in").hidden = isHere || !family;
  document.getElementById("own-out").hidden = !isHere;
  if (isHere && document.getElementById("told").hidden) show("told", form.dataset.here);
}

document.getElementById("own-in").addEventListener("click", async () => {
  await arrive(await recall("family"));
  await showOwn();
});

document.getElementById("own-out").addEventListener("click", async () => {
  const here = await recall("here");
  await enqueue(here.url, { act: "out", id: here.id, at: new Date().toISOString() });
  await forget("here");
  await send();
  show("told", form.dataset.left).focus();
  await showOwn();
});

document.getElementById("own-change").addEventListener("click", async () => {
  const family = await recall("family");
  if (family) fill(family);
  form.hidden = false;
  fields.name_0.focus();
});

document.getElementById("own-forget").addEventListener("click", async () => {
  await forget("family");
  form.reset();
  showRows(1);
  await showOwn();
});

// Without a network

async function keepPage() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  await navigator.serviceWorker.register(form.dataset.worker);
  if (!navigator.onLine) return;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const needed = files.filter((file) => file.startsWith(`${location.origin}/`) && /\.(css|js|svg|woff2)(\?|$)/.test(file));
  const cache = await caches.open("shelter-check-in");
  await cache.addAll([location.href.split("#")[0], ...new Set(needed)]);
  document.documentElement.dataset.kept = "1";
}

showRows(1);
if (!isTablet) document.getElementById("keep-line").hidden = false;
await showOwn();
document.documentElement.dataset.ready = "1";
addEventListener("online", send);
setInterval(send, AGAIN_MS);
await send();
await keepPage();
