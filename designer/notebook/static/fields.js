// The form of what is chosen: one input a field, and below it its help or what is wrong with what was typed.

import { html, uniqueId } from "./nodes.js";

const TYPING_PAUSE = 250;

/** An input below its name. */
export function labelled(name, input) {
  const id = uniqueId();
  input.id = id;
  return html("div", { class: "field" }, html("label", { for: id }, name), input);
}

export class Form {
  constructor(canvas) {
    this.canvas = canvas;
    this.title = html("p", { class: "heading" });
    this.about = html("p", { class: "about" });
    this.list = html("div", { class: "fields" });
    this.kept = new Map();
    this.node = html("form", { "aria-label": "What is chosen", submit: (event) => event.preventDefault() }, this.title, this.about, this.list);
  }

  draw() {
    const { title, about, place, fields, answered } = this.canvas.model.get("form");
    this.title.textContent = title;
    this.about.textContent = about.join("\n");
    const drawn = new Map();
    for (const field of fields) {
      const key = JSON.stringify([place, field.key, field.kind]);
      drawn.set(key, this.kept.get(key) ?? new Field(field, (value) => this.#fill(place, field.key, value)));
      drawn.get(key).draw(field, answered);
    }
    for (const [key, field] of this.kept) if (!drawn.has(key)) field.leave();
    this.kept = drawn;
    arrange(this.list, [...drawn.values()].map((field) => field.node));
  }

  /** Fill in a field; what it returns is the number of the wish, which rises in all views of a widget. */
  #fill(place, key, value) {
    const number = Date.now();
    this.canvas.wish({ do: "fill", place, key, value, number });
    return number;
  }

  /** Put the cursor into the first field. */
  focus() {
    this.list.querySelector("input, select, textarea")?.focus();
  }
}

/** Make the children of a node these, in their order; none that stays is taken out, so that it keeps the cursor. */
function arrange(node, children) {
  const wanted = new Set(children);
  for (const child of [...node.children]) if (!wanted.has(child)) child.remove();
  for (const [at, child] of children.entries()) if (node.children[at] !== child) node.insertBefore(child, node.children[at] ?? null);
}

/** One field. What is typed into it stays until Python, knowing of it, says something else. */
class Field {
  constructor(field, fill) {
    this.fill = fill;
    this.sent = 0;
    this.input = inputOf(field);
    this.node = labelled(field.label, this.input);
    this.wrong = html("p", { class: "wrong" });
    this.help = html("p", { class: "help" });
    this.note = html("div", { id: `${this.input.id}-note`, class: "note" }, this.wrong, this.help);
    this.node.append(this.note);
    this.input.setAttribute("aria-describedby", this.note.id);
    this.input.addEventListener("change", () => this.#send());
    if (field.kind === "condition") this.input.addEventListener("input", () => this.#sendSoon());
  }

  get value() {
    return this.input.type === "checkbox" ? this.input.checked : this.input.value;
  }

  set value(value) {
    if (this.input.type === "checkbox") this.input.checked = value;
    else this.input.value = value;
  }

  #sendSoon() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#send(), TYPING_PAUSE);
  }

  #send() {
    clearTimeout(this.pause);
    if (this.value === this.known) return;
    this.known = this.value;
    this.sent = this.fill(this.value);
  }

  draw(field, answered) {
    const choices = JSON.stringify(field.choices);
    if (field.choices && this.choices !== choices) {
      this.choices = choices;
      this.input.replaceChildren(...field.choices.map((choice) => html("option", { value: choice }, choice)));
    }
    const isTyped = answered < this.sent || (this.known !== undefined && this.value !== this.known); // not known there yet
    if (!isTyped && this.value !== field.value) this.value = field.value;
    if (!isTyped) this.known = field.value;
    this.wrong.textContent = field.wrong ? `✗ ${field.wrong}` : "";
    this.help.textContent = field.wrong ? "" : [field.help, ...field.counts ?? []].join("\n");
    this.input.setAttribute("aria-invalid", Boolean(field.wrong));
  }

  /** What was typed and not sent is sent before it goes. */
  leave() {
    if (this.pause) this.#send();
  }
}

function inputOf({ kind, optional }) {
  if (kind === "flag") return html("input", { type: "checkbox" });
  if (kind === "choice") return html("select");
  if (kind === "condition" || kind === "json") return html("textarea", { rows: 6, spellcheck: "false" });
  return html("input", { type: "text", spellcheck: "false", placeholder: optional ? "none" : null });
}
