"""Screens derived from the registry: list, filter, search, detail and export of every public model (PAN-1)."""
