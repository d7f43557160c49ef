// <form data-unsent> is sent without leaving the page. While the connection is gone, what was typed is kept on this device, under the person's
// own key, and sent once it is back, from whatever page is open. What arrives twice is one: the form carries a key of its own (sent_as).
// Answers {url} once stored, {page} when a person must look at it again, nothing when it did not arrive.
{
  const RETRY = 10_000; // milliseconds: the browser may not hear that the connection is back
  const person = document.body.dataset.person;
  const shelf = `vigie-unsent-${person}`;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const kept = () => JSON.parse(localStorage.getItem(shelf) ?? "[]");
  const keyOf = (item) => item.fields.find(([name]) => name === "sent_as")?.[1];

  const keep = (items) => (items.length ? localStorage.setItem(shelf, JSON.stringify(items)) : localStorage.removeItem(shelf));
  const forget = (item) => keep(kept().filter((other) => keyOf(other) !== keyOf(item)));
  const remember = (item) => keep([...kept().filter((other) => keyOf(other) !== keyOf(item)), item]);

  const read = (form, submitter) => {
    const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return { address: form.action || location.href, fields };
  };

  // Answers {url} once stored, {page} when a person must look at it again, nothing when it did not arrive.
  const post = async (item) => {
    if (!navigator.onLine) return null;
    const headers = { "X-CSRFToken": token(), "X-Unsent": "yes" };
    try {
      const response = await fetch(item.address, { method: "POST", headers, body: new URLSearchParams(item.fields) });
      if (response.redirected) return { url: response.url, refused: true }; // signed out: the text waits for the person to be back
      if (response.ok) return await response.json();
      return response.status === 400 ? { page: await response.text() } : null;
    } catch {
      return null;
    }
  };

  const say = (what) => {
    const status = document.querySelector("[data-unsent-status]");
    if (!status) return;
    status.hidden = false;
    status.lastElementChild.textContent = status.dataset[what];
  };

  const redraw = (page) => {
    const main = new DOMParser().parseFromString(page, "text/html").getElementById("contenu");
    document.getElementById("contenu").replaceWith(main);
    htmx.process(main);
    document.dispatchEvent(new Event("vigie:redrawn"));
    main.querySelector("[data-focus-me]")?.focus();
  };

  const renew = (form) => {
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    form.elements.sent_as.value = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    form.elements.text.value = "";
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const sendAll = async () => {
    const form = document.querySelector("form[data-unsent]");
    for (const item of kept()) {
      if (item.refused && !form) continue;
      const answer = await post(item);
      if (!answer) return setTimeout(sendAll, RETRY);
      if (answer.refused) return null;
      if (answer.url) {
        forget(item);
        say("sent");
      } else if (form && !form.elements.text.value) {
        return redraw(answer.page);
      } else {
        remember({ ...item, refused: true });
      }
    }
    return null;
  };

  const send = async (form, submitter) => {
    const item = read(form, submitter);
    form.dataset.sending = "yes";
    const answer = await post(item);
    delete form.dataset.sending;
    if (!answer || answer.refused) {
      remember(item);
      if (answer) return location.assign(answer.url);
      renew(form);
      say("kept");
      return setTimeout(sendAll, RETRY);
    }
    forget(item);
    return answer.url ? location.assign(answer.url) : redraw(answer.page);
  };

  if (person) {
    document.addEventListener(
      "submit",
      (event) => {
        const form = event.target.closest("form[data-unsent]");
        if (!form) return;
        event.preventDefault();
        if (!form.dataset.sending) send(form, event.submitter);
      },
      true,
    );
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (!navigator.onLine) event.preventDefault();
    });
    addEventListener("online", sendAll);
    if (kept().length) sendAll();
  }
}
