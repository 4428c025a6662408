"""Who sees which rows of people, settings and the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from erp_visit.core.actor import Profile
from erp_visit.core.declare import Way, any_of, in_departments, visible, visible_through
from erp_visit.org.models import (
    AuditEntry,
    Department,
    Employee,
    EmployeeRole,
    LoginEvent,
    ParameterSet,
    Role,
    Setting,
)
from erp_visit.org.rights import Right

# Colleagues, departments and role names are no secret inside a distributor; what is, has a right on its field.


@visible(Department)
def departments(profile: Profile) -> str:
    return "TRUE"


@visible(Employee)
def employees(profile: Profile) -> str:
    return "TRUE"


@visible(Role)
def roles(profile: Profile) -> str:
    return "TRUE"


visible_through(EmployeeRole, "employee")


@visible(Setting)
def settings(profile: Profile) -> str:
    return "TRUE"


@visible(ParameterSet)
def parameter_sets(profile: Profile) -> str:
    return "TRUE"


@visible(AuditEntry)
def audit_entries(profile: Profile) -> str:
    """With the right, along the tree by who acted. A record's own history comes through the record."""
    if not profile.may(Right.AUDIT_VIEW):
        return "FALSE"
    return by_person(profile, "actor_id")


@visible(LoginEvent)
def login_events(profile: Profile) -> str:
    """As the audit trail, by whose account it is. Attempts on unknown user names are for those who see all."""
    if not profile.may(Right.AUDIT_VIEW):
        return "FALSE"
    return by_person(profile, "employee_id")


def by_scope(profile: Profile, *, own: str, team: str) -> str:
    """The condition for the profile's data scope; a wider scope includes the narrower one."""
    match profile.scope.value:
        case "ALL":
            return "TRUE"
        case "TEAM":
            return f"({team} OR {own})"
        case _:
            return f"({own})"


def by_person(profile: Profile, column: str) -> str:
    """As `by_scope`, for rows that belong to whoever the column names, in whatever department that is today."""
    team = f"{{t}}.{column} IN (SELECT e.id FROM employee e WHERE e.department_id = ANY(:departments))"
    return by_scope(profile, own=f"{{t}}.{column} = :actor", team=team)


def mine(column: str) -> Way:
    """A column that names the actor."""
    return Way(column, "", f"{{t}}.{column} = :actor")


OF_TEAM = Way("department_id", "SELECT unnest(:departments)", "{t}.department_id = ANY(:departments)")
"""The departments on and below the actor's."""
_IN_MANY = in_departments("{t}.department_id")


def by_ways(profile: Profile, *, own: Sequence[Way], team: Sequence[Way] = (OF_TEAM,)) -> str:
    """As `by_scope`, for rows that are seen because of one of their columns."""
    match profile.scope.value:
        case "ALL":
            return "TRUE"
        case "TEAM":
            if profile.wide:
                team = [replace(way, condition=_IN_MANY) if way.condition == OF_TEAM.condition else way for way in team]
            return any_of(*team, *own)
        case _:
            return any_of(*own)


__all__ = [
    "OF_TEAM", "audit_entries", "by_person", "by_scope", "by_ways", "departments", "employees", "mine",
    "parameter_sets", "roles", "settings",
]  # fmt: skip
