// The picture of a journey to look around in and to edit. Python owns the design: the page sends wishes and shows what Python makes of them.

import { listenToKeys } from "./keyboard.js";
import { html, svg, uniqueId } from "./nodes.js";
import { Bar, Menu, Naming, Question, keyList } from "./panels.js";
import { Picture } from "./picture.js";
import { listenToPointer } from "./pointer.js";
import { Viewport } from "./viewport.js";

export class Canvas {
  /** `keys` are further ones than those of `keyboard.js`. */
  constructor(model, keys = []) {
    this.model = model;
    this.moreKeys = keys;
    this.fillIn = () => {};
    this.connecting = null;
    this.dragging = false;
    this.awaited = 0;
    this.pending = null;
    this.lead = svg("path", { class: "drawn" });
    this.picture = new Picture(uniqueId());
    const surface = svg("svg", { class: "surface", role: "presentation" }, this.picture.node);
    this.stage = html("div", { class: "stage", tabindex: "0", role: "listbox", "aria-multiselectable": "true" }, surface);
    this.viewport = new Viewport(this.stage, this.picture);
    this.menu = new Menu(this);
    this.naming = new Naming(this);
    this.question = new Question(this);
    this.keys = keyList(this);
    this.bar = new Bar(this);
    this.said = html("div", { class: "said", role: "status", "aria-live": "polite" });
    const panels = [this.viewport.map, this.menu.node, this.naming.node, this.question.node, this.keys];
    const over = html("div", { class: "over" }, ...panels);
    this.body = html("div", { class: "body" }, this.stage, over);
    this.node = html("div", { class: "waypost-canvas" }, this.bar.node, this.body, this.said);
  }

  get offers() {
    return this.model.get("offers");
  }

  get editable() {
    return Boolean(this.offers);
  }

  get chosen() {
    return { steps: [], transition: null, item: null, ...this.pending ?? this.model.get("chosen") };
  }

  /** Ask Python for something. */
  wish(wanted) {
    this.awaited++;
    this.model.send(wanted);
  }

  /** Choose at once; Python follows. */
  choose(chosen) {
    this.pending = { steps: [], transition: null, item: null, ...chosen };
    this.drawChosen();
    this.wish({ do: "choose", ...this.pending });
  }

  /** Where a new step would go. */
  here() {
    const { steps, transition } = this.chosen;
    return transition === null ? { after: steps.at(-1) ?? null } : { transition };
  }

  connect() {
    this.connecting = this.chosen.steps.at(-1) ?? null;
    this.stage.focus({ preventScroll: true });
    this.tell(
      this.connecting
        ? "Click the step it leads to, or walk there and press Enter."
        : "Choose the step where it begins first.",
    );
    this.drawChosen();
  }

  /** Enter: connect to here, or fill in what is chosen. */
  enter() {
    const [source, target] = [this.endConnecting(), this.chosen.steps.at(-1)];
    this.wish(source && target ? { do: "connect", source, target } : { do: "open" });
  }

  /** Escape: out of the topmost thing alone, at last back to the whole journey. */
  out() {
    if (!this.keys.hidden) return this.help();
    if (!this.connecting) return this.choose({ steps: [] });
    this.endConnecting();
    this.tell("");
    return this.drawChosen();
  }

  endConnecting() {
    const source = this.connecting;
    this.connecting = null;
    this.lead.remove();
    return source;
  }

  /** Connect the step that was chosen for it to another. */
  connectTo(target) {
    const source = this.endConnecting();
    if (source !== target) this.wish({ do: "connect", source, target });
    this.drawChosen();
  }

  help() {
    this.keys.hidden = !this.keys.hidden;
  }

  tell(sentence, wrong = false) {
    this.said.textContent = wrong ? `✗ ${sentence}` : sentence;
    this.said.classList.toggle("wrong", wrong);
  }

  drawScene() {
    const scene = this.model.get("scene");
    this.stage.setAttribute("aria-label", `Journey ${scene.name}`);
    this.picture.draw(scene, this.editable);
    if (!this.dragging) this.picture.settle();
    this.viewport.draw(scene);
    this.picture.count(this.model.get("counts") ?? {});
    this.drawChosen();
  }

  drawChosen() {
    const question = this.model.get("question");
    this.picture.choose(this.chosen, question?.steps ?? []);
    for (const [id, { node }] of this.picture.steps) node.classList.toggle("source", id === this.connecting);
    const active = this.picture.idOf(this.chosen);
    if (active) this.stage.setAttribute("aria-activedescendant", active);
    else this.stage.removeAttribute("aria-activedescendant");
  }

  /** Let what Python has chosen be seen. */
  reveal() {
    const { steps, transition } = this.chosen;
    const { transitions } = this.picture.scene;
    const seen = steps.length ? steps.at(-1) : transitions.find(({ index }) => index === transition)?.target;
    const box = seen === undefined ? null : this.picture.boxOf(seen);
    if (box) this.viewport.reveal(box);
  }

  received(message) {
    if ("say" in message) this.answered(message);
    if (message.tokens) this.picture.fly(message.tokens, message.milliseconds);
    if (message.open) this.fillIn();
  }

  /** Python has answered a wish: what was shown for the time being gives way to what is. */
  answered({ say, wrong }) {
    this.awaited = Math.max(this.awaited - 1, 0);
    if (this.awaited) return;
    if (!this.dragging) this.picture.settle();
    this.pending = null;
    this.drawChosen();
    this.tell(say, wrong);
  }

  /** Follow the model until the view goes; what it returns stops that. */
  listen() {
    const chosen = () => {
      if (this.awaited <= 1) this.pending = null;
      this.drawChosen();
      this.reveal();
    };
    const follow = {
      "change:scene": () => this.drawScene(),
      "change:chosen": chosen,
      "change:question": () => (this.question.draw(this.model.get("question")), this.drawChosen()),
      "change:offers": () => this.bar.draw(this.offers),
      "change:counts": () => this.picture.count(this.model.get("counts")),
      "change:height": () => this.drawHeight(),
      "msg:custom": (message) => this.received(message),
    };
    for (const [event, act] of Object.entries(follow)) this.model.on(event, act);
    listenToPointer(this.stage, this);
    listenToKeys(this.stage, this);
    let opened = false;
    const sized = new ResizeObserver(() => {
      if (!opened && this.viewport.room.width) {
        opened = true;
        this.viewport.open();
      }
      this.viewport.apply();
    });
    sized.observe(this.stage);
    return () => {
      sized.disconnect();
      for (const [event, act] of Object.entries(follow)) this.model.off(event, act);
    };
  }

  drawHeight() {
    this.body.style.height = `${this.model.get("height")}px`;
  }

  draw() {
    this.drawHeight();
    this.bar.draw(this.offers);
    this.drawScene();
    this.question.draw(this.model.get("question"));
  }
}
