"""Ending the log-ins of others: of one employee, or of everybody, by administrators and on the server."""

from __future__ import annotations

from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import not_found
from erp_visit.core.ids import new_id
from erp_visit.db import Connection
from erp_visit.org.audit import record_audit
from erp_visit.org.auth import normal_username, prove, prove_by_code
from erp_visit.org.guards import target_employee
from erp_visit.org.news import tell
from erp_visit.org.rights import Right
from erp_visit.org.sessions import renew_epoch

# Once the rows are gone, a new epoch has every copy read anew, which finds nothing: however many there are, it is one
# word to Redis and to the other processes.


async def end_log_ins_of(actor: Actor, *, employee_id: UUID) -> int:
    """End all sessions of an employee, but not the one at hand if it is one's own; how many there were.

    Raises FORBIDDEN, NOT_FOUND.
    """
    actor.require(Right.EMPLOYEE_MANAGE)
    async with db.transaction() as connection:
        target = await target_employee(connection, actor, employee_id, "employeeId")
        count = await _end(connection, employee_id, keep=actor.session)
        await _written(connection, actor, count, employee_id, target.username or target.name)
        if count and employee_id != actor.id:
            await tell(connection, employee_id, "An administrator has ended your log-ins. Log in again.")
    return count


async def end_all_log_ins(actor: Actor, *, password: str, code: str = "", address: str) -> int:
    """End the sessions of everybody but the one at hand; how many there were. For when nobody knows who got in.

    Raises FORBIDDEN, BAD_CREDENTIALS (path `password` or `code`), THROTTLED.
    """
    actor.require(Right.ADMINISTER)
    await prove(actor, password, address, "password")
    async with db.transaction() as connection:
        await prove_by_code(connection, actor, code, address, "code")
        count = await _end(connection, None, keep=actor.session)
        await _written(connection, actor, count)
    return count


async def end_log_ins_here(username: str | None) -> int:
    """From the command line, for the system itself: of an employee, or of everybody. Raises NOT_FOUND (user name)."""
    name = "" if username is None else normal_username(username)
    async with db.transaction() as connection:
        employee_id = None
        if username is not None:
            employee_id = await connection.fetchval("SELECT id FROM employee WHERE username = $1", name)
            if employee_id is None:
                raise not_found("Employee", name, "username")
        count = await _end(connection, employee_id)
        await _written(connection, None, count, employee_id, name)
    return count


async def _end(connection: Connection, employee_id: UUID | None, *, keep: str = "") -> int:
    done = await connection.execute(
        "DELETE FROM login_session WHERE ($1::uuid IS NULL OR employee_id = $1) AND name <> $2", employee_id, keep
    )
    renew_epoch()
    return int(done.rpartition(" ")[2])


async def _written(
    connection: Connection, actor: Actor | None, count: int, employee_id: UUID | None = None, name: str = ""
) -> None:
    if employee_id is None:
        await record_audit(connection, actor, "company.end_log_ins", "LoginSession", new_id(), after={"ended": count})
    else:
        await record_audit(
            connection, actor, "employee.end_log_ins", "Employee", employee_id, number=name, after={"ended": count}
        )


__all__ = ["end_all_log_ins", "end_log_ins_here", "end_log_ins_of"]
