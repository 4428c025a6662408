"""Pieces that hot commands put their statements together from.

All commands on a customer's documents take their locks in one order: customer_account, sales_order,
stock_document, stock_balance by id. The account comes first because a receipt locks it and then closes orders.

READ COMMITTED: a statement that waited for a lock reads the locked row anew, but all else as it was when the
statement began. So contested numbers are read from the locked rows; and a statement that also reads other facts
says in its column `stale` whether it waited, in which case it is run once more, now under its own locks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from erp_visit.core.actor import Profile
from erp_visit.core.clock import business_day, today
from erp_visit.core.models import Record
from erp_visit.core.visibility import visibility_condition
from erp_visit.db import Connection
from erp_visit.org.settings import ControlParameters, parse_settings, settings_json_sql

_DEFAULT = ControlParameters()


def business_day_sql(settings: str) -> str:
    """SQL: the business day of the transaction's moment, under a jsonb of settings."""
    return (
        f"((now() AT TIME ZONE coalesce({settings}->>'timezone', '{_DEFAULT.timezone}'))"
        f" - make_interval(hours => coalesce(({settings}->>'cutoff_hour')::int, {_DEFAULT.cutoff_hour})))::date"
    )


@lru_cache(maxsize=512)
def sees(model: type[Record], profile: Profile, alias: str) -> str:
    """The visibility condition with the actor as $1 and the departments as $2, which both occur in any case."""
    condition = visibility_condition(model, profile, alias)
    bound = condition.replace(":actor", "$1::uuid").replace(":departments", "$2::uuid[]")
    return f"({bound} AND $1::uuid IS NOT NULL AND $2::uuid[] IS NOT NULL)"


def waited(alias: str, table: str) -> str:
    """SQL: whether the locked row `alias` (with its xmin) was changed by somebody while the statement waited for it."""
    return f"({alias}.xmin <> (SELECT seen.xmin FROM {table} seen WHERE seen.id = {alias}.id))"


@lru_cache(maxsize=256)
def parameters_of(stored: str) -> ControlParameters:
    """The control parameters from what `settings_json_sql` gave, parsed once per distinct text."""
    return parse_settings(stored)


JUDGED = "now() AS moment, (SELECT g.stamp FROM setting_stamp g) AS setting_stamp"
"""Columns for `judged_by`: when a row of facts was read, and what the settings were at then."""
_SETTINGS = f"""
SELECT {JUDGED}, {settings_json_sql("$1::uuid", "$2::uuid")}::text AS settings,
    (SELECT least(min(s.starts_at) FILTER (WHERE s.starts_at > now()), min(s.ends_at) FILTER (WHERE s.ends_at > now()))
     FROM setting s) AS until
"""
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Remembered:
    """The settings for somebody: good for every moment until the next one set, as long as the stamp is the same."""

    stamp: UUID | None
    since: datetime
    until: datetime | None
    parameters: ControlParameters

    def hold(self, stamp: UUID | None, moment: datetime) -> bool:
        return (
            stamp is not None
            and stamp == self.stamp
            and self.since <= moment
            and (self.until is None or moment < self.until)
        )


_remembered: dict[tuple[UUID | None, UUID | None], _Remembered] = {}


class Reading(NamedTuple):
    """A row of facts, with the control parameters and the business day that they are judged by."""

    row: Any
    parameters: ControlParameters
    day: date


async def judged_by(
    connection: Connection, row: Any, department_id: UUID | None, employee_id: UUID | None = None
) -> Reading:
    """With the parameters in force for an employee of a department at the moment when the row with `JUDGED` was read.

    A process remembers them: to look them up takes a quarter of what it costs to read an order's facts. The stamp that
    is read along with the facts changes with every change of a setting or a department (by a trigger), at its commit.
    """
    known = _remembered.get((department_id, employee_id))
    if known is None or not known.hold(row["setting_stamp"], row["moment"]):
        fresh: Any = await connection.fetchrow(_SETTINGS, department_id, employee_id)
        parameters = parameters_of(fresh["settings"])
        known = _Remembered(fresh["setting_stamp"], fresh["moment"], fresh["until"], parameters)
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[department_id, employee_id] = known
    parameters = known.parameters
    return Reading(row, parameters, business_day(row["moment"], parameters.timezone, parameters.cutoff_hour))


async def on_its_day(read: Callable[[date], Awaitable[Reading]]) -> Reading:
    """Facts that depend on the business day: read for the day that this process takes it to be, and once more if the
    settings say another, as at the turn of a day."""
    assumed = today()
    reading = await read(assumed)
    return reading if reading.day == assumed else await read(reading.day)


async def fetch_settled(connection: Connection, statement: str, *values: Any) -> Any:
    """The one row of a statement that locks and reads facts, run again if it had to wait for its lock."""
    row = await connection.fetchrow(statement, *values)
    if row is not None and row["stale"]:
        row = await connection.fetchrow(statement, *values)
    return row


__all__ = [
    "JUDGED", "Reading", "business_day_sql", "fetch_settled", "judged_by", "on_its_day", "parameters_of", "sees",
    "waited",
]  # fmt: skip
