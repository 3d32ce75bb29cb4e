// Counts whom the rule means while it is built, and shows as many rows and groups as are in use and one more.
const form = document.getElementById("rule");
const shown = document.getElementById("count");
let wait = 0;
let latest = 0;

async function count() {
  const mine = ++latest;
  const fields = new FormData(form);
  fields.set("part", "count");
  shown.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.count, { method: "POST", body: fields });
    const text = await answer.text();
    if (mine === latest && answer.ok) shown.innerHTML = text;
  } finally {
    if (mine === latest) shown.removeAttribute("aria-busy");
  }
}

form.addEventListener("change", () => {
  clearTimeout(wait);
  wait = setTimeout(count, 250);
});

for (const spare of form.querySelectorAll("[data-spare]")) spare.hidden = true;
for (const button of form.querySelectorAll("[data-more]")) {
  const inside = button.dataset.more === "row" ? button.parentElement : form;
  const next = () => inside.querySelector(button.dataset.more === "row" ? ".row[hidden]" : ".group[hidden]");
  button.hidden = !next();
  button.addEventListener("click", () => {
    const one = next();
    one.hidden = false;
    one.querySelector("select").focus();
    button.hidden = !next();
  });
}
form.querySelector("[data-noscript]").hidden = true;
