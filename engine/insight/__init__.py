"""Numbers about a simulation: how far people come, how long it takes, where they stop, and who differs.

All of them read attempts alone (``Progress.log`` is not looked at), so they work on progress that was kept, too.
"""

from engine.insight.cohorts import Cohort, cohorts
from engine.insight.compare import Different, SimulationComparison, SimulationTotals, compare
from engine.insight.flow import Flow, FlowPlace, TransitionFlow, flow
from engine.insight.funnel import FunnelStep, funnel
from engine.insight.outcome_changes import AttemptEnd, OutcomeGroup, outcome_changes
from engine.insight.times import Stuck, TimeInStep, stuck, time_in_step
from engine.insight.visits import Visit, visits

__all__ = [
    "AttemptEnd",
    "Cohort",
    "Different",
    "Flow",
    "FlowPlace",
    "FunnelStep",
    "OutcomeGroup",
    "SimulationComparison",
    "SimulationTotals",
    "Stuck",
    "TimeInStep",
    "TransitionFlow",
    "Visit",
    "cohorts",
    "compare",
    "flow",
    "funnel",
    "outcome_changes",
    "stuck",
    "time_in_step",
    "visits",
]
