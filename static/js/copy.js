// <button data-copy="id" data-copied="…" hidden> copies what the field holds, and says so. Without this script the field is selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.querySelector("[data-copy-status]");
  const words = button.querySelector("span");
  const label = words.textContent;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // The browser refuses outside a secure address: what is selected is copied with the keyboard.
      field.focus();
      return;
    }
    words.textContent = button.dataset.copied;
    status.textContent = button.dataset.copied;
    setTimeout(() => {
      words.textContent = label;
      status.textContent = "";
    }, 4000);
  });
}
