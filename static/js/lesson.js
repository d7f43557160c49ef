// [data-lesson]: remembers the furthest block read, moves on block by block, and sends again a check whose answer did not leave.
document.addEventListener("DOMContentLoaded", () => {
  const lesson = document.querySelector("[data-lesson]");
  const outbox = document.querySelector("vg-outbox");
  if (!lesson) return;
  const blocks = [...lesson.querySelectorAll("[data-block]")];
  const onward = document.querySelector("[data-continue]");
  const finish = document.querySelector("[data-finish]");
  const index = (id) => blocks.findIndex((block) => block.dataset.block === id);
  let furthest = index(lesson.dataset.resume);

  document.querySelectorAll("[data-open-wide]").forEach((outline) => {
    outline.open = matchMedia("(min-width: 992px)").matches;
  });

  const draw = () => {
    const seen = Math.max(furthest, 0) + 1;
    document.querySelectorAll("[data-gauge] i").forEach((mark, at) => {
      mark.className = at < seen - 1 ? "done" : at === seen - 1 ? "here" : "";
    });
    const words = lesson.dataset.gaugeTemplate.replace("{seen}", seen).replace("{total}", blocks.length);
    document.querySelectorAll("[data-gauge-words]").forEach((place) => {
      place.textContent = words;
    });
    onward.hidden = seen >= blocks.length;
    finish.hidden = seen < blocks.length;
  };

  const reach = (block) => {
    const at = blocks.indexOf(block);
    if (at <= furthest) return;
    furthest = at;
    draw();
    outbox.put(`lesson-${lesson.dataset.lessonId}`, lesson.dataset.lesson, [["block", block.dataset.block]]);
  };

  if (onward) {
    draw();
    // A block counts as read when its end is on the screen, or when it fills half of it.
    const seen = new IntersectionObserver(
      (entries) =>
        entries.forEach(({ isIntersecting, intersectionRatio, intersectionRect, target }) => {
          if (isIntersecting && (intersectionRatio > 0.9 || intersectionRect.height > innerHeight / 2)) reach(target);
        }),
      { threshold: Array.from({ length: 20 }, (_, at) => (at + 1) / 20 - 0.01) },
    );
    blocks.forEach((block) => seen.observe(block));
    onward.addEventListener("click", () => {
      const next = blocks[Math.max(furthest, 0) + 1];
      next.scrollIntoView({ block: "start" });
      next.focus({ preventScroll: true });
      reach(next);
    });
  }

  const asked = location.hash.startsWith("#bloc-") ? location.hash.slice("#bloc-".length) : lesson.dataset.resume;
  const place = blocks[index(asked)];
  if (place) {
    place.scrollIntoView({ block: "start" });
    place.focus({ preventScroll: true });
  }

  // A check that could not leave waits in the outbox; its feedback is asked for once it has arrived.
  const keyOf = (form) => `check-${form.dataset.check}`;
  lesson.querySelectorAll("[data-check]").forEach((form) => outbox.show(keyOf(form), form));
  const keep = (form) =>
    outbox.put(keyOf(form), form.getAttribute("hx-post"), [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  lesson.addEventListener("htmx:beforeRequest", (event) => {
    if (navigator.onLine || !event.target.matches("[data-check]")) return;
    event.preventDefault();
    keep(event.target);
  });
  lesson.addEventListener("htmx:sendError", ({ target }) => {
    if (target.matches("[data-check]")) keep(target);
  });
  // The session is over: the page would load again, and what was chosen would be gone.
  lesson.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!event.target.matches("[data-check]") || !event.detail.xhr.getResponseHeader("HX-Refresh")) return;
    event.preventDefault();
    keep(event.target);
  });
  outbox.addEventListener("outbox:sent", ({ detail }) => {
    const form = [...lesson.querySelectorAll("[data-check]")].find((each) => keyOf(each) === detail.key);
    if (form) form.requestSubmit();
  });
});
