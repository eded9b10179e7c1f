// Everything by key. None of these keys reaches the notebook around the picture.

const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

const LOOKING_KEYS = [
  ["← → ↑ ↓", "walk the graph; with Shift: choose more"],
  ["B", "next transition out of the step"],
  ["+ − F", "larger, smaller, fit"],
  ["V", "top down, or left to right"],
  ["Esc", "out of it"],
];
const EDITING_KEYS = [
  ["Enter", "fill in what is chosen"],
  ["A", "add a step here"],
  ["C", "connect: walk to the next step, then Enter"],
  ["R", "rename the id"],
  ["I, X", "add an item to this checklist, an exit rule"],
  ["Delete", "delete"],
  ["Alt ↑ ↓", "move the step; 0: where the layout wants it"],
  ["G, Shift G", "group waypoints, ungroup"],
  ["< >", "branch earlier, later"],
  ["Ctrl Z, Ctrl Y", "undo, redo"],
  ["Ctrl A", "choose all"],
];

/** What the keys do on a canvas, for people. */
export function keysOf({ editable, moreKeys }) {
  const more = moreKeys.filter(({ name }) => name).map(({ name, does }) => [name, does]);
  return [...LOOKING_KEYS.slice(0, 2), ...(editable ? EDITING_KEYS : []), ...more, ...LOOKING_KEYS.slice(2)];
}

/** Listen on a stage; see `listenToPointer`. */
export function listenToKeys(stage, canvas) {
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || event.key === "Tab") return;
    const act = looking(event, canvas) ?? (canvas.editable ? editing(event, canvas) : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function looking(event, canvas) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const toward = ARROWS[event.key];
  if (toward) return () => canvas.wish({ do: "walk", toward, also: event.shiftKey && !canvas.connecting });
  const acts = {
    "+": () => canvas.viewport.zoom(1.25),
    "=": () => canvas.viewport.zoom(1.25),
    "-": () => canvas.viewport.zoom(0.8),
    f: () => canvas.viewport.fit(),
    v: () => canvas.wish({ do: "turn" }),
    b: () => canvas.wish({ do: "branch" }),
    "?": () => canvas.help(),
    Escape: () => canvas.out(),
    Enter: () => canvas.enter(),
  };
  const more = canvas.moreKeys.find(({ key }) => key === event.key);
  return acts[event.key] ?? (more ? () => more.act(canvas) : null);
}

function editing(event, canvas) {
  if (event.ctrlKey || event.metaKey) return withControl(event, canvas);
  if (event.altKey) return shifting(event, canvas);
  const { steps } = canvas.chosen;
  const acts = {
    a: () => canvas.menu.open(canvas.here()),
    c: () => canvas.connect(),
    r: () => canvas.naming.open(),
    i: () => canvas.wish({ do: "additem" }),
    x: () => canvas.wish({ do: "addrule" }),
    g: () => canvas.wish({ do: "group" }),
    G: () => canvas.wish({ do: "ungroup" }),
    "<": () => canvas.wish({ do: "reorder", by: -1 }),
    ">": () => canvas.wish({ do: "reorder", by: 1 }),
    0: () => steps.length && canvas.wish({ do: "unmove", steps }),
    Delete: () => canvas.wish({ do: "delete" }),
    Backspace: () => canvas.wish({ do: "delete" }),
  };
  return acts[event.key] ?? null;
}

function withControl(event, canvas) {
  const acts = {
    z: () => canvas.wish({ do: "undo" }),
    Z: () => canvas.wish({ do: "redo" }),
    y: () => canvas.wish({ do: "redo" }),
    a: () => canvas.choose({ steps: canvas.picture.scene.steps.map((step) => step.id) }),
  };
  return acts[event.key] ?? null;
}

/** The chosen steps past their neighbours, at right angles to the direction in which the journey runs. */
function shifting(event, canvas) {
  const right = canvas.picture.scene.direction === "right";
  const sides = right ? { ArrowUp: -1, ArrowDown: 1 } : { ArrowLeft: -1, ArrowRight: 1 };
  const side = sides[event.key];
  const { steps } = canvas.chosen;
  if (!side || !steps.length) return null;
  const put = (id) => {
    const { x, y, width, height } = canvas.picture.steps.get(id).value;
    return [id, right ? [x, y + side * (height + 4)] : [x + side * (width + 4), y]];
  };
  return () => canvas.wish({ do: "move", to: Object.fromEntries(steps.map(put)) });
}
