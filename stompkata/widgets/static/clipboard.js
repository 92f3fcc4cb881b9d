// Puts a text where the user can paste it.

import { element } from "./shared.js";

export async function copyText(text, parent) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no secure context: the page's old way
    const field = element("textarea", "sk-spoken", parent), before = document.activeElement;
    field.value = text;
    field.select();
    document.execCommand("copy");
    field.remove();
    before?.focus();
  }
}
