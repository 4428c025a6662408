"""Random days of a rep, sent in any order, several times, in pieces and from four phones at once, end in one state.

Two reps do the same day with ids of their own: one's is sent once, the other's in all these ways.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.ids import new_id
from tests import factories
from tests.api.client import Client
from tests.api.offline import SHOP, Phone, fetch, form, shops, sync
from tests.factories import World
from tests.visits.steps import photo

LogIn = Callable[[Actor], Awaitable[Client]]
SHOPS = 4


class Day:
    """A day as symbols: what the random numbers say, without the ids and names of a rep."""

    def __init__(self, seed: int, *, sane: bool) -> None:
        self.random = Random(seed)
        self.sane = sane
        """Without what contradicts itself, such as two visits at one time."""
        self.base = now() - timedelta(hours=30)
        self.steps: list[tuple[str, float, dict[str, Any]]] = []
        minute = 0.0
        for number in range(self.random.randint(2, 5)):
            minute = self._visit(number, minute)
        self.doubles = [self.random.randrange(len(self.steps)) for _ in range(3)]
        # Of what came before: who waits for what comes later asks for another order than that of the day.
        self.needs = {
            place: self.random.randrange(place)
            for place in self.random.sample(range(1, len(self.steps)), 0 if sane else 3)
        }

    def _visit(self, number: int, begin: float) -> float:
        draw = self.random
        shop = draw.randrange(SHOPS)
        begin += draw.uniform(3, 30)
        end = begin + draw.uniform(2, 40)
        what = draw.choice(
            ["whole", "whole", "whole", "closed", "cancelled", "open"] if not self.sane else ["whole", "closed"]
        )
        north = 0.0 if self.sane else draw.choice([0, 0, 0, 150, 5000])
        self._add("checkIn" if what in ("whole", "open") else "startVisit", begin, visit=number, shop=shop, north=north)
        if what == "cancelled":
            self._add("cancelVisit", begin + 1, visit=number)
        if what == "closed":
            self._add("reportShopClosed", begin + 2, visit=number)
        if what in ("whole", "open"):
            for place in range(draw.randint(0, 3)):
                doing = draw.choice(["submitOrder", "submitVisitAction", "addVisitPhotos"])
                bad = draw.random() < 0.2 and not self.sane
                at = begin + (end - begin) * (place + 1) / 5
                self._add(doing, at, visit=number, shop=shop, bad=bad, number=draw.randint(1, 9))
        if what == "whole":
            self._add("checkOut", end, visit=number, north=draw.choice([0, 2000]))
            if draw.random() < 0.7:
                self._add("submitVisitReport", end + 0.5, visit=number, step=draw.random() < 0.5)
        return end if self.sane else end - draw.choice([0, 0, 0, 20])

    def _add(self, command: str, minute: float, **more: Any) -> None:
        self.steps.append((command, minute, more))

    async def of(self, rep: Actor, world: World, template: UUID) -> list[dict[str, Any]]:
        """The operations as a rep's phone sends them."""
        draw, keys = Random(7), [str(new_id()) for _ in range(6)]
        places = await shops(rep, world, SHOPS)
        phone = Phone()
        for command, minute, more in self.steps:
            ago = (now() - self.base - timedelta(minutes=minute)).total_seconds() / 60
            visit = {"visitId": f"Visit:{keys[more['visit']]}"}
            given: dict[str, Any] = {**visit}
            if command in ("checkIn", "startVisit"):
                given = {"id": keys[more["visit"]], "customerId": f"Customer:{places[more['shop']]}"}
            if command in ("checkIn", "checkOut", "reportShopClosed"):
                given |= self._fix(minute, more.get("north", 0))
            if command == "submitOrder":
                lines = [
                    {"productId": f"Product:{world.products[0].id}", "quantity": 0 if more["bad"] else more["number"]}
                ]
                given |= {"id": str(new_id()), "customerId": f"Customer:{places[more['shop']]}", "lines": lines}
            if command == "submitVisitAction":
                answers = {} if more["bad"] else {"note": f"第{more['number']}排"}
                form_ = {"formTemplateId": f"FormTemplate:{template}", "formVersionNumber": 1, "answers": answers}
                given |= {"id": str(new_id()), **form_}
            if command == "addVisitPhotos":
                file = await photo(
                    world.clerk if more["bad"] else rep, draw.getrandbits(63), captured_at=self._at(minute)
                )
                given["photos"] = [{"fileId": f"StoredFile:{file}", "purpose": "DISPLAY"}]
            if command == "reportShopClosed":
                file = await photo(rep, draw.getrandbits(63), captured_at=self._at(minute))
                given["photos"] = [{"fileId": f"StoredFile:{file}", "purpose": "SHOP_CLOSED"}]
            if command == "cancelVisit":
                given["reason"] = "改期"
            if command == "submitVisitReport":
                step = {"id": str(new_id()), "subject": "回访", "dueOn": str(factories.today() + timedelta(days=3))}
                given |= {"fields": {"concerns": "价格"}, "nextSteps": [step] if more["step"] else []}
            phone.do(command, ago, given)
            phone.queue[-1]["occurredAt"] = self._at(minute).isoformat()
        for place, need in self.needs.items():
            phone.queue[place]["dependsOn"] = [phone.queue[need]["operationId"]]
        return phone.queue

    def _at(self, minute: float) -> datetime:
        return self.base + timedelta(minutes=minute)

    def _fix(self, minute: float, north: float) -> dict[str, Any]:
        place = {"latitude": SHOP[0] + north / 110_870.0, "longitude": SHOP[1], "datum": "WGS84"}
        return {"position": place, "accuracy": 10.0, "fixedAt": self._at(minute).isoformat()}


