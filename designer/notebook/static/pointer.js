// The mouse, or a finger: choosing, moving, drawing a line to the next step, looking elsewhere.

import { CELL, boxOf, lineBetween, touches } from "./geometry.js";
import { svg } from "./nodes.js";

const STILL = 4;

/** Listen on a stage. `canvas` has the picture, the viewport, what is chosen, and takes wishes. */
export function listenToPointer(stage, canvas) {
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    stage.focus({ preventScroll: true });
    event.preventDefault();
    begin(event, stage, canvas);
  });
  stage.addEventListener("pointermove", (event) => canvas.connecting && leading(event, canvas));
  stage.addEventListener("dblclick", (event) => {
    if (event.target.closest("[data-step], [data-transition]")) canvas.wish({ do: "open" });
  });
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.deltaX) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.ctrlKey || event.metaKey) canvas.viewport.zoom(Math.exp(-event.deltaY / 300), offset(event, stage));
      else canvas.viewport.pan([-(event.deltaX || event.deltaY), 0]);
    },
    { passive: false },
  );
}

function offset({ clientX, clientY }, stage) {
  const { left, top } = stage.getBoundingClientRect();
  return [clientX - left, clientY - top];
}

function begin(event, stage, canvas) {
  const step = event.target.closest("[data-step]")?.dataset.step;
  const transition = event.target.closest("[data-transition]")?.dataset.transition;
  if (canvas.connecting && step) return canvas.connectTo(step);
  if (canvas.editable && event.target.closest(".plus")) return canvas.menu.open({ transition: Number(transition) });
  if (step && canvas.editable && event.target.closest(".handle")) return follow(event, stage, connecting(step, canvas));
  if (step) return grab(event, stage, canvas, step);
  if (transition !== undefined) return canvas.choose({ steps: [], transition: Number(transition) });
  return follow(event, stage, event.shiftKey ? framing(event, stage, canvas) : panning(event, canvas));
}

/** Choose a step, and drag it with all that are chosen. */
function grab(event, stage, canvas, step) {
  const several = event.shiftKey || event.ctrlKey || event.metaKey;
  const { steps } = canvas.chosen;
  const item = event.target.closest("[data-item]")?.dataset.item ?? null;
  if (several) canvas.choose({ steps: steps.includes(step) ? steps.filter((id) => id !== step) : [...steps, step] });
  else if (!steps.includes(step) || item) canvas.choose({ steps: [step], item });
  if (!canvas.editable || !canvas.chosen.steps.includes(step)) return;
  const alone = () => !several && canvas.chosen.steps.length > 1 && canvas.choose({ steps: [step] });
  follow(event, stage, moving(event, canvas, alone));
}

/** Follow the pointer until it is let go; `cancel` is called if Escape is pressed before that. */
function follow(start, stage, { move, end, cancel = () => {} }) {
  stage.setPointerCapture(start.pointerId);
  const [listening, stop] = [new AbortController(), () => listening.abort()];
  const { signal } = listening;
  let latest = null;
  const draw = () => {
    if (latest && !signal.aborted) move(latest);
    latest = null;
  };
  stage.addEventListener("pointermove", (event) => {
    if (!latest) requestAnimationFrame(draw);
    latest = event;
  }, { signal });
  stage.addEventListener("pointerup", (event) => (draw(), stop(), end(event)), { signal });
  stage.addEventListener("pointercancel", () => (stop(), cancel()), { signal });
  stage.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopImmediatePropagation();
    stop();
    cancel();
  }, { signal, capture: true });
}

/** Drag what is chosen; `tapped` is called if it was only clicked. */
function moving(start, canvas, tapped) {
  const { picture, viewport } = canvas;
  const { steps } = canvas.chosen;
  const there = () => steps.filter((id) => picture.steps.has(id)); // Python may delete one meanwhile
  const from = viewport.point(start);
  let by = null;
  const move = (event) => {
    const to = viewport.point(event);
    const now = [to[0] - from[0], to[1] - from[1]];
    if (!by && Math.hypot(...now) * viewport.scale < STILL) return;
    by = now;
    canvas.dragging = true;
    picture.shift(there(), by);
  };
  const cancel = () => {
    canvas.dragging = false;
    picture.settle();
  };
  const end = () => {
    if (!by) return tapped();
    const cells = [Math.round(by[0] / CELL.x), Math.round(by[1] / CELL.y)];
    if (!cells[0] && !cells[1]) return cancel();
    const put = (id) => {
      const { x, y } = picture.steps.get(id).value;
      return [id, [x + cells[0], y + cells[1]]];
    };
    canvas.dragging = false;
    return canvas.wish({ do: "move", to: Object.fromEntries(there().map(put)) });
  };
  return { move, end, cancel };
}

/** Where lines leave a step. */
function outOf(source, picture) {
  const box = picture.boxOf(source);
  const right = picture.scene.direction === "right";
  return right ? [box.x + box.width, box.y + box.height / 2] : [box.x + box.width / 2, box.y + box.height];
}

/** The line to the pointer while a step is looked for that the chosen one leads to. */
function leading(event, canvas) {
  const { picture, viewport, lead, connecting } = canvas;
  if (!picture.boxOf(connecting)) return;
  lead.setAttribute("d", lineBetween(outOf(connecting, picture), viewport.point(event), picture.scene.direction));
  if (!lead.isConnected) picture.node.append(lead);
}

function connecting(source, canvas) {
  const { picture, viewport } = canvas;
  const from = outOf(source, picture);
  const line = svg("path", { class: "drawn" });
  picture.node.append(line);
  const point = (id) => {
    for (const [each, { node }] of picture.steps) node.classList.toggle("target", each === id);
  };
  const under = ({ clientX, clientY }) =>
    line.getRootNode().elementFromPoint(clientX, clientY)?.closest("[data-step]")?.dataset.step ?? null;
  const move = (event) => {
    line.setAttribute("d", lineBetween(from, viewport.point(event), picture.scene.direction));
    point(under(event));
  };
  const leave = () => {
    line.remove();
    point(null);
  };
  const end = (event) => {
    const target = under(event);
    leave();
    if (target && target !== source) canvas.wish({ do: "connect", source, target });
  };
  return { move, end, cancel: leave };
}

function panning(start, canvas) {
  let [x, y] = [start.clientX, start.clientY];
  let still = true;
  const move = (event) => {
    if (still && Math.hypot(event.clientX - x, event.clientY - y) < STILL) return;
    still = false;
    canvas.viewport.pan([event.clientX - x, event.clientY - y]);
    [x, y] = [event.clientX, event.clientY];
  };
  return { move, end: () => still && canvas.choose({ steps: [] }) };
}

/** A frame that chooses the steps it touches. */
function framing(start, stage, canvas) {
  const { picture, viewport } = canvas;
  const from = viewport.point(start);
  const frame = svg("rect", { class: "frame" });
  picture.node.append(frame);
  let seen = { x: from[0], y: from[1], width: 0, height: 0 };
  const move = (event) => {
    const to = viewport.point(event);
    const [x, y] = [0, 1].map((axis) => Math.min(from[axis], to[axis]));
    seen = { x, y, width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1]) };
    for (const [key, value] of Object.entries(seen)) frame.setAttribute(key, value);
  };
  const end = () => {
    frame.remove();
    const touched = picture.scene.steps.filter((step) => touches(boxOf(step), seen)).map((step) => step.id);
    canvas.choose({ steps: [...new Set([...canvas.chosen.steps, ...touched])] });
  };
  return { move, end, cancel: () => frame.remove() };
}
