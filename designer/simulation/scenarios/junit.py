"""The answer of scenarios as JUnit XML, which CI systems read: a suite a scenario, a case for everybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from designer.simulation.scenarios.failures import why
from designer.simulation.scenarios.runner import ScenarioTrial
from engine.scenario import PersonVerdict, Verdict


def junit(trials: Sequence[ScenarioTrial]) -> str:
    """The document. A scenario that cannot be run is an error, an expectation that did not hold a failure."""
    root = Element("testsuites", name="waypost")
    for trial in trials:
        _suite(root, trial)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.attrib[count]) for suite in root)))
    root.set("time", f"{sum(trial.seconds for trial in trials):.3f}")
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode() + "\n"


def _suite(root: Element, trial: ScenarioTrial) -> None:
    suite = SubElement(root, "testsuite", name=_plain(trial.name), file=_plain(str(trial.path)))
    suite.set("time", f"{trial.seconds:.3f}")
    if trial.verdict is None:
        case = SubElement(suite, "testcase", classname=_plain(trial.name), name="the scenario itself")
        said = "\n".join(map(str, trial.faults))
        SubElement(case, "error", message=_plain(said.partition("\n")[0])).text = _plain(said)
    else:
        for judged in trial.verdict.judged:
            _case(suite, trial, trial.verdict, judged)
    failed = sum(case.find("failure") is not None for case in suite)
    errors = int(trial.verdict is None)
    suite.attrib |= {"tests": str(len(suite)), "failures": str(failed), "errors": str(errors)}


def _case(suite: Element, trial: ScenarioTrial, verdict: Verdict, judged: PersonVerdict) -> None:
    case = SubElement(suite, "testcase", classname=_plain(trial.name), name=_plain(judged.called))
    if judged.misses:
        body = "\n".join([*map(str, judged.misses), "", *why(verdict, judged)])
        SubElement(case, "failure", message=_plain(str(judged.misses[0]))).text = _plain(body)


def _plain(text: str) -> str:
    """The ``text`` without the characters that XML has no way to write."""
    return "".join(each if _is_xml(ord(each)) else "\ufffd" for each in text)


def _is_xml(code: int) -> bool:
    """The characters of XML 1.0 (production 2 of the recommendation)."""
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
