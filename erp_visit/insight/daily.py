"""Daily reports (WRK-4): the day's facts, reckoned by the server, with what the author says of the day.

Until it is handed in the facts are those of the moment; handing in keeps them as they then are. It may be handed in
again, with fresh facts, until the supervisor has read it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import business_day, day_end, day_start, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.insight.figure_sql import VISIT_SUMS
from erp_visit.insight.models import DAILY_REPORT_MOVES, DailyReport, DailyReportState
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.work.notify import notify, supervisors_of

constraint_means(
    "daily_report_pkey", ErrorCode.KEY_REUSED, "The id stands for another report. Make a fresh UUID for each one."
)
DAYS_BACK = 7
"""A report may be written so many days late."""

_FACTS = f"""
    SELECT
        s.*,
        (SELECT count(*) FROM co_visit c WHERE c.colleague_id = $1 AND c.state = 'DONE'
            AND c.checked_in_at >= $3 AND c.checked_in_at < $4) AS co_visits,
        o.number AS orders, o.amount AS order_amount, m.number AS receipts, m.amount AS receipt_amount,
        (SELECT count(*) FROM task t WHERE t.assignee_id = $1 AND t.state IN ('DONE', 'APPRAISED')
            AND t.done_at >= $3 AND t.done_at < $4) AS tasks_done,
        (SELECT count(*) FROM task t WHERE t.assignee_id = $1 AND t.state IN ('OPEN', 'STARTED')
            AND t.due_on <= $2) AS tasks_due,
        (SELECT count(*) FROM visit_report r WHERE r.author_id = $1 AND r.state = 'DUE' AND r.due_at < $4)
            AS reports_missing,
        (SELECT d.metres FROM day_track d WHERE d.employee_id = $1 AND d.business_day = $2) AS metres
    FROM
        (SELECT {VISIT_SUMS["planned"]} AS visits_planned, {VISIT_SUMS["done"]} AS visits_done,
            {VISIT_SUMS["effective"]} AS visits_effective, {VISIT_SUMS["closed"]} AS shops_closed,
            {VISIT_SUMS["dwell"]} AS dwell_seconds,
            count(DISTINCT v.customer_id) FILTER (WHERE v.state = 'DONE') AS customers_visited
        FROM visit v WHERE v.rep_id = $1 AND v.business_day = $2) s,
        (SELECT count(*) AS number, coalesce(sum(total), 0.00) AS amount FROM sales_order
        WHERE rep_id = $1 AND business_day = $2 AND state NOT IN ('REJECTED', 'CANCELLED')) o,
        (SELECT count(*) AS number, coalesce(sum(r.amount), 0.00) AS amount FROM receipt r
        JOIN customer c ON c.id = r.customer_id
        WHERE r.business_day = $2 AND r.state = 'POSTED' AND (c.owner_id = $1 OR r.recorded_by_id = $1)) m
"""


@dataclass(frozen=True, slots=True)
class DailyFacts:
    """What an employee did on a business day."""

    business_day: date
    visits_planned: int
    visits_done: int
    visits_effective: int
    shops_closed: int
    dwell_seconds: int
    customers_visited: int
    co_visits: int
    orders: int
    order_amount: Decimal
    receipts: int
    receipt_amount: Decimal
    tasks_done: int
    tasks_due: int
    reports_missing: int
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class DailyReportSaved:
    """The report that a command wrote."""

    daily_report_id: UUID
    replayed: bool = False


async def daily_facts(connection: Connection, employee_id: UUID, day: date, zone: str, cutoff: int) -> DailyFacts:
    """The facts of an employee's business day: visits, orders taken, money from own customers, tasks, mileage."""
    start, end = day_start(day, zone, cutoff), day_end(day, zone, cutoff)
    row = await connection.fetchrow(_FACTS, employee_id, day, start, end)
    assert row is not None
    return DailyFacts(business_day=day, **dict(row))


