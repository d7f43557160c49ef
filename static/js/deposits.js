// <div data-deposits>: several calls deposited from one page. What is common is said once; each file chosen or dropped is a row (deposit-row.js)
// with its own moment and its own answer of the caller, declared on its own before a byte of it leaves (law C7). Its name never leaves (law C4).
// One is sent after the other: a line has no more room for two.
const TO_LOSE = ["editing", "declaring", "aside", "waiting", "sending", "paused", "leaving"];

// Which file each declared call awaits, by size and date, for the page that is loaded again: {address of its bytes: [size, date]}.
class DepositMemory {
  constructor(pending) {
    const awaited = new Set(pending.map((facts) => facts.bytes));
    this.write(Object.fromEntries(Object.entries(this.read()).filter(([address]) => awaited.has(address))));
  }

  read() {
    return JSON.parse(localStorage.getItem("vigie-declared") ?? "{}");
  }

  write(all) {
    if (Object.keys(all).length) localStorage.setItem("vigie-declared", JSON.stringify(all));
    else localStorage.removeItem("vigie-declared");
  }

  keep(address, file) {
    this.write({ ...this.read(), [address]: [file.size, file.lastModified] });
  }

  forget(address) {
    const { [address]: _gone, ...others } = this.read();
    this.write(others);
  }

  awaits(address, file) {
    const [size, date] = this.read()[address] ?? [];
    return size === file.size && date === file.lastModified;
  }
}

class Deposits {
  constructor(element) {
    this.element = element;
    this.words = { ...element.querySelector("[data-sending-words]").dataset, ...element.dataset };
    this.common = element.querySelector("form");
    this.template = element.querySelector("template");
    this.list = element.querySelector("[data-rows]");
    this.input = element.querySelector("[data-drop] input");
    this.pending = JSON.parse(document.getElementById("pending-deposits").textContent);
    this.memory = new DepositMemory(this.pending);
    this.rows = [];
    this.dialog = document.getElementById("abandon-deposit");
    this.listen();
    element.hidden = false;
    this.changed();
  }

