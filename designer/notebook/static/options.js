// The options of a list.

import { html } from "./nodes.js";

/** Make the options of a list those of these pairs of a value and a text, if they are not yet. */
export function redrawOptions(list, pairs, chosen) {
  const text = JSON.stringify(pairs);
  if (list.dataset.options !== text) {
    list.dataset.options = text;
    list.replaceChildren(...pairs.map(([value, name]) => html("option", { value }, name)));
  }
  list.value = chosen ?? "";
}
