"""Whatever the design and whatever happened: tables add up, nobody leaves the design, pictures are well-formed."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from strategies import journeys, lives
from strategies.world import Document

from designer.diagram.vector.graph_picture import picture
from designer.notebook import Simulated, conformance, flow, simulate
from designer.notebook.views.allowed_paths import allowed_paths, off_the_design
from engine.journey import Journey
from engine.steps import is_recorded

law = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
Life = tuple[Journey, list[Document]]


def lived(life: Life) -> Simulated:
    return simulate(*life)


@law
@given(lives())
def test_what_comes_to_a_step_is_what_leaves_it_and_what_stops_there(life: Life) -> None:
    run = lived(life)
    table = flow(run).frame
    left = table.groupby("step")["times"].sum().to_dict()
    entered = {step: count["entered"] for step, count in run.progress.steps.items()}
    recorded = [id for id, step in run.journey.steps.items() if is_recorded(step)]
    assert {step: left.get(step, 0) for step in recorded} == {step: entered[step] for step in recorded}
    stopped = ~table["how"].isin(["went on", "ran on the way out"])
    assert table.loc[stopped, "times"].sum() == run.progress.totals["entered"]


@law
@given(lives())
def test_nobody_takes_a_path_that_the_design_does_not_allow(life: Life) -> None:
    table = conformance(lived(life)).frame
    assert table["allowed"].all()
    assert table["attempts"].sum() == lived(life).progress.totals["entered"]


@law
@given(journeys())
def test_every_listed_path_is_one_that_the_design_allows(journey: Journey) -> None:
    listed = allowed_paths(journey, 50)
    assert len(set(listed.paths)) == len(listed.paths) <= 50
    assert [off_the_design(journey, path) for path in listed.paths] == [None] * len(listed.paths)


@law
@given(journeys())
def test_every_journey_has_a_well_formed_picture_with_all_its_steps(journey: Journey) -> None:
    root = ElementTree.fromstring(picture(journey))
    spoken = [each for each in root.iter() if each.get("role") == "graphics-symbol img"]
    assert len(spoken) == len(journey.steps)
    assert picture(journey) == picture(journey)


@law
@given(lives())
def test_every_flow_has_a_well_formed_picture(life: Life) -> None:
    view = flow(lived(life))
    root = ElementTree.fromstring(view.svg)
    assert sum(each.get("role") == "graphics-symbol img" for each in root.iter()) == len(life[0].steps)
