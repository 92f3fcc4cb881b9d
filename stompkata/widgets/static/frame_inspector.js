// FrameInspector: a live table of what crossed the wire. It draws; the kernel records, decodes and explains.
// Whatever a peer sent enters the page by textContent, never as markup.

const ROW = 22; // pixels; every row has the same height, so that only the visible ones need exist
const VISIBLE = 14; // rows of the table before it scrolls
const KEPT = 20_000; // rows that the page keeps; the recording keeps its own
const PACKED = 20; // octets of a row: number u32, seconds f64, connection u16, direction u8, layer u8, length u32
const HELLO_AGAIN = 300; // ms; a first message waits for a busy kernel, a later one has a subshell of its own
const SPOKEN_EVERY = 1000; // ms between two announcements to a screen reader

const DIRECTIONS = [
  { name: "none", arrow: "·", word: "event" },
  { name: "to-server", arrow: "→", word: "to server" },
  { name: "to-client", arrow: "←", word: "to client" },
];
const LAYERS = ["handshake", "websocket", "stomp", "event"];
const MARKS = { error: "✖", warning: "▲", note: "●" };
const COLUMNS = [
  ["number", "#"], ["delta", "Δt"], ["direction", "direction"], ["connection", "connection"], ["layer", "layer"],
  ["length", "octets"], ["command", "frame"], ["destination", "destination"], ["note", "content"],
  ["findings", "findings"],
];
const FIELD = ["offset", "octets", "ascii", "name", "value"];

