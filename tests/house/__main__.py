"""Run all checks of the house: ``python -m tests.house [--update]``. Exit code 1 if one of them finds something.

``exceptions.toml`` says why some names are shared. ``known.txt`` lists what is yet to be mended: nothing is added to
it, and ``--update`` takes out what has been mended.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.house.docstrings import SHARE, beginnings, named_parameters
from tests.house.names import participles, shared_classes, shared_files

_HERE: Final = Path(__file__).parent
_KNOWN: Final = _HERE / "known.txt"
_CHECKS: Final[dict[str, Callable[[], Iterator[tuple[str, str]]]]] = {
    "participle": participles,
    "shared-file": shared_files,
    "shared-class": shared_classes,
    "beginning": beginnings,
}


def excused() -> dict[str, dict[str, str]]:
    """The reasons in ``exceptions.toml``: for each check, a name or a place and why it is fine."""
    return tomllib.loads((_HERE / "exceptions.toml").read_text())


def offences() -> dict[str, str]:
    """All that is found and not excused: ``check place``, and what is wrong there."""
    reasons = excused()
    return {
        f"{check} {place}": message
        for check, find in _CHECKS.items()
        for place, message in find()
        if not {place, place.rsplit("::", 1)[-1], Path(place).stem} & set(reasons.get(check, ()))
    }


def main() -> int:
    """Print what is new and what is mended; return the exit code."""
    found, known = offences(), _KNOWN.read_text().splitlines()
    new = [offence for offence in found if offence not in set(known)]
    rest = [offence for offence in known if offence in found]
    for offence in new:
        place = offence.split(" ", 1)[1]
        print(f"{place}: {found[offence]}")
    if "--update" in sys.argv:
        _KNOWN.write_text("".join(f"{offence}\n" for offence in rest))
    elif len(rest) < len(known):
        print(f"{len(known) - len(rest)} are mended: python -m tests.house --update", file=sys.stderr)
    parameters = named_parameters()
    print(
        f"{parameters.named} of {parameters.total} parameters are named in docstrings: {parameters.share:.0%}"
    )
    print(f"{len(new)} new, {len(rest)} known", file=sys.stderr)
    return int(bool(new) or parameters.share < SHARE)


if __name__ == "__main__":
    sys.exit(main())
