"""Journeys for people who think in code: said step by step, simulated, explained, checked, published."""
