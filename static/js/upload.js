// The form that sends the file of one declared call, by sending.js. Without scripts the same form sends it whole.
for (const form of document.querySelectorAll("[data-upload]")) {
  const part = (name) => form.querySelector(`[data-upload-${name}]`);
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  let sending = null;
  let lost = false;

  const fail = (text) => {
    part("error").textContent = text;
    part("error").hidden = !text;
  };

  const show = (state) => {
    part("send").hidden = state !== "choose";
    part("now").hidden = state === "choose";
    part("pause").hidden = state !== "sending";
    part("resume").hidden = state !== "paused";
    input.disabled = state !== "choose";
  };

  const figures = (text, percent, aloud = true) => {
    part("figures").textContent = text;
    if (aloud) part("aloud").textContent = text;
    if (percent === null) return;
    bar.value = percent;
    part("percent").textContent = `${percent} %`;
  };

  const told = {
    figures,
    lost: (text) => {
      lost = true;
      show("paused");
      figures(text, null);
    },
    refused: (text) => {
      show("choose");
      fail(text);
    },
    // The server looks at what came and says where to go; the file itself is not sent again.
    done: () => {
      input.disabled = true;
      form.submit();
    },
  };

  const resume = () => {
    lost = false;
    show("sending");
    sending.resume();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fail("");
    if (!input.files.length) return fail(form.dataset.sayChoose);
    sending = new Sending(input.files[0], form.dataset.upload, form, told);
    show("sending");
    return sending.start();
  });
  part("pause").addEventListener("click", async () => {
    await sending.pause();
    show("paused");
    part("resume").focus();
  });
  part("resume").addEventListener("click", () => {
    resume();
    part("pause").focus();
  });
  addEventListener("online", () => {
    if (lost) resume();
  });
}
