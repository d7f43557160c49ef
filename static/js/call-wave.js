// Two lanes, one a voice, for finding one's way; above them a slider for the mouse and the keyboard. Nothing is measured from it.
for (const call of document.querySelectorAll("[data-call]")) {
  const box = call.querySelector("[data-wave]");
  if (!box || !call.player) continue;
  const { audio, length, clock, seek } = call.player;
  const slider = box.querySelector("[role=slider]");
  const canvas = box.querySelector("canvas");
  const head = box.querySelector(".vg-head-line");
  const said = slider.dataset;
  let lanes = [];

  // --- Drawing

  const draw = () => {
    const { width, height } = canvas.getBoundingClientRect();
    const density = devicePixelRatio || 1;
    canvas.width = width * density;
    canvas.height = height * density;
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    pen.scale(density, density);
    const [step, bar, playhead] = [5, 2, (audio.currentTime / length) * width];
    lanes.forEach(({ speaker, peaks, loudest }, i) => {
      const room = height / lanes.length;
      const middle = room * (i + 0.5);
      pen.fillStyle = style.getPropertyValue(speaker === "caller" ? "--vg-caller" : "--vg-agent");
      for (let x = 0; x < width; x += step) {
        const [from, to] = [x, x + step].map((place) => Math.floor((place / width) * peaks.length));
        const level = Math.max(0, ...peaks.slice(from, Math.max(to, from + 1)));
        const tall = Math.max(2, (level / loudest) ** 0.8 * (room - 10));
        pen.globalAlpha = x <= playhead ? 1 : 0.42;
        pen.fillRect(x, middle - tall / 2, bar, tall);
      }
    });
  };
  const speaking = () => {
    const now = audio.currentTime;
    const turn = [...call.querySelectorAll("[data-speaks]")].find((one) => now >= Number(one.dataset.start) && now < Number(one.dataset.end));
    return turn ? `, ${turn.dataset.speaks}` : "";
  };
  const count = (n, one, many) => (n < 2 ? one : many).replace("{n}", n);
  const aloud = (seconds) => {
    const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds) % 60];
    if (!minutes) return count(rest, said.second, said.seconds);
    const words = count(minutes, said.minute, said.minutes);
    return rest ? `${words} ${String(rest).padStart(2, "0")}` : words;
  };
  const show = () => {
    const now = audio.currentTime;
    head.style.left = `${(now / length) * 100}%`;
    slider.setAttribute("aria-valuenow", Math.floor(now));
    slider.setAttribute("aria-valuetext", said.at.replace("{now}", aloud(now)).replace("{total}", said.total) + speaking());
    draw();
  };

  // --- Ticks and marks of the notes

  const every = [15, 30, 60, 120, 300, 600, 1800].find((step) => length / step <= 8) || 3600;
  const ticks = box.querySelector("[data-ticks]");
  const marks = box.querySelector("[data-marks]");
  for (let at = 0; at < length - every / 2; at += every) ticks.append(tick(at));
  ticks.append(tick(length));
  function tick(at) {
    return Object.assign(document.createElement("span"), { textContent: clock(at) });
  }
  const mark = () => {
    marks.replaceChildren();
    call.querySelectorAll("[data-mark]").forEach((note) => {
      const link = Object.assign(document.createElement("a"), { className: "vg-mark", href: `#${note.id}`, textContent: note.dataset.number });
      link.setAttribute("aria-label", note.querySelector("strong").textContent.trim());
      link.dataset.showNote = note.dataset.number;
      link.style.left = `${(Number(note.dataset.mark) / length) * 100}%`;
      marks.append(link);
    });
  };

  // --- Moving

  const place = (event) => {
    const { left, width } = slider.getBoundingClientRect();
    seek(((event.clientX - left) / width) * length);
  };
  slider.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    slider.setPointerCapture(event.pointerId);
    place(event);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) place(event);
  });
  slider.addEventListener("keydown", (event) => {
    const now = audio.currentTime;
    const to = { ArrowLeft: now - 3, ArrowDown: now - 3, ArrowRight: now + 3, ArrowUp: now + 3, PageUp: now + 15, PageDown: now - 15, Home: 0, End: length }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    seek(to);
  });

  for (const event of ["timeupdate", "seeked", "pause"]) audio.addEventListener(event, show);
  call.addEventListener("call:moved", show);
  call.addEventListener("call:part", mark);
  new ResizeObserver(draw).observe(canvas);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-bs-theme"] });
  mark();
  show();
  fetch(box.dataset.wave)
    .then((response) => (response.ok ? response.json() : { lanes: [] }))
    .then((drawn) => {
      // Each voice fills its lane: how loud it was is nobody's matter.
      lanes = drawn.lanes.map((lane) => ({ ...lane, loudest: lane.peaks.reduce((most, peak) => Math.max(most, peak), 1) }));
      box.dataset.voices = lanes.length;
      draw();
    });
}
