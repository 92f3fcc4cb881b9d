// One state of a byte view as the kernel told it: octets, fields, and where one layer lies in another. A spot is
// `{ layer, bit, bits, field }`: some bits of a layer, and the place of the field they are, or null for an octet.

export class Shown {
  constructor(told) {
    Object.assign(this, told);
    const { buffer, byteOffset, byteLength } = told.octets;
    this.buffer = new Uint8Array(buffer, byteOffset, byteLength);
    this.changedAt = new Set(told.changed);
  }

  octet(layer, at) { // undefined where it is outside of the window that the page was given
    const { first, shown, offset } = this.layers[layer];
    return at >= first && at < first + shown ? this.buffer[offset + at - first] : undefined;
  }

  wire(layer, at) { // null where the octet was made by inflating
    const run = this.layers[layer].runs.find(([start, , length]) => at >= start && at < start + length);
    return run ? run[1] + at - run[0] : null;
  }

  places(wire) { // of one octet of the wire in all layers, the innermost last
    return this.layers.flatMap(({ runs }, layer) => {
      const run = runs.find(([, begin, length]) => wire >= begin && wire < begin + length);
      return run ? [{ layer, at: run[0] + wire - run[1] }] : [];
    });
  }

  frame(wire) { // the WebSocket frame that holds an octet of the wire: { at, key, start, stop }
    const found = this.frames.findLast(({ at }) => at <= wire);
    return found ?? this.frames[0];
  }

  get frames() {
    return this.layers[0].frames.map(([at, key, start, stop]) => ({ at, key, start, stop }));
  }

  keyOctet(frame, at) {
    return frame.key < 0 ? undefined : this.octet(0, frame.key + (at - frame.start) % 4);
  }

  leaves(layer, at) { // the smallest fields that touch an octet of the window: several where they share it
    this.owners ??= this.layers.map((told) => this.ownersOf(told));
    const found = this.owners[layer][at - this.layers[layer].first] ?? [];
    return found.map((place) => ({ ...this.layers[layer].fields[place], place }));
  }

  ownersOf({ fields, first, shown }) { // a field stands before its children, so the smallest one comes last
    const owners = Array.from({ length: shown }, () => []);
    const partial = ({ bit, bits }) => Boolean(bit % 8 || bits % 8);
    for (const [place, field] of fields.entries()) {
      const stop = Math.min((field.bit + field.bits + 7) >> 3, first + shown);
      for (let at = Math.max(field.bit >> 3, first); at < stop; at += 1) {
        const before = owners[at - first];
        if (partial(field) && before.length && partial(fields[before[0]])) before.push(place);
        else owners[at - first] = [place];
      }
    }
    return owners;
  }

  field(layer, place) {
    const { bit, bits } = this.layers[layer].fields[place];
    return { layer, bit, bits, field: place };
  }

  octetSpot(layer, at) { // what an octet says, in the innermost layer that it is part of
    const wire = this.wire(layer, at);
    const inner = wire === null ? { layer, at } : this.places(wire).at(-1);
    const leaves = this.leaves(inner.layer, inner.at);
    if (leaves.length === 1) return this.field(inner.layer, leaves[0].place);
    return { layer: inner.layer, bit: inner.at * 8, bits: 8, field: null };
  }

  wireSpan({ layer, bit, bits }) { // [start, stop] on the wire, or null
    const wires = [this.wire(layer, bit >> 3), this.wire(layer, (bit + Math.max(bits, 1) - 1) >> 3)];
    return wires.includes(null) ? null : [wires[0], wires[1] + 1];
  }

  spanSpot([start, stop]) { // what others selected: a field if there is one of just these octets
    for (let layer = this.layers.length - 1; layer >= 0; layer -= 1) {
      const place = this.layers[layer].fields.findIndex((field, at) => {
        const span = field.bits && field.bits % 8 === 0 ? this.wireSpan(this.field(layer, at)) : null;
        return span && span[0] === start && span[1] === stop;
      });
      if (place >= 0) return this.field(layer, place);
    }
    return { layer: 0, bit: start * 8, bits: (stop - start) * 8, field: null };
  }

  covers(spot, layer) { // the octets of a layer that a spot lights, as a test
    const start = spot.bit >> 3, stop = (spot.bit + Math.max(spot.bits, 1) + 7) >> 3;
    if (layer === spot.layer) return (at) => at >= start && at < stop;
    const within = [];
    for (const [from, wire, length] of this.layers[spot.layer].runs) {
      const low = wire + Math.max(start, from) - from, high = wire + Math.min(stop, from + length) - from;
      for (const [inner, begin, size] of this.layers[layer].runs) {
        within.push([inner + Math.max(low, begin) - begin, inner + Math.min(high, begin + size) - begin]);
      }
    }
    return (at) => within.some(([low, high]) => at >= low && at < high);
  }

  describe(spot) {
    const { fields, name, layer: kind } = this.layers[spot.layer];
    const first = spot.bit >> 3, last = (spot.bit + Math.max(spot.bits, 1) - 1) >> 3;
    const where = first === last ? `byte ${first}` : `byte ${first}–${last}`;
    const span = this.wireSpan(spot);
    const wire = span && span[0] !== first ? `, on the wire ${span[0]}–${span[1] - 1}` : "";
    const layer = kind === "websocket" || kind === "handshake" ? "" : `${name} `;
    if (spot.field === null) {
      const said = this.leaves(spot.layer, first).map((leaf) => `${leaf.name} = ${leaf.value}`);
      return { text: `${layer}${where}${wire}${first === last && said.length ? `: ${said.join(", ")}` : ""}` };
    }
    const { name: what, value, meaning, source, bits, bit } = fields[spot.field];
    const part = bits % 8 || bit % 8 ? `, bit ${bit % 8}${bits > 1 ? `–${bit % 8 + bits - 1}` : ""}` : "";
    const says = value && value !== what ? ` = ${value}` : "";
    return { text: `${layer}${what}${says}, ${where}${part}${wire}`, meaning, source };
  }
}
