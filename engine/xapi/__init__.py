"""xAPI statements: what is wrong with one, by the specification or by Learning Locker, and how it is stored."""

from engine.xapi.rule_sets import LEARNING_LOCKER, XAPI_1, XAPI_2, Rules
from engine.xapi.shapes import Violation
from engine.xapi.validation import agent_violations, violations

__all__ = ["LEARNING_LOCKER", "XAPI_1", "XAPI_2", "Rules", "Violation", "agent_violations", "violations"]
