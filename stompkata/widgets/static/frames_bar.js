// The bars above the table: counters, pause and follow, filter, search, and what is shown and folded.

import { LAYERS, WAYS } from "./frames_row.js";
import { DIRECTIONS, attributes, element, grouped, plural, put } from "./shared.js";

const COUNTED = 200; // ms between two counts: a number that changes faster is not read, and lays out the whole page
const TYPED = 250; // ms after the last key before a filter is tried
const FOLDS = [["beats", "♥ fold beats"], ["messages", "▤ fold fragments"]];
const SHORT = { handshake: "http", websocket: "ws", stomp: "stomp", event: "event" };

export class Bar {
  constructor(root, wanted, on) { // `on` is told what the user does
    Object.assign(this, { wanted, on });
    const bar = element("div", "sk-bar", root);
    element("strong", "sk-title", bar, "Frames");
    this.counter = element("span", "sk-counter", bar);
    this.notShown = element("span", "sk-not-shown", bar);
    this.pause = this.button(bar, "sk-pause", "❚❚ Pause", () => on.pause());
    this.follow = this.button(bar, "sk-follow", "↓ Follow", () => on.follow());
    const save = this.button(bar, "sk-export", "⤓ Export", () => on.export());
    save.title = "Save what the filter and the buttons let pass, as JSON Lines";
    this.tools(attributes(element("div", "sk-bar sk-tools", root), { role: "search" }));
  }

  tools(bar) {
    this.filter = this.field(bar, "sk-filter", "Filter", "Filter: command:SEND");
    this.filter.title = "As: command:SEND -beat text:hello";
    this.filter.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.on.filter(this.filter.value), TYPED);
    });
    this.find = this.field(bar, "sk-find", "Find", "Find");
    this.find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.on.find(event.shiftKey ? -1 : 1);
    });
    this.button(bar, "sk-small", "‹", () => this.on.find(-1)).ariaLabel = "Previous match";
    this.button(bar, "sk-small", "›", () => this.on.find(1)).ariaLabel = "Next match";
    this.place = attributes(element("span", "sk-place", bar), { role: "status" });
    const ways = WAYS.map((way, code) => [code, DIRECTIONS[way].arrow, `Show ${DIRECTIONS[way].word}`]);
    this.group(bar, "Directions", this.wanted.directions, [ways[1], ways[2]]);
    this.group(bar, "Layers", this.wanted.layers, LAYERS.map((layer, code) =>
      [code, SHORT[layer], `Show ${layer}${SHORT[layer] === layer ? "" : `, ${SHORT[layer]}`}`]));
    const folds = this.element(bar, "Folds");
    for (const [name, text] of FOLDS) {
      const button = this.button(folds, "sk-toggle", text, () => {
        this.wanted[name] = !this.wanted[name];
        this.flip(button, this.wanted[name]);
      });
      attributes(button, { "aria-pressed": this.wanted[name] });
    }
    this.wrong = attributes(element("p", "sk-wrong sk-error", bar), { role: "alert" });
  }

  element(bar, label) {
    return attributes(element("span", "sk-group", bar), { role: "group", "aria-label": label });
  }

  group(bar, label, set, choices) {
    const group = this.element(bar, label);
    for (const [code, text, title] of choices) {
      const button = this.button(group, "sk-toggle", text, () => {
        set[set.has(code) ? "delete" : "add"](code);
        this.flip(button, set.has(code));
      });
      attributes(button, { "aria-pressed": set.has(code), "aria-label": title, title });
    }
  }

  flip(button, pressed) {
    attributes(button, { "aria-pressed": pressed });
    this.on.list();
  }

  button(parent, name, text, click) {
    const button = element("button", name, parent, text);
    button.type = "button";
    button.addEventListener("click", click);
    return button;
  }

  field(parent, name, label, placeholder) {
    const field = attributes(element("input", name, parent), { type: "text", placeholder, "aria-label": label });
    attributes(field, { spellcheck: "false", autocomplete: "off" });
    return field;
  }

  filtered({ text, error }) { // what the kernel says of the filter
    if (document.activeElement !== this.filter) this.filter.value = text;
    attributes(this.filter, { "aria-invalid": error ? "true" : null });
    put(this.wrong, error ?? "");
  }

  found({ text, error, place, of }) {
    const match = of ? `${grouped(place)} of ${grouped(of)}` : "no match";
    put(this.place, error || !text ? "" : match);
    attributes(this.find, { "aria-invalid": error ? "true" : null });
    put(this.wrong, error ?? "");
  }

  draw({ status, hidden, filter }, { paused, following, newer, lines }) {
    const { held, dropped, behind } = status;
    this.count(plural(held, "record") + (dropped ? `, ${grouped(dropped)} dropped` : ""), [
      newer ? `paused, ${grouped(newer)} newer` : paused ? "paused" : "",
      filter ? `${plural(lines, "line")} pass${lines === 1 ? "es" : ""}` : "",
      behind > 1 ? `${grouped(behind)} still to be read` : "",
      hidden ? `${grouped(hidden)} not shown; still recorded` : "",
    ].filter(Boolean).join(" · "));
    put(this.pause, paused ? "▶ Resume" : "❚❚ Pause");
    attributes(this.pause, { "aria-pressed": paused });
    attributes(this.follow, { "aria-pressed": following && !paused });
  }

  count(...texts) {
    this.counted = texts;
    const cells = [this.counter, this.notShown];
    if (this.counting || texts.every((text, at) => cells[at].said === text)) return;
    texts.forEach((text, at) => put(cells[at], text));
    this.counting = setTimeout(() => { this.counting = undefined; this.count(...this.counted); }, COUNTED);
  }

  end() {
    clearTimeout(this.typing);
    clearTimeout(this.counting);
  }
}
