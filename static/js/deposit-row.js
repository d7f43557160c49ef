// One call among several (deposits.js): a file, what is said of it, its way, what became of it. Parts show in the states that their data-when names.
// editing → declaring → waiting → sending ⇄ paused → done; aside: declared, but sent only if asked again; refused: another file may be chosen; unfit: never sent;
// leaving: the server is asked to forget it, and nothing else may begin.
class DepositRow {
  static count = 0;

  constructor(page, file) {
    this.page = page;
    this.file = file;
    this.element = page.template.content.firstElementChild.cloneNode(true);
    this.number = DepositRow.count += 1;
    for (const name of ["id", "for", "aria-describedby"]) {
      for (const part of this.element.querySelectorAll(`[${name}]`)) {
        part.setAttribute(name, part.getAttribute(name).replace(/\S+/g, (id) => `${id}-${this.number}`));
      }
    }
    this.part("name").textContent = file.name;
    this.part("size").textContent = page.size(file);
    this.fields = [...this.element.querySelectorAll("[name]")];
    for (const [name, does] of Object.entries(this.actions())) this.part(name).addEventListener("click", does);
    this.part("another").addEventListener("change", (event) => this.another(event.target.files[0]));
    this.propose();
  }

  actions() {
    return {
      remove: () => this.page.remove(this),
      anyway: () => this.wait(),
      correct: () => this.correct(),
      pause: () => this.pause(),
      resume: () => this.resume(),
      abandon: () => this.page.askToAbandon(this),
    };
  }

  part(name) {
    return this.element.querySelector(`[data-part=${name}]`);
  }

  show(state) {
    this.state = state;
    for (const part of this.element.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    this.page.changed();
  }

  propose() {
    const moment = this.fields.find((field) => field.name === "recorded_at");
    moment.value = momentIn(this.file.name);
    if (!moment.value) return;
    const hint = this.part("proposed");
    hint.hidden = false;
    moment.dataset.help = hint.id;
    moment.setAttribute("aria-describedby", hint.id);
  }

  fail(text, names = []) {
    const error = this.part("error");
    error.lastElementChild.textContent = text;
    error.hidden = !text;
    for (const field of this.fields) {
      const wrong = names.includes(field.name);
      field.classList.toggle("is-invalid", wrong);
      field.setAttribute("aria-invalid", String(wrong));
      field.setAttribute("aria-describedby", wrong ? error.id : (field.dataset.help ?? ""));
    }
    if (text) this.page.say(`${this.file.name} : ${text}`);
  }

  unfit(text) {
    this.show("unfit");
    this.fail(text);
  }

  // Answers false when what is common to all is refused, or nothing was heard: then the next ones would fare no better.
  async declare() {
    this.fail("");
    const said = new FormData(this.page.common);
    for (const field of this.fields) if (field.type !== "checkbox" || field.checked) said.append(field.name, field.value);
    this.show("declaring");
    const answer = await this.page.post(said);
    if (answer.facts) {
      this.declared(answer.facts);
      return true;
    }
    this.show("editing");
    if (answer.errors) return this.refusedFields(answer.errors);
    this.fail(answer.text);
    return false;
  }

  refusedFields(errors) {
    const ours = Object.keys(errors).filter((name) => this.fields.some((field) => field.name === name));
    this.fail(ours.flatMap((name) => errors[name]).join(" "), ours);
    const common = Object.entries(errors).filter(([name]) => !ours.includes(name));
    this.page.refuseCommon(common);
    return common.length === 0;
  }

  declared(facts) {
    this.facts = facts;
    this.page.memory.keep(facts.bytes, this.file);
    this.part("title").textContent = facts.title;
    this.part("page").href = facts.page;
    this.part("why").textContent = facts.aside;
    if (!facts.aside || facts.arrived) return this.wait();
    this.show("aside");
    return this.page.say(`${this.file.name} : ${facts.aside}`);
  }

  wait() {
    this.show("waiting");
    this.page.sendNext();
  }

  send() {
    this.fail("");
    this.sending = new Sending(this.file, this.facts.bytes, this.page.element, this);
    this.show("sending");
    this.sending.start();
  }

  async pause() {
    await this.sending.pause();
    this.show("paused");
    this.part("resume").focus();
    this.page.sendNext();
  }

  resume() {
    this.cut = false;
    this.fail("");
    this.show("sending");
    this.sending.resume();
    this.part("pause").focus();
  }

  another(file) {
    if (!file) return;
    this.file = file;
    this.part("name").textContent = file.name;
    this.part("size").textContent = this.page.size(file);
    const unfit = this.page.unfit(file);
    if (unfit) return this.fail(unfit);
    this.page.memory.keep(this.facts.bytes, file);
    return this.wait();
  }

  // What came is erased with what was said; the file is still there to be declared again.
  async correct() {
    if (await this.discard()) {
      this.show("editing");
      this.fields[0].focus();
    }
    this.page.sendNext();
  }

  // Answers whether it is gone. If not, it is shown as what it became, or as it was before.
  async discard() {
    if (["leaving", "done"].includes(this.state)) return false;
    const [before, asked] = [this.state === "sending" ? "paused" : this.state, document.activeElement];
    this.cut = false; // who gives it up does not want it sent once the line is back
    this.fail("");
    this.show("leaving");
    await this.sending?.upload.abort();
    const became = await this.page.discard(this.facts.bytes);
    if (became === "gone") this.sending = null;
    else if (became === "kept") await this.done();
    else {
      this.show(before);
      this.fail(this.page.words.sayUnreachable);
      asked.focus();
    }
    return became === "gone";
  }

  // --- Told by its sending

  figures(text, percent, aloud) {
    this.part("figures").textContent = text;
    if (aloud && text) this.page.say(`${this.file.name} : ${text}`);
    if (percent === null) return;
    this.element.querySelector("progress").value = percent;
    this.part("percent").textContent = `${percent} %`;
  }

  lost(text) {
    this.cut = true;
    this.show("paused");
    this.figures(text, null, true);
  }

  refused(text) {
    this.show("refused");
    this.fail(text);
    this.page.sendNext();
  }

  async done() {
    this.page.memory.forget(this.facts.bytes);
    const became = await this.page.outcome(this.facts.outcome);
    this.part("end").textContent = became.said || this.page.words.sayReceived;
    this.part("tone").classList.toggle("vg-alert-ok", became.tone === "ok");
    this.part("tone").classList.toggle("vg-alert-warn", became.tone !== "ok");
    this.part("page").href = became.address || this.facts.page;
    this.arrived = became.tone !== "warn"; // neither there already nor set aside
    this.show("done");
    this.part("page").hidden = became.tone !== "" && !became.address;
    this.page.say(`${this.file.name} : ${this.part("end").textContent}`);
    this.page.sendNext();
  }
}
