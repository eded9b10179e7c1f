// Which part of the picture is seen, how large; and the small map that shows where that is.

import { boxOf, sizeOf } from "./geometry.js";
import { svg } from "./nodes.js";

const [SMALLEST, LARGEST] = [0.08, 2.5];
const LEGIBLE = 0.8;
/** Scales below which only titles, and only boxes and lines, are drawn. */
const [FAR, FARTHEST] = [0.45, 0.15];
const MARGIN = 24;
const MAP = { width: 190, height: 70 };

export class Viewport {
  constructor(stage, picture) {
    this.stage = stage;
    this.picture = picture;
    this.scale = 1;
    this.at = [MARGIN, MARGIN];
    this.size = { width: 1, height: 1 };
    this.view = svg("rect", { class: "view" });
    this.boxes = svg("g");
    this.map = svg("svg", { class: "minimap", "aria-hidden": "true" }, this.boxes, this.view);
    this.map.addEventListener("pointerdown", (event) => this.#look(event));
    this.map.addEventListener("pointermove", (event) => event.buttons && this.#look(event));
  }

  /** Another scene: its map. */
  draw(scene) {
    this.size = sizeOf(scene);
    this.map.setAttribute("viewBox", `0 0 ${this.size.width} ${this.size.height}`);
    const small = Math.min(MAP.width / this.size.width, MAP.height / this.size.height);
    this.map.setAttribute("width", Math.max(this.size.width * small, 40));
    this.map.setAttribute("height", Math.max(this.size.height * small, 12));
    this.map.setAttribute("preserveAspectRatio", "none");
    this.boxes.replaceChildren(...boxesByKind(scene.steps));
    this.apply();
  }

  get room() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    return { width, height };
  }

  /** The whole picture, or as much of its beginning as can be read. */
  open() {
    const { width, height } = this.room;
    if (!width || !height) return;
    const fitting = this.#fitting();
    this.scale = Math.max(Math.min(fitting, 1), LEGIBLE);
    const left = fitting < LEGIBLE ? MARGIN : (width - this.size.width * this.scale) / 2;
    this.at = [Math.max(left, MARGIN), Math.max((height - this.size.height * this.scale) / 2, MARGIN)];
    this.apply();
  }

  /** The whole picture, however small. */
  fit() {
    const { width, height } = this.room;
    this.scale = Math.min(this.#fitting(), 1.25);
    this.at = [(width - this.size.width * this.scale) / 2, (height - this.size.height * this.scale) / 2];
    this.apply();
  }

  #fitting() {
    const { width, height } = this.room;
    return Math.min((width - 2 * MARGIN) / this.size.width, (height - 2 * MARGIN) / this.size.height);
  }

  /** Larger or smaller by a factor; what is at a point of the stage stays there. */
  zoom(factor, around = [this.room.width / 2, this.room.height / 2]) {
    const scale = Math.min(Math.max(this.scale * factor, Math.min(SMALLEST, this.#fitting())), LARGEST);
    this.at = this.at.map((at, axis) => around[axis] - ((around[axis] - at) * scale) / this.scale);
    this.scale = scale;
    this.apply();
  }

  pan([x, y]) {
    this.at = [this.at[0] + x, this.at[1] + y];
    this.apply();
  }

  /** Move just so far that a box of the picture is seen. */
  reveal(box) {
    const room = [this.room.width, this.room.height];
    const [start, length] = [[box.x, box.y], [box.width, box.height]];
    const by = this.at.map((at, axis) => {
      const near = start[axis] * this.scale + at - MARGIN;
      const far = (start[axis] + length[axis]) * this.scale + at + MARGIN - room[axis];
      return near < 0 ? -near : far > 0 ? -Math.min(far, near) : 0;
    });
    if (by[0] || by[1]) this.pan(by);
  }

  /** A point of the window as a point of the picture. */
  point({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    return [(clientX - left - this.at[0]) / this.scale, (clientY - top - this.at[1]) / this.scale];
  }

  apply() {
    const [x, y] = this.at;
    this.picture.node.setAttribute("transform", `translate(${x},${y}) scale(${this.scale})`);
    this.stage.classList.toggle("far", this.scale < FAR);
    this.stage.classList.toggle("farthest", this.scale < FARTHEST);
    const { width, height } = this.room;
    const seen = { x: -x / this.scale, y: -y / this.scale, width: width / this.scale, height: height / this.scale };
    this.picture.show(seen);
    for (const [key, value] of Object.entries(seen)) this.view.setAttribute(key, value);
    const whole =
      seen.x <= 1 && seen.y <= 1 && seen.x + seen.width >= this.size.width && seen.y + seen.height >= this.size.height;
    this.map.classList.toggle("needless", whole);
  }

  #look(event) {
    event.stopPropagation();
    event.preventDefault();
    this.map.setPointerCapture(event.pointerId);
    const { left, top, width, height } = this.map.getBoundingClientRect();
    const wanted = [
      ((event.clientX - left) / width) * this.size.width,
      ((event.clientY - top) / height) * this.size.height,
    ];
    this.at = [this.room.width / 2 - wanted[0] * this.scale, this.room.height / 2 - wanted[1] * this.scale];
    this.apply();
  }
}

/** A path for each kind of step, with the boxes of all that are of it. */
function boxesByKind(steps) {
  const paths = {};
  for (const step of steps) {
    const { x, y, width, height } = boxOf(step);
    (paths[step.kind] ??= []).push(`M${x} ${y}h${width}v${height}h${-width}Z`);
  }
  return Object.entries(paths).map(([kind, boxes]) => svg("path", { class: `kind-${kind}`, d: boxes.join("") }));
}
