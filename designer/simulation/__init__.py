"""Run events through a design: event sources, replay, scenarios and made-up people."""
