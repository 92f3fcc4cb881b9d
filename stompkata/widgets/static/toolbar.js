// A toolbar: one stop for Tab, arrow keys within it.

import { attributes, element } from "./shared.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export function toolbar(parent, name, label) {
  const bar = attributes(element("div", name, parent), { role: "toolbar", "aria-label": label });
  const buttons = () => [...bar.querySelectorAll("button")];
  const stop = (chosen) => { for (const button of buttons()) button.tabIndex = button === chosen ? 0 : -1; };
  bar.addEventListener("focusin", ({ target }) => stop(target));
  bar.addEventListener("keydown", (event) => {
    const all = buttons(), now = all.indexOf(event.target);
    const next = { Home: 0, End: all.length - 1 }[event.key] ?? (now + (STEPS[event.key] ?? 0) + all.length) % all.length;
    if (next === now || now < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    all[next].focus();
    event.preventDefault();
  });
  return {
    bar,
    add(text, click) {
      const button = attributes(element("button", "", bar, text), { type: "button" });
      button.tabIndex = buttons().length === 1 ? 0 : -1;
      button.addEventListener("click", click);
      return button;
    },
  };
}
