// From step to step of a scene by arrow keys, as `designer.diagram.navigation` does it where Python is at hand.

const SIGHT = 2;
const UNIT = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** The id of the step to which an arrow key leads, null where there is none. */
export function neighbour(scene, id, toward) {
  const { direction, steps, transitions } = scene;
  const [here, others] = [steps.find((each) => each.id === id), steps.filter((each) => each.id !== id)];
  const beyond = others.filter((each) => gap(here, each, toward) > 0);
  const isLinked = (each) => transitions.some(({ source, target }) => (source === id && target === each.id) || (source === each.id && target === id));
  const [linked, seen] = [beyond.filter(isLinked), beyond.filter((each) => inSight(here, each, toward))];
  const [first, second] = isFlat(toward) === (direction === "right") ? [linked, seen] : [seen, linked];
  const ahead = first.length ? first : second;
  const far = (each) => cost(here, each, toward);
  return ahead.sort((one, other) => far(one) - far(other) || (one.id < other.id ? -1 : 1))[0]?.id ?? null;
}

const isFlat = (toward) => toward === "left" || toward === "right";
const centre = ({ x, y, width, height }) => [2 * x + width, 2 * y + height];

/** The way between the centres of two boxes, in half cells; a cell is twice as high as wide. */
function between(here, there) {
  const [from, to] = [centre(here), centre(there)];
  return [to[0] - from[0], to[1] - from[1]];
}

function gap(here, there, toward) {
  const [x, y] = between(here, there);
  return x * UNIT[toward][0] + y * UNIT[toward][1];
}

function inSight(here, there, toward) {
  const [x, y] = between(here, there).map(Math.abs);
  return isFlat(toward) ? 2 * y <= SIGHT * x : x <= SIGHT * 2 * y;
}

function cost(here, there, toward) {
  const [x, y] = between(here, there).map(Math.abs);
  return isFlat(toward) ? x + 6 * y : 2 * y + 3 * x;
}
