// <vg-ordering>: lines moved up and down by buttons; the ranks that the form sends follow. Without script one chooses the ranks.
class Ordering extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.list.classList.add("vg-order-moved");
    this.querySelectorAll(".vg-order-rank").forEach((rank) => {
      rank.hidden = true;
    });
    this.querySelectorAll(".vg-order-moves").forEach((moves) => {
      moves.hidden = false;
    });
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) this.move(button);
    });
    this.follow();
  }

  get items() {
    return [...this.list.children];
  }

  move(button) {
    const item = button.closest("li");
    const other = button.dataset.move === "1" ? item.nextElementSibling : item.previousElementSibling;
    if (!other) return;
    if (button.dataset.move === "1") other.after(item);
    else other.before(item);
    this.rank();
    button.focus();
    const place = { text: item.dataset.text, rank: this.items.indexOf(item) + 1, total: this.items.length };
    this.querySelector("[data-said]").textContent = this.dataset.announce.replace(/\{(\w+)\}/g, (_, name) => place[name]);
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  rank() {
    this.items.forEach((item, index) => {
      item.querySelector("select").value = String(index + 1);
    });
    this.follow();
  }

  // Where a line cannot go, its button says so and keeps the focus.
  follow() {
    this.items.forEach((item, index) => {
      item.querySelector("[data-move='-1']").setAttribute("aria-disabled", String(index === 0));
      item.querySelector("[data-move='1']").setAttribute("aria-disabled", String(index === this.items.length - 1));
    });
  }

  // An order that was kept elsewhere: {name of the select: rank}.
  restore(ranks) {
    const rankOf = (item) => Number(ranks[item.querySelector("select").name]);
    this.list.append(...this.items.sort((a, b) => rankOf(a) - rankOf(b)));
    this.rank();
  }
}
customElements.define("vg-ordering", Ordering);
