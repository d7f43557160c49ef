// <span data-count-of="id" hidden> tells how many characters a field holds, of how many at most.
{
  const tell = () =>
    document.querySelectorAll("[data-count-of]").forEach((count) => {
      const field = document.getElementById(count.dataset.countOf);
      count.hidden = false;
      count.textContent = `${field.value.length} / ${field.maxLength}`;
    });
  tell();
  document.addEventListener("input", tell);
  document.addEventListener("vigie:redrawn", tell);
}
