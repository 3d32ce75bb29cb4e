// How many the fields mean now, a moment after they were changed.

const place = document.querySelector("[data-count]");
const form = place?.closest("form");
const NAMES = ["segment", "area", "or_unknown", "reads"];
let timer = 0;

async function count() {
  const asked = new URLSearchParams({ id: place.dataset.id });
  for (const [name, value] of new FormData(form)) if (NAMES.includes(name) && value) asked.append(name, value);
  const answer = await fetch(`${place.dataset.count}?${asked}`, { headers: { Accept: "application/json" } });
  if (answer.ok) place.textContent = (await answer.json()).words;
}

if (form) {
  form.addEventListener("change", (event) => {
    if (!NAMES.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => count().catch(() => {}), 200);
  });
  count().catch(() => {});
}
