"""Who went along to a visit without network tells it later, in one batch with visits of his own."""

from __future__ import annotations

import pytest

from erp_visit.core.ids import new_id
from erp_visit.visits.co_visits import invite_to_visit
from tests.api.client import Client
from tests.api.offline import Phone, fetch, statuses, sync
from tests.factories import World
from tests.visits.steps import arrived


async def test_a_co_visit_that_was_queued(world: World, clients: dict[str, Client]) -> None:
    visit, key = await arrived(world.rep, world.customer), new_id()
    await invite_to_visit(world.rep, id=key, visit_id=visit, colleague_id=world.supervisor.id)
    phone, here = Phone(), {"coVisitId": f"CoVisit:{key}"}
    left = phone.do("checkOutCoVisit", 20, {**here, "feedback": "先看陈列", "rating": 4})  # queued in the wrong order
    came = phone.do("checkInCoVisit", 50, {**here, **phone.fix(50)})
    outcomes = await sync(clients["supervisor"], phone.batch())
    assert statuses(outcomes) == {left: "DONE", came: "DONE"}
    assert {item for one in outcomes for item in one["changed"]} == {f"CoVisit:{key}", f"Visit:{visit}"}
    ((state, dwell),) = await fetch("SELECT state, dwell_seconds FROM co_visit")
    assert (state, dwell) == ("DONE", pytest.approx(1800, abs=2))
    again = await sync(clients["supervisor"], phone.batch())
    assert statuses(again) == {left: "REPLAYED", came: "REPLAYED"}
