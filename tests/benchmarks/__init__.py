"""Speeds, printed as ratios from one run: ``make bench``, or ``python -m tests.benchmarks``."""
