"""A page with a widget in Chromium, without Jupyter: the module is the real one, the model a few lines.

with chromium() as browser, surface(browser) as surface:
    page = surface.show(editor)
    page.click("[data-step=quiz] .box")
    assert sent(page)[-1]["do"] == "choose"
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from designer.notebook.canvas_widget import CanvasWidget

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE: Final = 60_000
"""Milliseconds after which something that is waited for does not happen any more."""

expect.set_options(timeout=PATIENCE)

MODEL: Final = """
class Model {
  constructor(state) { this.state = state; this.heard = {}; this.sent = []; this.changed = {}; }
  get(key) { return this.state[key]; }
  set(key, value) {
    if (this.state[key] === value) return;
    this.state[key] = this.changed[key] = value;
    this.tell(`change:${key}`, value);
  }
  save_changes() {
    const changed = this.changed;
    this.changed = {};
    if (Object.keys(changed).length)
      window.save(JSON.stringify(changed)).then((answer) => this.take(JSON.parse(answer)));
  }
  on(event, act) { (this.heard[event] ??= new Set()).add(act); }
  off(event, act) { this.heard[event]?.delete(act); }
  tell(event, value) { for (const act of this.heard[event] ?? []) act(value); }
  send(wish) {
    this.sent.push(wish);
    window.ask(JSON.stringify(wish)).then((answer) => this.take(JSON.parse(answer)));
  }
  take({ state, messages }) {
    const other = Object.keys(state).filter((key) => JSON.stringify(state[key]) !== JSON.stringify(this.state[key]));
    Object.assign(this.state, state);
    for (const key of other) this.tell(`change:${key}`);
    for (const message of messages) this.tell("msg:custom", message);
  }
}
window.open_widget = async (source, style, state) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const widget = (await import(url)).default;
  const el = document.createElement("div");
  window.leave?.();
  const css = Object.assign(document.createElement("style"), { textContent: style });
  document.querySelector("#here").replaceChildren(css, el);
  window.model = new Model(state);
  const end = widget.initialize?.({ model: window.model });
  const close = await widget.render({ model: window.model, el });
  window.leave = () => (close(), end?.());
};
"""


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """The system's browser, with more flags. Skips where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip(
            "THE WIDGETS WERE NOT TESTED IN A BROWSER: there is no chromium; apt-get install chromium"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *more])
        yield browser
        browser.close()


class Surface:
    """A page on which one widget after the other is shown; ``wrong`` are the errors of its scripts."""

    def __init__(self, page: Page, style: str = "") -> None:
        self.page = page
        self.widget: CanvasWidget | None = None
        self.wrong: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.expose_function("ask", self._answer)
        page.expose_function("save", self._save)
        page.set_content(
            f"<!doctype html><html><style>body{{margin:0}}{style}</style><div id=here></div></html>"
        )
        page.add_script_tag(content=MODEL)

    def show(self, widget: CanvasWidget) -> Page:
        """Show a widget in place of the one before: wishes go to it as Jupyter's would, and its answers come back."""
        self.widget = widget
        self.page.mouse.move(0, 0)
        self.page.evaluate("(given) => open_widget(...given)", [widget._esm, widget._css, state_of(widget)])
        return self.page

    def _answer(self, wish: str) -> str:
        assert self.widget is not None
        return answer(self.widget, lambda widget: widget._handle_custom_msg(json.loads(wish), []))

    def _save(self, changed: str) -> str:
        assert self.widget is not None
        return answer(self.widget, lambda widget: widget.set_state(json.loads(changed)))


@contextmanager
def surface(browser: Browser, style: str = "", **options: Any) -> Iterator[Surface]:
    """A page for widgets. Errors of scripts are errors of the test."""
    page = browser.new_page(**{"viewport": {"width": 1100, "height": 620}, **options})
    try:
        opened = Surface(page, style)
        yield opened
    finally:
        page.close()
    assert not opened.wrong, opened.wrong


def state_of(widget: CanvasWidget) -> dict[str, Any]:
    """Everything of a widget that the page has, but its own code."""
    return {
        part: value
        for part, value in widget.get_state().items()
        if not part.startswith("_") and part != "layout"
    }


def answer(widget: CanvasWidget, act: Callable[[CanvasWidget], object]) -> str:
    """What Python makes of an act: the state it pushes and what it says."""
    messages: list[object] = []
    widget.send = lambda message, *_: messages.append(message)  # type: ignore[method-assign]
    act(widget)
    return json.dumps({"state": state_of(widget), "messages": messages})


def push(page: Page, widget: CanvasWidget) -> None:
    """Let the page see what Python changed by itself."""
    page.evaluate("(state) => model.take({ state, messages: [] })", state_of(widget))


def sent(page: Page) -> list[dict[str, Any]]:
    """The wishes so far."""
    wishes: list[dict[str, Any]] = page.evaluate("model.sent")
    return wishes
