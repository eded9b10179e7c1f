"""A whole log through a journey into the workspace: in one process, in several, on a cluster; the same answer."""

from store.recalculate.run import RecalculationResult, Watch, recalculate

__all__ = ["RecalculationResult", "Watch", "recalculate"]
