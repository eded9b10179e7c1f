// What a widget is made of: the picture with forms beside and below it, in one element that keeps its keys.

import { html } from "./nodes.js";

/** Put a canvas and its forms into an element; what it returns takes them out again.
 *
 * `follow` says which form is drawn anew when which part of the model changes.
 */
export function mount(el, canvas, { beside = [], below = [], follow = {} }) {
  const column = html("div", { class: "column" }, canvas.node, ...below);
  const side = beside.length ? html("div", { class: "side" }, ...beside) : null;
  const node = html("div", { class: "waypost waypost-widget" }, html("div", { class: "row" }, column, side));
  keepKeys(node);
  hideOffline(node, canvas.model.get("picture"));
  el.append(node);
  canvas.draw();
  for (const draw of Object.values(follow)) draw();
  const stops = [followTheme(node), canvas.listen(), listen(canvas.model, follow)];
  return () => {
    for (const stop of stops) stop();
    node.remove();
  };
}

/** Tell Python which revision is seen here: marimo runs the cells that read a widget again when its page changes something. */
export function tellRevision(model) {
  return listen(model, {
    revision: () => {
      model.set("revision_seen", model.get("revision"));
      model.save_changes();
    },
  });
}

/** Call these functions by the names of the parts of a model that change; what it returns stops that. */
export function listen(model, follow) {
  const acts = Object.entries(follow).map(([part, act]) => [`change:${part}`, () => act()]);
  for (const [event, act] of acts) model.on(event, act);
  return () => {
    for (const [event, act] of acts) model.off(event, act);
  };
}

/** Let no key that is pressed in a part of the page reach the notebook around it.
 *
 * Notebook 7 hears of a key before the page does. What has the cursor must say itself that its keys are its own: an
 * attribute around it would be too late, as shortcuts ask for what has the cursor.
 */
function keepKeys(part) {
  for (const event of ["keydown", "keyup", "keypress"]) part.addEventListener(event, (pressed) => pressed.stopPropagation());
  part.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));
}

/** Hide the picture that is there for where no widget runs, whenever it comes. */
function hideOffline(node, name) {
  if (!name) return;
  const hidden = html("style");
  hidden.textContent = `.${name} { display: none; }`;
  node.append(hidden);
}

/** Be dark where the page is dark, whatever says so there: the ground that is seen behind the widget decides. */
function followTheme(node) {
  const draw = () => {
    const theme = isDark(groundBehind(node)) ? "dark" : "light";
    if (node.dataset.theme !== theme) node.dataset.theme = theme;
  };
  const watched = new MutationObserver(draw);
  const themed = { attributes: true, attributeFilter: ["class", "style", "data-theme", "theme", "data-jp-theme-light"] };
  for (const part of [document.documentElement, document.body]) watched.observe(part, themed);
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", draw);
  requestAnimationFrame(draw); // the element is on the page by then
  return () => {
    watched.disconnect();
    preference.removeEventListener("change", draw);
  };
}

/** The nearest ground that is painted behind a node, as red, green and blue; null where none is. */
function groundBehind(node) {
  for (let part = node.parentNode; part; part = part.parentNode ?? part.host) {
    if (!(part instanceof Element)) continue;
    const [red, green, blue, alpha] = pixelOf(getComputedStyle(part).backgroundColor);
    if (alpha > 127) return [red, green, blue];
  }
  return null;
}

/** A colour in whatever way CSS says it, as four bytes. */
function pixelOf(colour) {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  return brush.getImageData(0, 0, 1, 1).data;
}

/** Without any ground it is that of the browser, which the page's `color-scheme` decides. */
function isDark(ground) {
  if (ground) return 0.299 * ground[0] + 0.587 * ground[1] + 0.114 * ground[2] < 128;
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
  return scheme.includes("dark") && (prefersDark || !scheme.includes("light"));
}
