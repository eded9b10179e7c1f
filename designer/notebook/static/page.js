// A page of its own: the picture of a journey, and a run that is played on it. No kernel stands behind it.

import { Canvas } from "./canvas.js";
import { neighbour } from "./navigation.js";
import { PLAYBACK_KEYS, PlaybackBar, keepPlaying } from "./playback.js";
import { mount } from "./widget.js";

const [SHORTEST, LONGEST] = [180, 900];

/** The state of the page, in the place of a widget's model: it does what Python does for a player. */
class PageModel {
  constructor(state, scenes, run) {
    this.state = state;
    this.scenes = scenes;
    this.acts = new Map();
    if (!run) return;
    this.run = new Run(run);
    const length = run.moves.length;
    Object.assign(this.state, { index: length, length, playing: false, ...this.run.frameAt(length) });
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    const former = this.state[name];
    if (former === value) return;
    this.state[name] = value;
    if (name === "index") this.#move(former, value);
    this.tell(`change:${name}`);
  }

  save_changes() {}

  on(event, act) {
    this.acts.set(event, [...this.acts.get(event) ?? [], act]);
  }

  off(event) {
    this.acts.delete(event);
  }

  tell(event, message) {
    for (const act of this.acts.get(event) ?? []) act(message);
  }

  /** A wish: one can look around, and time goes by; all else takes a notebook. */
  send(wish) {
    const index = this.get("index");
    const acts = {
      choose: ({ steps, transition, item }) => this.#choose({ steps, transition, item }),
      walk: ({ toward, also }) => this.#walk(toward, also),
      branch: () => this.#nextBranch(),
      turn: () => this.set("scene", this.scenes[this.get("scene").direction === "right" ? "down" : "right"]),
      forward: () => this.set("index", this.run.nextInstant(index)),
      back: () => this.set("index", this.run.previousInstant(index)),
    };
    const says = acts[wish.do]?.(wish);
    this.tell("msg:custom", { say: says ?? "" });
  }

  #choose(chosen) {
    this.set("chosen", { transition: null, item: null, ...chosen });
    return this.#label();
  }

  #walk(toward, also) {
    const here = this.#here();
    const next = neighbour(this.get("scene"), here, toward) ?? here;
    const former = also ? this.get("chosen").steps ?? [] : [];
    return this.#choose({ steps: [...former.filter((id) => id !== next), next] });
  }

  #nextBranch() {
    const here = this.#here();
    const out = this.get("scene").transitions.filter(({ source }) => source === here).map(({ index }) => index);
    if (!out.length) return "No transition leads on from here.";
    return this.#choose({ steps: [], transition: out[(out.indexOf(this.get("chosen").transition) + 1) % out.length] });
  }

  /** The step that keys start from: the chosen one, where the chosen transition begins, else the first. */
  #here() {
    const { steps = [], transition = null } = this.get("chosen");
    const scene = this.get("scene");
    if (transition !== null) return scene.transitions.find(({ index }) => index === transition).source;
    return steps.at(-1) ?? [...scene.steps].sort((one, other) => one.x - other.x || one.y - other.y)[0].id;
  }

  #move(former, index) {
    const { counts, totals, clock } = this.run.frameAt(index);
    this.set("counts", counts);
    this.set("totals", totals);
    this.set("clock", clock);
    const tokens = this.run.moves.slice(former, index).map(({ transitions }) => transitions);
    const milliseconds = Math.min(Math.max(1000 / this.get("speed"), SHORTEST), LONGEST);
    this.tell("msg:custom", { tokens, milliseconds });
  }

  #label() {
    const { steps, transition } = this.state.chosen;
    const { scene } = this.state;
    const step = scene.steps.find((each) => each.id === steps.at(-1));
    return step?.label ?? scene.transitions.find((each) => each.index === transition)?.label ?? "";
  }
}

/** The moves of a run, and how it stood after so many of them: reckoned from where it stood last. */
export class Run {
  constructor({ steps, moves }) {
    this.steps = steps;
    this.moves = moves;
    this.index = 0;
    this.counts = steps.map(() => [0, 0]);
    this.totals = { entered: 0, running: 0, completed: 0, exited: 0, gave_up: 0 };
  }

  frameAt(index) {
    while (this.index < index) this.#take(this.moves[this.index++], 1);
    while (this.index > index) this.#take(this.moves[--this.index], -1);
    return {
      counts: Object.fromEntries(this.steps.map((id, number) => [id, [...this.counts[number]]])),
      totals: { ...this.totals },
      clock: index ? this.moves[index - 1].at : "before the first move",
    };
  }

  #take({ path, source, target, status }, by) {
    for (const step of path) this.counts[step][0] += by;
    if (source >= 0) this.counts[source][1] -= by;
    else {
      this.totals.entered += by;
      this.totals.running += by;
    }
    if (status === "running") this.counts[target][1] += by;
    else {
      this.totals.running -= by;
      this.totals[status] += by;
    }
  }

  nextInstant(index) {
    let next = index;
    while (next < this.moves.length && this.moves[next].at === this.moves[index].at) next++;
    return next;
  }

  previousInstant(index) {
    let before = index;
    while (before > 0 && this.moves[before - 1].at === this.moves[index - 1].at) before--;
    return before;
  }
}

/** Put the page together from what was written into it. */
export function openPage() {
  const { state, scenes, run } = JSON.parse(document.getElementById("journey").textContent);
  const model = new PageModel({ ...state, scene: scenes.right }, scenes, run);
  const main = document.querySelector("main");
  const canvas = new Canvas(model, run ? PLAYBACK_KEYS : []);
  if (!run) return mount(main, canvas, {});
  const bar = new PlaybackBar(canvas);
  keepPlaying(model);
  return mount(main, canvas, { below: [bar.node], follow: bar.follow });
}
