"""Commands on roles and on who has them (ORG-1, ORG-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.guards import check_administrator_left, check_not_above, one_at_a_time, target_employee
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from erp_visit.org.sessions import renew_epoch

ROLE_NAMES = {
    RoleCode.REP: "业务员",
    RoleCode.SUPERVISOR: "主管",
    RoleCode.MANAGER: "经理",
    RoleCode.CLERK: "内勤",
    RoleCode.KEEPER: "仓管",
    RoleCode.DRIVER: "配送员",
    RoleCode.FINANCE: "财务",
    RoleCode.MARKETING: "市场",
    RoleCode.EXECUTIVE: "管理者",
    RoleCode.ADMINISTRATOR: "系统管理员",
}


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """The role that a command made or changed."""

    role_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class RolesSet:
    """Whose roles a command set."""

    employee_id: UUID
    role_ids: tuple[UUID, ...]
    replayed: bool = False


async def ensure_roles(connection: Connection) -> int:
    """Insert the roles of ORG-1 that are missing; those that exist stay as they were edited. Their number."""
    rows = await connection.fetch(
        "INSERT INTO role (code, name, scope, rights)"
        " SELECT code, name, scope, string_to_array(rights, ',')"
        " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS wanted (code, name, scope, rights)"
        " ON CONFLICT (code) DO NOTHING RETURNING id",
        [code.value for code in DEFAULT_ROLES],
        [ROLE_NAMES[code] for code in DEFAULT_ROLES],
        [scope.value for scope, _ in DEFAULT_ROLES.values()],
        [",".join(sorted(rights)) for _, rights in DEFAULT_ROLES.values()],
    )
    # A new version may bring new rights: whoever administers has them all, and can grant them to others.
    await connection.execute(
        "UPDATE role SET rights = $2, version = version + 1 WHERE code = $1 AND NOT rights @> $2",
        RoleCode.ADMINISTRATOR.value,
        sorted(right.value for right in Right),
    )
    return len(rows)


async def create_role(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    code: str,
    name: str,
    scope: str,
    rights: Sequence[str] = (),
) -> RoleChanged:
    """Make a role under the client's id. Raises FORBIDDEN, INVALID_INPUT, DUPLICATE (code), KEY_REUSED."""
    actor.require(Right.ADMINISTER)
    operation = Operation.of(actor, "role.create", id, code=code, name=name, scope=scope, rights=sorted(rights))
    values = _checked({"name": name, "scope": scope, "rights": rights})
    code = check_text(code, 32, "code", required=True).upper()

    async def work(connection: Connection) -> RoleChanged:
        earlier = await first_result(connection, operation, RoleChanged)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        if await connection.fetchval("SELECT EXISTS (SELECT FROM role WHERE code = $1)", code):
            raise DomainError(
                ErrorCode.DUPLICATE, "There is a role {role} already. Choose another code.", path=("code",), role=code
            )
        await connection.execute(
            "INSERT INTO role (id, code, name, scope, rights) VALUES ($1, $2, $3, $4, $5)",
            id, code, values["name"], values["scope"], values["rights"],
        )  # fmt: skip
        await record_audit(connection, actor, "role.create", "Role", id, number=code, after=values)
        result = RoleChanged(id)
        await remember(connection, operation, result)
        announce("Role", id)
        return result

    return await once(operation, RoleChanged, work)


