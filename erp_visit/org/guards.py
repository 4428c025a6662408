"""What all commands on people and roles check first: how far the actor reaches, and that nobody rises by them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.db import Connection
from erp_visit.org.actors import widest
from erp_visit.org.rights import Right

_WIDTH = (Scope.OWN, Scope.TEAM, Scope.ALL)
_PEOPLE_LOCK = 7_201_001


@dataclass(frozen=True, slots=True)
class Target:
    """The employee that a command is about, locked."""

    id: UUID
    code: str
    name: str
    phone: str
    username: str | None
    department_id: UUID
    status: str
    locale: str
    version: int
    rights: frozenset[str]
    scope: Scope
    roles: tuple[str, ...]


async def one_at_a_time(connection: Connection) -> None:
    """Commands on people, roles and departments wait for one another: each checks what the others change."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _PEOPLE_LOCK)


async def target_employee(connection: Connection, actor: Actor, employee_id: UUID, *path: str | int) -> Target:
    """The employee, if within the actor's reach and not above the actor in rights.

    Raises NOT_FOUND; FORBIDDEN for an employee of another department or with rights that the actor lacks.
    """
    row = await connection.fetchrow(
        "SELECT e.id, e.code, e.name, e.phone, e.username, e.department_id, e.status, e.locale, e.version,"
        " coalesce(array_agg(DISTINCT held.code) FILTER (WHERE held.code IS NOT NULL), '{}') AS rights,"
        " coalesce(array_agg(DISTINCT r.scope) FILTER (WHERE r.id IS NOT NULL), '{}') AS scopes,"
        " coalesce(array_agg(DISTINCT r.code) FILTER (WHERE r.id IS NOT NULL), '{}') AS roles"
        " FROM employee e LEFT JOIN employee_role er ON er.employee_id = e.id LEFT JOIN role r ON r.id = er.role_id"
        " LEFT JOIN LATERAL unnest(r.rights) AS held (code) ON true WHERE e.id = $1 GROUP BY e.id",
        employee_id,
    )
    if row is None:
        raise not_found("Employee", employee_id, *path)
    target = Target(
        id=row["id"], code=row["code"], name=row["name"], phone=row["phone"], username=row["username"],
        department_id=row["department_id"], status=row["status"], locale=row["locale"], version=row["version"],
        rights=frozenset(row["rights"]), scope=widest(row["scopes"]), roles=tuple(row["roles"]),
    )  # fmt: skip
    check_reach(actor, target.department_id, *path)
    check_not_above(actor, target.rights, target.scope, target.name, *path)
    return target


def check_reach(actor: Actor, department_id: UUID, *path: str | int) -> None:
    """Raise FORBIDDEN unless the department is the actor's own or below it, or the actor's scope is all."""
    if actor.profile.scope is not Scope.ALL and department_id not in actor.department_ids:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "You may do this in your own department and those below it only. Ask someone whose scope is wider.",
            path=path,
        )


def check_not_above(actor: Actor, rights: frozenset[str], scope: Scope, name: str, *path: str | int) -> None:
    """Raise FORBIDDEN if the rights or the scope of `name` go beyond the actor's: nobody gives what he has not."""
    if actor.may(Right.ADMINISTER):
        return
    missing = sorted(right for right in rights if not actor.may(right))
    if missing:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "{name} has the right {right}, which you lack. Ask an administrator to do this.",
            path=path,
            name=name,
            right=missing[0],
        )
    if _WIDTH.index(scope) > _WIDTH.index(actor.profile.scope):
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "{name} sees more than you do. Ask an administrator to do this.",
            path=path,
            name=name,
        )


async def check_administrator_left(connection: Connection) -> None:
    """Raise WRONG_STATE if after this nobody could administer: the way back would be shut."""
    left = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM employee e JOIN employee_role er ON er.employee_id = e.id"
        " JOIN role r ON r.id = er.role_id WHERE e.status = 'ACTIVE' AND e.password_hash IS NOT NULL"
        " AND $1 = ANY(r.rights))",
        Right.ADMINISTER.value,
    )
    if not left:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "Nobody would be left who may administer. Give another active employee that right first.",
        )


__all__ = [
    "Target", "check_administrator_left", "check_not_above", "check_reach", "one_at_a_time", "target_employee",
]  # fmt: skip
