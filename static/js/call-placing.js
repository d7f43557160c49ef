// Who speaks in a turn of a call with one channel: one key or one button each, then the next turn, with the sound if it plays.
// A voice is shown once the server has kept it; what is pressed meanwhile waits its turn. Without this script the buttons send a plain form.
for (const call of document.querySelectorAll("[data-call]")) {
  const box = call.querySelector("[data-placing]");
  if (!box || !call.player || !call.transcript) continue;
  const form = box.querySelector("form");
  const status = box.querySelector("[data-placed]");
  const undoing = box.querySelector("[data-place-undo]");
  const closed = call.querySelector("[data-closed]");
  const { audio, seek } = call.player;
  const { turns, current, focus } = call.transcript;
  const SIDES = ["agent", "caller", "unknown"];
  const given = []; // [index, who spoke before], the last one last
  let line = Promise.resolve();

  const side = (turn) => SIDES.find((one) => turn.classList.contains(one));
  const buttons = (turn) => [...turn.querySelectorAll("[data-speaker]")];
  const show = (turn, { speaker, who, speaks, position }) => {
    turn.classList.remove(...SIDES);
    turn.classList.add(speaker);
    turn.dataset.speaks = speaks;
    turn.querySelector(".vg-said > b").textContent = who;
    for (const button of buttons(turn)) {
      const pressed = button.dataset.speaker === speaker;
      button.setAttribute("aria-pressed", pressed);
      button.value = `${position} ${speaker} ${pressed ? "unknown" : button.dataset.speaker}`;
    }
  };
  const say = (words, wrong) => {
    status.textContent = words;
    status.classList.toggle("vg-place-wrong", wrong);
  };
  const sayClosed = () => {
    closed.hidden = false;
    closed.querySelector("a").focus();
  };
  const send = async (index, speaker, remember) => {
    const turn = turns[index];
    const before = side(turn);
    const data = new FormData(form);
    data.set("place", `${buttons(turn)[0].value.split(" ")[0]} ${before} ${speaker}`);
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" }, keepalive: true });
    if (answer.redirected || answer.status === 403 || answer.headers.has("HX-Refresh")) return sayClosed();
    if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
    const told = await answer.json();
    show(turn, told);
    say(`${turn.querySelector("[data-play]").lastChild.textContent.trim()} – ${told.said}`, !answer.ok);
    if (!remember) given.pop(); // once answered only: else it may be taken back again
    else if (answer.ok && before !== speaker) given.push([index, before]);
    undoing.hidden = !given.length;
    if (!answer.ok) focus(index);
  };
  const attempt = (index, speaker, remember) =>
    send(index, speaker, remember).catch(() => {
      say(box.dataset.failed, true);
      focus(index);
    });
  const queue = (index, speaker) => {
    line = line.then(() => attempt(index, speaker, true));
  };
  const move = (index) => {
    focus(index);
    if (!audio.paused) seek(Number(turns[index].dataset.start));
  };
  const give = (speaker, index = current()) => {
    const from = Math.max(0, index);
    queue(from, speaker);
    if (from + 1 < turns.length) move(from + 1);
  };
  const undo = () => {
    line = line.then(async () => {
      const last = given.at(-1);
      if (!last) return;
      move(last[0]);
      await attempt(last[0], last[1], false);
    });
  };
  call.addEventListener("click", (event) => {
    const button = event.target.closest("[data-speaker]");
    if (event.target.closest("[data-place-undo]")) undo();
    if (!button || button.form !== form) return;
    event.preventDefault();
    const index = turns.indexOf(button.closest(".vg-turn"));
    const speaker = button.value.split(" ")[2];
    if (speaker === "unknown") queue(index, speaker);
    else give(speaker, index);
  });
  call.placing = { give, undo };
}
