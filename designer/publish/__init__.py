"""Journeys on servers: who we are there, what is there, what would change, and making it so."""
