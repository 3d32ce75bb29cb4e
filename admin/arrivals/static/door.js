// The list at the door on a phone: scans are judged at once, kept, and sent when there is a network.

import { openCamera, watch } from "./camera.js";
import { keepPage } from "./offline.js";
import { Queue } from "./queue.js";
import { Screen } from "./screen.js";
import { allowSound, signal } from "./signals.js";
import { importKeys, readTicket } from "./ticket.js";
import { judge, judgePerson, MAY_BE_LET_IN } from "./verdict.js";

const AGAIN = 10_000; // how often what waits is sent again
const desk = JSON.parse(document.getElementById("desk-data").textContent);
const screen = new Screen(desk);
const queue = new Queue(desk.scans, document.querySelector("[name=csrf_token]").value);
const keys = await importKeys(desk.keys);

// What this phone noted and has not sent counts here already.
for (const scan of queue.list()) mark(scan.reservation, scan.clock);
screen.showWaiting(queue.list().length);

async function see(text) {
  const ticket = await readTicket(text, keys);
  decide(judge(ticket, desk, Date.now()), { ticket: text });
}

function decide({ verdict, person }, scan) {
  const letIn = () => accept(person, scan);
  if (verdict === "checked_in") return letIn();
  screen.show(verdict, person, MAY_BE_LET_IN.includes(verdict) ? letIn : null);
  signal(screen.kindOf(verdict));
}

function accept(person, scan) {
  const at = new Date();
  const clock = at.toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
  queue.add({ id: crypto.randomUUID(), at: at.toISOString(), clock, reservation: person?.id ?? null, ...scan });
  mark(person?.id, clock);
  screen.showWaiting(queue.list().length);
  screen.show("checked_in", person);
  signal("good");
  return send();
}

function mark(reservation, clock) {
  const person = desk.people.find((one) => one.id === reservation);
  if (!person) return;
  Object.assign(person, { state: "came", came: clock });
  screen.mark(person);
}

async function send() {
  const sent = await queue.send();
  for (const one of sent?.results ?? []) learn(one);
  screen.showWaiting(queue.list().length, sent?.problem);
  if (sent?.results && queue.list().length) await send();
}

// The server was of another mind: another phone was first, or it was moved since.
function learn({ verdict, reservation, came }) {
  const person = desk.people.find((one) => one.id === reservation) ?? null;
  if (person && (verdict === "checked_in" || verdict === "already")) mark(person.id, came || person.came);
  if (verdict === "checked_in") return;
  screen.show(verdict, person);
  signal(screen.kindOf(verdict));
}

function choosePerson(text) {
  const wanted = text.trim().toUpperCase();
  const digits = wanted.replace(/\D/g, "");
  const same = (number) => number === wanted || (digits && Number(number.replace(/\D/g, "")) === Number(digits));
  const found = desk.people.filter((one) => same(one.number));
  return found.length === 1 ? found[0] : (found.find((one) => one.resource === desk.resource) ?? null);
}

document.getElementById("by-number").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.number;
  const person = choosePerson(field.value);
  if (!person) return decide({ verdict: "unknown", person: null }, {});
  field.value = "";
  return decide(judgePerson(person, desk, Date.now()), { reservation: person.id });
});

document.getElementById("people").addEventListener("submit", (event) => {
  const { act } = event.target.dataset;
  if (act !== "came" && act !== "undo") return;
  const person = desk.people.find((one) => String(one.id) === event.target.elements.reservation.value);
  if (act === "came") accept(person, { reservation: person.id });
  else if (!takeBack(person)) return; // it was sent, so the server undoes it
  event.preventDefault();
});

// Whether it has not been sent yet, and need not be any more.
function takeBack(person) {
  const own = queue.list().filter((scan) => scan.reservation === person.id);
  if (!own.length || queue.busy) return false;
  queue.drop(own.map((scan) => scan.id));
  Object.assign(person, { state: "expected", came: "" });
  screen.mark(person);
  screen.showWaiting(queue.list().length);
  return true;
}

document.getElementById("start").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  allowSound();
  const video = document.getElementById("camera");
  try {
    await openCamera(video);
  } catch (problem) {
    screen.say(problem.name === "NotAllowedError" ? "camera_refused" : "no_camera");
    return;
  }
  video.hidden = false;
  button.hidden = true;
  watch(video, see);
});

window.addEventListener("online", send);
setInterval(send, AGAIN);
send();
document.documentElement.dataset.ready = "door";
await keepPage(desk.worker, desk.day).catch(() => {}); // without it the page works as long as it is open
