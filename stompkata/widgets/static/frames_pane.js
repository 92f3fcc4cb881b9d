// What is done with the selected record: explained, pinned, compared, copied.

import { copyText } from "./clipboard.js";
import { drawComparison, drawDetail } from "./frames_detail.js";
import { isFold } from "./frames_fold.js";
import { keyOf } from "./frames_store.js";
import { attributes, element, grouped, put } from "./shared.js";

export class Pane {
  constructor(root, store, speaker) {
    Object.assign(this, { store, speaker, pinned: null, drawn: "" });
    const region = { role: "region", "aria-label": "Dissection of the selected frame" };
    this.box = attributes(element("div", "sk-detail", root), region);
    const bar = element("div", "sk-actions", this.box);
    this.pinButton = this.button(bar, "⚲ Pin", () => this.pin());
    for (const [text, form] of [["Copy as hex", "hex"], ["Copy as Python bytes", "python"]]) {
      this.button(bar, text, () => store.say({ type: "copy", key: keyOf(this.shown), form }));
    }
    this.said = attributes(element("span", "sk-said", bar), { role: "status" });
    const fields = { tabindex: "0", role: "group", "aria-label": "Fields" };
    this.parts = attributes(element("div", "sk-parts", this.box), fields);
    this.box.hidden = true;
  }

  button(bar, text, click) {
    const button = element("button", "", bar, text);
    button.type = "button";
    button.addEventListener("click", click);
    return button;
  }

  pin(entry = this.shown) { // the same again takes it away
    this.pinned = this.pinned === entry ? null : entry;
    this.speaker.speak(this.pinned ? `${entry.number} is pinned; select another to compare` : "nothing is pinned");
    this.draw(this.shown);
  }

  draw(entry) { // a fold of beats is explained by its first one
    this.shown = entry?.fold === "beats" ? entry.rows[0] : entry;
    this.box.hidden = !entry || entry.gap !== undefined;
    if (this.box.hidden) return;
    const pinned = this.pinned && this.pinned.number !== this.shown.number;
    put(this.pinButton, this.pinned && !pinned ? "⚲ Unpin" : pinned ? `⚲ Unpin ${this.pinned.number}` : "⚲ Pin");
    attributes(this.pinButton, { "aria-pressed": this.pinned !== null });
    if (pinned) return this.compare();
    const detail = this.store.detail(this.shown);
    if (!detail || this.drawn === detail.key) return;
    this.drawn = detail.key;
    drawDetail(this.parts, detail.parts);
    const fold = isFold(this.shown) ? `${this.shown.rows.length} fragments; ` : "";
    this.speaker.speak(`${this.shown.number}: ${fold}${detail.parts.map((part) => part.heading).join(", ")}`);
  }

  compare() {
    const [left, right] = [keyOf(this.pinned), keyOf(this.shown)];
    const name = `${left}:${right}`;
    if (this.drawn === name) return;
    this.drawn = name;
    this.store.say({ type: "compare", left, right });
  }

  compared(content) {
    if (this.drawn !== `${content.left}:${content.right}`) return;
    drawComparison(this.parts, content);
    this.speaker.speak(this.parts.firstElementChild.textContent);
  }

  async copied({ text, octets, form }) {
    await copyText(text, this.box);
    put(this.said, `${grouped(octets)} octets copied as ${form === "hex" ? "hex" : "Python bytes"}`);
  }
}
