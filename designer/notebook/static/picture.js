// The picture itself: steps and transitions of a scene, redrawn only where the scene says something else.

import { CELL, boundsOf, boxOf, headAt, lineBetween, lineThrough, middle, restOf, touches } from "./geometry.js";
import { KIND_ICONS } from "./icons.js";
import { svg } from "./nodes.js";

/** A sign for each severity of a finding. */
export const MARKS = { error: "✗", warning: "!", note: "•" };
const MOST_TOKENS = 60;
/** Pixels around a step or a line in which its ring, its label and its buttons are. */
const FRINGE = 40;

export class Picture {
  /** `prefix` makes the ids of elements unique on the page. */
  constructor(prefix) {
    this.prefix = prefix;
    this.steps = new Map();
    this.transitions = new Map();
    this.shifted = new Set();
    this.seen = { x: 0, y: 0, width: 0, height: 0 };
    this.layers = ["transitions", "steps", "tokens"].map((name) => svg("g", { class: name, role: "presentation" }));
    this.node = svg("g", { class: "picture", role: "presentation" }, ...this.layers);
  }

  /** Draw what is in this rectangle of the picture. All else is not painted, but can be read out. */
  show(seen) {
    this.seen = seen;
    for (const kept of this.steps.values()) this.#cull(kept);
    for (const kept of this.transitions.values()) this.#cull(kept);
  }

  #cull(kept) {
    const away = !this.shifted.has(kept) && !touches(kept.bounds, this.seen);
    if (away === kept.away) return;
    kept.away = away;
    if (!away) fill(kept);
    kept.node.classList.toggle("away", away);
    if ("count" in kept) this.#drawCounts(kept);
  }

  /** Draw a scene. */
  draw(scene, editable) {
    this.scene = scene;
    const [transitions, steps] = this.layers;
    const line = (transition) => ({
      node: transitionNode(transition, this.prefix),
      parts: () => transitionParts(transition, editable),
    });
    redraw(this.transitions, transitions, scene.transitions, ({ index }) => index, line);
    const box = (step) => ({ node: stepNode(step, this.prefix), parts: () => stepParts(step, editable, scene.direction) });
    redraw(this.steps, steps, scene.steps, ({ id }) => id, box);
    this.touching = new Map(scene.steps.map((step) => [step.id, []]));
    for (const transition of scene.transitions)
      for (const end of new Set([transition.source, transition.target])) this.touching.get(end)?.push(transition);
  }

  /** Show what is chosen, and which steps a question is about. */
  choose(chosen, asked = []) {
    const item = chosen.item ?? null;
    const steps = new Set(chosen.steps);
    for (const [id, kept] of this.steps) {
      setChosen(kept, steps.has(id));
      kept.node.classList.toggle("asked", asked.includes(id));
      if (!kept.value.items) continue;
      kept.item = chosen.steps.at(-1) === id ? item : null;
      chooseItem(kept);
    }
    for (const [index, kept] of this.transitions) setChosen(kept, chosen.transition === index);
  }

  idOf(chosen) {
    if (Number.isInteger(chosen.transition)) return `${this.prefix}-transition-${chosen.transition}`;
    return chosen.steps.length ? `${this.prefix}-step-${chosen.steps.at(-1)}` : null;
  }

  boxOf(id) {
    const kept = this.steps.get(id);
    return kept ? boxOf(kept.value) : null;
  }

  /** Show steps elsewhere for the time being, `by` pixels away, with the lines that touch them. */
  shift(ids, by) {
    const moved = new Set(ids);
    const touched = new Set();
    for (const id of moved) {
      const kept = this.steps.get(id);
      const { x, y } = boxOf(kept.value);
      kept.node.setAttribute("transform", `translate(${x + by[0]},${y + by[1]})`);
      this.#keepInSight(kept);
      for (const transition of this.touching.get(id)) touched.add(transition);
    }
    for (const transition of touched) this.#bend(transition, moved, by);
  }

  #keepInSight(kept) {
    this.shifted.add(kept);
    this.#cull(kept);
  }

  #bend(transition, moved, by) {
    const kept = this.transitions.get(transition.index);
    const corners = transition.points.map(middle);
    const ends = [corners[0], corners.at(-1)];
    const [from, to] = ends.map((point, end) =>
      moved.has(end ? transition.target : transition.source) ? point.map((part, axis) => part + by[axis]) : point,
    );
    this.#keepInSight(kept);
    kept.node.classList.add("bent");
    drawLine(kept.node, lineBetween(from, to, this.scene.direction));
  }

  /** Everything back to where the scene has it. */
  settle() {
    const shifted = [...this.shifted];
    this.shifted.clear();
    for (const kept of shifted) {
      if (kept.value.points) straighten(kept);
      else place(kept.node, kept.value);
      this.#cull(kept);
    }
  }

  /** How many entered each step and how many wait there: `{step: [entered, waiting]}`. */
  count(counts) {
    const most = Math.max(1, ...Object.values(counts).map(([entered]) => entered));
    for (const [id, kept] of this.steps) {
      const count = counts[id] ?? null;
      if (`${count}` !== `${kept.count}`) kept.node.setAttribute("aria-label", spoken(kept.value, count ? countText(count) : ""));
      Object.assign(kept, { count, most });
      this.#drawCounts(kept);
    }
  }

  /** Draw the counts of a step that is seen, if they are others than those that it shows. */
  #drawCounts(kept) {
    const { value, count = null, most } = kept;
    const text = `${count} of ${most}`;
    if (kept.away || kept.drawn === text) return;
    kept.drawn = text;
    kept.counts?.remove();
    kept.counts = count ? drawnCounts(value, count, most) : null;
    if (kept.counts) kept.node.append(kept.counts);
  }

  /** Let a token run along each of these lists of transitions; of too many, the last. */
  fly(runs, milliseconds) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (calm) return;
    for (const run of runs.filter(({ length }) => length).slice(-MOST_TOKENS)) this.#run(run, milliseconds);
  }

  #run(transitions, milliseconds) {
    const lines = transitions.map((index) => this.transitions.get(index)).filter(Boolean);
    if (lines.every(({ away }) => away)) return;
    lines.forEach(fill);
    const paths = lines.map(({ node }) => node.querySelector("path.line"));
    const token = svg("circle", { class: "token", r: 5.5 });
    this.layers[2].append(token);
    const lengths = paths.map((path) => path.getTotalLength());
    const whole = lengths.reduce((sum, length) => sum + length, 0);
    const start = performance.now();
    const step = (now) => {
      const gone = Math.min((now - start) / milliseconds, 1);
      let along = eased(gone) * whole;
      let at = 0;
      while (at < paths.length - 1 && along > lengths[at]) along -= lengths[at++];
      const { x, y } = paths[at].getPointAtLength(along);
      token.setAttribute("transform", `translate(${x},${y})`);
      if (gone < 1) requestAnimationFrame(step);
      else token.remove();
    };
    requestAnimationFrame(step);
  }
}

