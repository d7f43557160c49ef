// Ctrl+Enter (⌘+Enter) in a field of <form data-send-key> sends it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[data-send-key]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
