"""Abnormal customers (CUS-13): whose buying broke with its own habit. One statement over the whole base.

Only orders that were neither rejected nor cancelled count, by business day. Days run, holidays or not: the habit is in
the days between orders.

- Likely lost: more days since the last order than the median between two order days, times a factor; with enough order
  days in the look-back. It stays until the customer orders again.
- Amount plunge, transaction plunge: the 30 days up to yesterday against the average of the 30-day periods before; only
  for customers who bought in each of these and on enough days. It stays until the fall is smaller, or is the habit.

New customers, leads and customers given up for lost have no habit to break. Of an alert that is new the customer's rep
and the rep's supervisors are told, each once for all that a search found.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, now
from erp_visit.core.ids import new_id
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.db import Connection
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.work.notify import notify, supervisors_of_all

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('abnormal customers', 0))"
_LIMITS = (
    "alert_look_back_days", "alert_orders", "alert_interval_percent", "alert_quiet_days", "alert_plunge_percent",
    "alert_baseline_periods",
)  # fmt: skip
_DETECT = """
WITH limits (department_id, look_back, orders, percent, quiet, plunge, periods) AS (
    SELECT * FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[])
), buyer AS MATERIALIZED (
    SELECT c.id AS customer_id, l.* FROM customer c JOIN limits l ON l.department_id = c.department_id
    WHERE c.status NOT IN ('LEAD', 'LOST')
), bought AS MATERIALIZED (
    SELECT o.customer_id, o.business_day AS day, count(*) AS orders, sum(o.total) AS amount
    FROM sales_order o
    WHERE o.business_day BETWEEN $1::date - $9::int AND $1::date AND o.state NOT IN ('REJECTED', 'CANCELLED')
    GROUP BY 1, 2
), habit AS (
    SELECT customer_id, count(*) AS days, max(day) AS last_on,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median
    FROM (
        SELECT w.customer_id, w.day, w.day - lag(w.day) OVER (PARTITION BY w.customer_id ORDER BY w.day) AS gap
        FROM bought w JOIN buyer b ON b.customer_id = w.customer_id WHERE w.day > $1::date - b.look_back
    ) gaps
    GROUP BY customer_id
), period AS (
    SELECT w.customer_id, b.plunge, b.periods, b.orders AS least, ($1::date - 1 - w.day) / 30 AS ago, w.orders, w.amount
    FROM bought w JOIN buyer b ON b.customer_id = w.customer_id
    WHERE w.day < $1::date AND w.day > $1::date - 1 - 30 * (b.periods + 1)
), usual AS (
    SELECT customer_id, plunge, periods,
        coalesce(sum(amount) FILTER (WHERE ago = 0), 0.00) AS amount, sum(amount) FILTER (WHERE ago > 0) AS amounts,
        coalesce(sum(orders) FILTER (WHERE ago = 0), 0) AS orders, sum(orders) FILTER (WHERE ago > 0) AS ordered
    FROM period GROUP BY customer_id, plunge, periods, least
    HAVING count(DISTINCT ago) FILTER (WHERE ago > 0) = periods AND count(*) FILTER (WHERE ago > 0) >= least
), found (customer_id, kind, figures) AS (
    SELECT b.customer_id, 'LIKELY_LOST', jsonb_build_object(
        'days', $1::date - h.last_on, 'median', round(h.median::numeric, 1), 'order_days', h.days,
        'last_order_on', h.last_on)
    FROM habit h JOIN buyer b ON b.customer_id = h.customer_id
    WHERE h.days >= b.orders AND $1::date - h.last_on >= b.quiet AND ($1::date - h.last_on) * 100 > h.median * b.percent
    UNION ALL
    SELECT customer_id, 'AMOUNT_PLUNGE', jsonb_build_object(
        'recent', amount::text, 'usual', round(amounts / periods, 2)::text,
        'fell', floor(100 - amount * 100 * periods / amounts), 'periods', periods, 'until', $1::date - 1)
    FROM usual WHERE amounts > 0 AND amount * 100 * periods <= amounts * (100 - plunge)
    UNION ALL
    SELECT customer_id, 'TRANSACTION_PLUNGE', jsonb_build_object(
        'recent', orders, 'usual', round(ordered / periods, 1), 'fell', floor(100 - orders * 100 * periods / ordered),
        'periods', periods, 'until', $1::date - 1)
    FROM usual WHERE orders * 100 * periods <= ordered * (100 - plunge)
), still (customer_id, kind, figures) AS (
    -- The habit may slide out of the look-back; likely lost ends by an order, not by time.
    SELECT a.customer_id, a.kind, a.figures
        || jsonb_build_object('days', $1::date - (a.figures ->> 'last_order_on')::date)
    FROM customer_alert a JOIN buyer b ON b.customer_id = a.customer_id
    WHERE a.kind = 'LIKELY_LOST' AND a.resolved_on IS NULL
      AND NOT EXISTS (SELECT FROM sales_order o WHERE o.customer_id = a.customer_id
          AND o.business_day BETWEEN (a.figures ->> 'last_order_on')::date + 1 AND $1
          AND o.state NOT IN ('REJECTED', 'CANCELLED'))
      AND NOT EXISTS (SELECT FROM found f WHERE f.customer_id = a.customer_id AND f.kind = a.kind)
), abnormal AS (
    SELECT * FROM found UNION ALL SELECT * FROM still
), written AS (
    INSERT INTO customer_alert AS a (customer_id, kind, figures, detected_on, seen_on)
    SELECT customer_id, kind, figures, $1::date, $1::date FROM abnormal
    ON CONFLICT (customer_id, kind) WHERE resolved_on IS NULL
        DO UPDATE SET figures = excluded.figures, seen_on = excluded.seen_on
    RETURNING a.id, a.xmax = 0 AS opened
), resolved AS (
    UPDATE customer_alert a SET resolved_on = $1
    WHERE a.resolved_on IS NULL
      AND NOT EXISTS (SELECT FROM abnormal n WHERE n.customer_id = a.customer_id AND n.kind = a.kind)
    RETURNING a.id
)
SELECT (SELECT count(*) FROM written WHERE opened) AS opened, (SELECT count(*) FROM written WHERE NOT opened) AS kept,
    (SELECT count(*) FROM resolved) AS resolved, (SELECT array_agg(id) FROM written WHERE opened) AS fresh