const eased = (part) => (part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2);

/** Make the nodes in a layer those of these values, keeping every node whose value is as it was. */
function redraw(kept, layer, values, keyOf, drawn) {
  const wanted = new Set(values.map(keyOf));
  for (const [key, { node }] of kept) {
    if (wanted.has(key)) continue;
    node.remove();
    kept.delete(key);
  }
  for (const value of values) {
    const [key, text] = [keyOf(value), JSON.stringify(value)];
    const former = kept.get(key);
    if (former?.text === text) continue;
    const made = { value, text, bounds: boundsOf(value, FRINGE), ...drawn(value) };
    if (former) former.node.replaceWith(made.node);
    else layer.append(made.node);
    kept.set(key, made);
  }
}

/** Make the parts of a step or a line that is seen for the first time. */
function fill(kept) {
  if (!kept.parts) return;
  kept.node.append(...kept.parts().filter(Boolean));
  kept.parts = null;
  chooseItem(kept);
}

function chooseItem({ node, item = null }) {
  for (const line of node.querySelectorAll(".item")) line.classList.toggle("chosen", line.dataset.item === item);
}

function setChosen(kept, chosen) {
  if (kept.chosen === chosen) return;
  kept.chosen = chosen;
  const { node } = kept;
  node.classList.toggle("chosen", chosen);
  node.setAttribute("aria-selected", chosen);
}

/** Let the line of a transition follow a path. */
function drawLine(node, path) {
  for (const line of node.querySelectorAll("path.line, path.hit")) line.setAttribute("d", path);
}

function straighten({ node, value }) {
  node.classList.remove("bent");
  drawLine(node, lineThrough(value.points.map(middle)));
}

function place(node, step) {
  const { x, y } = boxOf(step);
  node.setAttribute("transform", `translate(${x},${y})`);
}

function stepNode(step, prefix) {
  const node = svg("g", {
    class: `step kind-${step.kind}${step.off ? " off" : ""}`,
    id: `${prefix}-step-${step.id}`,
    "data-step": step.id,
    role: "option",
    "aria-label": spoken(step),
  });
  place(node, step);
  return node;
}

