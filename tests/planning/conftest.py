from __future__ import annotations

from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest

from tests import factories

HOME = (31.2304, 121.4737)
NORTH = 1 / 110_870.0


def place(metres: float) -> tuple[float, float]:
    """A position some metres north of where the rep starts."""
    return HOME[0] + metres * NORTH, HOME[1]


def next_monday() -> date:
    today = factories.today()
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    """A rep with a start point; every day but the weekend is worked, whatever the calendar of the year says."""
    made = await factories.world(products=0)
    await factories.setting("holiday_country", "NONE")
    async with db.connection() as connection:
        await connection.execute("UPDATE customer SET status = 'LOST'")
        await connection.execute(
            "UPDATE employee SET start_latitude = $2, start_longitude = $3 WHERE id = $1", made.rep.id, *HOME
        )
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", level="A", position=place(1000))
    return made


async def rows(db: ModuleType, sql: str, *values: Any) -> list[Any]:
    async with db.connection() as connection:
        return list(await connection.fetch(sql, *values))
