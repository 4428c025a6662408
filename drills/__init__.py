"""Drills: real processes under load, and what breaks in operation. `python -m drills --help`."""
