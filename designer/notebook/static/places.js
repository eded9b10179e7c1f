// Lists that lead to places of a design: all of them, and those where something is found.

import { labelled } from "./fields.js";
import { html } from "./nodes.js";
import { redrawOptions } from "./options.js";
import { MARKS } from "./picture.js";

/** Every place of a design but its transitions. */
export class Outline {
  constructor(canvas) {
    this.canvas = canvas;
    this.list = html("select", { change: () => canvas.wish({ do: "go", place: JSON.parse(this.list.value) }) });
    this.node = labelled("Go to", this.list);
  }

  draw() {
    const { places, at } = this.canvas.model.get("outline");
    const pairs = places.map(({ name, place }) => [JSON.stringify(place), name]);
    redrawOptions(this.list, pairs, at === null ? null : JSON.stringify(places[at].place));
  }
}

/** What is found in a design, errors first; each leads to where it can be mended. */
export class Findings {
  constructor(canvas) {
    this.canvas = canvas;
    this.node = html("section", { class: "findings", "aria-label": "Findings" });
  }

  draw() {
    const findings = this.canvas.model.get("findings");
    const text = JSON.stringify(findings);
    if (text === this.text) return;
    this.text = text;
    const lines = findings.map((finding) => html("li", {}, this.#line(finding)));
    this.node.replaceChildren(lines.length ? html("ul", {}, ...lines) : html("p", {}, "✓ Nothing to say about this design."));
  }

  #line({ severity, says, place }) {
    const go = () => this.canvas.wish({ do: "go", place });
    return html("button", { type: "button", class: `finding ${severity}`, click: go }, html("span", { class: "sign" }, MARKS[severity]), says);
  }
}
