// <form data-quiz data-save data-result>: each answer leaves as it is given, by way of the outbox; what has not left yet is shown again.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-quiz]");
  const outbox = document.querySelector("vg-outbox");
  if (!form) return;
  const prefix = `quiz-${form.dataset.quiz}-`;
  const fieldsOf = (question) => {
    const ours = new Set([...question.querySelectorAll("[name]")].map((control) => control.name));
    return [...new FormData(form)].filter(([name, value]) => ours.has(name) && (name !== "asked" || value === question.dataset.question));
  };

  form.querySelectorAll("[data-question]").forEach((question) => outbox.show(prefix + question.dataset.question, question));

  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    if (question) outbox.put(prefix + question.dataset.question, form.dataset.save, fieldsOf(question));
  });

  // Graded elsewhere meanwhile: its result is what there is to see.
  outbox.addEventListener("outbox:refused", ({ detail }) => {
    if (detail.key.startsWith(prefix) && detail.status === 409) location.assign(form.dataset.result);
  });

  // The page is left only when the portal answers: else the answers stay in sight, and on the device.
  let reached = false;
  form.addEventListener("submit", async (event) => {
    if (reached) return;
    event.preventDefault();
    const all = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    all.push(["page", "whole"]); // what is blank in it takes nothing back
    if (!(await outbox.put(`${prefix}all`, form.dataset.save, all))) return;
    reached = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => {
    reached = false;
  });
});
