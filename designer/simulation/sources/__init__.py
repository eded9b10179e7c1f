"""Sources to run through a journey and go through in time: the events of a log, a scenario, made-up people.

Each kind is imported by whoever plays it: a scenario needs all dialects, and made-up people all of coverage.
"""