"""
_WHOSE = """
    SELECT c.owner_id, coalesce(c.owner_id, c.department_id) AS whose, c.name, min(a.id::text) AS first
    FROM customer_alert a JOIN customer c ON c.id = a.customer_id WHERE a.id = ANY($1::uuid[]) GROUP BY c.id
"""
NAMED = 3
"""Customers whose names stand in a message; the others are counted."""


@dataclass(frozen=True, slots=True)
class Detected:
    """How many alerts a search opened, found still true, and closed."""

    opened: int
    kept: int
    resolved: int
    replayed: bool = False


async def detect(connection: Connection, day: date | None = None) -> Detected:
    """Look over all customers as of a business day, today's if none is named, and tell of what is new; once more
    changes nothing."""
    found, fresh = await find(connection, day)
    if fresh:
        await _tell(connection, fresh)
    return found


async def find(connection: Connection, day: date | None = None) -> tuple[Detected, list[UUID]]:
    """The search alone, with the ids of the alerts that it opened; nobody is told."""
    await connection.execute(_LOCK)
    company = await control_parameters(connection, None)
    today = day or business_day(now(), company.timezone, company.cutoff_hour)
    rows = await connection.fetch("SELECT DISTINCT department_id FROM customer")
    departments = [row["department_id"] for row in rows]
    limits = [dataclasses.asdict(await control_parameters(connection, key)) for key in departments]
    columns: list[list[int]] = [[one[name] for one in limits] for name in _LIMITS]
    looked = max([0, *columns[0], *(30 * (periods + 1) + 1 for periods in columns[5])])
    row = await connection.fetchrow(_DETECT, today, departments, *columns, looked)
    assert row is not None
    return Detected(row["opened"], row["kept"], row["resolved"]), row["fresh"] or []


async def _tell(connection: Connection, fresh: Sequence[UUID]) -> None:
    """One message for each rep and each supervisor, whatever the number of alerts; each alert is new only once. Of
    customers in nobody's care the supervisors of their department are told."""
    cared: dict[UUID, list[Any]] = {}
    for row in await connection.fetch(_WHOSE, fresh):
        cared.setdefault(row["whose"], []).append(row)
    own = {whose: customers for whose, customers in cared.items() if customers[0]["owner_id"] is not None}
    team: dict[UUID, list[Any]] = {}
    for whose, supervisors in (await supervisors_of_all(connection, cared)).items():
        for supervisor in supervisors:
            team.setdefault(supervisor, []).extend(cared[whose])
    for word, template, told in (
        ("own", "{count} of your customers newly buy less than their habit: {names}", own),
        ("team", "{count} customers of your team newly buy less than their habit: {names}", team),
    ):
        for employee, customers in told.items():
            known = sorted(one["name"] for one in customers)
            names = "、".join(known[:NAMED]) + ("…" if len(known) > NAMED else "")
            first = min(one["first"] for one in customers)
            await notify(
                connection, [employee], key=f"alert.{word}:{first}", template=template,
                params={"count": len(customers), "names": names}, entity="CustomerAlert", entity_id=UUID(first),
            )  # fmt: skip


async def detect_abnormal_customers(actor: Actor, *, operation_id: UUID | None = None) -> Detected:
    """The nightly search now. Raises FORBIDDEN, KEY_REUSED."""
    actor.require(Right.VISIT_PLAN)
    operation = Operation.of(actor, "alert.detect", operation_id)

    async def work(connection: Connection) -> Detected:
        earlier = await first_result(connection, operation, Detected)
        if earlier is not None:
            return earlier
        result = await detect(connection)
        found = {"opened": result.opened, "kept": result.kept, "resolved": result.resolved}
        await record_audit(connection, actor, "alert.detect", "CustomerAlert", operation_id or new_id(), after=found)
        await remember(connection, operation, result)
        return result

    return await once(operation, Detected, work)


__all__ = ["Detected", "detect", "detect_abnormal_customers", "find"]
