// Playing a run: its position goes on by itself, and a bar to go through it by hand.

import { html } from "./nodes.js";

const QUICKEST = 100;
/** How each total is called. */
const TOTALS = { entered: "entered", running: "running", completed: "completed", exited: "left by an exit rule", gave_up: "gave up" };

/** Let the position in a run go on while the model says that it plays; what it returns stops that.
 *
 * It belongs to the model: two views of it do not make it twice as fast.
 */
export function keepPlaying(model) {
  let timer = null;
  const tick = () => {
    const speed = model.get("speed");
    const interval = Math.max(1000 / speed, QUICKEST);
    go(model, model.get("index") + Math.round((interval * speed) / 1000));
    if (model.get("index") >= model.get("length")) return play(model, false);
    timer = setTimeout(tick, interval);
    return null;
  };
  const turn = () => {
    clearTimeout(timer);
    if (!model.get("playing")) return;
    if (model.get("index") >= model.get("length")) go(model, 0);
    timer = setTimeout(tick, 0);
  };
  model.on("change:playing", turn);
  turn();
  return () => {
    clearTimeout(timer);
    model.off("change:playing", turn);
  };
}

function assign(model, part, value) {
  model.set(part, value);
  model.save_changes();
}

const go = (model, index) => assign(model, "index", Math.min(Math.max(index, 0), model.get("length")));
const play = (model, playing) => assign(model, "playing", playing);

/** The bar below the picture: play, one moment back or on, how far it is, how fast, the clock, how many stand how. */
export class PlaybackBar {
  constructor(canvas) {
    const { model } = canvas;
    this.model = model;
    const press = (does, name, click) => html("button", { type: "button", "data-do": does, title: name, "aria-label": name, click });
    this.toggle = press("play", "Play (Space)", () => this.play());
    const back = press("back", "Back to the moment before (,)", () => canvas.wish({ do: "back" }));
    const forward = press("forward", "On to the next moment (.)", () => canvas.wish({ do: "forward" }));
    [back.textContent, forward.textContent] = ["Back", "On"];
    this.slider = html("input", { type: "range", min: "0", "aria-label": "Moves so far", input: () => this.drag() });
    const speeds = model.get("speeds").map((speed) => html("option", { value: speed }, `${speed}/s`));
    this.speed = html("select", { "aria-label": "Moves a second", change: () => assign(model, "speed", Number(this.speed.value)) }, ...speeds);
    this.says = html("p", { class: "standing", role: "status" });
    const controls = html("div", { class: "controls" }, this.toggle, back, forward, this.slider, this.speed);
    this.node = html("div", { class: "playback", role: "group", "aria-label": "Playback" }, controls, this.says);
  }

  play() {
    play(this.model, !this.model.get("playing"));
  }

  drag() {
    if (this.model.get("playing")) this.model.set("playing", false);
    go(this.model, Number(this.slider.value));
  }

  draw() {
    const [index, length, playing] = ["index", "length", "playing"].map((part) => this.model.get(part));
    this.toggle.textContent = playing ? "Pause" : "Play";
    this.toggle.title = playing ? "Pause (Space)" : "Play (Space)";
    this.toggle.setAttribute("aria-label", this.toggle.title);
    this.slider.max = String(length);
    this.slider.value = String(index);
    this.speed.value = String(this.model.get("speed"));
    this.says.setAttribute("aria-live", playing ? "off" : "polite");
    const move = `move ${number(index)} of ${number(length)}`;
    const totals = Object.entries(this.model.get("totals")).filter(([total]) => total in TOTALS);
    this.says.textContent = [this.model.get("clock"), move, ...totals.map(([total, count]) => `${number(count)} ${TOTALS[total]}`)].join(" · ");
  }

  /** What is drawn anew when which part of the model changes. */
  get follow() {
    const draw = () => this.draw();
    return { index: draw, length: draw, playing: draw, speed: draw, clock: draw, totals: draw };
  }
}

/** What keys do on the picture while a run is played. */
export const PLAYBACK_KEYS = [
  { key: " ", name: "Space", does: "play, pause", act: ({ model }) => play(model, !model.get("playing")) },
  { key: ".", name: ", .", does: "back to the moment before, on to the next", act: (canvas) => canvas.wish({ do: "forward" }) },
  { key: ",", act: (canvas) => canvas.wish({ do: "back" }) },
  { key: "Home", name: "Home, End", does: "before the first move, after the last", act: ({ model }) => go(model, 0) },
  { key: "End", act: ({ model }) => go(model, model.get("length")) },
];

const number = (value) => value.toLocaleString("en");
