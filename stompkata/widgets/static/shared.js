// What all views are made with. Whatever a peer sent enters the page by textContent, never as markup.

export const MARKS = { error: "✖", warning: "▲", note: "●", advice: "○" };
export const DIRECTIONS = { // a direction is a mark and a word, never a colour alone
  none: { arrow: "·", word: "event" },
  to_server: { arrow: "→", word: "to server" },
  to_client: { arrow: "←", word: "to client" },
};
const SPOKEN_EVERY = 1000; // ms between two announcements to a screen reader
const HELLO_AGAIN = 300; // ms; a first message waits for a busy kernel, a later one has a subshell of its own

export function element(tag, name, parent, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

export function attributes(target, values) { // null takes one away
  for (const [name, value] of Object.entries(values)) {
    if (value === null) target.removeAttribute(name);
    else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, value);
  }
  return target;
}

export function put(cell, text) { // the same text again costs the page nothing
  if (cell.said === text) return;
  cell.said = text;
  if (cell.firstChild) cell.firstChild.data = text; // a text that stays in its place spares the page a new box
  else cell.textContent = text;
}

export function pageName() {
  return Math.random().toString(36).slice(2);
}

export function keepKey(event) { // a plain key is ours: JupyterLab would move to another cell, or cut this one
  if (!event.ctrlKey && !event.metaKey && event.key !== "Escape") event.stopPropagation();
}

const NUMBERS = new Intl.NumberFormat("en"); // made once: `toLocaleString` looks for it each time

export const grouped = (number) => NUMBERS.format(number); // 12,345

export function plural(count, what) {
  return `${grouped(count)} ${what}${count === 1 ? "" : "s"}`;
}

export function seconds(delta) { // 0.0123 is "+12.3 ms"
  if (delta === null) return "";
  const size = Math.abs(delta), sign = delta < 0 ? "−" : "+";
  if (size < 0.0995) return `${sign}${(size * 1000).toFixed(1)} ms`;
  return size < 99.5 ? `${sign}${size.toFixed(2)} s` : `${sign}${size.toFixed(0)} s`;
}

// Tells the kernel what nobody asked for, if it can still be told; returns whether it could. A notebook that is closed takes
// its kernel away before its views, and then JupyterLab refuses to send.
export function tell(model, content) {
  try {
    model.send(content);
    return true;
  } catch (gone) {
    console.debug("not told any more:", content, gone);
    return false;
  }
}

// Tells the kernel that a page is here, until `answered()`; returns what ends that.
export function greet(model, page, answered) {
  let timer;
  const say = () => {
    if (answered() || !tell(model, { type: "hello", page })) return;
    timer = setTimeout(say, HELLO_AGAIN);
  };
  say();
  return () => clearTimeout(timer);
}

// A polite live region below a view; it says the last thing, not everything.
export class Speaker {
  constructor(root) {
    this.spoken = 0;
    this.region = attributes(element("div", "sk-spoken", root), { "aria-live": "polite" });
  }

  speak(text) {
    clearTimeout(this.timer);
    const wait = Math.max(0, this.spoken + SPOKEN_EVERY - Date.now());
    this.timer = setTimeout(() => { this.spoken = Date.now(); this.region.textContent = text; }, wait);
  }

  end() {
    clearTimeout(this.timer);
  }
}
