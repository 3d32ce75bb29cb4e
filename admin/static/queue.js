// Keeps the list new, and says so by title and, when wanted, by a sound.
import { ask, listen, beep, keepSwitch, countInTitle } from "./live.js";

const queue = document.getElementById("queue");
const sound = keepSwitch(document.getElementById("sound"), "madoguchi-desk-sound");
document.querySelector(".sound").hidden = false;
const ids = () => new Set([...queue.querySelectorAll("tr[data-id]")].map((row) => row.dataset.id));
let known = ids();

async function renew() {
  const answer = await ask(queue.dataset.list, { headers: { Accept: "text/html" } });
  if (answer?.redirected || answer?.status === 401) return location.reload();
  if (!answer?.ok) return;
  const focused = document.activeElement?.closest("tr[data-id]")?.dataset.id;
  queue.innerHTML = await answer.text();
  if (focused) queue.querySelector(`tr[data-id="${focused}"] a`)?.focus();
  const now = ids();
  const fresh = [...now].filter((id) => !known.has(id)).length;
  known = now;
  if (fresh) {
    countInTitle(fresh);
    if (sound.checked) beep();
  }
}

listen(queue.dataset.events, document.getElementById("gone"), { changed: renew });
setInterval(renew, 30000); // waiting times go on
