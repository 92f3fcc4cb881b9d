// FrameInspector: a live table of what crossed the wire. It draws; the kernel records, decodes and explains.

import { drawDetail } from "./frames_detail.js";
import { Store } from "./frames_store.js";
import { DIRECTIONS, MARKS, Speaker, attributes, element, keepKey, pageName, plural, put, seconds } from "./shared.js";

const ROW = 22; // pixels; every row has the same height, so that only the visible ones need exist
const VISIBLE = 14; // rows of the table before it scrolls

const ROW_DIRECTIONS = Object.entries(DIRECTIONS).map(([name, said]) => ({ name: name.replace("_", "-"), ...said }));
const LAYERS = ["handshake", "websocket", "stomp", "event"];
const COLUMNS = [
  ["number", "#"], ["delta", "Δt"], ["direction", "direction"], ["connection", "connection"], ["layer", "layer"],
  ["length", "octets"], ["command", "frame"], ["destination", "destination"], ["note", "content"],
  ["findings", "findings"],
];

class View {
  constructor(store, el) {
    Object.assign(this, { store, following: true, paused: false, selected: null }); // what the user decides
    Object.assign(this, { shown: 0, set: 0, frame: 0 }); // rows, scroll position, next draw
    this.id = `frames-${pageName()}`;
    this.build(element("section", "sk-view sk-frames", el));
    this.listen();
    store.views.add(this);
    store.answered = false;
    store.hello();
    this.dirty();
  }

  build(root) {
    this.root = root;
    root.setAttribute("aria-label", "Frame inspector");
    const bar = element("div", "sk-bar", root);
    element("strong", "sk-title", bar, "Frames");
    this.counter = element("span", "sk-counter", bar);
    this.notShown = element("span", "sk-not-shown", bar);
    this.pauseButton = element("button", "sk-pause", bar, "Pause");
    this.followButton = element("button", "sk-follow", bar, "Follow");
    this.grid = element("div", "sk-grid", root);
    attributes(this.grid, { role: "grid", tabindex: "0", "aria-label": "Recorded frames" });
    const head = element("div", "sk-row sk-head", this.grid);
    head.setAttribute("role", "row");
    for (const [name, title] of COLUMNS) element("span", `sk-${name}`, head, title).role = "columnheader";
    this.space = element("div", "sk-space", this.grid);
    this.space.setAttribute("role", "rowgroup");
    this.empty = element("p", "sk-empty", this.grid, "Nothing has crossed the wire yet.");
    this.pane = element("div", "sk-detail", root);
    this.pane.setAttribute("role", "region");
    this.pane.setAttribute("aria-label", "Dissection of the selected frame");
    this.speaker = new Speaker(root);
    this.pool = [];
  }

  listen() {
    this.grid.addEventListener("scroll", () => this.scrolled());
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("keydown", keepKey);
    this.space.addEventListener("click", (event) => {
      const line = event.target.closest(".sk-row");
      if (line) this.select(line.index);
    });
    this.pauseButton.addEventListener("click", () => this.pause(!this.paused));
    this.followButton.addEventListener("click", () => this.follow(!this.following));
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.store.views.delete(this);
    this.speaker.end();
    this.root.remove(); // its listeners go with it
  }

  dirty() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  moved(extra) { // the oldest rows left the page: keep what is looked at in its place
    this.shown = Math.max(0, this.shown - extra);
    if (!this.following) this.grid.scrollTop -= extra * ROW;
    if (this.selected !== null) this.selected -= extra;
    if (this.selected < 0) this.selected = null;
  }

  pause(paused) {
    this.paused = paused;
    this.dirty();
  }

  follow(following) {
    this.following = following;
    if (following) this.paused = false;
    this.dirty();
  }

  scrolled() {
    if (Math.abs(this.grid.scrollTop - this.set) < 2) return; // that was this program
    const bottom = this.grid.scrollHeight - this.grid.clientHeight;
    this.following = this.grid.scrollTop >= bottom - 2;
    this.dirty();
  }

  key(event) {
    const last = this.shown - 1;
    const now = this.selected ?? (event.key === "ArrowDown" ? -1 : last + 1);
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + VISIBLE, PageUp: now - VISIBLE };
    const to = { ...steps, Home: 0, End: last };
    if (event.key in to && last >= 0) this.select(Math.min(last, Math.max(0, to[event.key])), true);
    else if (event.key === "Escape") this.select(null);
    else if (event.key === " ") this.pause(!this.paused);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  select(index, show = false) {
    this.selected = index;
    if (show && index !== null) this.reveal(index);
    this.dirty();
  }

  reveal(index) {
    const top = index * ROW;
    const room = this.grid.clientHeight - ROW; // less the heading, which stays
    const at = Math.min(top, Math.max(this.grid.scrollTop, top + ROW - room));
    this.following = index === this.shown - 1 && this.following;
    if (at !== this.grid.scrollTop) this.grid.scrollTop = this.set = at;
  }

