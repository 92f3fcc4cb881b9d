// ConversationLadder: an arrow a frame, between clients and broker; question and answer joined. Only what is in view exists.

import { attributes, element, keepKey, plural, put, Speaker, DIRECTIONS } from "./shared.js";
import { clock, cutTo, Painter, shape, widthOf } from "./drawing.js";
import { LadderStore } from "./ladder_store.js";
import { LadderLayout, RUNG } from "./ladder_layout.js";
import { LadderDrawing } from "./ladder_drawing.js";
import { drawLadderLegend } from "./ladder_legend.js";
import { liveView } from "./live_store.js";

const TALLEST = 520; // pixels before it scrolls
const NAMED = 4; // pairs of one frame that are read out: the end of a connection may cut off hundreds
const HINT = "↑ ↓ walks along the frames, ← → goes to the question and the answer, Enter selects.";
const LAYERS_SHOWN = [["stomp", "STOMP frames"], ["websocket", "WebSocket frames"]];

class Ladder {
  constructor(store, el) {
    Object.assign(this, { store, layout: new LadderLayout(store), chosen: null, following: true, set: 0 });
    this.painter = new Painter(() => this.draw());
    this.build(element("section", "sk-view sk-ladder", el));
    this.listen();
    this.stopWidth = widthOf(this.root, (width) => { this.layout.width = Math.max(320, width - 14); this.painter.soon(); });
    store.add(this);
    this.tell();
    this.painter.soon();
  }

  build(root) {
    this.root = attributes(root, { "aria-label": "Conversation ladder" });
    const bar = element("div", "sk-bar", root);
    element("strong", "sk-title", bar, "Conversation");
    this.counter = element("span", "sk-counter", bar);
    this.waiting = element("span", "sk-waits", bar);
    this.layers = LAYERS_SHOWN.map(([layer, words]) => [layer, element("button", `sk-${layer}`, bar, words)]);
    this.beats = element("button", "sk-beats-shown", bar, "♥ Beats");
    this.follow = element("button", "sk-follow", bar, "↓ Follow");
    this.heads = shape("svg", { class: "sk-heads", height: 28, width: "100%" }, root);
    this.scroller = element("div", "sk-scroller", root);
    attributes(this.scroller, { tabindex: 0, role: "application", "aria-label": "Frames: arrow keys walk along them" });
    this.space = element("div", "sk-space", this.scroller);
    this.svg = shape("svg", { class: "sk-window", "aria-hidden": "true" }, this.space);
    this.drawing = new LadderDrawing(this.layout, this.svg);
    this.empty = element("p", "sk-empty", this.scroller, "Nothing has crossed the wire yet.");
    drawLadderLegend(element("div", "sk-legend", root));
    this.read = element("div", "sk-read", root);
    this.speaker = new Speaker(root);
  }

  listen() {
    this.root.addEventListener("keydown", keepKey);
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    this.scroller.addEventListener("scroll", () => this.scrolled());
    this.svg.addEventListener("click", ({ target }) => target.placed && this.choose(target.placed, true));
    this.svg.addEventListener("pointerover", ({ target }) => target.placed && this.hover(target));
    for (const [layer, button] of this.layers) button.addEventListener("click", () => this.change({ layer }));
    this.beats.addEventListener("click", () => this.change({ beats: !this.layout.beats }));
    this.follow.addEventListener("click", () => { this.following = !this.following; this.painter.soon(); });
  }

  remove() {
    this.painter.end();
    this.speaker.end();
    this.stopWidth();
    this.store.remove(this);
    this.root.remove(); // its listeners go with it
  }

  dirty() {
    this.painter.soon();
  }

  show(number) { // another view has selected
    this.layout.settle();
    this.chosen = this.layout.rungs.find(({ rung }) => rung.number === number) ?? null;
    if (this.chosen) this.reveal(this.chosen);
    this.painter.soon();
  }

  change(wanted) { // what is to be seen
    Object.assign(this.layout, wanted);
    this.tell();
    this.show(this.chosen?.rung.number);
  }

  tell() { // so that a snapshot shows what is shown here
    const { layer, beats } = this.layout;
    this.store.model.send({ type: "shown", layer, beats });
  }

  scrolled() {
    if (!this.root.clientWidth) return; // hidden, as while JupyterLab changes its theme
    if (Math.abs(this.scroller.scrollTop - this.set) >= 2) // else that was this program
      this.following = this.scroller.scrollTop >= this.scroller.scrollHeight - this.scroller.clientHeight - 2;
    this.painter.soon();
  }