  listen() {
    this.common.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    const zone = this.element.querySelector("[data-drop]");
    // Beside the zone too: else the browser would leave the page for the file.
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
      addEventListener(type, (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        zone.classList.toggle("vg-drop-over", type.startsWith("drag") && type !== "dragleave" && zone.contains(event.target));
        if (type === "drop") this.dropped(event.dataTransfer);
      });
    }
    addEventListener("online", () => this.rows.filter((row) => row.state === "paused" && row.cut).forEach((row) => row.resume()));
    addEventListener("beforeunload", (event) => {
      if (this.rows.some((row) => TO_LOSE.includes(row.state))) event.preventDefault();
    });
    this.dialog.querySelector("[data-abandon]").addEventListener("click", () => this.abandon());
  }

  say(text) {
    this.element.querySelector("[data-aloud]").textContent = text;
  }

  counted(name, count) {
    return this.words[count === 1 ? `${name}One` : name].replace("{count}", count);
  }

  size(file) {
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    return this.words.saySize.replace("{size}", number.format(Math.max(file.size / 1e6, 0.1)));
  }

  dropped(transfer) {
    const folders = [...transfer.items].filter((item) => item.webkitGetAsEntry?.()?.isDirectory).length;
    const files = [...transfer.items].filter((item) => item.kind === "file" && !item.webkitGetAsEntry?.()?.isDirectory);
    this.add(files.map((item) => item.getAsFile()));
    if (folders) this.refuse(this.words.sayFolder);
  }

  add(files) {
    this.refuse("");
    const known = (file) => this.rows.some(({ file: other }) => ["name", "size", "lastModified"].every((key) => other[key] === file[key]));
    const fresh = files.filter((file) => !known(file));
    fresh.forEach((file) => this.addRow(file));
    if (fresh.length < files.length) this.refuse(this.words.sayTwice);
    else if (fresh.length) this.say(this.counted("sayAdded", fresh.length));
  }

  addRow(file) {
    const row = new DepositRow(this, file);
    this.rows.push(row);
    this.list.append(row.element);
    const taken = new Set(this.rows.map((other) => other.facts?.bytes));
    const before = this.pending.find((facts) => !taken.has(facts.bytes) && this.memory.awaits(facts.bytes, file));
    row.show("editing");
    if (this.unfit(file)) row.unfit(this.unfit(file));
    else if (before) row.declared(before);
  }

  unfit(file) {
    if (file.size > Number(this.words.most)) return this.words.sayTooLarge;
    return file.size ? "" : this.words.sayNothingInIt;
  }

  refuse(text) {
    const error = this.element.querySelector("[data-refused]");
    error.lastElementChild.textContent = text;
    error.hidden = !text;
  }

  refuseCommon(errors) {
    const names = errors.map(([name]) => name);
    for (const field of this.common.querySelectorAll("select, [type=radio]")) {
      field.classList.toggle("is-invalid", names.includes(field.name));
      field.setAttribute("aria-invalid", String(names.includes(field.name)));
    }
    if (errors.length) this.refuse(errors.flatMap(([, said]) => said).join(" "));
  }

  async send() {
    if (this.declaring) return;
    const rows = this.rows.filter((row) => row.state === "editing");
    this.refuse(rows.length ? "" : this.words.sayChoose);
    if (!rows.length) return this.input.focus();
    this.declaring = true;
    this.refuseCommon([]);
    for (const row of rows) {
      // Taken off the list meanwhile, or none to declare any more.
      if (!this.rows.includes(row) || row.state !== "editing") continue;
      if (!(await row.declare())) break;
    }
    this.declaring = false;
    this.element.querySelector("[aria-invalid=true]")?.focus();
  }

  // {facts} once declared, {errors} by field, or {text} when no answer was understood.
  async post(said) {
    try {
      const response = await fetch(this.words.deposits, { method: "POST", body: new URLSearchParams(said), redirect: "manual" });
      if (response.status === 201) return { facts: await response.json() };
      if (response.status === 400) return await response.json();
      return { text: this.words.sayStopped };
    } catch {
      return { text: this.words.sayUnreachable };
    }
  }

  // Asked again for a minute: the line may be cut just after the last byte.
  async outcome(address, times = 12) {
    try {
      const response = await fetch(address, { redirect: "manual" });
      if (response.ok) return await response.json();
    } catch {
      // No answer was understood.
    }
    if (times === 1) return { tone: "", said: "", address: "" };
    await new Promise((wait) => setTimeout(wait, 5000));
    return this.outcome(address, times - 1);
  }

  // "gone", "kept" when it became a call before, or nothing when no answer was understood.
  async discard(address) {
    const headers = { "X-CSRFToken": this.common.elements.csrfmiddlewaretoken.value, "Tus-Resumable": "1.0.0" };
    try {
      const response = await fetch(address, { method: "DELETE", headers });
      if (response.status === 409) return "kept";
      if (!response.ok && response.status !== 404) return "";
    } catch {
      return "";
    }
    this.memory.forget(address);
    return "gone";
  }

  sendNext() {
    if (!this.rows.some((row) => row.state === "sending")) this.rows.find((row) => row.state === "waiting")?.send();
  }

  changed() {
    this.element.querySelector("[data-send]").hidden = !this.rows.some((row) => row.state === "editing");
    const arrived = this.rows.filter((row) => row.state === "done" && row.arrived).length;
    this.element.querySelector("[data-arrived]").textContent = arrived ? this.counted("sayArrived", arrived) : "";
  }

  remove(row) {
    const next = this.rows[this.rows.indexOf(row) + 1];
    this.rows = this.rows.filter((other) => other !== row);
    row.element.remove();
    this.changed();
    this.say(this.words.sayRemoved);
    (next?.element.querySelector("button:not([hidden])") ?? this.input).focus();
  }

  askToAbandon(row) {
    this.abandoned = row;
    this.dialog.showModal();
  }

  async abandon() {
    const row = this.abandoned;
    this.dialog.close();
    if (await row.discard()) this.remove(row);
    this.sendNext();
  }
}

for (const element of document.querySelectorAll("[data-deposits]")) new Deposits(element);
