"""Jobs of visits: reports that are due are called to mind, those that stay out are told to the supervisors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from erp_visit import db, jobs
from erp_visit.core.clock import now
from erp_visit.db import Connection
from erp_visit.org.settings import control_parameters
from erp_visit.work.notify import notify, supervisors_of_all

AT_ONCE = 200

_DUE = """
    UPDATE visit_report r SET reminded_at = now()
    FROM visit v JOIN customer c ON c.id = v.customer_id
    WHERE v.id = r.visit_id AND r.id IN (
        SELECT id FROM visit_report WHERE state = 'DUE' AND due_at <= now() AND reminded_at IS NULL
        ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) RETURNING r.id, r.author_id, r.due_at, c.name AS customer, v.business_day
"""
_DEPARTMENTS = """
    SELECT DISTINCT v.department_id FROM visit_report r JOIN visit v ON v.id = r.visit_id
    WHERE r.state = 'DUE' AND r.reminded_at IS NOT NULL AND r.escalated_at IS NULL ORDER BY 1
"""
_MISSING = """
    UPDATE visit_report r SET escalated_at = now()
    FROM visit v JOIN customer c ON c.id = v.customer_id, employee e
    WHERE v.id = r.visit_id AND e.id = r.author_id AND r.id IN (
        SELECT m.id FROM visit_report m JOIN visit w ON w.id = m.visit_id
        WHERE m.state = 'DUE' AND m.reminded_at IS NOT NULL AND m.escalated_at IS NULL
        AND w.department_id = $2 AND m.due_at <= $3
        ORDER BY m.due_at, m.id LIMIT $1 FOR UPDATE OF m SKIP LOCKED
    ) RETURNING r.id, r.author_id, e.name, c.name AS customer, v.business_day
"""


@jobs.app.periodic(cron="*/10 * * * *")
@jobs.app.task(name="remind_of_reports", queueing_lock="remind_of_reports", retry=jobs.BACK_OFF)
async def remind_of_reports(timestamp: int) -> None:
    """Tell reps of reports that are due, and supervisors of those that stay out: each of them once."""
    while await _some(_remind):
        pass
    async with db.connection() as connection:
        departments = [row["department_id"] for row in await connection.fetch(_DEPARTMENTS)]
    for department in departments:
        while await _some(_escalate, department):
            pass


async def _some(act: Any, *values: Any) -> bool:
    """One batch in a transaction of its own; whether there may be more."""
    async with db.transaction() as connection:
        return bool(await act(connection, *values) == AT_ONCE)


async def _remind(connection: Connection) -> int:
    rows = await connection.fetch(_DUE, AT_ONCE)
    for row in rows:
        await notify(
            connection, [row["author_id"]], key=f"report.due:{row['id']}",
            template="The report on your visit at {customer} on {day} is due.",
            params={"customer": row["customer"], "day": row["business_day"]},
            entity="VisitReport", entity_id=row["id"],
        )  # fmt: skip
    return len(rows)


async def _escalate(connection: Connection, department_id: UUID) -> int:
    parameters = await control_parameters(connection, department_id)
    since = now() - timedelta(hours=parameters.report_escalation_hours)
    rows = await connection.fetch(_MISSING, AT_ONCE, department_id, since)
    supervisors = await supervisors_of_all(connection, {row["author_id"] for row in rows})
    for row in rows:
        await notify(
            connection, supervisors.get(row["author_id"], ()), key=f"report.missing:{row['id']}",
            template="{name} has not handed in the report on the visit at {customer} on {day}.",
            params={"name": row["name"], "customer": row["customer"], "day": row["business_day"]},
            entity="VisitReport", entity_id=row["id"],
        )  # fmt: skip
    return len(rows)


__all__ = ["remind_of_reports"]
