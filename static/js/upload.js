// The file of a call is sent in pieces (tus), so that a lost connection, a pause or a page loaded again costs nothing.
// Without this script the same form sends it whole. What is said comes from the data-say-* of the form.
for (const form of document.querySelectorAll("[data-upload]")) {
  const part = (name) => form.querySelector(`[data-upload-${name}]`);
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const megabytes = (bytes) => number.format(bytes / 1e6);
  const say = (name, values = {}) => form.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  let upload = null;
  let samples = [];
  let spokenAt = 0;
  let lost = false;

  const figures = (text, aloud = true) => {
    part("figures").textContent = text;
    if (!aloud) return;
    spokenAt = Date.now();
    part("aloud").textContent = text;
  };

  const fail = (text) => {
    part("error").textContent = text;
    part("error").hidden = !text;
  };

  const show = (state) => {
    part("send").hidden = state !== "choose";
    part("now").hidden = state === "choose";
    part("pause").hidden = state !== "sending";
    part("resume").hidden = state !== "paused";
    input.disabled = state !== "choose";
  };

  // Over the last five seconds: what a pause or a slow start did before no longer counts.
  const speedNow = (sent) => {
    const now = Date.now();
    samples = [...samples.filter((sample) => now - sample.at < 5000), { at: now, sent }];
    const seconds = (now - samples[0].at) / 1000;
    return seconds > 0.5 ? (sent - samples[0].sent) / seconds : 0;
  };

  const onProgress = (sent, total) => {
    const percent = Math.floor((100 * sent) / total);
    bar.value = percent;
    part("percent").textContent = `${percent} %`;
    if (sent === total) return figures(say("sayChecking"));
    const speed = speedNow(sent);
    const said = [say("saySending", { done: megabytes(sent), total: megabytes(total) })];
    if (speed > 0) {
      const seconds = (total - sent) / speed;
      said.push(speed < 1e6 ? say("saySlow", { speed: number.format(Math.round(speed / 1e3)) }) : say("saySpeed", { speed: megabytes(speed) }));
      said.push(seconds < 60 ? say("sayMoment") : say("sayMinutes", { minutes: Math.round(seconds / 60) }));
    }
    return figures(said.join(" · "), Date.now() - spokenAt > 10000);
  };

  // The server looks at what came and says where to go; the file itself is not sent again.
  const finish = () => {
    input.disabled = true;
    form.submit();
  };

  const onError = (error) => {
    const response = error.originalResponse;
    if (!response || response.getStatus() >= 500) {
      lost = true;
      show("paused");
      figures(say("sayLost"));
      return;
    }
    const said = (response.getHeader("Content-Type") ?? "").startsWith("text/plain") && response.getBody();
    show("choose");
    fail(said || say("sayStopped"));
  };

  const onShouldRetry = (error) => {
    const status = error.originalResponse?.getStatus() ?? 0;
    const passing = status < 400 || status >= 500 || status === 409 || status === 423;
    if (passing && navigator.onLine) figures(say("sayAgain"));
    return passing && navigator.onLine && status !== 507;
  };

  const resume = () => {
    samples = [];
    lost = false;
    show("sending");
    upload.start();
  };

  const send = async (file) => {
    upload = new tus.Upload(file, {
      endpoint: new URL(form.dataset.upload, location.href).href,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      chunkSize: 4 * 1024 * 1024,
      retryDelays: [500, 1000, 3000, 5000, 10000, 20000],
      removeFingerprintOnSuccess: true,
      // Not the name: people write callers' names there, and this is kept in the browser.
      fingerprint: async (chosen, options) => ["vigie", options.endpoint, chosen.size, chosen.lastModified].join("-"),
      onProgress,
      onError,
      onShouldRetry,
      onSuccess: finish,
    });
    const [before] = await upload.findPreviousUploads();
    show("sending");
    figures(before ? say("sayResumed") : "");
    if (before) upload.resumeFromPreviousUpload(before);
    resume();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fail("");
    if (input.files.length) send(input.files[0]);
    else fail(say("sayChoose"));
  });
  part("pause").addEventListener("click", async () => {
    await upload.abort();
    show("paused");
    figures(say("sayPaused"));
    part("resume").focus();
  });
  part("resume").addEventListener("click", () => {
    resume();
    part("pause").focus();
  });
  addEventListener("online", () => {
    if (lost) resume();
  });
}
