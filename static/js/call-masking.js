// A passage to mask is filled from the words that are selected, or from where the sound is; it is heard alone, from its beginning to its end.
for (const call of document.querySelectorAll("[data-call]")) {
  if (!call.player) continue;
  const { audio, length, clock } = call.player;
  const finely = (seconds) => {
    const hundredths = Math.max(0, Math.round(Math.min(seconds, length) * 100));
    const part = String(hundredths % 100).padStart(2, "0").replace(/0+$/, "");
    return clock(Math.floor(hundredths / 100)) + (part && `,${part}`);
  };
  const fill = ({ start, end, speaker }) => {
    call.querySelector("#masquage-tab")?.click();
    const box = call.querySelector("#autre-passage");
    if (!box) return;
    box.open = true;
    box.querySelector("[name=start]").value = finely(start);
    box.querySelector("[name=end]").value = finely(end);
    const channel = box.querySelector("select[name=channel]");
    if (channel && speaker) channel.value = speaker;
    box.querySelector("[name=kind]").focus();
  };
  const enliven = () => call.querySelectorAll("[data-mask-here]").forEach((button) => (button.hidden = false));
  call.addEventListener("call:mask", (event) => fill(event.detail));
  call.addEventListener("call:part", enliven);
  call.addEventListener("click", (event) => {
    if (event.target.closest("[data-mask-here]")) fill({ start: audio.currentTime, end: audio.currentTime + 2 });
  });
  enliven();
}
