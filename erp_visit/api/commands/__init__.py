"""The mutations of all domains: inputs parsed, services called. No rules here."""

from erp_visit.api.commands import money, people, visits

__all__ = ["money", "people", "visits"]
