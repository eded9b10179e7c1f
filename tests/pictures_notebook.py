"""Pictures of what notebooks show, as PNG: ``python -m tests.pictures_notebook FOLDER [NAME…]``.

A journey and every view of progress over the statements in tests/data, in light and dark: as pictures alone, and as
the pages that Chromium makes of their files where there is one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

from screenshots import CHROMIUM
from watched import watched, watching

from designer.notebook import (
    View,
    cohorts,
    compare,
    conformance,
    flow,
    funnel,
    stuck,
    time_in_step,
    timeline,
    totals,
)
from designer.notebook.rendering.frames import frame

ROOT: Final = Path(__file__).parent.parent
THEMES: Final = {"light": "1", "dark": "0"}
"""What Chromium calls the reader's preference."""
PAGE: Final = "900,1200"


def journey() -> View:
    """A journey as it is shown where widgets cannot run, with how many came to each step."""
    from designer.diagram.text_picture import people_counts
    from designer.diagram.vector.graph_picture import picture

    steps = watched().progress.steps
    table = frame(["step", "entered"], [(step, count["entered"]) for step, count in steps.items()])
    return View(
        "Watch, then finish", {"Steps": table}, lambda: picture(watching().journey, people_counts(steps))
    )


VIEWS: Final[dict[str, Callable[[], View]]] = {
    "journey": journey,
    "totals": lambda: totals(watched()),
    "funnel": lambda: funnel(watched()),
    "flow": lambda: flow(watched()),
    "time_in_step": lambda: time_in_step(watched()),
    "stuck": lambda: stuck(watched()),
    "timeline": lambda: timeline(watched(), watched().progress.people[3].owner),
    "cohorts": lambda: cohorts(watched()),
    "compare": lambda: compare(watched(), watched(2), ("five played", "two played")),
    "conformance": lambda: conformance(watched()),
}


def photographed(page: Path, theme: str) -> Path | None:
    """What a browser makes of a page, if there is a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        return None
    png = page.with_name(f"{page.stem}-page-{theme}.png")
    scheme = f"--blink-settings=preferredColorScheme={THEMES[theme]}"
    window = [scheme, f"--window-size={PAGE}", f"--screenshot={png}", page.as_uri()]
    subprocess.run([browser, *CHROMIUM, *window], capture_output=True, check=True)
    return png


def main(folder: str = "", *names: str) -> None:
    target = Path(folder or ROOT / "build" / "pictures").absolute()
    target.mkdir(parents=True, exist_ok=True)
    for name in names or VIEWS:
        view = VIEWS[name]()
        page = view.to_html(target / f"{name}.html")
        for theme in THEMES:
            print(view.to_png(target / f"{name}-{theme}.png", theme))  # type: ignore[arg-type]
            if png := photographed(page, theme):
                print(png)


if __name__ == "__main__":
    main(*sys.argv[1:])
