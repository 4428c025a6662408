"""What arrives late is judged by its own moment: where the rep was before it, and that he was at one place only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from erp_visit.core.clock import now
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.visits import leaving, service
from tests import factories
from tests.factories import World
from tests.unchanged import refused
from tests.visits.steps import SHOP, arrived, execute, fetch, findings, fix, row


def at(moment: datetime, **more: Any) -> dict[str, Any]:
    """A check-in at the shop then, sent now by a phone whose clock is right."""
    return fix(fixed_at=moment, happened_at=moment, device_time=now(), **more)


async def test_the_way_is_reckoned_from_where_the_rep_was_before_not_after(world: World) -> None:
    arrived = now() - timedelta(hours=2)
    # 500 km away twenty minutes before it, and at the shop again since.
    points = [(arrived - timedelta(minutes=20), 35.7), (arrived + timedelta(hours=1), SHOP[0])]
    for moment, latitude in points:
        await execute(
            "INSERT INTO track_point (employee_id, at, latitude, longitude, accuracy) VALUES ($1, $2, $3, $4, 10)",
            world.rep.id, moment, latitude, SHOP[1],
        )  # fmt: skip
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, **at(arrived))
    found = {reason: figures for _, reason, _, figures in await findings(key)}
    assert set(found) == {"TOO_FAST", "SENT_LATE"}
    assert found["TOO_FAST"]["seconds"] == 1200


async def test_nobody_is_at_two_places_at_a_time(world: World) -> None:
    other = await factories.customer(world.rep, world.sales, name="隔壁店", position=SHOP)
    began, left = now() - timedelta(hours=3), now() - timedelta(hours=2)
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, **at(began))
    await leaving.check_out(world.rep, visit_id=key, happened_at=left, device_time=now())
    for moment in (began, began + timedelta(minutes=30), left - timedelta(seconds=1)):
        async with refused(ErrorCode.VISIT_OPEN) as refusal:
            await service.check_in(world.rep, id=new_id(), customer_id=other, **at(moment))
        assert refusal.params["customer"] == "好邻居"
        async with refused(ErrorCode.VISIT_OPEN):
            await service.start_visit(world.rep, id=new_id(), customer_id=other, happened_at=moment, device_time=now())
    for moment in (began - timedelta(minutes=9), left, left + timedelta(minutes=30)):
        key = new_id()
        await service.check_in(world.rep, id=key, customer_id=other, **at(moment))
        assert (await row(key))["checked_in_at"] == moment
        await leaving.check_out(
            world.rep, visit_id=key, happened_at=moment + timedelta(minutes=5), device_time=now()
        )  # fmt: skip


async def test_a_slow_network_does_not_move_the_time_and_a_wrong_clock_does(world: World) -> None:
    for seconds, moved in ((29, False), (-29, False), (45, True), (-45, True)):
        arrived, off = now() - timedelta(hours=1), timedelta(seconds=seconds)
        rep = await factories.employee(world.sales)
        shop = await factories.customer(rep, world.sales, position=SHOP)
        key = new_id()
        clock = {"happened_at": arrived + off, "device_time": now() + off}
        await service.check_in(rep, id=key, customer_id=shop, **fix(fixed_at=arrived + off, **clock))
        shift = ((await row(key))["checked_in_at"] - arrived).total_seconds()
        assert abs(shift - (0 if moved else seconds)) < 2


async def test_sent_again_with_the_time_it_is_the_same_command(world: World) -> None:
    key, operation = new_id(), new_id()
    given = {**fix(), "operation_id": operation}
    first = await service.check_in(world.rep, id=key, customer_id=world.customer, **given)
    again = await service.check_in(world.rep, id=key, customer_id=world.customer, **given, happened_at=now())
    assert again.replayed
    assert again.visit_id == first.visit_id == key


async def test_a_server_clock_that_was_set_back_keeps_nobody_in_a_shop(world: World) -> None:
    key = await arrived(world.rep, world.customer)
    await execute("UPDATE visit SET checked_in_at = checked_in_at + interval '1 hour' WHERE id = $1", key)
    done = await leaving.check_out(world.rep, visit_id=key)
    assert (done.dwell_seconds, done.effective) == (0, False)
    assert await fetch("SELECT state, checked_out_at = checked_in_at FROM visit") == [("DONE", True)]
