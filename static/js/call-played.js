// Tells the portal which stretches of the call were really played: a criterion is rated only at such a moment.
for (const call of document.querySelectorAll("[data-call]")) {
  if (!call.player) continue;
  const { audio } = call.player;
  const EVERY = 5000; // milliseconds between two reports
  const JUMP = 1.5; // seconds: more than the player tells between two moments of one listening
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  let waiting = [];
  let from = null;
  let to = null;

  const begin = () => {
    from = to = audio.currentTime;
  };
  const close = () => {
    if (from !== null && to - from > 0.1) waiting.push([from, to]);
    from = null;
  };
  const follow = () => {
    if (audio.seeking || audio.paused) return;
    if (from === null) begin();
    const now = audio.currentTime;
    if (now < to || now - to > JUMP * audio.playbackRate) {
      close();
      begin();
    } else to = now;
  };
  const report = async () => {
    follow();
    const playing = from !== null;
    close();
    if (playing && !audio.paused && !audio.seeking) begin();
    if (!waiting.length) return;
    const told = waiting;
    waiting = [];
    const options = { method: "POST", keepalive: true, headers: { "X-CSRFToken": token(), "Content-Type": "application/json" } };
    const answer = await fetch(audio.dataset.playedUrl, { ...options, body: JSON.stringify(told) }).catch(() => null);
    if (!answer?.ok) waiting = [...told, ...waiting]; // told again with the next report
  };

  audio.addEventListener("playing", begin);
  audio.addEventListener("timeupdate", follow);
  audio.addEventListener("seeking", close);
  audio.addEventListener("pause", () => {
    if (from !== null && !audio.seeking && audio.currentTime - to < JUMP * audio.playbackRate) to = Math.max(to, audio.currentTime);
    report();
  });
  audio.addEventListener("ended", report);
  addEventListener("pagehide", report);
  setInterval(() => {
    if (!audio.paused) report();
  }, EVERY);
  // Before a rating is sent, what was just played is told.
  call.player.report = report;
}
