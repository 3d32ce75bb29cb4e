// What makes a form easier; without it everything works by the page's buttons.

const form = document.querySelector("#form");
const told = document.querySelector("#autosave");
const QUIET_MS = 3000;

// The summary of errors has the focus, so that it is read out first.
document.querySelector("[autofocus]")?.focus();

// Drafts: saved when the typing pauses, and when the page is left.
let timer = 0;
let isChanged = false;

function collect() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.delete("action");
  return data;
}

async function save({ isLeaving = false } = {}) {
  clearTimeout(timer);
  if (!isChanged) return;
  isChanged = false;
  let isSaved = false;
  try {
    isSaved = (await fetch(form.dataset.draft, { method: "POST", body: collect(), keepalive: isLeaving })).ok;
  } catch {
    // told below; the next change tries again
  }
  told.textContent = isSaved ? told.dataset.saved : told.dataset.failed;
}

form.addEventListener("input", () => {
  isChanged = true;
  clearTimeout(timer);
  timer = setTimeout(() => save(), QUIET_MS);
});
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  isChanged = false;
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = "1";
});
addEventListener("pagehide", () => save({ isLeaving: true }));
addEventListener("pageshow", () => delete form.dataset.sending);
document.querySelector(".languages").addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || !isChanged) return;
  event.preventDefault();
  await save();
  location.assign(link.href);
});

// A postcode fills in its address, unless the citizen wrote another one.
for (const input of document.querySelectorAll("[data-fills]")) {
  const target = document.getElementById(input.dataset.fills);
  const status = document.querySelector(`[data-said-for="${input.id}"]`);
  let filled = "";
  let asked = "";
  input.addEventListener("input", async () => {
    const code = input.value.normalize("NFKC").replace(/\D/g, "");
    if (code.length !== 7 || code === asked) return;
    asked = code;
    const answer = await fetch(input.dataset.url + code).then((response) => response.json(), () => null);
    if (!answer || asked !== code) return;
    const [address, ...others] = answer.addresses;
    if (!address) status.textContent = status.dataset.unknown;
    if (!address || others.length || (target.value && target.value !== filled)) return;
    target.value = filled = address;
    status.textContent = status.dataset.filled;
  });
}

// How many characters are left, said when it becomes narrow.
for (const field of document.querySelectorAll("[data-longest]")) {
  const count = document.querySelector(`[data-count-for="${field.id}"]`);
  const letters = new Intl.Segmenter();
  const tell = () => {
    const left = Number(field.dataset.longest) - [...letters.segment(field.value)].length;
    count.hidden = left > 200;
    count.classList.toggle("count-over", left < 0);
    count.textContent = (left < 0 ? told.dataset.over : told.dataset.left).replace("#", Math.abs(left));
  };
  field.addEventListener("input", tell);
  tell();
}

// A photo that is too large is said before it is sent.
for (const input of document.querySelectorAll("[data-most-bytes]")) {
  const wrong = document.querySelector(`[data-wrong-for="${input.id}"]`);
  input.addEventListener("change", () => {
    const isTooLarge = (input.files[0]?.size ?? 0) > Number(input.dataset.mostBytes);
    wrong.hidden = !isTooLarge;
    wrong.textContent = isTooLarge ? input.dataset.tooLarge : "";
    if (isTooLarge) input.value = "";
  });
}
