// From the layout's cells to pixels. Boxes and lines run through the middle of the cells, as they do in a terminal.

export const CELL = { x: 8, y: 18 };
const ROUND = 7;

/** The middle of a cell. */
export const middle = ([x, y]) => [(x + 0.5) * CELL.x, (y + 0.5) * CELL.y];

/** A step's box in pixels. */
export function boxOf(step) {
  const [x, y] = middle([step.x, step.y]);
  return { x, y, width: (step.width - 1) * CELL.x, height: (step.height - 1) * CELL.y };
}

/** The rectangle in which a step, or a line with these `points`, is drawn, `fringe` pixels of it around. */
export function boundsOf(drawn, fringe) {
  const { x, y, width, height } = drawn.points ? around(drawn.points.map(middle)) : boxOf(drawn);
  return { x: x - fringe, y: y - fringe, width: width + 2 * fringe, height: height + 2 * fringe };
}

function around(points) {
  const [left, top, right, bottom] = [Math.min, Math.max].flatMap((most) => [0, 1].map((axis) => most(...points.map((point) => point[axis]))));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether two rectangles have a point in common. */
export const touches = (one, other) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** The size of a picture in pixels. */
export const sizeOf = (scene) => ({ width: scene.width * CELL.x, height: scene.height * CELL.y });

/** A line through corners, which are rounded, as the data of a path. */
export function lineThrough(corners) {
  const parts = [`M${corners[0]}`];
  for (let at = 1; at < corners.length - 1; at++) {
    const [before, here, after] = [corners[at - 1], corners[at], corners[at + 1]];
    const round = Math.min(ROUND, distance(before, here) / 2, distance(here, after) / 2);
    parts.push(`L${toward(here, before, round)}`, `Q${here} ${toward(here, after, round)}`);
  }
  return `${parts.join("")}L${corners.at(-1)}`;
}

/** A line from one point to another with two turns half-way. */
export function lineBetween([x, y], [toX, toY], direction) {
  const across = direction === "right" ? (x + toX) / 2 : (y + toY) / 2;
  const turns = direction === "right" ? [[across, y], [across, toY]] : [[x, across], [toX, across]];
  return lineThrough([[x, y], ...turns, [toX, toY]]);
}

/** The head of an arrow that arrives at the last of these corners. */
export function headAt(corners) {
  const [tip, before] = [corners.at(-1), corners.at(-2)];
  const back = toward(tip, before, 9);
  const [dx, dy] = [(back[1] - tip[1]) / 2, (tip[0] - back[0]) / 2];
  return `M${tip}L${[back[0] + dx, back[1] + dy]}L${[back[0] - dx, back[1] - dy]}Z`;
}

/** The middle of the longest straight part of a line. */
export function restOf(corners) {
  let best = 0;
  for (let at = 1; at < corners.length - 1; at++)
    if (distance(corners[at], corners[at + 1]) > distance(corners[best], corners[best + 1])) best = at;
  return [0, 1].map((axis) => (corners[best][axis] + corners[best + 1][axis]) / 2);
}

const distance = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);

function toward(from, to, length) {
  const whole = distance(from, to) || 1;
  return [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * length) / whole);
}
