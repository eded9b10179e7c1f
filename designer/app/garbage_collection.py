"""Times at which Python collects garbage while a design is open.

As a rule it collects after every few hundred new objects, and now and then looks at everything that there is; on a
large design that takes longer than anything else between a key and its picture. So it collects while the keys rest.
"""

from __future__ import annotations

import gc
from typing import Final

SELDOM: Final = 50_000
"""New objects after which to collect all the same: several times what a key leaves behind."""
BEGINNING: Final = 200_000
"""More than is made until the first picture; nearly all of that stays."""
_OFTEN: Final = gc.get_threshold()
_is_frozen = False  # gc.get_freeze_count() walks over everything that is frozen


def collect_seldom(new: int = SELDOM) -> None:
    """Collect after so many ``new`` objects from now on: as long as much is made that stays."""
    gc.set_threshold(new)


def freeze() -> None:
    """Leave out what is there now: hardly any of it goes before the design is closed."""
    global _is_frozen
    if not _is_frozen:
        collect_seldom()
        gc.freeze()
        _is_frozen = True


def collect() -> None:
    """Collect now: among what is new, and every tenth time among everything that is not frozen."""
    gc.collect(2 if gc.get_count()[2] > 10 else 1)


def restore() -> None:
    """Collect as ever, among everything."""
    global _is_frozen
    gc.set_threshold(*_OFTEN)
    gc.unfreeze()
    _is_frozen = False
