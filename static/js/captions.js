// What is said follows what is heard: the passage of the moment is marked, and a passage that is clicked is heard.
// Without this script the player and the text are both there, side by side.
for (const figure of document.querySelectorAll("[data-captioned]")) {
  const player = figure.querySelector("audio, video");
  const cues = [...figure.querySelectorAll("[data-start]")];

  for (const cue of cues) {
    const words = cue.querySelector("span");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "vg-cue";
    button.append(...words.childNodes);
    words.replaceWith(button);
    button.addEventListener("click", () => {
      player.currentTime = Number(cue.dataset.start);
      player.play();
    });
  }

  player.addEventListener("timeupdate", () => {
    for (const cue of cues) {
      const now = player.currentTime >= Number(cue.dataset.start) && player.currentTime < Number(cue.dataset.end);
      if (now) cue.setAttribute("aria-current", "true");
      else cue.removeAttribute("aria-current");
    }
  });
}
