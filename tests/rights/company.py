"""The demo distributor, small, with somebody in every role: records of every type, of all owners and departments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.org.actors import load_actor
from erp_visit.org.rights import RoleCode
from erp_visit.work.channels import create_channel
from erp_visit.work.feed import post_to_feed

SIZE = DemoSize(until=until(date(2026, 11, 20)), customers=48, orders=160, days=12)
NAMES = {
    RoleCode.REP: "rep1", RoleCode.SUPERVISOR: "supervisor", RoleCode.MANAGER: "manager", RoleCode.CLERK: "clerk",
    RoleCode.KEEPER: "keeper", RoleCode.DRIVER: "driver", RoleCode.FINANCE: "finance", RoleCode.EXECUTIVE: "executive",
    RoleCode.ADMINISTRATOR: "admin",
}  # fmt: skip


@dataclass(frozen=True)
class Company:
    """Who works there, by role. The reps of another team are nobody here, but their records are there."""

    actors: dict[RoleCode, Actor]


async def open_company() -> Company:
    """Fill the empty database."""
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "no password fits this")
        # Sessions are opened without a password, and would end as those of before one was set.
        await connection.execute("UPDATE employee SET password_changed_at = NULL")
        marketing = new_id()
        await connection.execute(
            "INSERT INTO employee (id, code, name, username, department_id)"
            " SELECT $1, 'E0090', '市场', 'marketing', id FROM department WHERE code = 'OFFICE'", marketing,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = 'MARKETING'",
            marketing,
        )
        keys: dict[str, UUID] = {
            row["username"]: row["id"] for row in await connection.fetch("SELECT id, username FROM employee")
        }
        actors = {role: await load_actor(connection, keys[name]) for role, name in NAMES.items()}
        actors[RoleCode.MARKETING] = await load_actor(connection, marketing)
    assert set(actors) == set(RoleCode)
    admin = actors[RoleCode.ADMINISTRATOR]
    await create_channel(
        admin, id=new_id(), name="Office", kind="MAIL", address="office@example.com", employee_id=admin.id
    )
    await post_to_feed(actors[RoleCode.REP], id=new_id(), text="Seen today")
    return Company(actors)


__all__ = ["Company", "open_company"]
