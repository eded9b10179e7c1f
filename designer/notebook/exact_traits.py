"""Traits of which every other value is told, also one that Python holds equal to the former, as it does 1 and true."""

from __future__ import annotations

from typing import Any

import traitlets


class ExactTrait(traitlets.TraitType[Any, Any]):
    """A trait that tells its observers of every other object that it is set to."""

    def set(self, obj: Any, value: Any) -> None:
        """Set the trait of ``obj`` to ``value``."""
        former = obj._trait_values.get(self.name)
        super().set(obj, value)
        new = obj._trait_values[self.name]
        if new is not former and new == former:
            obj._notify_trait(self.name, former, new)


class ExactDict(ExactTrait, traitlets.Dict):
    """A dict to which that applies."""
