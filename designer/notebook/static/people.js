// People in a run: a list to search and choose from, the story of whoever is chosen, and an event to put into it.

import { labelled } from "./fields.js";
import { html } from "./nodes.js";
import { redrawOptions } from "./options.js";

const SEARCH_PAUSE = 200;

export class People {
  constructor(canvas) {
    this.canvas = canvas;
    this.where = html("p", { class: "heading" });
    this.search = html("input", { type: "search", placeholder: "anybody", input: () => this.#searched() });
    this.names = html("select", { size: 6, change: () => canvas.wish({ do: "person", owner: this.names.value || null }) });
    this.happenings = html("table", {});
    this.why = html("pre", {});
    this.story = html("div", { class: "story" }, folded("What happened", this.happenings), folded("Why", this.why));
    this.ideas = html("select", { change: () => this.#proposed() });
    this.event = html("textarea", { rows: 5, spellcheck: "false", placeholder: "as JSON: paste one, or choose somebody to have one made up" });
    const inject = html("button", { type: "button", class: "plain", click: () => canvas.wish({ do: "inject", text: this.event.value }) }, "Inject");
    this.proposal = labelled("What would move them on", this.ideas);
    this.node = html(
      "section",
      { class: "people", "aria-label": "People" },
      this.where,
      labelled("Search", this.search),
      labelled("People", this.names),
      this.story,
      this.proposal,
      labelled("One more event", this.event),
      inject,
    );
  }

  draw() {
    const { where, listed, chosen, story } = this.canvas.model.get("people");
    this.where.textContent = where;
    redrawOptions(this.names, listed.map(({ owner, name }) => [owner, name]), chosen);
    this.story.hidden = !story;
    this.happenings.replaceChildren(...(story?.happenings ?? []).map(happening));
    this.why.textContent = (story?.why ?? []).join("\n");
    const ideas = story?.ideas ?? [];
    this.proposal.hidden = !ideas.length;
    redrawOptions(this.ideas, [["", "choose one"], ...ideas.map(({ event, says }) => [event, says])], "");
  }

  #searched() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.canvas.wish({ do: "search", text: this.search.value }), SEARCH_PAUSE);
  }

  #proposed() {
    if (this.ideas.value) this.event.value = this.ideas.value;
  }
}

function happening({ at, says, is_past: isPast }) {
  const lines = says.flatMap((line, number) => (number ? [html("br"), line] : [line]));
  return html("tr", { class: isPast ? null : "to-come" }, html("td", { class: "at" }, at), html("td", {}, ...lines));
}

function folded(heading, inside) {
  return html("details", { open: "" }, html("summary", {}, heading), inside);
}
