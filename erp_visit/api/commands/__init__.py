"""The mutations of all domains: inputs parsed, services called. No rules here."""

from erp_visit.api.commands import (
    catalog,
    customers,
    forms,
    insight,
    login,
    money,
    orders,
    people,
    planning,
    reports,
    stock,
    tracks,
    visits,
    work,
)

__all__ = [
    "catalog",
    "customers",
    "forms",
    "insight",
    "login",
    "money",
    "orders",
    "people",
    "planning",
    "reports",
    "stock",
    "tracks",
    "visits",
    "work",
]
