"""A phone without network: it queues what its rep does, and sends it as a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.ids import new_id
from erp_visit.forms import service as forms
from tests import factories
from tests.api.client import Client
from tests.api.operations import document
from tests.factories import World

SHOP = (31.2304, 121.4737)
FORM = [{"key": "note", "label": "备注", "kind": "TEXT", "required": True}]


class Phone:
    """Its clock may be off; `queue` holds operations as the API takes them."""

    def __init__(self, off: timedelta = timedelta(0)) -> None:
        self.off = off
        self.queue: list[dict[str, Any]] = []

    def do(self, command: str, minutes_ago: float, given: Mapping[str, Any], needs: Sequence[str] = ()) -> str:
        """Queue a command; the id of the operation, which is that of what it makes where the command says so."""
        operation = str(given["id"] if command in ("submitOrder", "submitVisitAction") else new_id())
        one = {
            "operationId": operation, "occurredAt": self.at(minutes_ago).isoformat(), "command": {command: dict(given)},
        }  # fmt: skip
        self.queue.append({**one, "dependsOn": list(needs)} if needs else one)
        return operation

    def at(self, minutes_ago: float) -> datetime:
        """What it showed then."""
        return now() - timedelta(minutes=minutes_ago) + self.off

    def fix(self, minutes_ago: float, north: float = 0.0, age: float = 5.0) -> dict[str, Any]:
        """A position some metres north of the shop, of the moment."""
        place = {"latitude": SHOP[0] + north / 110_870.0, "longitude": SHOP[1], "datum": "WGS84"}
        taken = self.at(minutes_ago) - timedelta(seconds=age)
        return {"position": place, "accuracy": 10.0, "fixedAt": taken.isoformat()}

    def batch(self, operations: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
        sent = self.queue if operations is None else operations
        return {"input": {"deviceTime": self.at(0).isoformat(), "operations": list(sent)}}


def visit_of(
    phone: Phone, customer: UUID, began: float, minutes: float, *, form: UUID | None = None, product: UUID | None = None
) -> tuple[str, dict[str, str]]:
    """Queue a whole ad-hoc visit; its id and the operations by what they do."""
    key, left = str(new_id()), began - minutes
    here = {"visitId": f"Visit:{key}"}
    shop = {"customerId": f"Customer:{customer}"}
    made = {"in": phone.do("checkIn", began, {"id": key, **shop, **phone.fix(began)})}
    if form is not None:
        answers = {
            "id": str(new_id()), **here, "formTemplateId": f"FormTemplate:{form}", "formVersionNumber": 1,
            "answers": {"note": "货架满"},
        }  # fmt: skip
        made["answers"] = phone.do("submitVisitAction", began - minutes / 3, answers)
    if product is not None:
        lines = [{"productId": f"Product:{product}", "quantity": 12}]
        made["order"] = phone.do(
            "submitOrder", began - minutes / 2, {"id": str(new_id()), **shop, **here, "lines": lines}
        )
    made["out"] = phone.do("checkOut", left, {**here, "summary": "谈好陈列", **phone.fix(left)})
    fields = {"concerns": "价格", "intent": "HIGH"}
    made["report"] = phone.do("submitVisitReport", left, {**here, "fields": fields, "nextSteps": []})
    return key, made


async def sync(client: Client, batch: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The outcomes of a batch that was tried."""
    done = await client.done(document("SyncOperations"), dict(batch))
    outcomes: list[dict[str, Any]] = done["outcomes"]
    assert [one["operationId"] for one in outcomes] == [one["operationId"] for one in batch["input"]["operations"]]
    return outcomes


def statuses(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {one["operationId"]: one["status"] for one in outcomes}


async def shops(rep: Actor, world: World, number: int) -> list[UUID]:
    return [
        await factories.customer(rep, world.sales, name=f"店{place}", position=SHOP) for place in range(number)
    ]  # fmt: skip


async def form(world: World) -> UUID:
    """A published form with one text."""
    key = new_id()
    await forms.create_form(world.clerk, id=key, name="库存盘点", department_id=None, draft=FORM)
    await forms.publish_form(world.clerk, template_id=key)
    return key


async def fetch(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    async with db.connection() as connection:
        return [tuple(record) for record in await connection.fetch(sql, *values)]


__all__ = ["FORM", "SHOP", "Phone", "fetch", "form", "shops", "statuses", "sync", "visit_of"]
