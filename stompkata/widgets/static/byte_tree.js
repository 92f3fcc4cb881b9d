// The fields as a tree, layer in layer; arrow keys move and open, as in any tree.

import { MARKS, attributes, element } from "./shared.js";

export class ByteTree {
  constructor(view, parent) {
    Object.assign(this, { view, closed: new Set(), current: null });
    this.root = attributes(element("div", "sk-tree", parent), { role: "tree", "aria-label": "Fields" });
    this.root.addEventListener("mouseover", (event) => this.view.point(event.target.closest(".sk-item")?.spot ?? null));
    this.root.addEventListener("mouseleave", () => this.view.point(null));
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("focusin", (event) => this.focused(event.target));
    this.root.addEventListener("focusout", () => this.view.point(null));
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  build() {
    const held = this.root.contains(document.activeElement);
    this.root.replaceChildren();
    this.items = [];
    const above = []; // the last item of each depth of layers
    for (const [layer, told] of this.view.shown.layers.entries()) {
      const spot = { layer, bit: 0, bits: told.size * 8, field: null };
      const top = this.item(`${layer}`, above[told.depth - 1] ?? null, spot, {
        name: told.name, value: told.heading.replace(`${told.name} `, ""),
      });
      above[told.depth] = top;
      top.line.classList.add("sk-top");
      const made = [];
      for (const [place, field] of told.fields.entries()) {
        const findings = told.findings.filter((finding) => finding.field === place);
        const holder = field.parent === null ? top : made[field.parent];
        made.push(this.item(`${layer}.${place}`, holder, this.view.shown.field(layer, place), field, findings));
      }
      if (told.more) this.item(`${layer}.more`, top, spot, { name: "…", value: `${told.more} more fields` });
    }
    this.finish(held);
  }

  item(key, parent, spot, { name, value, meaning }, findings = []) {
    const level = parent ? parent.level + 1 : 1;
    const line = attributes(element("div", "sk-item", this.root), {
      role: "treeitem", tabindex: "-1", "aria-level": level,
    });
    line.style.setProperty("--sk-level", level - 1);
    const item = { key, parent, spot, level, line, children: 0 };
    Object.assign(line, { spot, item });
    if (parent) parent.children += 1;
    item.twist = attributes(element("span", "sk-twist", line), { "aria-hidden": "true" });
    element("b", "sk-name", line, name);
    const said = element("span", "sk-value", line, value ? ` ${value}` : "");
    if (meaning && !value?.includes(meaning)) element("i", "sk-meaning", said, ` ${meaning}`);
    for (const { severity, rule } of findings) {
      element("span", `sk-badge sk-${severity}`, line, `${MARKS[severity]} ${rule}`);
    }
    this.items.push(item);
    return item;
  }

  finish(held) { // what a closed item holds is not shown; small parts are closed at first
    for (const item of this.items) {
      if (item.children && !this.seen?.has(item.key) && this.small(item)) this.closed.add(item.key);
    }
    this.seen = new Set([...(this.seen ?? []), ...this.items.map(({ key }) => key)]);
    this.show();
    const kept = this.items.find(({ key }) => key === this.current) ?? this.items[0];
    this.current = kept?.key;
    if (kept) kept.line.tabIndex = 0;
    if (held) kept?.line.focus();
  }

  small(item) {
    return this.view.shown.layers[item.spot.layer].fields[item.spot.field]?.name === "header";
  }

  show() {
    for (const item of this.items) {
      const open = !this.closed.has(item.key);
      item.line.hidden = Boolean(item.parent && (item.parent.line.hidden || this.closed.has(item.parent.key)));
      if (item.children) attributes(item.line, { "aria-expanded": open });
      item.twist.textContent = item.children ? (open ? "▾" : "▸") : "";
    }
  }

  visible() {
    return this.items.filter(({ line }) => !line.hidden);
  }

  toggle(item, open) {
    if (open) this.closed.delete(item.key);
    else this.closed.add(item.key);
    this.show();
    this.light();
  }

  click(event) {
    const line = event.target.closest(".sk-item");
    if (!line) return;
    if (event.target.closest(".sk-twist") && line.item.children) this.toggle(line.item, this.closed.has(line.item.key));
    line.focus();
    this.view.pin(line.spot);
  }

  focused(line) {
    if (!line.item) return;
    for (const { line: other } of this.items) other.tabIndex = other === line ? 0 : -1;
    this.current = line.item.key;
    this.view.point(line.spot, true);
  }

  key(event) {
    const item = event.target.item, shown = this.visible(), at = shown.indexOf(item);
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !this.closed.has(item.key);
    const to = {
      ArrowDown: shown[at + 1], ArrowUp: shown[at - 1], Home: shown[0], End: shown.at(-1),
      ArrowLeft: item.children && open ? null : item.parent, ArrowRight: item.children && open ? shown[at + 1] : null,
    };
    if (event.key in to) {
      event.preventDefault();
      if (event.key === "ArrowLeft" && item.children && open) this.toggle(item, false);
      else if (event.key === "ArrowRight" && item.children && !open) this.toggle(item, true);
      else to[event.key]?.line.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.view.pin(item.spot);
    }
  }

  light() {
    const { lit, pinned, shown } = this.view;
    const touched = [lit, pinned].map((spot) => this.touched(spot, shown));
    const lights = touched.map((places) =>
      new Set(this.items.filter(({ spot }) => places(spot)).map((item) => this.showing(item))));
    for (const item of this.items) {
      const [under, kept] = lights.map((found) => found.has(item));
      item.line.classList.toggle("sk-lit", under);
      item.line.classList.toggle("sk-kept", kept);
      attributes(item.line, { "aria-selected": kept });
    }
  }

  showing(item) { // a field in a closed one is lit through it
    return item.line.hidden ? this.showing(item.parent) : item;
  }

  touched(spot, shown) { // an octet in which several fields lie lights them all
    if (!spot) return () => false;
    const whole = spot.field === null && spot.bits > 8;
    const places = new Set(spot.field !== null ? [spot.field] : whole ? []
      : shown.leaves(spot.layer, spot.bit >> 3).map(({ place }) => place));
    return (other) => other.layer === spot.layer
      && (other.field === null ? whole && other.bits === spot.bits : places.has(other.field));
  }
}