async def my_day(connection: Connection, actor: Actor, day: date | None, oldest: int | None = None) -> DailyFacts:
    """The facts of one's own business day, today's if none is named.

    Raises FORBIDDEN, and INVALID_INPUT for a coming day and one more than `oldest` days ago.
    """
    actor.require(Right.TASK_VIEW)
    parameters = await control_parameters(connection, actor.department_id)
    today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
    wanted = day or today
    if wanted > today:
        raise invalid("{day} has not come yet; today is {today}.", "day", day=wanted, today=today)
    if oldest is not None and wanted < today - timedelta(days=oldest):
        raise invalid("A daily report can be written up to {days} days late; {day} is longer ago.", "day",
                      days=oldest, day=wanted)  # fmt: skip
    return await daily_facts(connection, actor.id, wanted, parameters.timezone, parameters.cutoff_hour)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody of the team on a day; `state` is empty as long as nothing was handed in."""

    name: str
    department: str
    report_id: UUID | None
    state: str
    visits: int
    amount: Decimal


_TEAM = """
    SELECT e.name, d.name AS department, r.id AS report_id, coalesce(nullif(r.state, 'DRAFT'), '') AS state,
        (SELECT count(*) FROM visit v WHERE v.rep_id = e.id AND v.business_day = $1 AND v.state = 'DONE') AS visits,
        (SELECT coalesce(sum(o.total), 0.00) FROM sales_order o WHERE o.rep_id = e.id AND o.business_day = $1
            AND o.state NOT IN ('REJECTED', 'CANCELLED')) AS amount
    FROM employee e JOIN department d ON d.id = e.department_id
    LEFT JOIN daily_report r ON r.author_id = e.id AND r.business_day = $1
    WHERE e.status = 'ACTIVE' AND e.id <> $2 AND ($3 OR e.department_id = ANY($4::uuid[])) AND EXISTS (
        SELECT FROM employee_role er JOIN role o ON o.id = er.role_id WHERE er.employee_id = e.id
        AND 'visit.do' = ANY(o.rights))
    ORDER BY r.state IS NOT NULL AND r.state <> 'DRAFT', d.name, e.name, e.id LIMIT 500
"""


async def team_day(connection: Connection, actor: Actor, day: date) -> list[TeamMember]:
    """Those of the actor's team who do visits, first those who have not handed in. Raises FORBIDDEN."""
    actor.require(Right.VISIT_REVIEW)
    scope = actor.profile.scope
    departments = [] if scope is Scope.OWN else list(actor.department_ids)
    rows = await connection.fetch(_TEAM, day, actor.id, scope is Scope.ALL, departments)
    return [TeamMember(**dict(row)) for row in rows]


async def save_daily_report(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    day: date | None = None,
    remarks: str = "",
    next_steps: str = "",
    submit: bool = False,
    operation_id: UUID | None = None,
) -> DailyReportSaved:
    """Write the report of one's business day, as a draft or to hand it in with the facts as they are.

    The first write makes it under `id`; later ones find it by the day. Handing in tells the supervisors.
    Raises FORBIDDEN, INVALID_INPUT (a coming day, too long ago), WRONG_STATE (read already), KEY_REUSED.
    """
    actor.require(Right.TASK_VIEW)
    said = check_text(remarks, 2000, "remarks", lines=True)
    plans = check_text(next_steps, 2000, "nextSteps", lines=True)
    operation = Operation.of(
        actor, "daily.submit" if submit else "daily.save", operation_id, id=id, day=day, remarks=said, next=plans
    )

    async def work(connection: Connection) -> DailyReportSaved:
        earlier = await first_result(connection, operation, DailyReportSaved)
        if earlier is not None:
            return earlier
        facts = await my_day(connection, actor, day, DAYS_BACK)
        await connection.execute(
            "INSERT INTO daily_report (id, author_id, department_id, business_day) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (author_id, business_day) DO NOTHING",
            id, actor.id, actor.department_id, facts.business_day,
        )  # fmt: skip
        report = await connection.fetchrow(
            "SELECT id, state, submitted_at FROM daily_report WHERE author_id = $1 AND business_day = $2 FOR UPDATE",
            actor.id, facts.business_day,
        )  # fmt: skip
        assert report is not None
        await _write(connection, actor, report, facts, said, plans, submit=submit)
        result = DailyReportSaved(report["id"])
        await remember(connection, operation, result)
        return result

    return await once(operation, DailyReportSaved, work)


