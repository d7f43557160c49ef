// The conversation follows the sound: the turn and the word that are heard are lit; a clicked word is heard.
// One turn at a time takes the focus, J and K or the arrows go to the next. A selected passage offers to be noted.
for (const call of document.querySelectorAll("[data-call]")) {
  const talk = call.querySelector("[data-talk]");
  if (!talk || !call.player) continue;
  const { audio, clock, seek, play } = call.player;
  const turns = [...talk.querySelectorAll(".vg-turn")];
  const words = [...talk.querySelectorAll(".vg-said [data-start]")];
  const handles = turns.map((turn) => turn.querySelector("[data-play]"));
  const start = (element) => Number(element.dataset.start);
  const end = (element) => Number(element.dataset.end);
  let here = null;
  let now = null;

  // --- Light

  const visible = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const light = () => {
    const time = audio.currentTime;
    const turn = audio.played.length || time ? (turns.findLast((one) => start(one) <= time) ?? null) : null;
    if (turn !== here) {
      const followed = here && visible(here) && !audio.paused;
      here?.classList.remove("here");
      here?.removeAttribute("aria-current");
      turn?.classList.add("here");
      turn?.setAttribute("aria-current", "true");
      here = turn;
      if (followed && turn) turn.scrollIntoView({ block: "nearest" });
    }
    const word = words.find((one) => start(one) <= time && time < end(one)) ?? null;
    if (word !== now) {
      now?.classList.remove("now");
      word?.classList.add("now");
      now = word;
    }
  };
  for (const event of ["timeupdate", "seeked"]) audio.addEventListener(event, light);
  call.addEventListener("call:moved", light);

  // --- Focus: one turn at a time

  const reach = (index) => {
    turns.forEach((turn, i) => turn.querySelectorAll("a, button").forEach((link) => (link.tabIndex = i === index ? 0 : -1)));
  };
  const focus = (index) => {
    const to = Math.max(0, Math.min(index, turns.length - 1));
    reach(to);
    handles[to].focus();
  };
  const current = () => {
    const focused = turns.indexOf(document.activeElement?.closest?.(".vg-turn"));
    return focused >= 0 ? focused : turns.indexOf(here);
  };
  reach(0);
  talk.addEventListener("focusin", (event) => reach(turns.indexOf(event.target.closest(".vg-turn"))));
  talk.addEventListener("keydown", (event) => {
    const to = { ArrowDown: current() + 1, ArrowUp: current() - 1, Home: 0, End: turns.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focus(to);
  });
  call.transcript = { next: () => focus(current() + 1), previous: () => focus(current() - 1), turns, current, focus };
  call.querySelector("[data-next-turn]")?.addEventListener("click", () => {
    const next = turns.find((turn) => start(turn) > audio.currentTime + 0.05);
    if (next) seek(start(next));
  });

  // A search leads to one turn: the sound will begin there. To go there is not to listen.
  const sought = turns.findIndex((turn) => location.hash === `#${turn.id}`);
  const reveal = () => {
    focus(sought);
    turns[sought].scrollIntoView({ block: "center" });
  };
  if (sought >= 0) {
    seek(start(turns[sought]));
    light();
    // Once the page is there, the browser goes to the turn by itself, and takes the focus away.
    if (document.readyState === "complete") reveal();
    else addEventListener("load", () => setTimeout(reveal));
  }

  // --- Mouse

  const note = (from, to) => call.dispatchEvent(new CustomEvent("call:note", { detail: { start: clock(from), end: clock(Math.ceil(to)) } }));
  talk.addEventListener("click", (event) => {
    const add = event.target.closest("[data-note-turn]");
    const word = event.target.closest(".vg-said [data-start]");
    if (add) {
      event.preventDefault();
      const turn = add.closest(".vg-turn");
      note(start(turn), end(turn));
    } else if (word && getSelection().isCollapsed) {
      handles[turns.indexOf(word.closest(".vg-turn"))].focus({ preventScroll: true }); // from where J and K go on
      seek(start(word));
      play();
    }
  });

  const offer = call.querySelector("[data-offer]");
  const chosen = () => {
    const selection = getSelection();
    return selection.isCollapsed ? [] : words.filter((word) => selection.containsNode(word, true));
  };
  document.addEventListener("selectionchange", () => {
    if (!offer) return;
    const passage = chosen();
    offer.hidden = passage.length < 1;
    if (offer.hidden) return;
    const frame = offer.offsetParent.getBoundingClientRect();
    const last = passage.at(-1).getBoundingClientRect();
    offer.style.top = `${last.bottom - frame.top + 6}px`;
    offer.style.left = `${Math.min(last.left - frame.left, frame.width - offer.offsetWidth - 8)}px`;
  });
  offer?.addEventListener("mousedown", (event) => event.preventDefault()); // which keeps the selection
  const mask = (passage) => {
    const speaker = ["agent", "caller"].find((side) => passage[0].closest(".vg-turn").classList.contains(side));
    call.dispatchEvent(new CustomEvent("call:mask", { detail: { start: start(passage[0]) - 0.2, end: end(passage.at(-1)) + 0.2, speaker } }));
  };
  offer?.addEventListener("click", (event) => {
    const passage = chosen();
    if (!passage.length) return;
    if (event.target.closest("[data-mask-selection]")) mask(passage);
    else note(start(passage[0]), end(passage.at(-1)));
    getSelection().removeAllRanges();
  });
}