  draw() {
    const rows = this.store.rows;
    if (!this.paused) this.shown = rows.length;
    this.grid.style.height = `${(Math.min(VISIBLE, Math.max(this.shown, 3)) + 1) * ROW + 2}px`;
    this.space.style.height = `${this.shown * ROW}px`;
    this.grid.setAttribute("aria-rowcount", this.shown + 1);
    this.empty.hidden = this.shown > 0;
    if (this.following && !this.paused) {
      this.grid.scrollTop = this.shown * ROW;
      this.set = this.grid.scrollTop;
    }
    const first = Math.max(0, Math.floor(this.grid.scrollTop / ROW) - 1);
    const visible = rows.slice(first, Math.min(this.shown, first + VISIBLE + 3));
    visible.forEach((row, index) => this.line(index, first + index, row, rows[first + index - 1]));
    for (const line of this.pool.slice(visible.length)) line.hidden = true;
    this.store.want(visible);
    this.drawBar(rows.length);
    this.drawDetail(rows[this.selected ?? -1]);
    this.store.drawn();
  }

  line(slot, index, row, before) {
    const line = (this.pool[slot] ??= this.makeLine());
    const text = row.gap ? undefined : this.store.texts.get(row.number);
    const direction = ROW_DIRECTIONS[row.direction ?? 0];
    line.index = index;
    line.hidden = false;
    line.id = `${this.id}-${row.number}`;
    line.style.transform = `translateY(${index * ROW}px)`;
    line.className = `sk-row sk-${row.gap ? "gap" : direction.name} ${text?.dim ? "sk-dim" : ""}`;
    line.setAttribute("aria-rowindex", index + 2);
    line.setAttribute("aria-selected", index === this.selected);
    if (index === this.selected) this.grid.setAttribute("aria-activedescendant", line.id);
    const words = row.gap ? { note: row.gap } : {
      number: String(row.number), delta: seconds(before && !before.gap ? row.at - before.at : null),
      connection: this.store.connections[row.connection] ?? "", layer: text?.layer ?? LAYERS[row.layer],
      length: row.layer === 3 ? "" : row.length.toLocaleString("en"), command: text?.command ?? "…",
      destination: text?.destination ?? "", note: text?.note ?? "",
      findings: text?.findings ? `${MARKS[text.severity]} ${text.findings}` : "",
    };
    for (const [name] of COLUMNS) if (name !== "direction") put(line.cells[name], words[name] ?? "");
    put(line.arrow, row.gap ? "⋯" : direction.arrow);
    put(line.word, row.gap ? "" : direction.word);
    line.cells.findings.className = `sk-findings sk-${text?.severity ?? "fine"}`;
    line.cells.findings.title = text?.findings ? plural(text.findings, text.severity) : "";
    line.cells.findings.ariaLabel = line.cells.findings.title || null; // said in words, not as a mark
  }

  makeLine() {
    const line = element("div", "sk-row", this.space);
    line.setAttribute("role", "row");
    line.cells = {};
    for (const [name] of COLUMNS) {
      line.cells[name] = element("span", `sk-${name}`, line);
      line.cells[name].setAttribute("role", "gridcell");
    }
    line.arrow = element("span", "sk-arrow", line.cells.direction);
    line.word = element("span", "sk-word", line.cells.direction);
    return line;
  }

  drawBar(count) {
    const { held, dropped } = this.store.status;
    const newer = this.paused ? count - this.shown : 0;
    put(this.counter, plural(held, "record") + (dropped ? `, ${dropped.toLocaleString("en")} dropped` : ""));
    put(this.notShown, [
      newer ? `paused, ${newer.toLocaleString("en")} newer` : this.paused ? "paused" : "",
      this.store.hidden ? `${this.store.hidden.toLocaleString("en")} not shown; still recorded` : "",
    ].filter(Boolean).join(" · "));
    put(this.pauseButton, this.paused ? "▶ Resume" : "❚❚ Pause");
    put(this.followButton, "↓ Follow");
    this.pauseButton.setAttribute("aria-pressed", this.paused);
    this.followButton.setAttribute("aria-pressed", this.following && !this.paused);
  }

  drawDetail(row) {
    const detail = row && !row.gap ? this.store.detail(row.number) : undefined;
    this.pane.hidden = !row || row.gap !== undefined;
    if (!row) this.grid.removeAttribute("aria-activedescendant");
    if (this.pane.hidden || !detail || this.pane.number === detail.number) return;
    this.pane.number = detail.number;
    drawDetail(this.pane, detail.parts);
    this.speaker.speak(`${detail.number}: ${detail.parts.map((part) => part.heading).join(", ")}`);
  }
}

export default () => { // called once a model; render once a view
  let store;
  return {
    initialize({ model }) {
      store = new Store(model);
      return () => model.off("msg:custom", store.receive);
    },
    render({ el }) {
      const view = new View(store, el);
      return () => view.remove();
    },
  };
};