async def review_daily_report(
    actor: Actor, *, daily_report_id: UUID, comment: str, operation_id: UUID | None = None
) -> DailyReportSaved:
    """Say something on a daily report of the team, not one's own; the author is told.

    Raises FORBIDDEN, INVALID_INPUT (no comment), NOT_FOUND, OWN_DOCUMENT, WRONG_STATE (a draft), KEY_REUSED.
    """
    actor.require(Right.VISIT_REVIEW)
    text = check_text(comment, 1000, "comment", required=True, lines=True)
    operation = Operation.of(actor, "daily.review", operation_id, report=daily_report_id, comment=text)

    async def work(connection: Connection) -> DailyReportSaved:
        earlier = await first_result(connection, operation, DailyReportSaved)
        if earlier is not None:
            return earlier
        columns = ("id", "author_id", "state", "business_day", "version")
        report = await require_visible(
            connection, actor, DailyReport, daily_report_id, "dailyReportId", columns=columns, lock="FOR UPDATE OF t"
        )
        if report["author_id"] == actor.id:
            raise DomainError(
                ErrorCode.OWN_DOCUMENT, "The report is your own. Your supervisor can review it.",
                path=("dailyReportId",),
            )  # fmt: skip
        day = str(report["business_day"])
        DAILY_REPORT_MOVES.check(DailyReportState(report["state"]), DailyReportState.REVIEWED, day)
        await connection.execute(
            "UPDATE daily_report SET state = 'REVIEWED', reviewed_at = $2, reviewed_by_id = $3, review_comment = $4,"
            " version = version + 1 WHERE id = $1",
            daily_report_id, now(), actor.id, text,
        )  # fmt: skip
        await record_audit(
            connection, actor, "daily.review", "DailyReport", daily_report_id, number=day, reason=text[:255],
            before={"state": report["state"]}, after={"state": "REVIEWED"},
        )  # fmt: skip
        await notify(
            connection, [report["author_id"]], key=f"daily.reviewed:{daily_report_id}:{report['version']}",
            template="{name} commented on your daily report of {day}: {comment}",
            params={"name": actor.name, "day": day, "comment": text[:200]},
            entity="DailyReport", entity_id=daily_report_id,
        )  # fmt: skip
        announce("DailyReport", daily_report_id)
        result = DailyReportSaved(daily_report_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, DailyReportSaved, work)


async def _write(
    connection: Connection, actor: Actor, report: Any, facts: DailyFacts, remarks: str, plans: str, *, submit: bool
) -> None:
    state, day = DailyReportState(report["state"]), str(facts.business_day)
    target = DailyReportState.SUBMITTED if submit else DailyReportState.DRAFT
    DAILY_REPORT_MOVES.check(state, target, day)
    stored = {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(facts).items()}
    await connection.execute(
        "UPDATE daily_report SET state = $2, remarks = $3, next_steps = $4, facts = $5::jsonb,"
        " submitted_at = CASE WHEN $6 THEN coalesce(submitted_at, now()) END, version = version + 1 WHERE id = $1",
        report["id"], target.value, remarks, plans, orjson.dumps(stored if submit else {}).decode(), submit,
    )  # fmt: skip
    if submit:
        await record_audit(
            connection, actor, "daily.submit", "DailyReport", report["id"], number=day,
            before={"state": state.value}, after={"state": target.value},
        )  # fmt: skip
        if state is DailyReportState.DRAFT:
            await notify(
                connection, await supervisors_of(connection, actor.id), key=f"daily.in:{report['id']}",
                template="{name} handed in the daily report of {day}.", params={"name": actor.name, "day": day},
                entity="DailyReport", entity_id=report["id"],
            )  # fmt: skip
    announce("DailyReport", report["id"])


__all__ = [
    "DailyFacts",
    "DailyReportSaved",
    "TeamMember",
    "daily_facts",
    "my_day",
    "review_daily_report",
    "save_daily_report",
    "team_day",
]
