"""Three-way merge: two designs that began as one become one again.

``merge(base, ours, theirs)`` takes what either side changed. Where both changed the same thing in different ways,
that is a conflict with a key; ``prefer`` says for each key whose side counts.
"""

from engine.merge.conflict import Conflict, Party
from engine.merge.merge import Merge, merge

__all__ = ["Conflict", "Merge", "Party", "merge"]
