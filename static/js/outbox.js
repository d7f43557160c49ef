// <vg-outbox data-owner>: what must not be lost when the connection drops. Kept on the device, sent in order, again until it is taken.
// put(key, url, fields) replaces what waits under the same key; drained() sends all and says whether nothing is left.
// A session that is over keeps them too: the line leads to the sign-in, and they leave from the next page that holds an outbox.
// Fires "outbox:sent" with {key} when something was taken, "outbox:refused" with {key, status} when it never will be.
const AGAIN_AFTER = 10_000;

class Outbox extends HTMLElement {
  connectedCallback() {
    this.store = `vigie-outbox-${this.dataset.owner}`;
    addEventListener("online", () => this.drained());
    document.addEventListener("DOMContentLoaded", () => Object.keys(this.waiting()).length && this.drained());
  }

  waiting() {
    return JSON.parse(localStorage.getItem(this.store) ?? "{}");
  }

  keep(waiting) {
    if (Object.keys(waiting).length) localStorage.setItem(this.store, JSON.stringify(waiting));
    else localStorage.removeItem(this.store);
  }

  put(key, url, fields) {
    const waiting = this.waiting();
    delete waiting[key];
    waiting[key] = { url, fields, given: `${Date.now()}-${Math.random()}` };
    this.keep(waiting);
    return this.drained();
  }

  drop(key, given) {
    const waiting = this.waiting();
    if (!waiting[key] || waiting[key].given !== given) return;
    delete waiting[key];
    this.keep(waiting);
  }

  // Puts back into a question what waits under this key: it is what the person answered last.
  show(key, question) {
    const fields = this.waiting()[key]?.fields;
    if (!fields) return;
    const given = new Set(fields.map(([name, value]) => `${name}=${value}`));
    question.querySelectorAll(".vg-choice input").forEach((input) => {
      input.checked = given.has(`${input.name}=${input.value}`);
    });
    question.querySelector("vg-ordering")?.restore(Object.fromEntries(fields));
  }

  // One at a time: an older answer never arrives after a newer one.
  drained() {
    const next = () => this.sendAll();
    this.sending = (this.sending ?? Promise.resolve()).then(next, next);
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.timer);
    const sentBefore = this.sentCount ?? 0;
    for (const [key, { url, fields, given }] of Object.entries(this.waiting())) {
      const status = await this.send(url, fields);
      if (status === "closed" || status === "lost") return this.later(status);
      this.drop(key, given);
      if (status >= 400) {
        this.dispatchEvent(new CustomEvent("outbox:refused", { detail: { key, status } }));
      } else {
        this.sentCount = (this.sentCount ?? 0) + 1;
        this.dispatchEvent(new CustomEvent("outbox:sent", { detail: { key } }));
      }
    }
    if ((this.sentCount ?? 0) > sentBefore) this.say("saved");
    return true;
  }

  // A status to go by, "closed" when somebody must sign in again, "lost" when it is worth another try.
  async send(url, fields) {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: { "X-CSRFToken": token, "HX-Request": "true" },
        body: new URLSearchParams(fields),
        redirect: "manual",
        signal: AbortSignal.timeout(AGAIN_AFTER),
      });
    } catch {
      return "lost";
    }
    // Once the session is over, the portal answers 200 with HX-Refresh: nothing was taken. 403: somebody signed in since this page was made.
    if (response.type === "opaqueredirect" || response.headers.has("HX-Refresh") || response.status === 403) return "closed";
    return response.status >= 500 || response.status === 429 ? "lost" : response.status;
  }

  later(status) {
    this.say(status === "closed" ? "closed" : "kept");
    this.timer = setTimeout(() => this.drained(), AGAIN_AFTER);
    return false;
  }

  say(what) {
    if (this.dataset.state === what) return;
    this.dataset.state = what;
    this.querySelector("[data-words]").textContent = this.dataset[what];
    this.querySelector("[data-sign-in]").hidden = what !== "closed";
  }
}
customElements.define("vg-outbox", Outbox);
