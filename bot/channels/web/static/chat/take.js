// Taking an answer along: on paper, in the clipboard, by mail or by LINE. Nothing of it passes our server.

/** The words of an answer in the order in which they are read. */
export function readAnswer(entry) {
  const lines = [...entry.querySelectorAll(".said > .words, .card, .picture img")].flatMap((part) => {
    if (part.matches("img")) return [part.alt];
    return part.matches(".card") ? readCard(part) : [part.textContent];
  });
  return lines.map((line) => line.trim()).filter(Boolean).join("\n");
}

function readCard(card) {
  return [...card.querySelectorAll(".card-title, .card-text, caption, tr, .facts > div, .note, a.card-button")].map((part) => {
    if (part.matches("tr, .facts > div")) return [...part.children].map((cell) => cell.textContent.trim()).join("  ");
    if (!part.matches("a")) return part.textContent;
    const label = part.firstChild.textContent;
    return part.protocol === "tel:" ? label : `${label} ${part.href}`;
  });
}

/** Puts a menu under an answer; `say` tells what was done, `address` is where the counter's page is. */
export function offerToTake(entry, { root, say, address }) {
  const said = entry.querySelector(".said");
  if (!said.querySelector(".card")) return;
  const menu = root.getElementById("take").content.firstElementChild.cloneNode(true);
  const title = root.getElementById("paper").content.querySelector("h2").textContent;
  const find = (name) => menu.querySelector(`[data-take=${name}]`);

  function compose() {
    const { title: moment } = entry.querySelector(".moment time");
    return [readAnswer(entry), "", title, moment, address].join("\n");
  }

  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    const text = encodeURIComponent(compose().replaceAll("\n", "\r\n"));
    const subject = encodeURIComponent(said.querySelector(".card-title").textContent.trim());
    find("mail").href = `mailto:?subject=${subject}&body=${text}`;
    find("line").href = `https://line.me/R/msg/text/?${encodeURIComponent(compose())}`;
  });
  find("copy").hidden = !navigator.clipboard; // not on plain http
  find("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(compose());
    say(find("copy").dataset.done);
  });
  find("print").addEventListener("click", () => printAnswer(entry, root, address));
  entry.querySelector(".moment").after(menu);
}

function printAnswer(entry, root, address) {
  const paper = root.getElementById("paper").content.firstElementChild.cloneNode(true);
  paper.querySelector(".answer").append(entry.querySelector(".said").cloneNode(true));
  paper.querySelector(".at").textContent = entry.querySelector(".moment time").title;
  paper.querySelector(".address").textContent = address;
  const alone = new CSSStyleSheet(); // in a page of the city's, its own content is left out
  alone.replaceSync("@media print { body > :not(.paper, madoguchi-chat) { display: none !important; } }");
  (root.body ?? root).append(paper);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, alone];
  addEventListener("afterprint", () => {
    paper.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== alone);
  }, { once: true });
  print();
}
