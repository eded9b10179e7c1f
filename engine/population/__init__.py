"""Made-up populations: people who live by chances and waiting times, and do what a design waits for."""

from engine.population.chances import Population, StepChances, load
from engine.population.generator import MadeUpPeople, made_up_people
from engine.population.observation import observe_population

__all__ = ["MadeUpPeople", "Population", "StepChances", "load", "made_up_people", "observe_population"]
