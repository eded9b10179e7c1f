// What lies around and over the picture: buttons, the menu of kinds, questions, the list of keys.

import { BUTTON_ICONS, KIND_ICONS } from "./icons.js";
import { keysOf } from "./keyboard.js";
import { html, svg } from "./nodes.js";

const icon = (path) => svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));

/** The bar of buttons; `draw` tells it what could be undone. */
export class Bar {
  constructor(canvas) {
    this.undo = button("undo", "Undo (Ctrl Z)", () => canvas.wish({ do: "undo" }));
    this.redo = button("redo", "Redo (Ctrl Y)", () => canvas.wish({ do: "redo" }));
    const add = button("add", "Add a step (A)", () => canvas.menu.open(canvas.here()), "Add");
    add.setAttribute("aria-haspopup", "menu");
    const edits = [
      add,
      button("connect", "Connect to another step (C)", () => canvas.connect()),
      button("rename", "Rename the id (R)", () => canvas.naming.open()),
      button("group", "Group waypoints into a checklist (G)", () => canvas.wish({ do: "group" })),
      button("delete", "Delete (Delete)", () => canvas.wish({ do: "delete" })),
      html("span", { class: "gap" }),
      this.undo,
      this.redo,
    ];
    const looks = [
      button("turn", "Top down, or left to right (V)", () => canvas.wish({ do: "turn" })),
      button("smaller", "Smaller (−)", () => canvas.viewport.zoom(0.8)),
      button("larger", "Larger (+)", () => canvas.viewport.zoom(1.25)),
      button("fit", "Fit (F)", () => canvas.viewport.fit()),
      button("help", "Keys (?)", () => canvas.help()),
    ];
    this.edits = html("div", { class: "edits" }, ...edits);
    this.node = html("div", { class: "bar", role: "toolbar", "aria-label": "Journey" }, this.edits, ...looks);
  }

  draw(offers) {
    this.edits.hidden = !offers;
    if (!offers) return;
    name(this.undo, offers.undo ? `Undo: ${offers.undo} (Ctrl Z)` : "Nothing to undo", !offers.undo);
    name(this.redo, offers.redo ? `Redo: ${offers.redo} (Ctrl Y)` : "Nothing to redo", !offers.redo);
  }
}

function button(does, title, click, text = "") {
  return html("button", { type: "button", "data-do": does, title, "aria-label": title, click }, icon(BUTTON_ICONS[does]), text);
}

function name(node, title, disabled) {
  node.title = title;
  node.setAttribute("aria-label", title);
  node.disabled = disabled;
}

/** A listener by which arrow keys go through buttons; `leave` is called on Escape. */
function arrowsThrough(buttons, leave) {
  return (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") leave();
    if (!by) return;
    event.preventDefault();
    const at = buttons.indexOf(event.target.closest("button"));
    buttons[(at + by + buttons.length) % buttons.length].focus();
  };
}

/** The kinds of step that can be added; `open` says where. */
export class Menu {
  constructor(canvas) {
    this.canvas = canvas;
    this.node = html("div", { class: "menu", role: "menu", "aria-label": "Add which kind of step?", hidden: "" });
  }

  open(where) {
    const kinds = Object.entries(this.canvas.offers?.kinds ?? {});
    const fitting = kinds.filter(([kind]) => !Number.isInteger(where.transition) || !["entry", "exit"].includes(kind));
    const buttons = fitting.map(([kind, about]) =>
      html(
        "button",
        { type: "button", role: "menuitem", class: `kind-${kind}`, "data-kind": kind, click: () => this.#take(kind, where) },
        icon(KIND_ICONS[kind]),
        html("b", {}, kind),
        html("span", {}, about),
      ),
    );
    this.node.replaceChildren(...buttons);
    this.node.onkeydown = arrowsThrough(buttons, () => this.close());
    this.node.hidden = false;
    buttons[0].focus();
  }

  #take(kind, where) {
    this.close();
    this.canvas.wish({ do: "add", kind, ...where });
  }

  close() {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.canvas.stage.focus({ preventScroll: true });
  }
}

/** What Python wants to know before it makes an edit; every answer carries the wish that it sends. */
export class Question {
  constructor(canvas) {
    this.canvas = canvas;
    this.node = html("div", { class: "question", role: "alertdialog", "aria-modal": "false", hidden: "" });
  }

  draw(question) {
    const was = !this.node.hidden;
    this.node.hidden = !question;
    if (!question) return was && this.canvas.stage.focus({ preventScroll: true });
    const buttons = question.answers.map((answer) =>
      html(
        "button",
        { type: "button", "data-answer": answer.says, click: () => this.#answer(answer) },
        html("b", {}, answer.says),
        answer.about ? html("span", {}, answer.about) : null,
      ),
    );
    this.node.setAttribute("aria-label", question.asks);
    this.node.replaceChildren(html("p", {}, question.asks), html("div", { class: "answers" }, ...buttons));
    this.node.onkeydown = arrowsThrough(buttons, () => this.#answer({}));
    buttons[0].focus();
  }

  /** Not answering is said too, so that Python asks no longer. */
  #answer({ wish = null }) {
    const { steps, transition, item } = this.canvas.chosen;
    this.canvas.wish(wish ?? { do: "choose", steps, transition, item });
  }
}

/** Another id for the chosen step. */
export class Naming {
  constructor(canvas) {
    this.canvas = canvas;
    this.input = html("input", { type: "text", spellcheck: "false", "aria-label": "A new id" });
    this.node = html("form", { class: "naming", hidden: "", submit: (event) => this.#take(event) }, this.input);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.input.addEventListener("blur", () => (this.node.hidden = true));
  }

  open() {
    this.step = this.canvas.chosen.steps.at(-1);
    if (!this.step) return this.canvas.tell("Choose the step whose id you want to change.");
    this.node.hidden = false;
    this.input.value = this.step;
    this.canvas.tell(`A new id for ${this.step}; transitions, exit rules and conditions that speak of it follow.`);
    return this.input.select();
  }

  #take(event) {
    event.preventDefault();
    this.canvas.wish({ do: "rename", step: this.step, to: this.input.value });
    this.close();
  }

  close() {
    this.node.hidden = true;
    this.canvas.stage.focus({ preventScroll: true });
  }
}

/** What the keys do. */
export function keyList(canvas) {
  const lines = keysOf(canvas).flatMap(([key, does]) => [html("dt", {}, key), html("dd", {}, does)]);
  return html("div", { class: "keys", role: "note", "aria-label": "Keys", hidden: "" }, html("dl", {}, ...lines));
}
