"""What a log-in asks for before it opens anything: a password of one's own, and a second factor where the company
wants one."""

from __future__ import annotations

from enum import StrEnum

from erp_visit.core.actor import Actor, Scope
from erp_visit.db import Connection
from erp_visit.org.rights import Right
from erp_visit.org.settings import company_choice_sql


class Duty(StrEnum):
    """What has to be done first."""

    CHANGE_PASSWORD = "CHANGE_PASSWORD"  # noqa: S105 -- a word for what to do
    ADD_SECOND_FACTOR = "ADD_SECOND_FACTOR"


_STATE = f"""
SELECT e.must_change_password AS first,
       EXISTS (SELECT FROM second_factor f WHERE f.employee_id = e.id AND f.secret IS NOT NULL) AS added,
       {company_choice_sql("second_factor_for")} AS wanted
FROM employee e WHERE e.id = $1
"""


async def duty_of(connection: Connection, actor: Actor) -> Duty | None:
    """What an employee has to do before working. `actor` has the whole rights of the employee."""
    row = await connection.fetchrow(_STATE, actor.id)
    if row is None or row["first"]:
        return Duty.CHANGE_PASSWORD
    return Duty.ADD_SECOND_FACTOR if not row["added"] and is_wanted_of(actor, row["wanted"]) else None


async def needs_second_factor(connection: Connection, actor: Actor) -> bool:
    """Whether the company wants a second factor of this employee."""
    wanted = await connection.fetchval(f"SELECT {company_choice_sql('second_factor_for')}")
    return is_wanted_of(actor, wanted)


def is_wanted_of(actor: Actor, wanted: str) -> bool:
    """Whether a value of the parameter `second_factor_for` means this actor."""
    match wanted:
        case "EVERYBODY":
            return True
        case "LEADERS":
            return actor.profile.scope is not Scope.OWN
        case "ADMINISTRATORS":
            return actor.may(Right.ADMINISTER) or actor.may(Right.EMPLOYEE_MANAGE)
        case _:
            return False


__all__ = ["Duty", "duty_of", "is_wanted_of", "needs_second_factor"]
