"""When Python looks for garbage while a design is open.

As a rule it looks after every few hundred new objects, and now and then at everything that there is; on a large design
that takes longer than anything else between a key and its picture. So it looks while the keys rest.
"""

from __future__ import annotations

import gc
from typing import Final

SELDOM: Final = 50_000
"""New objects after which to look all the same: several times what a key leaves behind."""
_OFTEN: Final = gc.get_threshold()


def look_seldom() -> None:
    """From now on, look seldom: as long as much is made that stays."""
    gc.set_threshold(SELDOM)


def set_aside() -> None:
    """Look no more at what is there now: hardly any of it goes before the design is closed."""
    if not gc.get_freeze_count():
        look_seldom()
        gc.freeze()


def look() -> None:
    """Look now: at what is new, and every tenth time at everything that has not been set aside."""
    gc.collect(2 if gc.get_count()[2] > 10 else 1)


def take_back() -> None:
    """Look as ever, at everything."""
    gc.set_threshold(*_OFTEN)
    gc.unfreeze()
