"""Journeys, and what events do to them. Pure: values in, values out."""
