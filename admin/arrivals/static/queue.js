// Scans wait here until they are sent: ids and tickets alone, so that nothing of a person is on the phone.

const KEY = "arrivals:";

export class Queue {
  constructor(url, token) {
    this.url = url;
    this.token = token;
    this.busy = false;
  }

  list() {
    try {
      return JSON.parse(localStorage.getItem(KEY + this.url)) ?? [];
    } catch {
      return [];
    }
  }

  add(scan) {
    this.#keep([...this.list(), scan]);
  }

  drop(ids) {
    this.#keep(this.list().filter((scan) => !ids.includes(scan.id)));
  }

  // {results} when it was sent, {problem: "offline" | "sign_in"} when not; null when there is nothing to do.
  async send() {
    const scans = this.list().slice(0, 100);
    if (this.busy || !scans.length) return null;
    this.busy = true;
    try {
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token };
      const answer = await fetch(this.url, { method: "POST", headers, body: JSON.stringify({ scans }) });
      if (!answer.ok) return { problem: answer.status < 500 ? "sign_in" : "offline" };
      const { results } = await answer.json();
      this.drop(results.map((one) => one.id));
      return { results };
    } catch {
      return { problem: "offline" };
    } finally {
      this.busy = false;
    }
  }

  #keep(scans) {
    if (scans.length) localStorage.setItem(KEY + this.url, JSON.stringify(scans));
    else localStorage.removeItem(KEY + this.url);
  }
}
