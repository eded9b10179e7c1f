"""A marimo notebook with an editor and a player, each followed by a cell that reads it."""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    from designer.notebook import Journey, JourneyEditor, SimulationPlayer, verb

    read, passed = verb("http://example.org/read"), verb("http://example.org/passed")
    log = [
        {
            "actor": {"mbox": f"mailto:{who}@example.org"},
            "verb": {"id": f"http://example.org/{what}"},
            "timestamp": f"2026-01-01T10:0{minute}:00Z",
        }
        for who, what, minute in (("anna", "read", 1), ("bob", "read", 2), ("anna", "passed", 3))
    ]
    journey = Journey.new("Course").waypoint("read", read).waypoint("quiz", passed).exit("done")
    return JourneyEditor, SimulationPlayer, journey, log, mo


@app.cell
def _(JourneyEditor, journey, log, mo):  # noqa: N803
    editor = mo.ui.anywidget(JourneyEditor(journey, log))
    editor  # noqa: B018
    return (editor,)


@app.cell
def _(editor, mo):
    names = [step["name"] for step in editor.value["document"]["steps"].values() if "name" in step]
    mo.md(f"steps: {' '.join(sorted(editor.journey.steps))}\n\nnamed: {' '.join(names)}")


@app.cell
def _(SimulationPlayer, journey, log, mo):  # noqa: N803
    player = mo.ui.anywidget(SimulationPlayer(journey, log))
    player  # noqa: B018
    return (player,)


@app.cell
def _(mo, player):
    mo.md(f"index: {player.index}")


if __name__ == "__main__":
    app.run()
