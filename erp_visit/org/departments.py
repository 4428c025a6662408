"""Commands on the department tree (ORG-1): it stays a tree, and data rights follow it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.guards import check_reach, one_at_a_time
from erp_visit.org.rights import Right
from erp_visit.org.sessions import renew_epoch

DEEPEST = 12
"""Levels of the tree: more than any company has, few enough for every walk along it to be quick."""


@dataclass(frozen=True, slots=True)
class DepartmentChanged:
    """The department that a command made or changed."""

    department_id: UUID
    replayed: bool = False


async def create_department(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    code: str,
    name: str,
    parent_id: UUID | None = None,
) -> DepartmentChanged:
    """Add a department below `parent_id`; without one only if there is none yet: a company has one root.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (parent), DUPLICATE (code), KEY_REUSED.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    operation = Operation.of(actor, "department.create", id, code=code, name=name, parent=parent_id)
    values = _checked({"code": code, "name": name, "parent_id": parent_id})

    async def work(connection: Connection) -> DepartmentChanged:
        earlier = await first_result(connection, operation, DepartmentChanged)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        await _check_code(connection, values["code"], None)
        await _check_parent(connection, actor, None, parent_id)
        await connection.execute(
            "INSERT INTO department (id, code, name, parent_id) VALUES ($1, $2, $3, $4)",
            id, values["code"], values["name"], parent_id,
        )  # fmt: skip
        await record_audit(
            connection, actor, "department.create", "Department", id, number=values["code"], after=values
        )
        renew_epoch()
        announce("Department", id)
        result = DepartmentChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, DepartmentChanged, work)


async def update_department(
    actor: Actor, *, department_id: UUID, changes: Mapping[str, Any], operation_id: UUID | None = None
) -> DepartmentChanged:
    """Change `code`, `name` or `parent_id` (move it with all that is below).

    Raises FORBIDDEN, INVALID_INPUT (also a move below itself), NOT_FOUND, DUPLICATE (code), KEY_REUSED.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    operation = Operation.of(actor, "department.update", operation_id, department=department_id, changes=dict(changes))
    wanted = _checked(changes)

    async def work(connection: Connection) -> DepartmentChanged:
        earlier = await first_result(connection, operation, DepartmentChanged)
        if earlier is not None:
            return earlier
        await one_at_a_time(connection)
        row = await connection.fetchrow(
            "SELECT code, name, parent_id FROM department WHERE id = $1 FOR UPDATE", department_id
        )
        if row is None:
            raise not_found("Department", department_id, "departmentId")
        check_reach(actor, department_id, "departmentId")
        before, after = changed(dict(row), wanted)
        if "code" in after:
            await _check_code(connection, after["code"], department_id)
        if "parent_id" in after:
            await _check_parent(connection, actor, department_id, after["parent_id"])
        if after:
            merged = {**row, **wanted}
            await connection.execute(
                "UPDATE department SET code = $2, name = $3, parent_id = $4 WHERE id = $1",
                department_id, merged["code"], merged["name"], merged["parent_id"],
            )  # fmt: skip
            await record_audit(
                connection, actor, "department.update", "Department", department_id, number=merged["code"],
                before=before, after=after,
            )  # fmt: skip
            renew_epoch()
            announce("Department", department_id)
        result = DepartmentChanged(department_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, DepartmentChanged, work)


async def _check_parent(
    connection: Connection, actor: Actor, department_id: UUID | None, parent_id: UUID | None
) -> None:
    if parent_id is None:
        if await connection.fetchval(
            "SELECT EXISTS (SELECT FROM department WHERE parent_id IS NULL AND id IS DISTINCT FROM $1)", department_id
        ):
            raise invalid("A department stands below another one. Choose the department above it.", "parentId")
        return
    above = await connection.fetch(
        "WITH RECURSIVE above (id, parent_id) AS ("
        " SELECT id, parent_id FROM department WHERE id = $1"
        " UNION SELECT d.id, d.parent_id FROM department d JOIN above ON d.id = above.parent_id)"
        " SELECT id FROM above",
        parent_id,
    )
    if not above:
        raise not_found("Department", parent_id, "parentId")
    check_reach(actor, parent_id, "parentId")
    if department_id in {row["id"] for row in above}:
        raise invalid("A department cannot stand below itself. Choose another one above it.", "parentId")
    below = await connection.fetchval(
        "WITH RECURSIVE below (id, depth) AS ("
        " SELECT $1::uuid, 1 UNION ALL SELECT d.id, depth + 1 FROM department d JOIN below ON d.parent_id = below.id)"
        " SELECT max(depth) FROM below",
        department_id,
    )
    if len(above) + below > DEEPEST:
        raise invalid("The tree may have {maximum} levels at most. Choose a higher place.", "parentId", maximum=DEEPEST)


async def _check_code(connection: Connection, code: str, department_id: UUID | None) -> None:
    if await connection.fetchval(
        "SELECT EXISTS (SELECT FROM department WHERE code = $1 AND id IS DISTINCT FROM $2)", code, department_id
    ):
        raise DomainError(
            ErrorCode.DUPLICATE, "The department code {value} is taken. Choose another.", path=("code",), value=code
        )


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in changes.items():
        match name:
            case "code":
                values[name] = check_text(value, 32, name, required=True)
            case "name":
                values[name] = check_text(value, 64, name, required=True)
            case "parent_id":
                values[name] = value
            case _:
                raise invalid("{field} of a department cannot be changed.", name[:64], field=name[:64])
    return values


__all__ = ["DEEPEST", "DepartmentChanged", "create_department", "update_department"]
