// Makes the chat page live: sends without reloading, shows what comes through the event stream.
// The page works without this file; the server renders every entry, here they are only put in place.

const TYPING_AFTER = 300;
const TYPING_UNTIL = 30000;
const SEND_TIMEOUT = 15000;
const OFFLINE_AFTER = 3000;
const REOPEN_AFTER = 3000;

const byId = (id) => document.getElementById(id);
const log = byId("log");
const pending = byId("pending");
const composer = byId("composer");
const field = byId("text");
const notice = byId("notice");
const jump = byId("jump");
const token = document.querySelector("meta[name=csrf-token]").content;

// What was sent and is not in the log yet, oldest first: {id, body, element, state}
const waiting = [];
let queue = Promise.resolve();

// Drafts survive a reload of this tab, nothing else.

const keepDraft = () => {
  const unsent = waiting.filter((item) => item.state !== "accepted").map((item) => item.body.text ?? "");
  sessionStorage.setItem("draft", [...unsent, field.value].filter(Boolean).join("\n"));
};

// Sending

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(body) {
  const element = byId("unsent").content.firstElementChild.cloneNode(true);
  element.querySelector(".words").textContent = body.text ?? body.label;
  const item = { id: newId(), body, element, state: "sending" };
  element.querySelector(".retry").addEventListener("click", () => {
    field.focus({ preventScroll: true });
    send(item);
  });
  element.querySelector(".rewrite").addEventListener("click", () => rewrite(item));
  waiting.push(item);
  pending.append(element);
  byId("welcome")?.remove();
  byId("error")?.remove();
  send(item);
  goToEnd();
}

function send(item) {
  setState(item, "sending");
  queue = queue.then(() => deliver(item)); // one after the other, so that the order is kept
}

function setState(item, state) {
  item.state = item.element.dataset.state = state; // sending, accepted or failed
  item.element.querySelector(".moment").hidden = state !== "sending";
  item.element.querySelector(".failure").hidden = state !== "failed";
  keepDraft();
}

async function deliver(item) {
  showTyping();
  try {
    const response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ ...item.body, id: item.id }),
      signal: AbortSignal.timeout(SEND_TIMEOUT),
    });
    if (response.ok) return setState(item, "accepted");
    const { error } = await response.json().catch(() => ({}));
    fail(item, error);
  } catch {
    fail(item);
  }
}

function fail(item, sentence) {
  if (!waiting.includes(item)) return; // it arrived all the same, and is in the log
  setState(item, "failed");
  const message = item.element.querySelector("[role=alert]");
  message.textContent = sentence ?? message.dataset.notSent;
  hideTyping();
  goToEnd();
}

function forget(item) {
  waiting.splice(waiting.indexOf(item), 1);
  item.element.remove();
  keepDraft();
}

function rewrite(item) {
  field.value = [item.body.text, field.value].filter(Boolean).join("\n");
  forget(item);
  field.focus();
}

// Receiving

let lastId = Number(log.dataset.lastId);

function receive(event) {
  const entry = JSON.parse(event.data);
  if (entry.id <= lastId) return;
  lastId = entry.id;
  const follow = isNearEnd();
  const template = document.createElement("template");
  template.innerHTML = entry.html; // rendered and escaped by our server
  const element = template.content.querySelector("article");
  if (log.lastElementChild?.dataset.day === element.dataset.day) element.querySelector(".day")?.remove();
  if (entry.who === "citizen") settle(entry);
  else hideTyping();
  byId("welcome")?.remove();
  log.append(element);
  if (!follow) jump.hidden = false;
  else if (entry.who === "citizen") goToEnd(); // not to its top: the answer would come out of sight
  else showEntry(element);
}

function settle(entry) {
  const words = (item) => (item.body.text ?? item.body.label).trim();
  const text = entry.messages[0]?.text;
  const item = waiting.find((one) => words(one) === text) ?? waiting.find((one) => one.state === "accepted");
  if (item) forget(item);
}

let stream;
let offlineTimer;
let wasOffline = false;

function connect() {
  stream?.close();
  stream = new EventSource(`/chat/events?after=${lastId}`);
  stream.addEventListener("open", showOnline);
  stream.addEventListener("message", receive);
  stream.addEventListener("error", () => {
    offlineTimer ??= setTimeout(showOffline, OFFLINE_AFTER);
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, REOPEN_AFTER);
  });
}

function showOffline() {
  wasOffline = true;
  notice.textContent = notice.dataset.offline;
}

function showOnline() {
  if (!navigator.onLine) return; // the stream that opened was on its way before the line broke
  clearTimeout(offlineTimer);
  offlineTimer = undefined;
  if (!wasOffline) return;
  wasOffline = false;
  notice.textContent = notice.dataset.online;
  setTimeout(() => { if (!wasOffline) notice.textContent = ""; }, OFFLINE_AFTER);
  waiting.filter((item) => item.state === "failed").forEach(send); // safe: the id is the same
}

// Typing and scrolling

let typingTimer;

function showTyping() {
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => {
    byId("typing").hidden = false;
    goToEnd();
    typingTimer = setTimeout(hideTyping, TYPING_UNTIL);
  }, TYPING_AFTER);
}

function hideTyping() {
  clearTimeout(typingTimer);
  byId("typing").hidden = true;
}

const isNearEnd = () => document.documentElement.scrollHeight - innerHeight - scrollY < 200;

function goToEnd() {
  jump.hidden = true;
  scrollTo(0, document.documentElement.scrollHeight);
}

function showEntry(element) {
  const room = innerHeight - composer.parentElement.offsetHeight;
  if (element.offsetHeight > room) element.scrollIntoView({ block: "start" }); // a long answer is read from its top
  else goToEnd();
}

// What the citizen does

composer.addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[form=composer], .send");
  if (!button) return;
  event.preventDefault();
  if (button.name === "choice") {
    log.focus({ preventScroll: true }); // the button goes away, the keyboard's place stays
    say(JSON.parse(button.value));
  } else {
    sayField();
  }
});

function sayField() {
  if (!field.value.trim()) return field.focus();
  const text = field.value;
  field.value = "";
  say({ text });
}

field.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses kanji; Safari tells it by key code 229 only.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  sayField();
});
field.addEventListener("input", keepDraft);
jump.addEventListener("click", () => {
  goToEnd();
  log.focus({ preventScroll: true });
});
addEventListener("scroll", () => { if (isNearEnd()) jump.hidden = true; }, { passive: true });
addEventListener("offline", showOffline);
addEventListener("online", connect);
addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".languages details[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".languages details[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

byId("numbers").open = matchMedia("(min-width: 64rem)").matches; // there is room for it beside the talk
field.value ||= sessionStorage.getItem("draft") ?? "";
if (log.children.length) goToEnd();
connect();
