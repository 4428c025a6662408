"""From an employee to an actor: rights and data scope resolved from roles and the department tree (ORG-2, ORG-3)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.errors import not_found
from erp_visit.db import Connection

_WIDTH = (Scope.OWN, Scope.TEAM, Scope.ALL)

# UNION, not UNION ALL: it ends even on a tree that someone bent into a ring by hand.
_EMPLOYEE = """
WITH RECURSIVE below (id) AS (
    SELECT e.department_id FROM employee e WHERE e.id = $1
    UNION
    SELECT d.id FROM department d JOIN below ON d.parent_id = below.id
)
SELECT e.id, e.name, coalesce(e.username, '') AS username, e.department_id, e.locale, e.password_changed_at,
       ARRAY(SELECT id FROM below ORDER BY id) AS department_ids,
       coalesce(held.codes, '{}') AS roles, coalesce(held.scopes, '{}') AS scopes,
       ARRAY(SELECT DISTINCT r.right_code FROM employee_role er JOIN role ON role.id = er.role_id,
             unnest(role.rights) AS r (right_code) WHERE er.employee_id = e.id ORDER BY 1) AS rights
FROM employee e
LEFT JOIN LATERAL (
    SELECT array_agg(role.code ORDER BY role.code) AS codes, array_agg(role.scope) AS scopes
    FROM employee_role er JOIN role ON role.id = er.role_id WHERE er.employee_id = e.id
) held ON true
WHERE e.id = $1 AND e.status = 'ACTIVE'
"""


MANY_DEPARTMENTS = 100
"""Above that, reads look for a department among them by halves: a kept plan looks through arrays from end to end."""


class Account(NamedTuple):
    """An actor, and when its password was last set: a session that is older than that has ended."""

    actor: Actor
    password_changed_at: datetime | None


def widest(scopes: list[str]) -> Scope:
    """The widest of several scopes; without any, one's own records only."""
    return max((Scope(scope) for scope in scopes), key=_WIDTH.index, default=Scope.OWN)


def profile_of(rights: tuple[str, ...], scope: Scope, departments: int) -> Profile:
    """One object for equal profiles, so that what is cached by profile is found at once."""
    return _profile(rights, scope, scope is Scope.TEAM and departments > MANY_DEPARTMENTS)


@lru_cache(maxsize=1024)
def _profile(rights: tuple[str, ...], scope: Scope, wide: bool) -> Profile:
    return Profile(frozenset(rights), scope, wide)


async def find_account(connection: Connection, employee_id: UUID) -> Account | None:
    """The active employee as an actor; None if there is none or the employee has left."""
    row = await connection.fetchrow(_EMPLOYEE, employee_id)
    if row is None:
        return None
    actor = Actor(
        id=row["id"],
        name=row["name"],
        username=row["username"],
        department_id=row["department_id"],
        department_ids=tuple(row["department_ids"]),
        profile=profile_of(tuple(row["rights"]), widest(row["scopes"]), len(row["department_ids"])),
        roles=tuple(row["roles"]),
        locale=row["locale"],
    )
    return Account(actor, row["password_changed_at"])


async def load_actor(connection: Connection, employee_id: UUID) -> Actor:
    """The employee as an actor, for jobs and tools; raises NOT_FOUND if there is none or the employee has left."""
    account = await find_account(connection, employee_id)
    if account is None:
        raise not_found("Employee", employee_id)
    return account.actor


__all__ = ["Account", "find_account", "load_actor", "profile_of", "widest"]
