"""Who comes unplanned to a customer for whom a visit is planned that day makes the planned visit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from erp_visit import db
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import leaving, service
from erp_visit.visits.co_visits import invite_to_visit
from erp_visit.visits.models import PhotoPurpose
from erp_visit.visits.photos import add_visit_photos
from erp_visit.visits.reports import submit_report
from erp_visit.visits.service import CheckedIn, VisitStarted
from erp_visit.visits.sharing import share_visit
from tests import factories
from tests.books import blocked_by
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import SHOP, execute, fetch, fix, photo, planned, row


async def visits(world: World) -> list[tuple[UUID, str, str, UUID | None]]:
    return await fetch("SELECT id, kind, state, ad_hoc_id FROM visit WHERE rep_id = $1 ORDER BY id", world.rep.id)


async def test_an_unplanned_check_in_takes_up_the_planned_visit(world: World) -> None:
    plan, mine, position = await planned(world.rep, world.customer), new_id(), fix(7)
    done = await service.check_in(world.rep, id=mine, customer_id=world.customer, **position)
    assert (done.visit_id, done.replayed) == (plan, False)
    assert await visits(world) == [(plan, "PLANNED", "CHECKED_IN", mine)]
    before = await contents()
    again = await service.check_in(world.rep, id=mine, customer_id=world.customer, **position)
    assert (again.visit_id, again.replayed) == (plan, True)
    assert await contents() == before


async def test_a_phone_goes_on_with_the_id_that_it_gave(world: World) -> None:
    plan, mine = await planned(world.rep, world.customer), new_id()
    assert await service.start_visit(world.rep, id=mine, customer_id=world.customer) == VisitStarted(
        plan, world.customer
    )
    assert (await service.check_in(world.rep, visit_id=mine, **fix())).visit_id == plan
    await add_visit_photos(world.rep, visit_id=mine, photos=[(await photo(world.rep), PhotoPurpose.SHELF)])
    await invite_to_visit(world.rep, id=new_id(), visit_id=mine, colleague_id=world.supervisor.id)
    left = await leaving.check_out(world.rep, visit_id=mine, summary="补货", operation_id=(operation := new_id()))
    assert left.visit_id == plan
    assert (await leaving.check_out(world.rep, visit_id=mine, summary="补货", operation_id=operation)).replayed
    told = await submit_report(world.rep, visit_id=mine, fields={"pains": "缺货"})
    assert told.visit_id == plan
    await share_visit(world.rep, id=new_id(), visit_id=mine)
    assert await fetch("SELECT visit_id FROM visit_photo UNION SELECT visit_id FROM co_visit") == [(plan,)]
    assert await fetch("SELECT visit_id FROM visit_report UNION SELECT visit_id FROM feed_post") == [(plan,)]
    assert await visits(world) == [(plan, "PLANNED", "DONE", mine)]


async def test_the_visit_on_which_the_rep_has_set_out_is_taken_up_too(world: World) -> None:
    plan, mine = await planned(world.rep, world.customer), new_id()
    await service.start_visit(world.rep, visit_id=plan)
    assert (await service.check_in(world.rep, id=mine, customer_id=world.customer, **fix())).visit_id == plan
    assert await visits(world) == [(plan, "PLANNED", "CHECKED_IN", mine)]


async def test_a_planned_shop_found_closed(world: World) -> None:
    await factories.setting("closed_shop_photos", 0, world.sales)
    plan, mine = await planned(world.rep, world.customer), new_id()
    done = await leaving.report_shop_closed(world.rep, id=mine, customer_id=world.customer, **fix())
    assert done.visit_id == plan
    assert await visits(world) == [(plan, "PLANNED", "SHOP_CLOSED", mine)]


@pytest.mark.parametrize(
    "change",
    [
        "business_day = business_day + 1", "business_day = business_day - 1", "state = 'CANCELLED'",
        "customer_id = '{other}'", "rep_id = '{colleague}'",
    ],
)  # fmt: skip
async def test_what_is_planned_otherwise_is_left_alone(world: World, change: str) -> None:
    plan = await planned(world.rep, world.customer)
    other = await factories.customer(world.rep, world.sales)
    colleague = await factories.employee(world.sales)
    await execute(f"UPDATE visit SET {change.format(other=other, colleague=colleague.id)}")
    before, mine = dict(await row(plan)), new_id()
    assert (await service.check_in(world.rep, id=mine, customer_id=world.customer, **fix())).visit_id == mine
    assert dict(await row(plan)) == before
    assert ((await row(mine))["kind"], (await row(mine))["ad_hoc_id"]) == ("AD_HOC", None)


async def test_what_happened_yesterday_was_planned_for_yesterday(world: World) -> None:
    old, mine, then = await planned(world.rep, world.customer), new_id(), now() - timedelta(days=1)
    await execute("UPDATE visit SET business_day = business_day - 1")
    await planned(world.rep, world.customer)
    late = fix(fixed_at=then, happened_at=then, device_time=now())
    assert (await service.check_in(world.rep, id=mine, customer_id=world.customer, **late)).visit_id == old
    visit = await row(old)
    assert (visit["business_day"], visit["checked_in_at"].date()) == (
        factories.today() - timedelta(days=1), visit["fixed_at"].date(),
    )  # fmt: skip


async def test_a_second_visit_of_the_day_is_one_of_its_own(world: World) -> None:
    plan = await planned(world.rep, world.customer)
    await service.check_in(world.rep, id=new_id(), customer_id=world.customer, **fix())
    await leaving.check_out(world.rep, visit_id=plan)
    second = new_id()
    assert (await service.check_in(world.rep, id=second, customer_id=world.customer, **fix())).visit_id == second


async def test_an_id_stands_for_one_visit(world: World) -> None:
    other = await factories.customer(world.rep, world.sales, position=SHOP)
    used, plan, mine = new_id(), await planned(world.rep, world.customer), new_id()
    await service.check_in(world.rep, id=used, customer_id=other, operation_id=new_id(), **fix())
    await leaving.check_out(world.rep, visit_id=used)
    for key in (used, plan):
        async with refused(ErrorCode.KEY_REUSED):
            await service.check_in(world.rep, id=key, customer_id=world.customer, operation_id=new_id(), **fix())
    await service.check_in(world.rep, id=mine, customer_id=world.customer, operation_id=new_id(), **fix())
    await leaving.check_out(world.rep, visit_id=mine)
    async with refused(ErrorCode.KEY_REUSED):
        await service.check_in(world.rep, id=mine, customer_id=world.customer, operation_id=new_id(), **fix())


async def test_two_devices_take_it_up_at_once(world: World) -> None:
    for _ in range(8):
        rep = await factories.employee(world.sales)
        shop = await factories.customer(rep, world.sales, position=SHOP)
        plan = await planned(rep, shop)
        outcomes = await asyncio.gather(
            *(service.check_in(rep, id=new_id(), customer_id=shop, **fix(n)) for n in range(3)),
            service.check_in(rep, visit_id=plan, **fix(3)),
            return_exceptions=True,
        )
        (winner,) = [outcome for outcome in outcomes if isinstance(outcome, CheckedIn)]
        assert winner.visit_id == plan
        refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
        assert len(refusals) == 3
        assert {error.code for error in refusals} <= {ErrorCode.VISIT_OPEN, ErrorCode.WRONG_STATE}
        assert await fetch("SELECT id, state FROM visit WHERE rep_id = $1", rep.id) == [(plan, "CHECKED_IN")]


async def test_the_same_check_in_sent_several_times_at_once(world: World) -> None:
    plan, mine, position = await planned(world.rep, world.customer), new_id(), fix()
    outcomes = await asyncio.gather(
        *(service.check_in(world.rep, id=mine, customer_id=world.customer, **position) for _ in range(4))
    )
    assert {outcome.visit_id for outcome in outcomes} == {plan}
    assert sorted(outcome.replayed for outcome in outcomes) == [False, True, True, True]
    assert await visits(world) == [(plan, "PLANNED", "CHECKED_IN", mine)]


async def test_a_visit_that_is_given_to_a_colleague_in_that_moment_is_his(world: World) -> None:
    plan = await planned(world.rep, world.customer)
    colleague = await factories.employee(world.sales)
    for command in ({"id": new_id(), "customer_id": world.customer}, {"visit_id": plan}):
        await execute("UPDATE visit SET rep_id = $1", world.rep.id)
        async with db.connection() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute("UPDATE visit SET rep_id = $1 WHERE id = $2", colleague.id, plan)
            attempt = asyncio.create_task(service.check_in(world.rep, **command, **fix()))
            await blocked_by(connection)
            await transaction.commit()
        with pytest.raises(DomainError) as error:
            await attempt
        assert error.value.code in (ErrorCode.CONFLICT, ErrorCode.FORBIDDEN)
        assert await fetch("SELECT rep_id, state FROM visit") == [(colleague.id, "PLANNED")]
