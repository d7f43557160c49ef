// <div data-narrow="id" hidden> holds a search field that narrows a <select> to the options whose words it holds, and chooses the first.
{
  const plain = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/œ/g, "oe")
      .replace(/['’_-]/g, " ")
      .trim();

  const narrow = (box) => {
    const list = document.getElementById(box.dataset.narrow);
    const field = box.querySelector("input");
    const told = box.querySelector("[role=status]");
    const whole = list.cloneNode(true);
    box.hidden = false;

    const show = (words) => {
      const kept = list.value;
      const copy = whole.cloneNode(true);
      copy.querySelectorAll("option").forEach((option) => {
        const held = option.dataset.words ?? plain(option.textContent);
        if (!words.every((word) => held.includes(word))) option.remove();
      });
      copy.querySelectorAll("optgroup").forEach((group) => group.children.length || group.remove());
      const found = copy.querySelectorAll("option").length;
      list.replaceChildren(...(found ? copy : whole.cloneNode(true)).children);
      const still = [...list.options].some((option) => option.value === kept);
      if (words.length && found) list.selectedIndex = 0;
      else if (still) list.value = kept;
      return found;
    };

    field.addEventListener("input", () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      const found = show(words);
      const { one, many, none } = box.dataset;
      told.textContent = !words.length ? "" : !found ? none : found === 1 ? one : many.replace("%s", found);
    });
    // Enter takes the topic and goes on, instead of sending the form.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      list.focus();
    });
  };

  const start = () => document.querySelectorAll("[data-narrow][hidden]").forEach(narrow);
  start();
  document.addEventListener("vigie:redrawn", start);
}
