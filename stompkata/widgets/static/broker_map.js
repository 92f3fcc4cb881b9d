// BrokerMap: who sends, the destinations, who gets; a pulse for each message. Or all of it as tables.

import { attributes, element, keepKey, put, Speaker } from "./shared.js";
import { Painter, shape, widthOf } from "./drawing.js";
import { MapStore } from "./broker_map_store.js";
import { MapLayout, MAP_COLUMNS } from "./broker_map_layout.js";
import { MapPulses } from "./broker_map_pulses.js";
import { MapDrawing } from "./broker_map_drawing.js";
import { MapTables } from "./broker_map_table.js";
import { liveView } from "./live_store.js";

const MAP_HINT = "↑ ↓ ← → walk along the boxes, Enter selects the last record there.";
const LEAST = 600; // pixels; a narrower page scrolls
const HEADS = 24;
const AGAIN = 200; // ms between two looks at what fades
const NO_NODES = "Nobody has sent or subscribed yet.";

class BrokerMapView {
  constructor(store, el) {
    Object.assign(this, { store, layout: new MapLayout(store), chosen: null });
    this.painter = new Painter(() => this.draw(performance.now()));
    this.build(element("section", "sk-view sk-map", el));
    this.pulses = new MapPulses(this.layout, this.over);
    this.listen();
    this.stopWidth = widthOf(this.root, (width) => { this.layout.width = Math.max(LEAST, width - 2); this.dirty(); });
    store.add(this);
    this.dirty();
  }

  build(root) {
    this.root = attributes(root, { "aria-label": "Broker map" });
    const bar = element("div", "sk-bar", root);
    element("strong", "sk-title", bar, "Broker map");
    this.counter = element("span", "sk-counter", bar);
    this.asTable = element("button", "sk-as-table", bar, "▤ Table");
    this.picture = element("div", "sk-picture", root);
    this.scroller = attributes(element("div", "sk-scroller", this.picture), {
      tabindex: 0, role: "application", "aria-label": "Boxes: arrow keys walk along them" });
    this.heads = shape("svg", { class: "sk-heads", height: HEADS, "aria-hidden": "true" }, this.scroller);
    this.svg = shape("svg", { class: "sk-canvas", "aria-hidden": "true" }, this.scroller);
    [this.under, this.over] = ["sk-under", "sk-over"].map((name) => shape("g", { class: name }, this.svg));
    this.empty = element("p", "sk-empty", this.scroller, NO_NODES);
    this.tables = new MapTables(this.store, root, (number) => this.select(number));
    this.tables.root.hidden = true;
    this.read = element("div", "sk-read", root);
    this.scope = element("div", "sk-scope", root);
    this.speaker = new Speaker(root);
  }

  listen() {
    this.root.addEventListener("keydown", keepKey);
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("click", ({ target }) => target.node && this.choose(target.node.key, true));
    this.asTable.addEventListener("click", () => {
      this.tables.root.hidden = !this.tables.root.hidden;
      this.picture.hidden = !this.tables.root.hidden;
      this.dirty();
    });
  }

  remove() {
    this.painter.end();
    this.speaker.end();
    this.stopWidth();
    this.store.remove(this);
    this.root.remove(); // its listeners go with it
  }

  dirty() {
    this.stale = true;
    this.painter.soon();
  }

  show() { // another view has selected: what ends there is marked
    this.dirty();
  }

  moved(edge, count) {
    if (!this.picture.hidden) this.pulses.add(edge, count);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = this.store.nodes.get(this.chosen), first = this.first();
    if (event.key.startsWith("Arrow")) this.choose((now ? this.layout.beside(now, event.key) : first) ?? this.chosen);
    else if (event.key === "Home") this.choose(first);
    else if (event.key === "Enter" && now) this.select(now.last);
    else if (event.key === "Escape" && this.chosen) this.choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  first() {
    return Object.keys(MAP_COLUMNS).flatMap((table) => this.layout.rows(table))[0] ?? null;
  }

  choose(key, selects = false) {
    this.chosen = key;
    const node = this.store.nodes.get(key);
    if (node && selects) this.select(node.last);
    if (node) this.speaker.speak(node.words);
    if (node) this.reveal(this.layout.box(node));
    this.dirty();
  }

  select(number) {
    this.store.select(number, this);
    this.dirty();
  }

  reveal({ x, y, width, height }) {
    const { scroller } = this, bottom = y + height + HEADS, right = x + width + 8;
    if (y - height < scroller.scrollTop) scroller.scrollTop = y - height;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    if (x - 8 < scroller.scrollLeft) scroller.scrollLeft = x - 8;
    else if (right > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = right - scroller.clientWidth;
  }

  draw(now) { // pulses move in each frame; the rest is drawn when it has changed, and while counts are lit
    const { store, pulses } = this;
    if (this.stale || now - this.drawnAt > AGAIN) {
      Object.assign(this, { stale: false, drawnAt: now });
      this.drawWords();
      if (this.picture.hidden) this.tables.draw();
      else this.drawMap(now);
      store.drawn();
    }
    pulses.draw(now);
    if (pulses.active) this.painter.soon();
    else if (this.lit) this.dirty(); // once more, without what was lit
    this.lit = pulses.active;
  }

  drawWords() {
    const { store } = this;
    put(this.counter, store.title);
    put(this.scope, store.scope);
    put(this.read, store.nodes.get(this.chosen)?.words ?? MAP_HINT);
    attributes(this.asTable, { "aria-pressed": !this.tables.root.hidden });
  }

  drawMap(now) {
    const { layout, store, pulses } = this;
    layout.settle();
    this.empty.hidden = layout.height > 20;
    attributes(this.svg, { width: layout.width, height: layout.height });
    attributes(this.heads, { width: layout.width }).replaceChildren();
    for (const [table, { head }] of Object.entries(MAP_COLUMNS))
      shape("text", { x: layout.columns[table].x + 2, y: 17, class: "sk-quiet" }, this.heads, head);
    new MapDrawing(layout, this.under, { chosen: this.chosen, selected: store.number, pulses, now });
  }
}

export default liveView(MapStore, BrokerMapView);
