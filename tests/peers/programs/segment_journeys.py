"""Every operation on journeys of Segment's generated Python client, as it is generated; one line of JSON each.

``EXAMPLES`` is the folder of the example documents, ``TOKEN`` the server's. Which operations the client has says which
of the two APIs it is for.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import segment_public_api as client  # type: ignore[import-not-found, unused-ignore]

SPACE = "spa_1"
SINCE = "2020-01-01T00:00:00Z"


def operations_of_2025(api: Any, example: Callable[[str], Any]) -> None:
    """The seven operations, in the order of a journey's life."""
    create = client.CreateJourneyAlphaInput.from_dict(example("create-journey"))
    made = tried("createJourney", lambda: api.create_journey(SPACE, create))
    id = made.data.journey.container_id
    got = tried("getJourney", lambda: api.get_journey(SPACE, id))
    expect("getJourney: version inside", got.data.journey.version.status == "DRAFT")
    steps = client.ReplaceStepsForJourneyAlphaInput.from_dict(example("replace-steps-for-journey"))
    replaced = tried("replaceStepsForJourney", lambda: api.replace_steps_for_journey(SPACE, id, steps))
    version = replaced.data.version_number
    sent = client.UpdateDestinationsForJourneyAlphaInput.from_dict(example("update-destinations-for-journey"))
    tried("updateDestinationsForJourney", lambda: api.update_destinations_for_journey(SPACE, id, sent))
    for action, status in (
        ("PUBLISH", "PUBLISHED"),
        ("PAUSE_ENTRY", "ENTRY_PAUSED"),
        ("ARCHIVE", "ARCHIVED"),
    ):
        wanted = client.UpdateStatusForJourneyAlphaInput(version=version, action=action)
        name = f"updateStatusForJourney {action}"
        done = tried(name, lambda wanted=wanted: api.update_status_for_journey(SPACE, id, wanted))
        expect(f"{name}: answered", done.data.status == status)
    tried("getJourneyAnalytics", lambda: api.get_journey_analytics(SPACE, id, version, SINCE))
    removed = tried("removeJourneyFromSpace", lambda: api.remove_journey_from_space(SPACE, id, version))
    expect("removeJourneyFromSpace: answered", removed.data.status == "SUCCESS")
    refused("getJourney of one that is gone", lambda: api.get_journey(SPACE, id), 404)


def operations_of_2026(api: Any, example: Callable[[str], Any]) -> None:
    """The one operation there is, with both published examples, and a definition that is refused."""
    for name in ("xstate-create-journey", "xstate-create-journey-direct-targets"):
        body = client.CreateJourneyAlphaInput.from_dict(example(name))
        made = tried(f"createJourney {name}", lambda body=body: api.create_journey(SPACE, body))
        expect(f"createJourney {name}: answered", made.data.journey.version_number == 1)
    nothing = client.CreateJourneyAlphaInput.from_dict(
        {"name": "Nothing", "definition": {"initial": "a", "states": {}}}
    )
    refused("createJourney without states", lambda: api.create_journey(SPACE, nothing), 422)


def tried(operation: str, call: Callable[[], Any]) -> Any:
    """The answer of a call, as the client's own models have read it. Ends the run where there is none."""
    try:
        answer = call()
    except Exception as error:  # noqa: BLE001 — whatever the client raises is the result
        tell(operation, f"{type(error).__name__}: {error}")
        sys.exit(0)
    tell(operation)
    return answer


def refused(operation: str, call: Callable[[], Any], status: int) -> None:
    """A call that the server refuses with this status."""
    try:
        call()
    except client.ApiException as error:
        tell(operation, "" if error.status == status else f"refused with {error.status}")
    else:
        tell(operation, "was not refused")


def expect(operation: str, holds: bool) -> None:
    tell(operation, "" if holds else "answered something else")


def tell(operation: str, error: str = "") -> None:
    print(json.dumps({"operation": operation, "wrong": error[:300]}), flush=True)


def main(url: str, token: str, examples: Path) -> None:
    configuration = client.Configuration(host=url, access_token=token)
    with client.ApiClient(configuration) as connection:
        api = client.JourneysApi(connection)
        operations = operations_of_2025 if hasattr(api, "get_journey") else operations_of_2026
        operations(api, lambda name: json.loads((examples / f"segment-{name}.json").read_text()))


if __name__ == "__main__":
    main(os.environ["URL"], os.environ["TOKEN"], Path(os.environ["EXAMPLES"]))
