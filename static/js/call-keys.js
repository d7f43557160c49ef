// One-key shortcuts of the page of a call (WCAG 2.1.4): silent while one types, in a dialog or on a button that takes the key, and can be switched off.
for (const call of document.querySelectorAll("[data-call]")) {
  const help = call.querySelector("[data-keys]");
  if (!help || !call.player) continue;
  const { audio, seek, toggle } = call.player;
  const STORED = "vigie-call-keys";
  const active = help.querySelector("[data-keys-on]");
  help.hidden = false;
  active.checked = localStorage.getItem(STORED) !== "off";
  active.addEventListener("change", () => localStorage.setItem(STORED, active.checked ? "on" : "off"));

  const rate = (key) => {
    const choices = document.activeElement?.closest?.(".vg-crit")?.querySelectorAll(".vg-seg [name=value]");
    choices?.[Number(key) - 1]?.click();
  };
  const decide = (value) => document.activeElement?.closest?.("[data-passage]")?.querySelector(`[name=decision][value=${value}]`)?.click();
  const acts = {
    " ": toggle,
    ArrowLeft: () => seek(audio.currentTime - 3),
    ArrowRight: () => seek(audio.currentTime + 3),
    j: () => call.transcript?.next(),
    k: () => call.transcript?.previous(),
    n: () => call.noteHere?.(),
    m: () => decide("masked"),
    l: () => decide("left"),
    ...(call.placing && { a: () => call.placing.give("agent"), u: () => call.placing.give("caller"), z: call.placing.undo, Backspace: call.placing.undo }),
    1: () => rate(1),
    2: () => rate(2),
    3: () => rate(3),
    4: () => rate(4),
  };
  document.addEventListener("keydown", (event) => {
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || !active.checked || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target;
    if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=tablist], details.vg-menu")) return;
    if (event.key === " " && target.closest("button, summary, input")) return;
    event.preventDefault();
    if (event.repeat && ["a", "u", "z", "backspace"].includes(event.key.toLowerCase())) return; // a key held down speaks for one turn
    act();
  });
}