function stepParts(step, editable, direction) {
  const { width, height } = boxOf(step);
  return [
    svg("rect", { class: "ring", x: -4, y: -4, width: width + 8, height: height + 8, rx: 12 }),
    svg("rect", { class: "box", width, height, rx: 9 }),
    svg("path", { class: "icon", d: KIND_ICONS[step.kind], transform: `translate(8,${CELL.y - 8})` }),
    textAt("title", 30, 1, step.off ? `${step.title} (off)` : step.title),
    step.detail ? textAt("detail", 12, 2, step.detail) : null,
    ...(step.items ?? []).map((item, number) => drawnItem(item, number + (step.detail ? 3 : 2))),
    step.matched ? textAt("detail", 12, step.height - 2, step.matched) : null,
    drawnMark(step, width, 0),
    editable && step.kind !== "exit" ? drawnHandle(width, height, direction) : null,
    step.finding ? svg("title", {}, step.finding) : null,
  ];
}

function drawnItem(item, line) {
  const y = line * CELL.y;
  return svg(
    "g",
    { class: `item${item.off ? " off" : ""}`, "data-item": item.id },
    svg("rect", { class: "tick", x: 12, y: y - 5, width: 10, height: 10, rx: 2.5 }),
    textAt("detail", 28, line, item.text),
  );
}

function drawnHandle(width, height, direction) {
  const [cx, cy] = direction === "right" ? [width, height / 2] : [width / 2, height];
  return svg("circle", { class: "handle", cx, cy, r: 6 }, svg("title", {}, "Drag to the step that comes next"));
}

function drawnMark(drawn, x, y) {
  if (!drawn.mark) return null;
  return svg(
    "g",
    { class: `mark ${drawn.mark}`, transform: `translate(${x},${y})` },
    svg("circle", { r: 8 }),
    svg("text", { y: 0.5 }, MARKS[drawn.mark]),
    svg("title", {}, drawn.finding),
  );
}

const waitText = (waiting) => `${waiting.toLocaleString("en")} here`;

const countText = ([entered, waiting]) => (waiting ? `${entered.toLocaleString("en")}, ${waitText(waiting)}` : entered.toLocaleString("en"));

function drawnCounts(step, [entered, waiting], most) {
  const { width, height } = boxOf(step);
  const y = height - CELL.y;
  const full = width - 24;
  const waits = waitText(waiting);
  const pill = 9 + 6.4 * waits.length;
  return svg(
    "g",
    { class: "counts" },
    svg("text", { class: "entered", x: 12, y }, `${entered.toLocaleString("en")} `),
    waiting ? svg("rect", { class: "pill", x: width - 12 - pill, y: y - 8, width: pill, height: 16, rx: 8 }) : null,
    waiting ? svg("text", { class: "waiting", x: width - 12 - pill / 2, y }, waits) : null,
    svg("rect", { class: "trough", x: 12, y: height - 6, width: full, height: 3, rx: 1.5 }),
    svg("rect", { class: "share", x: 12, y: height - 6, width: (full * entered) / most, height: 3, rx: 1.5 }),
  );
}

function transitionNode(transition, prefix) {
  return svg("g", {
    class: `transition guard-${transition.guard}`,
    id: `${prefix}-transition-${transition.index}`,
    "data-transition": transition.index,
    role: "option",
    "aria-label": spoken(transition),
  });
}

function transitionParts(transition, editable) {
  const corners = transition.points.map(middle);
  const path = lineThrough(corners);
  return [
    svg("path", { class: "hit", d: path }),
    svg("path", { class: "line", d: path }),
    svg("path", { class: "head", d: headAt(corners) }),
    ...(transition.text && transition.slot ? drawnLabel(transition) : []),
    transition.mark ? drawnMark(transition, ...restOf(corners)) : null,
    editable ? drawnPlus(restOf(corners)) : null,
    transition.finding ? svg("title", {}, transition.finding) : null,
  ];
}

function drawnLabel({ slot: [x, y, width], text }) {
  const [across, at] = [(x + width / 2) * CELL.x, (y + 0.5) * CELL.y];
  const room = Math.min(width * CELL.x, 10 + text.length * 6);
  return [
    svg("rect", { class: "ground", x: across - room / 2, y: at - 9, width: room, height: 18, rx: 4 }),
    svg("text", { class: "label", x: across, y: at }, text),
  ];
}

function drawnPlus([x, y]) {
  return svg(
    "g",
    { class: "plus", transform: `translate(${x},${y})` },
    svg("circle", { r: 8 }),
    svg("path", { d: "M-4 0H4M0 -4V4" }),
    svg("title", {}, "Insert a step here"),
  );
}

/** The space keeps apart what is read out as one. */
const textAt = (name, x, line, text) => svg("text", { class: name, x, y: line * CELL.y }, `${text} `);

/** What is read out of a step or a transition: everything that is seen of it, in that order, and more. */
function spoken({ label, onward, mark, finding }, counts = "") {
  const said = [label, counts, onward].filter(Boolean).join(", ");
  return mark ? `${said}; ${mark}: ${finding}` : said;
}
