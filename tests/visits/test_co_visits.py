"""Going along: invited and told, with a check-in of one's own, and feedback for the rep."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import leaving, service
from erp_visit.visits.co_visits import (
    CoVisitChanged,
    check_in_co_visit,
    check_out_co_visit,
    decline_co_visit,
    invite_to_visit,
)
from tests import factories
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import SHOP, arrived, execute, fetch, fix, planned, row


async def invited(world: World, visit_id: UUID, colleague: Any = None) -> UUID:
    key = new_id()
    await invite_to_visit(world.rep, id=key, visit_id=visit_id, colleague_id=(colleague or world.supervisor).id)
    return key


async def told() -> list[tuple[Any, ...]]:
    return await fetch("SELECT recipient_id, template, params FROM notification ORDER BY id")


async def test_a_co_visit_from_invitation_to_feedback(world: World) -> None:
    visit = await planned(world.rep, world.customer)
    key = new_id()
    assert await invite_to_visit(world.rep, id=key, visit_id=visit, colleague_id=world.supervisor.id) == CoVisitChanged(
        key, visit
    )
    await service.check_in(world.rep, visit_id=visit, **fix())
    async with refused(ErrorCode.OUT_OF_RANGE):
        await check_in_co_visit(world.supervisor, co_visit_id=key, **fix(250))
    await check_in_co_visit(world.supervisor, co_visit_id=key, **fix(90, accuracy=130.0))
    mine = await row(key, "co_visit")
    assert (mine["state"], mine["evidence"], mine["evidence_reasons"]) == (
        "CHECKED_IN",
        "UNVERIFIED",
        ["POOR_ACCURACY"],
    )
    assert mine["distance"] == pytest.approx(90, abs=0.5)
    # Each doubt is a finding of the co-visit, with its figures; the visit has none.
    assert await fetch("SELECT co_visit_id, reason, evidence, figures FROM co_visit_finding") == [
        (key, "POOR_ACCURACY", "UNVERIFIED", '{"metres": 130.0, "allowed": 100}')
    ]
    assert await fetch("SELECT count(*) FROM evidence_finding") == [(0,)]
    with pytest.raises(asyncpg.PostgresError):
        await execute("DELETE FROM co_visit_finding")
    assert (await row(visit))["evidence"] == "VERIFIED"  # each has his own
    await execute("UPDATE co_visit SET checked_in_at = checked_in_at - interval '600 s'")
    await check_out_co_visit(world.supervisor, co_visit_id=key, feedback="先看陈列\n再谈订单", rating=4)
    mine = await row(key, "co_visit")
    assert (mine["state"], mine["dwell_seconds"], mine["rating"]) == ("DONE", 600, 4)
    assert mine["feedback"] == "先看陈列\n再谈订单"
    assert [(who, text[:20]) for who, text, _ in await told()] == [
        (world.supervisor.id, "{who} asks you to go"), (world.rep.id, "{who} tells you what"),
    ]  # fmt: skip
    assert [action for (action,) in await fetch("SELECT action FROM audit_entry ORDER BY at, id")] == [
        "visit.invite", "visit.check_in", "visit.co_check_in", "visit.co_check_out",
    ]  # fmt: skip


async def test_who_leads_may_go_along_uninvited(world: World) -> None:
    visit = await planned(world.rep, world.customer)
    await invite_to_visit(world.supervisor, id=new_id(), visit_id=visit, colleague_id=world.supervisor.id)
    ((who, template, _),) = await told()
    assert (who, template) == (world.rep.id, "{who} goes along on your visit at {customer} on {day}")


async def test_saying_no(world: World) -> None:
    visit = await planned(world.rep, world.customer)
    key = await invited(world, visit)
    async with refused(ErrorCode.INVALID_INPUT):
        await decline_co_visit(world.supervisor, co_visit_id=key, reason=" ")
    await decline_co_visit(world.supervisor, co_visit_id=key, reason="开会")
    mine = await row(key, "co_visit")
    assert (mine["state"], mine["feedback"]) == ("DECLINED", "开会")
    assert (await told())[-1][0] == world.rep.id
    for attempt in (
        decline_co_visit(world.supervisor, co_visit_id=key, reason="又"),
        check_in_co_visit(world.supervisor, co_visit_id=key, **fix()),
        check_out_co_visit(world.supervisor, co_visit_id=key, feedback="x"),
    ):
        async with refused(ErrorCode.WRONG_STATE):
            await attempt


async def test_who_cannot_be_invited(world: World) -> None:
    visit = await planned(world.rep, world.customer)
    gone = await factories.employee(world.sales)
    await execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", gone.id)
    await invited(world, visit)
    stranger = await factories.employee(world.sales)
    for actor, colleague, code in (
        (world.rep, world.rep.id, ErrorCode.INVALID_INPUT),
        (world.rep, gone.id, ErrorCode.INACTIVE),
        (world.rep, new_id(), ErrorCode.NOT_FOUND),
        (world.rep, world.supervisor.id, ErrorCode.DUPLICATE),
        (stranger, world.manager.id, ErrorCode.NOT_FOUND),
        (world.clerk, world.manager.id, ErrorCode.FORBIDDEN),
    ):
        async with refused(code):
            await invite_to_visit(actor, id=new_id(), visit_id=visit, colleague_id=colleague)
    await service.cancel_visit(world.rep, visit_id=visit, reason="改期")
    async with refused(ErrorCode.WRONG_STATE):
        await invite_to_visit(world.rep, id=new_id(), visit_id=visit, colleague_id=world.manager.id)


async def test_only_the_invited_one_and_only_while_the_visit_goes_on(world: World) -> None:
    visit = await arrived(world.rep, world.customer)
    key = await invited(world, visit)
    for actor in (world.rep, world.manager):
        async with refused(ErrorCode.NOT_FOUND):
            await check_in_co_visit(actor, co_visit_id=key, **fix())
    async with refused(ErrorCode.WRONG_STATE):
        await check_out_co_visit(world.supervisor, co_visit_id=key, feedback="x")
    await leaving.check_out(world.rep, visit_id=visit)
    async with refused(ErrorCode.WRONG_STATE):
        await check_in_co_visit(world.supervisor, co_visit_id=key, **fix())


async def test_what_is_no_feedback(world: World) -> None:
    key = await invited(world, await arrived(world.rep, world.customer))
    await check_in_co_visit(world.supervisor, co_visit_id=key, **fix())
    for feedback, rating, path in (
        ("", 3, "feedback"),
        ("x", 0, "rating"),
        ("x", 6, "rating"),
        ("x" * 1001, 3, "feedback"),
    ):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await check_out_co_visit(world.supervisor, co_visit_id=key, feedback=feedback, rating=rating)
        assert refusal.path == (path,)


async def test_a_colleague_is_in_one_visit_at_a_time(world: World) -> None:
    visits = []
    for _ in range(3):
        rep = await factories.employee(world.sales)
        shop = await factories.customer(rep, world.sales, position=SHOP)
        visit, key = await arrived(rep, shop), new_id()
        await invite_to_visit(rep, id=key, visit_id=visit, colleague_id=world.supervisor.id)
        visits.append(key)
    outcomes = await asyncio.gather(
        *(check_in_co_visit(world.supervisor, co_visit_id=key, **fix()) for key in visits), return_exceptions=True
    )
    assert [isinstance(outcome, CoVisitChanged) for outcome in outcomes].count(True) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, DomainError)} == {ErrorCode.VISIT_OPEN}
    # Nor in one of his own meanwhile.
    other = await factories.employee(world.sales)
    shop = await factories.customer(other, world.sales, name="自己的店", position=SHOP)
    own = await arrived(other, shop)
    key = await invited(world, await arrived(world.rep, world.customer), other)
    async with refused(ErrorCode.VISIT_OPEN) as refusal:
        await check_in_co_visit(other, co_visit_id=key, **fix())
    assert refusal.params["visit"] == str(own)


async def test_equal_repeats_are_one(world: World) -> None:
    visit, key, operation = await arrived(world.rep, world.customer), new_id(), new_id()
    asked = {"id": key, "visit_id": visit, "colleague_id": world.supervisor.id}
    first = await asyncio.gather(*(invite_to_visit(world.rep, **asked) for _ in range(4)))
    assert sorted(one.replayed for one in first) == [False, True, True, True]
    position = fix()
    second = await asyncio.gather(
        *(check_in_co_visit(world.supervisor, co_visit_id=key, operation_id=operation, **position) for _ in range(4))
    )
    assert sorted(one.replayed for one in second) == [False, True, True, True]
    before = await contents()
    async with refused(ErrorCode.KEY_REUSED):
        await check_in_co_visit(world.supervisor, co_visit_id=key, operation_id=operation, **{**position, "mock": True})
    assert await contents() == before
    assert await fetch("SELECT count(*) FROM notification") == [(1,)]


async def test_the_colleague_sees_the_visit(world: World) -> None:
    from erp_visit import db
    from erp_visit.core.visibility import visible_among
    from erp_visit.visits.models import Visit

    colleague = await factories.employee(world.sales)
    visit = await planned(world.rep, world.customer)
    async with db.connection() as connection:
        assert await visible_among(connection, colleague, Visit, [visit]) == frozenset()
        await invited(world, visit, colleague)
        assert await visible_among(connection, colleague, Visit, [visit]) == {visit}


async def test_leaving_without_network_counts_from_when_it_happened(world: World) -> None:
    key = await invited(world, await arrived(world.rep, world.customer))
    await check_in_co_visit(world.supervisor, co_visit_id=key, **fix())
    began = now() - timedelta(hours=2)
    await execute("UPDATE co_visit SET checked_in_at = $1", began)
    sent = now()
    for when, path in (
        (began - timedelta(minutes=1), "happenedAt"),
        (sent + timedelta(hours=1), "happenedAt"),
    ):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await check_out_co_visit(world.supervisor, co_visit_id=key, feedback="x", happened_at=when)
        assert refusal.path == (path,)
    ahead = timedelta(hours=3)  # the phone's clock is wrong, and says so
    ended = began + timedelta(minutes=25)
    operation = new_id()
    for _ in range(2):  # the second time as somebody repeats it who got no answer
        await check_out_co_visit(
            world.supervisor, co_visit_id=key, feedback="x", operation_id=operation,
            happened_at=ended + ahead, device_time=now() + ahead,
        )  # fmt: skip
    assert (await row(key, "co_visit"))["dwell_seconds"] == pytest.approx(1500, abs=2)