async def state(rep: Actor) -> dict[str, list[tuple[Any, ...]]]:
    """All that the operations leave of a rep, without ids and the time of the writing."""
    visit = "FROM visit v JOIN customer c ON c.id = v.customer_id"
    reads = {
        "visits": "SELECT c.name, v.kind, v.state, v.started_at, v.checked_in_at, v.checked_out_at, v.dwell_seconds,"
        " v.effective, v.evidence, v.evidence_reasons, v.distance, v.check_out_distance, v.summary, v.cancel_reason,"
        f" v.version, v.business_day {visit} WHERE v.rep_id = $1 ORDER BY coalesce(v.checked_in_at, v.started_at), 3",
        "findings": "SELECT c.name, v.checked_in_at, f.stage, f.reason, f.evidence,"
        f" CASE WHEN f.reason NOT IN ('SENT_LATE', 'PHOTO_REUSED') THEN f.figures - 'file' END::text {visit}"
        " JOIN evidence_finding f ON f.visit_id = v.id WHERE v.rep_id = $1 ORDER BY 1, 2, 3, 4, 6",
        "photos": f"SELECT c.name, v.checked_in_at, p.purpose, f.perceptual_hash, f.attached_at IS NOT NULL {visit}"
        " JOIN visit_photo p ON p.visit_id = v.id JOIN stored_file f ON f.id = p.file_id WHERE v.rep_id = $1"
        " ORDER BY 1, 2, 4",
        "actions": f"SELECT c.name, v.checked_in_at, a.answers::text, a.version {visit}"
        " JOIN visit_action a ON a.visit_id = v.id WHERE v.rep_id = $1 ORDER BY 1, 2, 3",
        "orders": f"SELECT c.name, v.checked_in_at, o.state, o.total, array_agg(l.quantity) {visit}"
        " JOIN sales_order o ON o.visit_id = v.id JOIN order_line l ON l.order_id = o.id WHERE v.rep_id = $1"
        " GROUP BY o.id, c.name, v.checked_in_at ORDER BY 1, 2, 4",
        "reports": f"SELECT c.name, v.checked_in_at, r.state, r.due_at, r.concerns {visit}"
        " JOIN visit_report r ON r.visit_id = v.id WHERE v.rep_id = $1 ORDER BY 1, 2",
        "tasks": "SELECT subject, state, count(*) FROM task WHERE assignee_id = $1 GROUP BY 1, 2",
        "audit": "SELECT action, entity, number, count(*) FROM audit_entry WHERE actor_id = $1 AND entity <> 'Order'"
        " AND entity <> 'Task' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        "operations": "SELECT name, count(*) FROM operation WHERE actor_id = $1 GROUP BY 1 ORDER BY 1",
    }  # fmt: skip
    return {name: await fetch(sql, rep.id) for name, sql in reads.items()}


async def _send(client: Client, operations: list[dict[str, Any]]) -> list[str]:
    batch = {"input": {"deviceTime": now().isoformat(), "operations": orjson.loads(orjson.dumps(operations))}}
    return [one["status"] for one in await sync(client, batch)]


def _shuffled(operations: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    copy = list(operations)
    Random(seed).shuffle(copy)
    return copy


@pytest.mark.parametrize("seed", range(10))
async def test_any_batch_in_any_order_twice_and_by_four_at_once(world: World, client: LogIn, seed: int) -> None:
    template = await form(world)
    day = Day(seed, sane=False)
    reps = [await factories.employee(world.sales) for _ in range(3)]
    once, often, crowd = [await day.of(rep, world, template) for rep in reps]
    clients = [await client(rep) for rep in reps]
    plain = await _send(clients[0], once)
    found = await state(reps[0])
    # Again and again, changed about, some operations twice.
    shuffled = _shuffled([*often, *(often[place] for place in day.doubles)], seed)
    first = await _send(clients[1], shuffled)
    assert first.count("DONE") == plain.count("DONE")
    assert await state(reps[1]) == found
    for round_ in range(2):
        again = await _send(clients[1], _shuffled(often, round_))
        assert "DONE" not in again
        assert again.count("REPLAYED") == plain.count("DONE")
    assert await state(reps[1]) == found
    # By four at once.
    answers = await asyncio.gather(*(_send(clients[2], _shuffled(crowd, number)) for number in range(4)))
    assert sum(one.count("DONE") for one in answers) == plain.count("DONE"), (plain, answers)
    assert await state(reps[2]) == found


@pytest.mark.parametrize("seed", range(100, 106))
async def test_a_day_in_pieces_whichever_comes_first(world: World, client: LogIn, seed: int) -> None:
    template = await form(world)
    day = Day(seed, sane=True)
    reps = [await factories.employee(world.sales) for _ in range(2)]
    whole, parts = [await day.of(rep, world, template) for rep in reps]
    plain = await _send(await client(reps[0]), whole)
    assert set(plain) == {"DONE"}
    phone = await client(reps[1])
    cut = len(parts) // 2
    await _send(phone, parts[cut:])
    await _send(phone, parts[:cut])
    assert {"FAILED", "NOT_TRIED", "REFUSED", "SKIPPED"}.isdisjoint(await _send(phone, parts))
    assert await state(reps[1]) == await state(reps[0])
