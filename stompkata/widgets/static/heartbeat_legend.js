// What the shapes and hatches of a timeline mean; only what its lanes can show is named.

import { element } from "./shared.js";
import { shape } from "./drawing.js";
import { sign, SIGN_WORDS } from "./heartbeat_lanes.js";

const HATCHES = { late: "M-1 7L7 -1", missed: "M-1 7L7 -1M-1 -1L7 7", blocked: "M2 0V6" };
const BANDS = [
  ["stomp", "late", "sk-tolerance", "within the tolerance"], ["stomp", "missed", "sk-silence", "missed"],
  ["loop", "blocked", "sk-blocked", "the loop was blocked"],
];
const SHOWN_SIGNS = [["stomp", "beat"], ["stomp", "frame"], ["websocket", "ping"], ["websocket", "pong"]];

export function hatches(id, svg) { // a band says what it is without its colour
  const box = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
  const defs = shape("defs", {}, svg);
  for (const [name, d] of Object.entries(HATCHES)) {
    const pattern = shape("pattern", { ...box, id: `${id}-${name}` }, defs);
    shape("path", { d, class: `sk-hatch sk-hatch-${name}` }, pattern);
  }
}

export class Legend {
  constructor(id, parent) {
    this.root = element("div", "sk-legend", parent);
    this.entries = [
      ...SHOWN_SIGNS.map(([kind, name]) => this.entry(kind, SIGN_WORDS[name], 16, (svg) => sign(name, svg, 8, 8))),
      ...BANDS.map(([kind, hatch, band, words]) => this.entry(kind, words, 26, (svg) => {
        for (const look of [{ class: band }, { fill: `url(#${id}-${hatch})` }])
          shape("rect", { y: 2, width: 26, height: 12, ...look }, svg);
      })),
    ];
  }

  entry(kind, words, width, paint) {
    const entry = element("span", "sk-entry", this.root);
    paint(shape("svg", { width, height: 16, "aria-hidden": "true" }, entry));
    element("span", "", entry, words);
    return [kind, entry];
  }

  draw(lanes) {
    const kinds = new Set(["stomp", ...lanes.map((lane) => lane.kind)]);
    for (const [kind, entry] of this.entries) entry.hidden = !kinds.has(kind);
  }
}
