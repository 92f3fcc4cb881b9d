// The table: as many lines as can be seen, and the keyboard. What is listed comes from `Folds`.

import { isFold } from "./frames_fold.js";
import { COLUMNS, ROW, drawLine, makeLine } from "./frames_row.js";
import { attributes, element, pageName } from "./shared.js";

const VISIBLE = 14; // lines of the table before it scrolls

export class Table {
  constructor(root, store, folds, on) { // `on` is told what the user does: select, dirty, keys
    Object.assign(this, { store, folds, on, following: true, selected: null, set: 0, pool: [] });
    this.id = `frames-${pageName()}`;
    this.grid = attributes(element("div", "sk-grid", root), {
      role: "treegrid", tabindex: "0", "aria-label": "Recorded frames", "aria-readonly": "true",
    });
    const heads = attributes(element("div", "sk-heads", this.grid), { role: "rowgroup" });
    const head = attributes(element("div", "sk-row sk-head", heads), { role: "row", "aria-rowindex": 1 });
    for (const [name, title] of COLUMNS) element("span", `sk-${name}`, head, title).role = "columnheader";
    this.space = attributes(element("div", "sk-space", this.grid), { role: "rowgroup" });
    this.empty = element("p", "sk-empty", root);
    this.grid.addEventListener("scroll", () => this.scrolled());
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.space.addEventListener("click", (event) => this.clicked(event));
  }

  clicked(event) {
    const line = event.target.closest(".sk-row");
    if (!line) return;
    this.select(line.entry);
    if (event.target === line.twist) this.toggle(line.entry);
  }

  scrolled() {
    const top = this.grid.scrollTop;
    if (Math.abs(top - this.set) < 4) return; // that was this program
    this.set = top;
    this.following = top >= this.end() - 4;
    this.on.dirty();
  }

  key(event) {
    const { list } = this.folds;
    const last = list.length - 1;
    const now = this.selected ? list.indexOf(this.selected) : event.key === "ArrowDown" ? -1 : last + 1;
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + VISIBLE, PageUp: now - VISIBLE };
    const to = { ...steps, Home: 0, End: last };
    if (event.key in to) this.select(list[Math.min(last, Math.max(0, to[event.key]))] ?? null, true);
    else if (event.key === "Escape") this.select(null);
    else if (event.key === "ArrowRight") this.toggle(this.selected, true);
    else if (event.key === "ArrowLeft") this.toggle(this.selected, false);
    else if (event.key === "Enter") this.toggle(this.selected);
    else if (!this.on.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  select(entry, show = false) {
    this.selected = entry;
    if (show && entry) this.reveal(entry);
    this.on.select(entry);
  }

  toggle(entry, open = !this.folds.opened.has(entry?.number)) {
    if (entry?.parent && !open) return this.leave(entry.parent);
    if (!entry || !isFold(entry)) return;
    this.folds.open(entry, open);
    this.following = false; // what was opened is looked at
    this.reveal(entry);
    this.on.dirty();
  }

  leave(parent) { // ← on a record of a fold closes the fold
    this.folds.open(parent, false);
    this.select(parent, true);
  }

  reveal(entry) {
    const { list } = this.folds;
    const index = list.indexOf(entry);
    const top = index * ROW;
    const room = (Math.min(VISIBLE, list.length) - 0.5) * ROW;
    this.following = index === list.length - 1 && this.following;
    this.fit();
    this.scroll(Math.min(top, Math.max(this.set, top + ROW - room)));
  }

  scroll(to) { // reading the place back would have the page laid out at once
    if (to !== this.set) this.grid.scrollTop = this.set = to;
  }

  end() {
    return Math.max(0, this.folds.list.length - VISIBLE) * ROW;
  }

  moved(lines) { // the oldest lines left the page: keep what is looked at in its place
    if (!this.following) this.scroll(Math.max(0, this.set - lines * ROW));
  }

  fit() {
    const { length } = this.folds.list;
    if (this.fitted === length) return;
    this.fitted = length;
    this.grid.style.height = `${(Math.min(VISIBLE, Math.max(length, 3)) + 1) * ROW + 2}px`;
    this.space.style.height = `${length * ROW}px`;
    attributes(this.grid, { "aria-rowcount": length + 1 });
  }

  draw() {
    const { list, opened } = this.folds;
    this.fit();
    if (this.following) this.scroll(this.end());
    const first = Math.max(0, Math.floor(this.set / ROW) - 1);
    const visible = list.slice(first, first + VISIBLE + 3);
    visible.forEach((entry, at) => this.drawAt(at, first + at, entry, list[first + at - 1], opened.has(entry.number)));
    for (const line of this.pool.slice(visible.length)) line.hidden = true;
    const active = visible.includes(this.selected) ? this.name(this.selected) : null;
    attributes(this.grid, { "aria-activedescendant": active });
    return visible;
  }

  name(entry) {
    return `${this.id}-${entry.number}${entry.parent ? "-in-fold" : ""}`;
  }

  drawAt(slot, index, entry, before, opened) {
    const line = (this.pool[slot] ??= makeLine(this.space));
    line.entry = entry;
    if (line.hidden) line.hidden = false;
    if (line.id !== this.name(entry)) line.id = this.name(entry);
    if (line.at !== index) line.style.transform = `translateY(${(line.at = index) * ROW}px)`;
    attributes(line, { "aria-rowindex": index + 2, "aria-selected": entry === this.selected });
    drawLine(line, entry, before, this.store, opened);
  }
}
