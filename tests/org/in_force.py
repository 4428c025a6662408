"""Parameters as commands read them, at any moment; for the tests of settings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import ModuleType
from uuid import UUID

from erp_visit.org.settings import ControlParameters, parse_settings, settings_json_sql
from tests import factories

KEY = "tolerance_radius"


async def in_force(
    db: ModuleType, department_id: UUID | None = None, employee_id: UUID | None = None, at: datetime | None = None
) -> ControlParameters:
    """As commands read it, but at any moment."""
    sql = settings_json_sql("$1::uuid", "$2::uuid", "coalesce($3::timestamptz, now())")
    async with db.connection() as connection:
        return parse_settings(await connection.fetchval(f"SELECT {sql}", department_id, employee_id, at))


def coming(days: int) -> date:
    return factories.today() + timedelta(days=days)
