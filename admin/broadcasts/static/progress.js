// How far it has come, once a second until it is over.

const place = document.querySelector("[data-progress]");
const bar = place?.querySelector("progress");
const words = place?.querySelector("[data-words]");
const number = new Intl.NumberFormat(document.documentElement.lang);
const GOING = ["approved", "sending"];

async function look() {
  const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { status, percent, reached, total } = await answer.json();
  bar.value = percent;
  const said = words.dataset.words.replace("[reached]", number.format(reached)).replace("[total]", number.format(total));
  if (words.textContent !== said) words.textContent = said;
  if (!GOING.includes(status)) location.reload();
}

if (place) setInterval(() => look().catch(() => {}), 1000);
