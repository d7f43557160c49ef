// <button data-mask="06 39 98 12 34" data-with="[téléphone]" data-in="id"> replaces what was found in the field, everywhere.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mask]");
  if (!button) return;
  const field = document.getElementById(button.dataset.in);
  field.value = field.value.replaceAll(button.dataset.mask, button.dataset.with);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
