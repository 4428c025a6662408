"""One open visit per rep, however many devices try at once, and whoever loses reads where it is open."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import service
from erp_visit.visits.service import CheckedIn
from tests import factories
from tests.factories import World
from tests.visits.steps import SHOP, fetch, fix, planned


@pytest.mark.parametrize("made", [False, True])
async def test_two_devices_check_in_at_once(world: World, made: bool) -> None:
    for round_ in range(8):
        rep = await factories.employee(world.sales)
        shops = [await factories.customer(rep, world.sales, name=f"店{n}", position=SHOP) for n in range(4)]
        visits: list[UUID | None] = [
            await planned(rep, shop) if made or n % 2 else None for n, shop in enumerate(shops)
        ]
        outcomes = await asyncio.gather(
            *(
                service.check_in(rep, visit_id=visit, **fix(device=f"device {n}"))
                if visit is not None
                else service.check_in(rep, id=new_id(), customer_id=shop, **fix(device=f"device {n}"))
                for n, (visit, shop) in enumerate(zip(visits, shops, strict=True))
            ),
            return_exceptions=True,
        )
        ((winner, device),) = [(outcome, n) for n, outcome in enumerate(outcomes) if isinstance(outcome, CheckedIn)]
        refusals = [outcome for outcome in outcomes if not isinstance(outcome, CheckedIn)]
        for error in refusals:
            assert isinstance(error, DomainError), (round_, error)
            assert error.code is ErrorCode.VISIT_OPEN
            assert error.params == {
                "customer": f"店{device}", "visit": str(winner.visit_id), "device": f"device {device}",
            }  # fmt: skip
        states = await fetch("SELECT state, count(*) FROM visit WHERE rep_id = $1 GROUP BY 1 ORDER BY 1", rep.id)
        assert states[0] == ("CHECKED_IN", 1)
        assert {state for state, _ in states[1:]} <= {"PLANNED"}
        assert await fetch("SELECT count(*) FROM audit_entry WHERE actor_id = $1", rep.id) == [(1,)]


async def test_two_devices_at_one_planned_visit(world: World) -> None:
    for _ in range(8):
        rep = await factories.employee(world.sales)
        shop = await factories.customer(rep, world.sales, position=SHOP)
        visit = await planned(rep, shop)
        outcomes = await asyncio.gather(
            *(service.check_in(rep, visit_id=visit, **fix(n), operation_id=new_id()) for n in range(4)),
            return_exceptions=True,
        )
        assert [isinstance(outcome, CheckedIn) for outcome in outcomes].count(True) == 1
        refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
        assert [error.code for error in refusals] == [ErrorCode.WRONG_STATE] * 3
        assert await fetch("SELECT count(*) FROM operation WHERE actor_id = $1", rep.id) == [(1,)]
