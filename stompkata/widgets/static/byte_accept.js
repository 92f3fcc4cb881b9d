// From the key of a handshake to the Accept that answers it: each step in words, as text and as octets.

import { attributes, element } from "./shared.js";

export function drawAccept(parent, accept) {
  parent.replaceChildren();
  parent.hidden = !accept;
  if (!accept) return;
  attributes(parent, { "aria-label": "From the key to the answer" });
  element("h4", "sk-heading", parent, "From Sec-WebSocket-Key to Sec-WebSocket-Accept");
  const list = element("ol", "sk-accept-steps", parent);
  for (const { name, words, text, octets } of accept.steps) {
    const step = element("li", "", list);
    element("b", "sk-name", step, name);
    element("span", "sk-meaning", step, words);
    if (text) element("span", "sk-accept-text", step, text);
    element("span", "sk-accept-octets", step, octets);
  }
  element("p", "sk-verdict", parent, accept.verdict);
}
