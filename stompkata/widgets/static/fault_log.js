// The last faults, newest first: a list to walk along; a click or Enter selects the record for every view.

import { attributes, DIRECTIONS, element, put } from "./shared.js";
import { clock } from "./drawing.js";

export class FaultLog {
  constructor(root, store, owner) {
    Object.assign(this, { store, owner, rows: new Map(), active: null, id: owner.id });
    const bar = element("div", "sk-log-bar", root);
    element("span", "sk-heading", bar, "What happened");
    this.counter = element("span", "sk-counter", bar);
    this.list = attributes(element("div", "sk-log", root), { role: "listbox", tabindex: 0 });
    attributes(this.list, { "aria-label": "What happened, newest first" });
    this.empty = element("p", "sk-empty", root, "No fault has happened yet.");
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
  }

  draw({ log, count, start }) {
    const numbers = new Set(log.map(([number]) => number));
    for (const [number, row] of this.rows) if (!numbers.has(number)) this.forget(number, row);
    const news = log.filter(([number]) => !this.rows.has(number));
    for (const fault of news) this.add(fault, start ?? 0);
    this.say(news.findLast(([, , , , , planned]) => !planned));
    this.empty.hidden = log.length > 0;
    this.list.hidden = !log.length;
    put(this.counter, count ? `${count.toLocaleString("en")} ${count === 1 ? "fault" : "faults"}` : "");
    this.mark();
  }

  say(fault) { // what was there when the view came is no news
    if (fault && this.drawn) this.owner.speaker.speak(`${fault[4]} ${DIRECTIONS[fault[3] || "none"].word}`);
    this.drawn = true;
  }

  forget(number, row) {
    row.remove();
    this.rows.delete(number);
    if (this.active === number) this.active = null;
  }

  add([number, at, connection, way, what, planned], start) {
    const row = element("div", `sk-fault ${planned ? "sk-planned" : `sk-of-${way}`}`);
    attributes(row, { role: "option", id: `${this.id}-${number}`, "aria-selected": false });
    row.number = number;
    const { arrow, word } = DIRECTIONS[way || "none"];
    element("span", "sk-number", row, `${number}`);
    element("span", "sk-time", row, clock(at - start));
    const direction = element("span", "sk-direction", row);
    element("span", "sk-arrow", direction, way ? arrow : "·");
    element("span", "sk-word", direction, way ? ` ${word}` : "");
    element("span", "sk-connection", row, planned ? "plan" : connection);
    element("span", "sk-what", row, what);
    this.list.prepend(row);
    this.rows.set(number, row);
  }

  key(event) {
    const rows = [...this.list.children], now = rows.findIndex((row) => row.number === this.active);
    const steps = { ArrowDown: now + 1, ArrowUp: Math.max(0, now - 1), Home: 0, End: rows.length - 1 };
    if (event.ctrlKey || event.metaKey || event.altKey || !rows.length) return;
    if (event.key in steps) this.walk(rows[Math.min(rows.length - 1, steps[event.key])]);
    else if (event.key === "Enter" || event.key === " ") this.choose(rows[now]);
    else return;
    event.preventDefault();
  }

  walk(row) {
    this.active = row.number;
    row.scrollIntoView({ block: "nearest" });
    this.mark();
  }

  choose(row) {
    if (!row) return;
    this.active = row.number;
    this.store.select(row.number); // this view is told, too
  }

  mark() {
    for (const [number, row] of this.rows) {
      attributes(row, { "aria-selected": number === this.store.number });
      row.classList.toggle("sk-active", number === this.active);
    }
    const active = this.rows.get(this.active);
    attributes(this.list, { "aria-activedescendant": active ? active.id : null });
  }
}
