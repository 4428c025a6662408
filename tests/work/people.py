"""A small tree of people: a company with two teams, reps in them, a supervisor and a manager who hold their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.org.rights import RoleCode
from tests import factories


@dataclass(frozen=True)
class People:
    company: UUID
    team: UUID
    other_team: UUID
    rep: Actor
    mate: Actor
    stranger: Actor
    supervisor: Actor
    manager: Actor
    admin: Actor
    customer: UUID


async def people() -> People:
    company = await factories.department("Company")
    team, other = await factories.department("Team", company), await factories.department("Other", company)
    all_of_them = (company, team, other)
    made = {
        "rep": await factories.employee(team, RoleCode.REP, name="王伟"),
        "mate": await factories.employee(team, RoleCode.REP, name="李娜"),
        "stranger": await factories.employee(other, RoleCode.REP, name="赵六"),
        "supervisor": await factories.employee(team, RoleCode.SUPERVISOR, name="陈主管"),
        "manager": await factories.employee(company, RoleCode.MANAGER, name="周经理", department_ids=all_of_them),
        "admin": await factories.employee(company, RoleCode.ADMINISTRATOR, name="管理员", department_ids=all_of_them),
    }
    async with db.connection() as connection:
        for actor in made.values():
            await connection.execute(
                "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = $2",
                actor.id,
                actor.roles[0],
            )
    customer = await factories.customer(made["rep"], team, name="惠民便利店")
    return People(company, team, other, customer=customer, **made)


async def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    async with db.connection() as connection:
        return [dict(row) for row in await connection.fetch(sql, *values)]


async def one(sql: str, *values: Any) -> Any:
    async with db.connection() as connection:
        return await connection.fetchval(sql, *values)


async def told(actor: Actor) -> list[str]:
    """The keys of what somebody was told, without the ids in them, the oldest first."""
    found = await rows("SELECT key FROM notification WHERE recipient_id = $1 ORDER BY id", actor.id)
    return [row["key"].partition(":")[0] for row in found]


__all__ = ["People", "one", "people", "rows", "told"]
