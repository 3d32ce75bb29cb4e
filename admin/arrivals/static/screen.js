// What the door's page shows: the verdict large, in colour and in words; what waits; and who came.

const KINDS = { checked_in: "good", already: "bad", another_place: "warn", another_time: "warn", not_listed: "warn" };
const SIGNS = { good: "✓", warn: "!", bad: "✕" };

export class Screen {
  constructor(desk) {
    this.desk = desk;
    this.words = desk.words;
    this.verdict = document.getElementById("verdict");
    this.waiting = document.getElementById("waiting");
  }

  kindOf(verdict) {
    return KINDS[verdict] ?? "bad";
  }

  show(verdict, person, letIn = null) {
    const kind = this.kindOf(verdict);
    this.verdict.className = `verdict verdict-${kind}`;
    this.verdict.dataset.verdict = verdict;
    this.verdict.replaceChildren(
      make("p", "sign", SIGNS[kind], { "aria-hidden": "true" }),
      make("p", "words", this.words[verdict]),
      ...this.#describe(verdict, person).map((line) => make("p", "more", line)),
    );
    if (!letIn) return;
    const button = make("button", "main", document.getElementById("let-in").textContent, { type: "button" });
    button.addEventListener("click", letIn, { once: true });
    this.verdict.append(button);
  }

  say(name) {
    this.verdict.className = "verdict verdict-bad";
    this.verdict.replaceChildren(make("p", "words", this.words[name]));
  }

  showWaiting(count, problem = "") {
    const words = count === 1 ? this.words.waiting_one : this.words.waiting.replace("{count}", count);
    const more = count && problem === "sign_in" ? ` ${this.words.sign_in_again}` : "";
    const hadAny = this.waiting.dataset.count !== undefined;
    if (!count && !hadAny) return; // nothing was scanned yet
    this.waiting.textContent = count ? words + more : this.words.all_sent;
    this.waiting.dataset.count = count;
  }

  // As `person.state` has it: the words, which button there is, and how many have come.
  mark(person) {
    const row = document.getElementById(`person-${person.id}`);
    const hasCome = person.state === "came";
    if (!row || row.classList.contains("came") === hasCome) return;
    row.classList.toggle("came", hasCome);
    const state = row.querySelector(".state");
    state.textContent = hasCome ? `✓ ${this.words.state_came} ${person.came}` : state.dataset.expected;
    for (const form of row.querySelectorAll("form")) form.hidden = (form.dataset.act === "came") === hasCome;
    const counter = document.getElementById("count");
    counter.textContent = Number(counter.textContent) + (hasCome ? 1 : -1);
  }

  #describe(verdict, person) {
    if (!person) return [];
    const lines = [`${person.number} ${this.words.persons_short.replace("{count}", person.persons)}`];
    const clock = new Date(person.starts).toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
    const says = verdict === "checked_in" ? this.words.at_time : this.words.its_time;
    lines.push(says.replace("{time}", clock).replace("{place}", person.place));
    if (verdict === "already" && person.came) lines.push(this.words.first_at.replace("{time}", person.came));
    return lines;
  }
}

function make(name, kind, text, attributes = {}) {
  const element = document.createElement(name);
  element.className = kind;
  element.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
