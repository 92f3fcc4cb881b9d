// What the faults are called and do, in a few words, and the line of Python that does the same.

export const WAY_CHOICES = [
  { way: "to_server", text: "→ to the server", as: "the client" },
  { way: "to_client", text: "← to the client", as: "the server" },
  { way: null, text: "↔ both", as: "each side" },
];

const MS = { unit: "ms", factor: 1000, stops: [0, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] };
export const KNOBS = [ // `factor` makes what is shown of what Python takes
  { name: "delay", text: "Delay", ...MS, hint: "Every unit comes so much later." },
  { name: "jitter", text: "Jitter", ...MS,
    hint: "Up to so much later in addition, drawn for each unit. The order stays." },
  { name: "merge", text: "Merge", ...MS,
    hint: "Units gather for so long and go on at once: several frames in one TCP segment." },
  { name: "split", text: "Split", unit: "octets", factor: 1, stops: [0, 1, 2, 4, 8, 16, 64, 125, 512, 1400],
    hint: "Pieces of at most so many octets: one frame in several TCP segments." },
];
export const SWITCHES = [
  { name: "drop_beats", text: "Drop beats",
    hint: "Heart-beats are lost, frames are not: who notices, and when? (STOMP 1.2, “Heart-beating”)" },
  { name: "freeze", text: "Freeze",
    hint: "Nothing goes on and nothing is lost, until it thaws. The connection stays open." },
];
const TO_A_UNIT = {
  flip: ["Flip a bit", "One bit of the next unit is inverted; the seed draws which."],
  unmasked: ["Unmask", "A client’s frame loses its mask: the server must close (RFC 6455 §5.1)."],
  bad_utf8: ["Bad UTF-8", "One octet becomes FF, which UTF-8 never has: close with 1007 (RFC 6455 §8.1)."],
  oversize: ["Oversize", "The frame says that it has 2⁴⁰ octets: close with 1009 (RFC 6455 §7.4.1)."],
  wrong_length: ["Wrong content-length",
    "It says one octet more than there is, and NUL is not where it must be (STOMP 1.2, “Body”)."],
  duplicate_header: ["Duplicate header",
    "A header comes twice, with two values: the first counts (STOMP 1.2, “Repeated Header Entries”)."],
  drop: ["Drop", "The unit is lost, as if nobody had said it. TCP never does that; a proxy may."],
};
export const INSTANT = [
  { kind: "reset", text: "Reset", hint: "TCP RST: gone without a Close. Browsers call it 1006." },
  { kind: "half_close", text: "Half-close", hint: "TCP FIN: one side says nothing more, but still hears." },
];
export const CLOSE = { kind: "close", text: "Close",
  hint: "A WebSocket Close with this code and reason (RFC 6455 §7.4)." };

export function ofUnit(kind) { // a fault that these words do not know has its name
  const [text, hint] = TO_A_UNIT[kind] ?? [kind, ""];
  return { kind, text, hint };
}

const literal = (value) => (value === true ? "True" : value === false ? "False" : JSON.stringify(value));
const named = (values) => Object.entries(values).map(([name, value]) => `${name}=${literal(value)}`);
const told = (way) => (way ? `"${way}"` : "None");

export const PYTHON = {
  set: (way, name, value) => `set(${[...(way ? [told(way)] : []), ...named({ [name]: value })].join(", ")})`,
  next: (way, kind) => `next("${kind}", ${told(way)})`,
  now: (way, kind, more) => `now(${[`"${kind}"`, told(way), ...named(more)].join(", ")})`,
  clear: () => "clear()",
};

// How one direction is, in words.
export function stateOf({ lasts, next, script }) {
  const knobs = KNOBS.filter(({ name }) => lasts[name])
    .map(({ name, factor, unit }) => `${name} ${withUnit(shown(lasts[name], factor), unit)}`);
  const switches = SWITCHES.filter(({ name }) => lasts[name]).map(({ text }) => text.toLowerCase());
  const waits = Object.entries(next).map(([kind, count]) => `${ofUnit(kind).text.toLowerCase()} ×${count}`).join(", ");
  const planned = script.map(([number, kind]) => `unit ${number}: ${ofUnit(kind).text.toLowerCase()}`);
  return [...knobs, ...switches, ...(waits ? [`next: ${waits}`] : []), ...planned].join(" · ");
}

export function shown(value, factor) { // 0.2 s is 200 ms
  return Number((value * factor).toFixed(3));
}

export function withUnit(value, unit) { // 1 octet, 2 octets
  return `${value} ${value === 1 && unit === "octets" ? "octet" : unit}`;
}
