// « / » goes to the search box from anywhere; ↓ and ↑ go through what was found, and Escape comes back to the box.
const box = document.querySelector("[data-search] input");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const entrance = box ?? document.querySelector("[data-search-link]");
  if (!entrance) return;
  event.preventDefault();
  if (box) box.select();
  else entrance.click();
});

if (box) {
  const found = document.getElementById("trouve");
  const links = () => [...found.querySelectorAll("a.vg-list-t")];

  const move = (event) => {
    const all = links();
    const here = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length) all[Math.min(here + 1, all.length - 1)].focus();
    else if (event.key === "ArrowUp" && here >= 0) (all[here - 1] ?? box).focus();
    else if (event.key === "Escape" && here >= 0) box.focus();
    else return;
    event.preventDefault();
  };
  box.addEventListener("keydown", move);
  found.addEventListener("keydown", move);
}
