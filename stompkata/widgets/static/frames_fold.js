// Rows as the table lists them: beats in a row are one line, and so are the fragments of a message. Nothing is lost:
// a fold opens, and shows each record.

const BEATS = new Set([1, 2, 3]); // kinds, as the kernel numbers them: beat, ping, pong
const [FIRST, MIDDLE, LAST] = [4, 5, 6]; // fragments of a message

export const isFold = (entry) => (entry.rows?.length ?? 0) > 1;

export class Folds {
  constructor(wanted) { // what the buttons say: directions and layers to show, and what to fold
    this.wanted = wanted;
    this.clear();
  }

  clear() {
    this.list = [];
    this.run = null; // beats that nothing has interrupted yet
    this.begun = new Map(); // messages whose last fragment is still to come
    this.opened ??= new Set(); // by the number of the first row, so that they stay open when all is listed again
  }

  add(row) {
    const { directions, layers, beats, messages } = this.wanted;
    if (row.gap) return this.push(row);
    if (!directions.has(row.direction) || !layers.has(row.layer)) return;
    if (beats && BEATS.has(row.kind)) return this.addBeat(row);
    if (messages && row.kind >= FIRST) return this.addFragment(row);
    this.push(row);
  }

  push(entry) {
    this.list.push(entry);
    this.run = null;
  }

  addBeat(row) {
    if (this.run) return this.extend(this.run, row);
    const fold = { fold: "beats", number: row.number, rows: [row] };
    this.push(fold);
    this.run = fold;
  }

  addFragment(row) {
    const stream = `${row.connection} ${row.direction}`;
    const fold = row.kind === FIRST ? undefined : this.begun.get(stream);
    if (row.kind === LAST) this.begun.delete(stream);
    if (fold) return this.extend(fold, row);
    if (row.kind !== FIRST) return this.push(row); // its beginning is not here
    const begun = { fold: "message", number: row.number, rows: [row] };
    this.begun.set(stream, begun);
    this.push(begun);
  }

  extend(fold, row) {
    fold.rows.push(row);
    if (!this.opened.has(fold.number)) return;
    const shown = fold.rows.length === 2 ? 0 : fold.rows.length - 1; // one alone is no fold
    const added = fold.rows.slice(shown).map((one) => child(fold, one));
    this.list.splice(this.list.lastIndexOf(fold) + 1 + shown, 0, ...added);
  }

  open(fold, open) {
    if (!isFold(fold) || this.opened.has(fold.number) === open) return;
    const at = this.list.indexOf(fold) + 1;
    if (open) this.list.splice(at, 0, ...fold.rows.map((row) => child(fold, row)));
    else this.list.splice(at, fold.rows.length);
    this.opened[open ? "add" : "delete"](fold.number);
  }

  forget(oldest) { // rows that left the page; returns how many lines went
    let gone = 0;
    while (gone < this.list.length && lastOf(this.list[gone]) < oldest) gone++;
    for (const entry of this.list.splice(0, gone)) this.opened.delete(entry.number);
    const fold = this.list[0];
    const trimmed = fold?.rows ? fold.rows.findIndex((row) => row.number >= oldest) : 0;
    if (trimmed > 0) fold.rows.splice(0, trimmed);
    return gone + (trimmed > 0 && this.opened.has(fold.number) ? this.list.splice(1, trimmed).length : 0);
  }

  find(number) { // the line of a record, or of the fold that holds it
    return this.list.findLast((entry) => holds(entry, number) && (entry.parent || !this.opened.has(entry.number)))
      ?? this.list.find((entry) => holds(entry, number));
  }
}

const child = (parent, row) => ({ ...row, parent });
const lastOf = (entry) => entry.rows?.at(-1).number ?? entry.number;
const holds = (entry, number) => (entry.rows ?? [entry]).some((row) => row.number === number);

export function beatsIn(fold) { // ♥ ×12, and what they were
  const counts = new Map();
  for (const { kind, direction } of fold.rows) {
    const what = `${["", "beat", "ping", "pong"][kind]} ${["·", "→", "←"][direction]}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} ${what.replace(" ", count > 1 ? "s " : " ")}`).join(", ");
}
