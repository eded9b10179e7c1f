"""Claims held against attempts: against all that a design allows, against random lives, and against a log.

``monitor`` is what a claim means; the three ways to check one share it.
"""
