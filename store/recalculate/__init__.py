"""A whole log through a journey into the workspace: in one process, in several, on a cluster; the same answer."""

from store.recalculate.run import Recalculated, Watch, recalculate

__all__ = ["Recalculated", "Watch", "recalculate"]