function element(tag, name, parent, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

function name() {
  return Math.random().toString(36).slice(2);
}

function put(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

function keepKey(event) { // a plain key is ours: JupyterLab would move to another cell, or cut this one
  if (!event.ctrlKey && !event.metaKey && event.key !== "Escape") event.stopPropagation();
}

function plural(count, what) {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function seconds(delta) {
  if (delta === null) return "";
  if (delta < 0.0995) return `+${(delta * 1000).toFixed(1)} ms`;
  return delta < 99.5 ? `+${delta.toFixed(2)} s` : `+${delta.toFixed(0)} s`;
}

// What the page knows of one model; all its views draw from here.
class Store {
  constructor(model) {
    this.model = model;
    this.rows = [];
    this.connections = [];
    this.texts = new Map();
    this.details = new Map();
    this.views = new Set();
    this.status = { held: 0, dropped: 0 };
    this.hidden = 0;
    this.pending = null;
    this.answered = false;
    this.page = name();
    this.receive = (content, buffers) => this.take(content, buffers);
    model.on("msg:custom", this.receive);
  }

  hello() {
    if (this.answered || !this.views.size) return;
    this.model.send({ type: "hello", page: this.page });
    setTimeout(() => this.hello(), HELLO_AGAIN);
  }

  take(content, buffers) {
    if (content.type === "rows") this.takeRows(content, buffers[0]);
    if (content.type === "texts") this.takeTexts(content.texts);
    if (content.type === "detail") this.details.set(content.number, content);
    for (const view of this.views) view.dirty();
  }

  takeRows(content, buffer) {
    const last = this.rows.length ? this.rows.at(-1).number : 0;
    this.acknowledge = content.id;
    this.status = content.status;
    this.connections = content.connections;
    if (content.after > last) return this.missed();
    this.answered = true;
    if (content.first > Math.max(content.after, last) + 1) this.gap(content);
    for (let at = 0; at < content.count * PACKED; at += PACKED) {
      const number = buffer.getUint32(at, true);
      if (number <= last) continue; // sent again, for another page of the same notebook
      this.rows.push({
        number, at: buffer.getFloat64(at + 4, true), connection: buffer.getUint16(at + 12, true),
        direction: buffer.getUint8(at + 14), layer: buffer.getUint8(at + 15), length: buffer.getUint32(at + 16, true),
      });
    }
    this.takeTexts(content.texts);
    this.forget();
  }

  missed() { // it was sent before this page was there, or was lost on the way: ask for all of it
    if (!this.answered) return;
    this.answered = false;
    this.page = name();
    this.hello();
  }

  gap({ first, skipped, lost }) {
    const words = [[skipped, "not shown; still recorded"], [lost, "dropped from the recording"]];
    const gap = words.filter(([count]) => count).map(([count, what]) => `${count.toLocaleString("en")} ${what}`);
    this.rows.push({ number: first - 1, gap: gap.join(", ") });
    this.hidden += skipped;
  }

  takeTexts(texts) {
    for (const [number, text] of Object.entries(texts)) this.texts.set(Number(number), text);
    this.pending = null;
  }

  forget() {
    const extra = this.rows.length - KEPT;
    if (extra <= 0) return;
    for (const row of this.rows.splice(0, extra)) {
      this.texts.delete(row.number);
      this.details.delete(row.number);
    }
    for (const view of this.views) view.moved(extra);
  }

  drawn() { // an acknowledgement opens the window for the next batch; a hidden page gives none
    if (this.acknowledge === undefined) return;
    this.model.send({ type: "ack", id: this.acknowledge });
    this.acknowledge = undefined;
  }

  want(rows) { // the words of rows that came without them; one question at a time
    const missing = rows.filter((row) => !row.gap && !this.texts.has(row.number));
    if (!missing.length || this.pending !== null) return;
    this.pending = missing[0].number;
    this.model.send({ type: "look", first: missing[0].number, last: missing.at(-1).number });
  }

  detail(number) {
    if (!this.details.has(number)) this.model.send({ type: "open", number });
    return this.details.get(number);
  }
}

class View {
  constructor(store, el) {
    Object.assign(this, { store, following: true, paused: false, selected: null }); // what the user decides
    Object.assign(this, { shown: 0, set: 0, frame: 0, spoken: 0 }); // rows, scroll position, next draw, last words
    this.id = `frames-${name()}`;
    this.build(element("section", "sk-frames", el));
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
    const attributes = { role: "grid", tabindex: "0", "aria-label": "Recorded frames" };
    for (const [name, value] of Object.entries(attributes)) this.grid.setAttribute(name, value);
    const head = element("div", "sk-row sk-head", this.grid);
    head.setAttribute("role", "row");
    for (const [name, title] of COLUMNS) element("span", `sk-${name}`, head, title).role = "columnheader";
    this.space = element("div", "sk-space", this.grid);
    this.space.setAttribute("role", "rowgroup");
    this.empty = element("p", "sk-empty", this.grid, "Nothing has crossed the wire yet.");
    this.pane = element("div", "sk-detail", root);
    this.pane.setAttribute("role", "region");
    this.pane.setAttribute("aria-label", "Dissection of the selected frame");
    this.live = element("div", "sk-spoken", root);
    this.live.setAttribute("aria-live", "polite");
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
    const direction = DIRECTIONS[row.direction ?? 0];
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
    this.pane.replaceChildren();
    for (const part of detail.parts) this.drawPart(part);
    this.pane.scrollTop = 0;
    this.speak(`${detail.number}: ${detail.parts.map((part) => part.heading).join(", ")}`);
  }

  drawPart({ heading, depth, lines }) {
    const part = element("div", "sk-part", this.pane);
    part.style.marginLeft = `${depth * 2}ch`;
    element("div", "sk-heading", part, heading);
    const table = element("div", "sk-fields", part);
    for (const line of lines) {
      if (line.finding) this.drawFinding(line.finding, table);
      else for (const name of FIELD) element("span", `sk-${name}`, table, line[name] ?? "");
      const kind = line.value ? "sk-meaning sk-after" : "sk-meaning";
      if (line.meaning) element("i", kind, table.lastElementChild, line.meaning);
    }
  }

  drawFinding({ severity, rule, message }, table) {
    const line = element("div", `sk-finding sk-${severity}`, table);
    element("b", "sk-mark", line, `${MARKS[severity]} ${severity}`);
    element("span", "sk-message", line, message);
    element("span", "sk-rule", line, rule);
  }

  speak(text) {
    clearTimeout(this.speaking);
    const wait = Math.max(0, this.spoken + SPOKEN_EVERY - Date.now());
    this.speaking = setTimeout(() => { this.spoken = Date.now(); put(this.live, text); }, wait);
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
