"""Instants as people say them: dates with an offset, weekdays and hours, in the zone where somebody lives."""
