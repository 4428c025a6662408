"""One is at one place at a time: in a visit of one's own or going along on a colleague's, never both."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import leaving, service
from erp_visit.visits.co_visits import CoVisitChanged, check_in_co_visit, check_out_co_visit, invite_to_visit
from erp_visit.visits.service import CheckedIn
from tests import factories
from tests.factories import World
from tests.unchanged import refused
from tests.visits.steps import SHOP, arrived, execute, fetch, fix, planned


async def invited(world: World, colleague: Actor) -> UUID:
    """An invitation to a visit that another rep has begun."""
    rep = await factories.employee(world.sales)
    visit, key = (
        await arrived(rep, await factories.customer(rep, world.sales, name="同事的店", position=SHOP)),
        new_id(),
    )
    await invite_to_visit(rep, id=key, visit_id=visit, colleague_id=colleague.id)
    return key


async def test_who_goes_along_begins_no_visit_of_his_own(world: World) -> None:
    key, plan = await invited(world, world.rep), await planned(world.rep, world.customer)
    await check_in_co_visit(world.rep, co_visit_id=key, **fix())
    # Not even where the next visit ends the one before: a co-visit ends with feedback.
    await factories.setting("check_out_before_next", False, world.sales)
    for attempt in (
        service.start_visit(world.rep, visit_id=plan),
        service.check_in(world.rep, visit_id=plan, **fix()),
        service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix()),
        leaving.report_shop_closed(world.rep, visit_id=plan, **fix()),
    ):
        async with refused(ErrorCode.VISIT_OPEN) as refusal:
            await attempt
        assert refusal.params["customer"] == "同事的店"
        assert refusal.params["coVisit"] == str(key)
    await check_out_co_visit(world.rep, co_visit_id=key, feedback="好")
    await service.check_in(world.rep, visit_id=plan, **fix())


async def test_another_co_visit_names_the_one_that_is_open(world: World) -> None:
    first, second = await invited(world, world.rep), await invited(world, world.rep)
    await check_in_co_visit(world.rep, co_visit_id=first, **fix())
    async with refused(ErrorCode.VISIT_OPEN) as refusal:
        await check_in_co_visit(world.rep, co_visit_id=second, **fix())
    assert refusal.params["coVisit"] == str(first)


async def test_both_at_once(world: World) -> None:
    for _ in range(8):
        rep = await factories.employee(world.sales)
        key, shop = await invited(world, rep), await factories.customer(rep, world.sales, position=SHOP)
        plan = await planned(rep, shop)
        outcomes = await asyncio.gather(
            check_in_co_visit(rep, co_visit_id=key, **fix()),
            service.check_in(rep, visit_id=plan, **fix()),
            service.check_in(rep, id=new_id(), customer_id=world.customer, **fix()),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, CoVisitChanged | CheckedIn) for outcome in outcomes) <= 1
        for error in outcomes:
            if not isinstance(error, CoVisitChanged | CheckedIn):
                assert isinstance(error, DomainError)
                assert error.code in (ErrorCode.VISIT_OPEN, ErrorCode.NOT_FOUND)
        assert await fetch(
            "SELECT (SELECT count(*) FROM visit WHERE rep_id = $1 AND state = 'CHECKED_IN')"
            " + (SELECT count(*) FROM co_visit WHERE colleague_id = $1 AND state = 'CHECKED_IN')", rep.id,
        ) == [(1,)]  # fmt: skip


async def test_the_database_has_the_last_word(world: World) -> None:
    key, plan = await invited(world, world.rep), await planned(world.rep, world.customer)
    await check_in_co_visit(world.rep, co_visit_id=key, **fix())
    for state in ("STARTED", "CHECKED_IN"):
        with pytest.raises(asyncpg.ExclusionViolationError):
            await execute("UPDATE visit SET state = $2 WHERE id = $1", plan, state)
    await execute("UPDATE visit SET state = 'CANCELLED' WHERE id = $1", plan)


async def test_what_comes_late_is_not_where_one_went_along(world: World) -> None:
    key = await invited(world, world.rep)
    await check_in_co_visit(world.rep, co_visit_id=key, **fix())
    await execute("UPDATE co_visit SET checked_in_at = now() - interval '2 hours'")
    await check_out_co_visit(world.rep, co_visit_id=key, feedback="好")
    then = now() - timedelta(hours=1)
    late = fix(fixed_at=then, happened_at=then, device_time=now())
    async with refused(ErrorCode.VISIT_OPEN) as refusal:
        await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **late)
    assert refusal.params["customer"] == "同事的店"
    # Nor the other way round.
    other = await factories.employee(world.sales)
    own = await arrived(other, await factories.customer(other, world.sales, name="自己的店", position=SHOP))
    await execute("UPDATE visit SET checked_in_at = now() - interval '2 hours' WHERE id = $1", own)
    await leaving.check_out(other, visit_id=own)
    key = await invited(world, other)
    async with refused(ErrorCode.VISIT_OPEN) as refusal:
        await check_in_co_visit(other, co_visit_id=key, **late)
    assert refusal.params["customer"] == "自己的店"
