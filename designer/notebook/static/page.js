// A page of its own: the picture of a journey, and a run that is played on it. No kernel stands behind it.

import { Canvas } from "./canvas.js";
import { html } from "./nodes.js";

const SPEEDS = [1, 5, 20, 100];
const TOLD = { entered: "entered", running: "running", completed: "completed", exited: "left by an exit rule", gave_up: "gave up" };
const LONGEST = 900;

/** The state of the page, in the place of a widget's model. */
class PageModel {
  constructor(state) {
    this.state = state;
    this.acts = new Map();
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    this.state[name] = value;
    this.tell(`change:${name}`);
  }

  on(event, act) {
    this.acts.set(event, [...this.acts.get(event) ?? [], act]);
  }

  off(event) {
    this.acts.delete(event);
  }

  tell(event, message) {
    for (const act of this.acts.get(event) ?? []) act(message);
  }

  /** A wish: what is looked at can be chosen, all else takes a notebook. */
  send(wanted) {
    const { steps = [], transition = null, item = null } = wanted;
    if (wanted.do === "choose") this.set("chosen", { steps, transition, item });
    this.tell("msg:custom", { say: wanted.do === "choose" ? this.#label() : "" });
  }

  #label() {
    const { steps, transition } = this.state.chosen;
    const { scene } = this.state;
    const step = scene.steps.find((each) => each.id === steps.at(-1));
    return step?.label ?? scene.transitions.find((each) => each.index === transition)?.label ?? "";
  }
}

/** How it stood after so many moves. */
export function frameAt({ steps, moves }, index) {
  const counts = Object.fromEntries(steps.map((id) => [id, [0, 0]]));
  const totals = { entered: 0, running: 0, completed: 0, exited: 0, gave_up: 0 };
  for (const { path, source, target, status } of moves.slice(0, index)) {
    for (const step of path) counts[steps[step]][0]++;
    if (source >= 0) counts[steps[source]][1]--;
    else totals.entered++;
    if (status === "running") counts[steps[target]][1]++;
    if (source < 0) totals.running++;
    if (status !== "running") (totals.running--, totals[status]++);
  }
  return { counts, totals };
}

/** The bar below the picture: play, one moment back or on, a slider, the speed, the clock, how many stand how. */
class Player {
  constructor(run, model) {
    this.run = run;
    this.model = model;
    this.index = 0;
    this.timer = null;
    this.toggle = html("button", { type: "button", click: () => (this.timer ? this.pause() : this.play()) });
    this.slider = html("input", { type: "range", min: "0", max: String(run.moves.length), "aria-label": "Moves so far" });
    this.slider.addEventListener("input", () => (this.pause(), this.go(Number(this.slider.value))));
    const speeds = SPEEDS.map((speed) => html("option", { value: String(speed) }, `${speed}/s`));
    this.speed = html("select", { "aria-label": "Moves a second" }, ...speeds);
    this.speed.value = "5";
    this.told = html("p", { role: "status" });
    const back = html("button", { type: "button", click: () => this.step(-1) }, "Back");
    const on = html("button", { type: "button", click: () => this.step(1) }, "On");
    this.node = html("div", { class: "player" }, this.toggle, back, on, this.slider, this.speed, this.told);
    this.pause();
    this.go(run.moves.length);
  }

  play() {
    if (this.index === this.run.moves.length) this.go(0);
    this.toggle.textContent = "Pause";
    const tick = () => {
      this.go(this.index + 1, 1000 / this.speed.value);
      if (this.index === this.run.moves.length) return this.pause();
      this.timer = setTimeout(tick, 1000 / this.speed.value);
      return null;
    };
    this.timer = setTimeout(tick, 0);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    this.toggle.textContent = "Play";
  }

  step(by) {
    this.pause();
    this.go(this.index + by, LONGEST);
  }

  go(index, milliseconds = 0) {
    const { moves } = this.run;
    const before = this.index;
    this.index = Math.min(Math.max(index, 0), moves.length);
    if (milliseconds && this.index === before + 1)
      this.model.tell("msg:custom", { tokens: [moves[before].transitions], milliseconds: Math.min(milliseconds, LONGEST) });
    const { counts, totals } = frameAt(this.run, this.index);
    this.model.set("counts", counts);
    this.slider.value = String(this.index);
    const clock = this.index ? moves[this.index - 1].at : "before the first move";
    const stand = Object.entries(TOLD).map(([key, told]) => `${totals[key].toLocaleString("en")} ${told}`);
    this.told.textContent = [clock, `move ${this.index} of ${moves.length}`, ...stand].join(" · ");
  }
}

/** Put the page together from what was written into it. */
export function openPage() {
  const { state, run } = JSON.parse(document.getElementById("journey").textContent);
  const model = new PageModel(state);
  const canvas = new Canvas(model);
  const main = document.querySelector("main");
  main.append(canvas.node);
  canvas.draw();
  canvas.listen();
  if (run) main.append(new Player(run, model).node);
}
