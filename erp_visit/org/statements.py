"""Pieces that hot commands put their statements together from.

All commands on a customer's documents take their locks in one order: customer_account, sales_order,
stock_document, stock_balance by id. The account comes first because a receipt locks it and then closes orders.

READ COMMITTED: a statement that waited for a lock reads the locked row anew, but all else as it was when the
statement began. So contested numbers are read from the locked rows; and a statement that also reads other facts
says in its column `stale` whether it waited, in which case it is run once more, now under its own locks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from erp_visit.core.actor import Profile
from erp_visit.core.models import Record
from erp_visit.core.visibility import visibility_condition
from erp_visit.db import Connection
from erp_visit.org.settings import ControlParameters, parse_settings

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


async def fetch_settled(connection: Connection, statement: str, *values: Any) -> Any:
    """The one row of a statement that locks and reads facts, run again if it had to wait for its lock."""
    row = await connection.fetchrow(statement, *values)
    if row is not None and row["stale"]:
        row = await connection.fetchrow(statement, *values)
    return row


__all__ = ["business_day_sql", "fetch_settled", "parameters_of", "sees", "waited"]
