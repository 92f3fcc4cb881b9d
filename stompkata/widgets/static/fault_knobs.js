// What lasts: a slider and a number for each, and switches; each shows how the chosen direction is.

import { attributes, element } from "./shared.js";
import { KNOBS, shown, SWITCHES, withUnit } from "./fault_words.js";

const nearest = (stops, value) => stops.reduce((found, stop, place) => (stop <= value ? place : found), 0);

// The value in the chosen directions; undefined where they differ.
function common(ways, name) {
  const values = ways.map(({ lasts }) => lasts[name]);
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

class Knob {
  constructor(root, spec, change) {
    Object.assign(this, { spec, change });
    const { name, text, unit, stops } = spec, label = `${text} in ${unit}`;
    element("span", "sk-label", root, text);
    const range = { type: "range", min: 0, max: stops.length - 1, step: 1 };
    this.slider = attributes(element("input", "sk-slider", root), { ...range, "aria-label": label });
    this.number = attributes(element("input", "sk-value", root), { type: "number", min: 0, "aria-label": label });
    element("span", "sk-unit", root, unit);
    for (const control of [this.slider, this.number]) control.title = spec.hint;
    this.number.dataset.name = name;
    this.slider.addEventListener("input", () => this.preview());
    this.slider.addEventListener("change", () => this.commit(stops[this.slider.value]));
    this.number.addEventListener("input", () => { this.typed = true; });
    this.number.addEventListener("change", () => this.commit(this.number.valueAsNumber));
    this.number.addEventListener("blur", () => { this.typed = false; });
  }

  get wanted() { // as Python takes it
    const value = this.number.valueAsNumber;
    return Number.isFinite(value) ? Number((value / this.spec.factor).toFixed(6)) : 0;
  }

  preview() { // a drag says nothing before it ends: each change is recorded
    const value = this.spec.stops[this.slider.value];
    this.typed = true;
    this.number.value = value;
    this.tell(value);
  }

  commit(value) {
    this.typed = false;
    if (!(value >= 0)) return;
    this.number.value = value;
    this.change(this.spec.name, this.wanted);
  }

  draw(ways) {
    if (this.typed) return;
    const { name, factor, stops } = this.spec, known = common(ways, name) !== undefined;
    const here = shown(Math.max(...ways.map(({ lasts }) => lasts[name])), factor);
    this.number.value = known ? here : "";
    attributes(this.number, { placeholder: known ? null : "mixed" });
    this.slider.value = nearest(stops, here);
    this.tell(here);
  }

  tell(value) {
    attributes(this.slider, { "aria-valuetext": withUnit(value, this.spec.unit) });
  }
}

export class FaultKnobs {
  constructor(root, panel) { // the panel does what is wanted, and says what a control would do
    const change = (name, value) => panel.change(name, value);
    const describe = (...what) => panel.describe(...what);
    const grid = attributes(element("div", "sk-knobs", root), { role: "group", "aria-label": "What lasts" });
    this.knobs = KNOBS.map((spec) => {
      const knob = new Knob(grid, spec, change);
      for (const control of [knob.slider, knob.number]) describe(control, spec, ["set", spec.name, () => knob.wanted]);
      return knob;
    });
    const row = attributes(element("div", "sk-buttons", root), { role: "group", "aria-label": "Switches that last" });
    this.switches = SWITCHES.map((spec) => this.switch(row, spec, change, describe));
  }

  switch(row, spec, change, describe) {
    const button = attributes(element("button", "sk-switch", row), { type: "button", title: spec.hint });
    attributes(element("span", "sk-lamp", button, "○"), { "aria-hidden": "true" });
    element("span", "", button, ` ${spec.text}`);
    const wanted = () => button.getAttribute("aria-pressed") !== "true";
    button.addEventListener("click", () => change(spec.name, wanted()));
    describe(button, spec, ["set", spec.name, wanted]);
    return { button, spec };
  }

  draw(ways) {
    for (const knob of this.knobs) knob.draw(ways);
    for (const { button, spec } of this.switches) {
      const on = common(ways, spec.name);
      attributes(button, { "aria-pressed": on ?? "mixed" });
      button.firstChild.textContent = on === undefined ? "◐" : on ? "●" : "○";
    }
  }
}
