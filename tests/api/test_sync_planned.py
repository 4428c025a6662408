"""A phone without network did not know that the visit was planned: what it queued under an id of its own is done in the
planned visit, whatever order and however often it comes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from erp_visit.core.clock import UNSET, now
from tests.api.client import Client
from tests.api.offline import Phone, fetch, form, shops, statuses, sync, visit_of
from tests.factories import World
from tests.unchanged import contents
from tests.visits.steps import execute, planned


async def plan(world: World, shop: UUID) -> UUID:
    key = await planned(world.rep, shop)
    await execute("UPDATE visit SET business_day = $1", UNSET.day(now() - timedelta(minutes=120)))
    return key


@pytest.mark.parametrize("seed", range(4))
async def test_a_queued_visit_turns_out_to_be_planned(world: World, clients: dict[str, Client], seed: int) -> None:
    (shop,) = await shops(world.rep, world, 1)
    template, visit = await form(world), await plan(world, shop)
    phone = Phone()
    mine, did = visit_of(phone, shop, 120, 30, form=template, product=world.products[0].id)
    Random(seed).shuffle(phone.queue)
    first = phone.queue[: len(phone.queue) // 2]
    rounds = [await sync(clients["rep"], phone.batch(first)), await sync(clients["rep"], phone.batch())]
    assert set(statuses(rounds[1]).values()) <= {"DONE", "REPLAYED"}, rounds[1]
    changed = {one["operationId"]: one["changed"] for one in rounds[1]}
    assert changed[did["in"]] == changed[did["out"]] == [f"Visit:{visit}"]
    assert f"Visit:{visit}" in changed[did["answers"]]
    assert [(key, kind, state, str(name)) for key, kind, state, name in await fetch(
        "SELECT id, kind, state, ad_hoc_id FROM visit"
    )] == [(visit, "PLANNED", "DONE", mine)]  # fmt: skip
    for table in ("visit_action", "sales_order", "visit_report"):
        assert await fetch(f"SELECT visit_id FROM {table}") == [(visit,)]
    before = await contents()
    again = await asyncio.gather(*(sync(clients["rep"], phone.batch()) for _ in range(3)))
    assert {status for outcomes in again for status in statuses(outcomes).values()} == {"REPLAYED"}
    assert await contents() == before
