"""Journeys in the words of other servers: documents in and out, and what each server cannot hold."""
