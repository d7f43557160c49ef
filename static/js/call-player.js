// The player of a call: the native <audio> is the truth; these buttons and links drive it and show where it is.
// Whatever bears data-play="12.5" is heard from there. Without this script the audio keeps its own controls.
for (const call of document.querySelectorAll("[data-call]")) {
  const audio = call.querySelector("audio");
  if (!audio) continue;
  const one = (selector) => call.querySelector(selector);
  const length = Number(call.dataset.seconds);
  const toggle = one("[data-toggle-play]");
  const playLabel = toggle.getAttribute("aria-label");

  audio.hidden = true;
  one("[data-controls]").hidden = false;
  one("[data-wave]").hidden = false;
  call.dataset.live = "";

  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  };
  let until = Infinity; // a passage that is heard alone ends here
  const seek = (seconds) => {
    until = Infinity;
    audio.currentTime = Math.max(0, Math.min(seconds, length - 0.05));
    call.dispatchEvent(new CustomEvent("call:moved"));
  };
  const failed = () => (one("[data-no-sound]").hidden = false);
  const play = () =>
    audio.play().catch((error) => {
      if (error.name !== "AbortError") failed(); // aborted: paused, or moved, before it began
    });
  // What the other scripts of this page ask of the player.
  call.player = { audio, length, clock, seek, play, toggle: () => (audio.paused ? play() : audio.pause()) };

  const show = () => {
    one("[data-now]").textContent = clock(audio.currentTime);
    one("[data-when-paused]").hidden = !audio.paused;
    one("[data-when-playing]").hidden = audio.paused;
    toggle.setAttribute("aria-label", audio.paused ? playLabel : toggle.dataset.pauseLabel);
  };
  for (const event of ["play", "pause", "timeupdate", "seeking", "ended"]) audio.addEventListener(event, show);
  call.addEventListener("call:moved", show);
  audio.addEventListener("timeupdate", () => {
    if (audio.currentTime < until) return;
    until = Infinity;
    audio.pause();
  });
  audio.addEventListener("error", failed);
  audio.addEventListener("playing", () => (one("[data-no-sound]").hidden = true));

  call.addEventListener("click", (event) => {
    const target = event.target.closest("[data-play], [data-toggle-play], [data-skip], [data-speed]");
    if (!target) return;
    const { play: from, skip, speed } = target.dataset;
    if (from !== undefined) {
      event.preventDefault();
      seek(Number(from));
      until = Number(target.dataset.until ?? Infinity);
      play();
    } else if (skip) seek(audio.currentTime + Number(skip));
    else if (speed) {
      audio.playbackRate = Number(speed);
      call.querySelectorAll("[data-speed]").forEach((button) => button.setAttribute("aria-pressed", String(button === target)));
    } else call.player.toggle();
  });
}
