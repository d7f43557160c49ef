// Notes, replies and ratings are sent without leaving the page, so that the listening goes on: the part that changed is put in place.
// When the session is over, what was typed stays in its form, with the way to sign in.
// Without this script the same forms work, and the page comes back.
for (const call of document.querySelectorAll("[data-call]")) {
  const player = call.player;
  const live = call.querySelector("[data-said]:not([data-part])");
  const cssId = (id) => `#${CSS.escape(id)}`;

  const enliven = (root) => {
    if (player) root.querySelectorAll("[data-moment-here]").forEach((button) => (button.hidden = false));
  };
  const showTab = (id) => call.querySelector(`#${id}-tab`)?.click();

  // --- Sending

  const put = (name, html) => {
    const focused = document.activeElement?.id;
    const fresh = document.createRange().createContextualFragment(html).firstElementChild;
    call.querySelector(`[data-part="${name}"]`).replaceWith(fresh);
    enliven(fresh);
    const { tab, tabCount, said, focus } = fresh.dataset;
    const count = call.querySelector(`#${tab}-tab .vg-n`);
    if (count) count.textContent = tabCount;
    live.textContent = said;
    const goal = fresh.querySelector("[data-focus-me], [aria-invalid=true]") || (focus && document.getElementById(focus)) || (focused && document.getElementById(focused));
    goal?.focus({ preventScroll: !fresh.contains(goal) });
    call.dispatchEvent(new CustomEvent("call:part"));
  };
  // Signed in again in another tab: by the same person, this page may send on with the token of the new session.
  const closed = call.querySelector("[data-closed]");
  const reopened = async () => {
    const answer = await fetch(location.href);
    const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (body.dataset.person !== document.body.dataset.person) return false;
    document.body.setAttribute("hx-headers", body.getAttribute("hx-headers"));
    return true;
  };
  const sayClosed = (form) => {
    form.append(closed);
    closed.hidden = false;
    closed.querySelector("a").focus();
  };
  const isClosed = (answer) => {
    const toSignIn = answer.redirected && new URL(answer.url).pathname === closed.querySelector("a").pathname;
    return toSignIn || answer.headers.has("HX-Refresh") || answer.status === 403;
  };

  const send = async (form, button) => {
    if (!closed.hidden && !(await reopened())) return sayClosed(form);
    const data = new FormData(form, button);
    data.set("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    if (form.matches("[data-rate]")) await player?.report();
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    if (isClosed(answer)) return sayClosed(form);
    closed.hidden = true;
    if (answer.redirected) location.assign(answer.url);
    else if (answer.ok || answer.status === 400) put(form.dataset.send, await answer.text());
    else form.submit();
  };
  call.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.send) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    const moment = form.querySelector("[name=moment]");
    if (moment && !moment.value && player) moment.value = player.clock(player.audio.currentTime);
    form.dataset.busy = "yes";
    await send(form, event.submitter).finally(() => delete form.dataset.busy);
  });

  // --- Where one is, put into a form

  const writeNote = ({ start, end }) => {
    showTab("notes");
    const box = call.querySelector("#nouvelle-note");
    if (!box) return;
    box.open = true;
    box.querySelector("[name=note-start]").value = start;
    box.querySelector("[name=note-end]").value = end;
    box.querySelector("textarea").focus();
  };
  const noteHere = () => {
    const now = player.audio.currentTime;
    const turn = call.querySelector(".vg-turn.here");
    const end = turn && Number(turn.dataset.end) > now ? Math.ceil(Number(turn.dataset.end)) : now;
    writeNote({ start: player.clock(now), end: player.clock(end) });
  };
  call.addEventListener("call:note", (event) => writeNote(event.detail));
  call.addEventListener("click", (event) => {
    const target = event.target.closest("[data-note-here], [data-moment-here], [data-show-note]");
    if (!target) return;
    if (target.matches("[data-note-here]")) noteHere();
    else if (target.matches("[data-moment-here]")) target.parentElement.querySelector("input").value = player.clock(player.audio.currentTime);
    else {
      event.preventDefault();
      showTab("notes");
      const note = call.querySelector(`[data-number="${target.dataset.showNote}"]`);
      note.focus();
      note.scrollIntoView({ block: "nearest" });
    }
  });
  call.noteHere = noteHere;
  enliven(call);
  // A notification leads to one note.
  if (location.hash.startsWith("#note-")) call.querySelector(cssId(location.hash.slice(1)))?.focus();
}
