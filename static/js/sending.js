// new Sending(file, address, holder, told): one file on its way to a declared deposit, in pieces (tus), so that a lost connection, a pause or
// a page loaded again costs nothing. What is said and the token come from the holder. It is told by
// told.figures(text, percent, aloud), told.lost(text), told.refused(text), told.done().
const RETRY_DELAYS = [500, 1000, 3000, 5000, 10000, 20000];

class Sending {
  constructor(file, address, holder, told) {
    this.words = holder.querySelector("[data-sending-words]").dataset;
    this.told = told;
    this.number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    this.samples = [];
    this.spokenAt = 0;
    this.upload = new tus.Upload(file, {
      endpoint: new URL(address, location.href).href,
      headers: { "X-CSRFToken": holder.querySelector("[name=csrfmiddlewaretoken]").value },
      chunkSize: 4 * 1024 * 1024,
      retryDelays: RETRY_DELAYS,
      removeFingerprintOnSuccess: true,
      // Not the name: people write callers' names there, and this is kept in the browser.
      fingerprint: async (chosen, options) => ["vigie", options.endpoint, chosen.size, chosen.lastModified].join("-"),
      onProgress: (sent, total) => this.progress(sent, total),
      onError: (error) => this.failed(error),
      onShouldRetry: (error) => this.mayRetry(error),
      onSuccess: () => told.done(),
    });
  }

  // Answers once it is on its way, from where it was if some of it came.
  async start() {
    const [before] = await this.upload.findPreviousUploads();
    if (before) this.upload.resumeFromPreviousUpload(before);
    this.figures(before ? this.say("sayResumed") : "", 0);
    this.resume();
  }

  resume() {
    this.samples = [];
    this.upload.start();
  }

  async pause() {
    await this.upload.abort();
    this.figures(this.say("sayPaused"));
  }

  say(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }

  figures(text, percent = null, aloud = true) {
    if (aloud) this.spokenAt = Date.now();
    this.told.figures(text, percent, aloud);
  }

  // Over the last five seconds: what a pause or a slow start did before no longer counts.
  speed(sent) {
    const now = Date.now();
    this.samples = [...this.samples.filter((sample) => now - sample.at < 5000), { at: now, sent }];
    const seconds = (now - this.samples[0].at) / 1000;
    return seconds > 0.5 ? (sent - this.samples[0].sent) / seconds : 0;
  }

  megabytes(bytes) {
    return this.number.format(bytes / 1e6);
  }

  progress(sent, total) {
    const percent = Math.floor((100 * sent) / total);
    if (sent === total) return this.figures(this.say("sayChecking"), percent);
    const speed = this.speed(sent);
    const said = [this.say("saySending", { done: this.megabytes(sent), total: this.megabytes(total) })];
    if (speed > 0) {
      const seconds = (total - sent) / speed;
      const slow = () => this.say("saySlow", { speed: this.number.format(Math.round(speed / 1e3)) });
      said.push(speed < 1e6 ? slow() : this.say("saySpeed", { speed: this.megabytes(speed) }));
      said.push(seconds < 60 ? this.say("sayMoment") : this.say("sayMinutes", { minutes: Math.round(seconds / 60) }));
    }
    return this.figures(said.join(" · "), percent, Date.now() - this.spokenAt > 10000);
  }

  mayRetry(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    const passing = status < 400 || status >= 500 || status === 409 || status === 423;
    if (passing && navigator.onLine) this.figures(this.say("sayAgain"));
    return passing && navigator.onLine && status !== 507;
  }

  failed(error) {
    const response = error.originalResponse;
    const said = response && (response.getHeader("Content-Type") ?? "").startsWith("text/plain") && response.getBody();
    if (!response || response.getStatus() >= 500) return this.told.lost(said || this.say("sayLost"));
    return this.told.refused(said || this.say("sayStopped"));
  }
}
