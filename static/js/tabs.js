// Sections under headings, one after the other, become panels under tabs: arrows, Home and End move between them.
const drawTabs = (set) => {
  const panels = [...set.querySelectorAll(":scope > section")];
  const list = Object.assign(document.createElement("div"), { className: "vg-tablist" });
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", set.dataset.tabs);
  const tabs = panels.map((panel) => {
    const heading = panel.querySelector(":scope > :is(h2, h3, h4)");
    const tab = Object.assign(document.createElement("a"), { href: `#${panel.id}`, id: `${panel.id}-tab`, textContent: heading.textContent });
    if (panel.dataset.count) tab.append(Object.assign(document.createElement("span"), { className: "vg-n", textContent: panel.dataset.count }));
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    heading.hidden = true;
    list.append(tab);
    return tab;
  });
  const choose = (chosen, focus = false) => {
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.tabIndex = i === chosen ? 0 : -1;
      panels[i].hidden = i !== chosen;
    });
    if (focus) tabs[chosen].focus();
  };
  list.addEventListener("click", (event) => {
    const chosen = tabs.indexOf(event.target.closest("[role=tab]"));
    if (chosen < 0) return;
    event.preventDefault();
    choose(chosen);
  });
  list.addEventListener("keydown", (event) => {
    const here = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose((to + tabs.length) % tabs.length, true);
  });
  set.prepend(list);
  choose(Math.max(0, panels.findIndex((panel) => `#${panel.id}` === location.hash)));
};
const drawAllTabs = (root) => root.querySelectorAll("[data-tabs]:not(:has(> [role=tablist]))").forEach(drawTabs);
document.addEventListener("DOMContentLoaded", () => drawAllTabs(document));
document.addEventListener("htmx:load", (event) => drawAllTabs(event.detail.elt));
