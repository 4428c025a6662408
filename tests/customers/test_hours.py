"""What planning needs of a customer: opening hours, minutes, frequency, days closed."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import orjson
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.customers.hours import check_hours, hours_text, parse_hours
from erp_visit.customers.service import update_customer
from tests import factories
from tests.unchanged import refused


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1-5 08:00-12:00 14:00-20:00; 6 9:00-18:00", "1-5 08:00-12:00 14:00-20:00; 6 09:00-18:00"),
        ("1,3，5-6 10:00–22:00", "1 10:00-22:00; 3 10:00-22:00; 5-6 10:00-22:00"),
        ("7 20:00-24:00 08:00-09:00", "7 08:00-09:00 20:00-24:00"),
        ("  \n ", ""),
    ],
)
def test_opening_hours_are_typed_and_shown(typed: str, shown: str) -> None:
    hours = parse_hours(typed, "openingHours")
    assert hours_text(hours) == shown
    assert parse_hours(shown, "openingHours") == hours == check_hours(hours, "openingHours")


@pytest.mark.parametrize(
    "typed",
    ["8 08:00-12:00", "1 25:00-26:00", "1", "Monday 8-12", "1 12:00-08:00", "1 08:00", "1 08:00-12:00 11:00-13:00"],
)
def test_what_is_no_opening_time_is_refused(typed: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_hours(typed, "openingHours")
    assert (refusal.value.code, refusal.value.path) == (ErrorCode.INVALID_INPUT, ("openingHours",))


@pytest.mark.parametrize(
    "value", [[], "1", {"0": []}, {"1": "08:00"}, {"1": [["08:00"]]}, {"1": [[8, 12]]}, {"1": [["08:00", "12:00"]] * 2}]
)
def test_hours_from_clients_are_checked(value: Any) -> None:
    with pytest.raises(DomainError):
        check_hours(value, "openingHours")


async def test_they_are_kept_with_the_customer(db: ModuleType) -> None:
    world = await factories.world(products=0)
    today = factories.today()
    hours = {"1": [["08:00", "12:00"]]}
    await update_customer(
        world.rep, customer_id=world.customer,
        changes={"opening_hours": hours, "visit_minutes": 45, "visits_per_month": 0, "closed_from": today, "closed_until": today},
    )  # fmt: skip
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM customer WHERE id = $1", world.customer)
    assert orjson.loads(row["opening_hours"]) == hours
    assert (row["visit_minutes"], row["visits_per_month"], row["closed_from"], row["closed_until"]) == (
        45,
        0,
        today,
        today,
    )
    for wrong in (
        {"visit_minutes": 0},
        {"visits_per_month": 29},
        {"visit_minutes": True},
        {"closed_until": today - timedelta(days=1)},
        {"closed_from": None},
    ):
        async with refused(ErrorCode.INVALID_INPUT):
            await update_customer(world.rep, customer_id=world.customer, changes=wrong)
    await update_customer(
        world.rep,
        customer_id=world.customer,
        changes={"opening_hours": None, "visit_minutes": None, "closed_from": None, "closed_until": None},
    )