async def update_role(
    actor: Actor,
    *,
    role_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> RoleChanged:
    """Change `name`, `scope` or `rights` of a role; in force for everybody logged in with their next request.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, CONFLICT, WRONG_STATE (nobody left to administer), KEY_REUSED.
    """
    actor.require(Right.ADMINISTER)
    operation = Operation.of(actor, "role.update", operation_id, role=role_id, changes=dict(changes))
    wanted = _checked(changes)

    async def work(connection: Connection) -> RoleChanged:
        earlier = await first_result(connection, operation, RoleChanged)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        row = await connection.fetchrow("SELECT * FROM role WHERE id = $1 FOR UPDATE", role_id)
        if row is None:
            raise not_found("Role", role_id, "roleId")
        _check_version(row, expected_version)
        before, after = changed({**row, "rights": sorted(row["rights"])}, wanted)
        if after:
            merged = {**row, **wanted}
            await connection.execute(
                "UPDATE role SET name = $2, scope = $3, rights = $4, version = version + 1 WHERE id = $1",
                role_id, merged["name"], merged["scope"], merged["rights"],
            )  # fmt: skip
            await check_administrator_left(connection)
            await record_audit(
                connection, actor, "role.update", "Role", role_id, number=row["code"], before=before, after=after
            )
            renew_epoch()
            announce("Role", role_id)
        result = RoleChanged(role_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, RoleChanged, work)


async def set_roles(
    actor: Actor, *, employee_id: UUID, roles: Sequence[str], operation_id: UUID | None = None
) -> RolesSet:
    """Give an employee exactly these roles (by code); in force with the employee's next request.

    Nobody gives or takes rights that go beyond his own. Raises FORBIDDEN, INVALID_INPUT (unknown role),
    NOT_FOUND, WRONG_STATE (nobody left to administer), KEY_REUSED.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    operation = Operation.of(actor, "employee.set_roles", operation_id, employee=employee_id, roles=sorted(roles))

    async def work(connection: Connection) -> RolesSet:
        earlier = await first_result(connection, operation, RolesSet)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        target = await target_employee(connection, actor, employee_id, "employeeId")
        chosen = await roles_by_code(connection, actor, roles, "roles")
        await give_roles(connection, employee_id, chosen)
        codes = sorted(row["code"] for row in chosen)
        if codes != sorted(target.roles):
            await check_administrator_left(connection)
            await record_audit(
                connection, actor, "employee.set_roles", "Employee", employee_id, number=target.name,
                before={"roles": sorted(target.roles)}, after={"roles": codes},
            )  # fmt: skip
            renew_epoch()
            announce("Employee", employee_id)
        result = RolesSet(employee_id, tuple(row["id"] for row in chosen))
        await remember(connection, operation, result)
        return result

    return await once(operation, RolesSet, work)


async def roles_by_code(
    connection: Connection, actor: Actor | None, codes: Sequence[str], *path: str | int
) -> list[asyncpg.Record]:
    """The roles (id, code, rights, scope) that the actor may give; the system may give all."""
    wanted = sorted({str(code)[:64].strip().upper() for code in codes})
    rows = await connection.fetch(
        "SELECT id, code, name, rights, scope FROM role WHERE upper(code) = ANY($1::text[]) ORDER BY code", wanted
    )
    unknown = sorted(set(wanted) - {row["code"].upper() for row in rows})
    if unknown:
        raise invalid("There is no role {role}. Choose one of those in the list of roles.", *path, role=unknown[0])
    if actor is not None:
        for row in rows:
            check_not_above(actor, frozenset(row["rights"]), Scope(row["scope"]), row["name"], *path)
    return list(rows)


async def give_roles(connection: Connection, employee_id: UUID, chosen: Sequence[asyncpg.Record]) -> None:
    """Make the employee's roles exactly the chosen ones."""
    keys = [row["id"] for row in chosen]
    await connection.execute(
        "DELETE FROM employee_role WHERE employee_id = $1 AND role_id <> ALL($2::uuid[])", employee_id, keys
    )
    await connection.execute(
        "INSERT INTO employee_role (employee_id, role_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING",
        employee_id, keys,
    )  # fmt: skip


def _check_version(row: asyncpg.Record, expected: int | None) -> None:
    if expected is not None and expected != row["version"]:
        raise DomainError(
            ErrorCode.CONFLICT,
            "{name} was changed by somebody else meanwhile. Reload it, then decide again.",
            name=row["name"],
            version=row["version"],
        )


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "name":
            values[name] = check_text(value, 64, name, required=True)
        elif name == "scope":
            if value not in {scope.value for scope in Scope}:
                raise invalid("{value} is not a scope; choose OWN, TEAM or ALL.", name, value=str(value)[:40])
            values[name] = str(Scope(value).value)
        elif name == "rights":
            known = {right.value for right in Right}
            for right in value:
                if str(right) not in known:
                    raise invalid("There is no right {right}.", name, right=str(right)[:64])
            values[name] = sorted({str(right) for right in value})
        else:
            raise invalid("{field} of a role cannot be changed.", name[:64], field=name[:64])
    return values


__all__ = [
    "ROLE_NAMES", "RoleChanged", "RolesSet", "create_role", "ensure_roles", "give_roles", "roles_by_code", "set_roles",
    "update_role",
]  # fmt: skip