  key(event) {
    const { rungs } = this.layout, last = rungs.length - 1;
    const now = this.chosen?.index ?? (event.key === "ArrowUp" ? last + 1 : -1);
    const steps = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + 12, PageUp: now - 12, Home: 0, End: last };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps && last >= 0) this.choose(rungs[Math.max(0, Math.min(last, steps[event.key]))]);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") this.cross(event.key === "ArrowRight");
    else if (event.key === "Enter" && this.chosen) this.store.select(this.chosen.rung.number, this);
    else if (event.key === "Escape" && this.chosen) this.choose(null, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  cross(onwards) { // from the question to the answer, or back
    const { chosen, layout } = this;
    const ends = this.store.pairsOf(chosen?.rung).map((pair) => layout.byPlace[onwards ? pair.last : pair.first]);
    const other = ends.find((end) => end && end !== chosen);
    if (other) this.choose(other);
  }

  choose(placed, selects = false) {
    this.chosen = placed;
    if (selects) this.store.select(placed?.rung.number ?? null, this);
    if (placed) this.reveal(placed);
    if (placed) this.speaker.speak(this.words(placed.rung));
    this.painter.soon();
  }

  hover(box) { // the pointer is told all of it, too: a long label or note is cut
    (box.firstChild ?? shape("title", {}, box)).textContent = this.words(box.placed.rung);
  }

  reveal({ y, index }) {
    const { scroller } = this, top = Math.max(0, y - 2 * RUNG);
    this.following = this.following && index === this.layout.rungs.length - 1;
    this.space.style.height = `${this.layout.height + 6}px`;
    if (top < scroller.scrollTop) scroller.scrollTop = this.set = top;
    else if (y + RUNG > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = this.set = y + RUNG - scroller.clientHeight;
  }

  words(rung) {
    const { store } = this;
    const name = store.connections[rung.connection] ?? "";
    const where = rung.way === "none" ? name : `${name} ${DIRECTIONS[rung.way].arrow} ${DIRECTIONS[rung.way].word}`;
    const all = store.pairsOf(rung).map((pair) => pair.words), pairs = all.slice(0, NAMED);
    if (all.length > NAMED) pairs.push(`and ${all.length - NAMED} more`);
    return [`#${rung.number} ${rung.command} ${rung.detail}`.trim(), where, rung.frame,
      `at ${clock(rung.at - store.rungs[0].at)}`, ...pairs].filter(Boolean).join(" · ");
  }

  draw() {
    const { layout, scroller, store } = this;
    const shown = this.root.clientWidth > 0; // nothing keeps its place in what is hidden
    if (!shown && this.shown) this.painter.soon(); // for this picture only? If for longer, its width will tell
    this.shown = shown;
    if (!shown) return;
    layout.settle();
    const height = Math.max(3 * RUNG, Math.min(TALLEST, layout.height + 6));
    scroller.style.height = `${height}px`;
    this.space.style.height = `${layout.height + 6}px`;
    this.empty.hidden = layout.rungs.length > 0;
    if (this.following) {
      scroller.scrollTop = layout.height;
      this.set = scroller.scrollTop;
    }
    this.drawing.draw({ top: scroller.scrollTop, height, chosen: this.chosen, start: store.rungs[0]?.at ?? 0 });
    this.drawHeads();
    this.drawBar();
    store.drawn();
  }

  drawHeads() {
    const { connections } = this.store, look = [this.layout.width, ...connections].join("\n");
    if (look === this.headed) return;
    this.headed = look;
    const { clients, broker, notes, step } = this.layout.columns();
    this.heads.replaceChildren();
    const more = connections.length - clients.length;
    const named = clients.map((x, index) => [x, index === clients.length - 1 && more > 0
      ? `${connections[index]} and ${more} more` : connections[index] ?? ""]);
    for (const [x, name] of [...named, [broker, "broker"]])
      shape("text", { x, y: 18, class: "sk-strong", "text-anchor": "middle" }, this.heads, cutTo(step - 4, name));
    if (notes) shape("text", { x: this.layout.width - notes, y: 18, class: "sk-small" }, this.heads, "what belongs together");
  }

  drawBar() {
    const { store, layout } = this;
    const waiting = store.pairs.filter((pair) => pair.state === "unanswered").length;
    const skipped = store.skipped ? `; ${store.skipped.toLocaleString("en")} older not shown` : "";
    put(this.counter, plural(layout.rungs.length, "frame") + skipped);
    put(this.waiting, waiting ? `✖ ${waiting} unanswered` : "");
    for (const [layer, button] of this.layers) attributes(button, { "aria-pressed": layout.layer === layer });
    attributes(this.beats, { "aria-pressed": layout.beats });
    attributes(this.follow, { "aria-pressed": this.following });
    put(this.read, this.chosen ? this.words(this.chosen.rung) : HINT);
  }
}

export default liveView(LadderStore, Ladder);
