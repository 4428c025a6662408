"""Subscriptions: who listens is told what changed, read with the listener's own rights.

Events come from all processes through Redis (`erp_visit.events`). A listener whose session has ended is cut off.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from erp_visit import db
from erp_visit.api.execution import Context, Finished, plain_variables, unauthenticated
from erp_visit.api.payloads import PayloadPlan, PayloadSpec
from erp_visit.api.reader import check_cost
from erp_visit.api.types import TypeFactory
from erp_visit.core.actor import Actor
from erp_visit.core.ids import parse_id
from erp_visit.core.visibility import visible_among
from erp_visit.events import END, LOST, Event
from erp_visit.orders.models import Order
from erp_visit.orders.queries import waiting_count
from erp_visit.org.sessions import RECHECK_SECONDS, actor_of
from erp_visit.reads.compiler import Compiler
from erp_visit.stock.models import StockBalance
from erp_visit.tracks import live
from erp_visit.work.models import Notification
from erp_visit.work.notify import unread_count

CHANGE = PayloadSpec("OrderChange", {"order": "Order"}, {})
QUEUE = PayloadSpec("ApprovalQueueChange", {"order": "Order"}, {"waiting": int})
STOCK = PayloadSpec("StockChange", {"balance": "StockBalance"}, {})
POSITION = PayloadSpec(
    "LivePosition",
    {"employee": "Employee"},
    {"at": datetime | None, "latitude": float | None, "longitude": float | None, "accuracy": float | None},
)
NOTICE = PayloadSpec("NotificationAdded", {"notification": "Notification"}, {"unread": int})


def subscription_type(factory: TypeFactory) -> type:
    """The root type of subscriptions."""
    change = _event_type(factory, CHANGE, "An order changed.")
    queue = _event_type(factory, QUEUE, "An order came into, changed in, or left the queue of orders to approve.")
    stock = _event_type(factory, STOCK, "A balance of stock changed.")

    async def order_changed(info: strawberry.Info, id: strawberry.ID | None = None) -> AsyncIterator[Finished]:  # noqa: A002
        only = parse_id(id, "Order", "id") if id else None
        plan = _plan(info, CHANGE)
        async for event in _events(info.context, {"Order"}):
            for key in await _seen(info.context, Order, event, only):
                yield Finished(await _read(info, plan, {"order": key}))

    async def approval_queue_changed(info: strawberry.Info) -> AsyncIterator[Finished]:
        plan = _plan(info, QUEUE)
        async for event in _events(info.context, {"Order"}):
            for key in await _seen(info.context, Order, event, None):
                async with db.connection() as connection:
                    waiting = await waiting_count(connection, info.context.require_actor())
                yield Finished(await _read(info, plan, {"order": key, "waiting": waiting}))

    async def stock_changed(info: strawberry.Info) -> AsyncIterator[Finished]:
        plan = _plan(info, STOCK)
        async for event in _events(info.context, {"StockBalance"}):
            for key in await _seen(info.context, StockBalance, event, None):
                yield Finished(await _read(info, plan, {"balance": key}))

    order_changed.__annotations__["return"] = AsyncIterator[change]  # type: ignore[valid-type]
    approval_queue_changed.__annotations__["return"] = AsyncIterator[queue]  # type: ignore[valid-type]
    stock_changed.__annotations__["return"] = AsyncIterator[stock]  # type: ignore[valid-type]
    for function in (order_changed, approval_queue_changed, stock_changed):
        function.__annotations__["info"] = strawberry.Info
    order_changed.__annotations__["id"] = strawberry.ID | None
    subscription = type(
        "Subscription",
        (),
        {
            "order_changed": strawberry.subscription(
                order_changed, description="Changes of one order, or of all that you may see."
            ),
            "approval_queue_changed": strawberry.subscription(
                approval_queue_changed, description="Changes of the queue of orders to approve, with its length."
            ),
            "stock_changed": strawberry.subscription(stock_changed, description="Changes of stock balances."),
            "notification_added": _notification_added(factory),
            "live_positions": _live_positions(factory),
        },
    )
    return strawberry.type(
        subscription, description="What one can be told of as it happens (graphql-transport-ws, or graphql-sse)."
    )


def _notification_added(factory: TypeFactory) -> Any:
    notice = _event_type(factory, NOTICE, "You are told something; with how many notifications are unread.")

    async def notification_added(info: strawberry.Info) -> AsyncIterator[Finished]:
        plan = _plan(info, NOTICE)
        async for event in _events(info.context, {"Notification"}):
            for key in await _seen(info.context, Notification, event, None) if event.event == "added" else ():
                async with db.connection() as connection:
                    unread = await unread_count(connection, info.context.require_actor().id)
                yield Finished(await _read(info, plan, {"notification": key, "unread": unread}))

    notification_added.__annotations__ = {"info": strawberry.Info, "return": AsyncIterator[notice]}  # type: ignore[valid-type]
    return strawberry.subscription(notification_added, description="What you are told, as it happens.")


def _live_positions(factory: TypeFactory) -> Any:
    position = _event_type(factory, POSITION, "Where an employee is now; without a time, nobody is to see it any more.")

    async def live_positions(info: strawberry.Info) -> AsyncIterator[Finished]:
        plan = _plan(info, POSITION)
        for one in await _positions(info.context, None):
            yield Finished(await _read(info, plan, one))
        async for event in _events(info.context, {live.EVENT}):
            for one in await _positions(info.context, event.keys):
                yield Finished(await _read(info, plan, one))

    live_positions.__annotations__ = {"info": strawberry.Info, "return": AsyncIterator[position]}  # type: ignore[valid-type]
    return strawberry.subscription(
        live_positions,
        description="Where everybody is whose track you may see: first as it stands, then as they move.",
    )


async def _positions(context: Context, changed: Collection[UUID] | None) -> list[dict[str, Any]]:
    """The live positions that the actor may see: all there are, or those that changed, gone ones without a place."""
    async with db.connection() as connection:
        seen = await live.seen_by(connection, context.require_actor(), changed)
    known = {one.employee_id: one for one in await live.last_positions(seen)}
    if changed is None:
        seen = list(known)
    return [{"employee": key, **(asdict(known[key]) if key in known else {})} for key in seen]


def _event_type(factory: TypeFactory, spec: PayloadSpec, description: str) -> Any:
    cls = type(spec.name, (), {})
    annotations: dict[str, Any] = {name: factory.objects[kind] for name, kind in spec.records.items()}
    annotations.update(spec.plain)
    cls.__annotations__ = annotations
    return strawberry.type(cls, name=spec.name, description=description)


def _plan(info: strawberry.Info, spec: PayloadSpec) -> PayloadPlan:
    """The selection, compiled once for all events; raises FORBIDDEN at the start if the rights do not reach,
    COST_EXCEEDED if an event would cost more than a request may."""
    context: Context = info.context
    actor, raw = context.require_actor(), info._raw_info
    assert context.reader is not None
    compiler = Compiler(context.reader.registry, raw.schema, raw.fragments, actor.profile, plain_variables(raw))
    plan = PayloadPlan(spec, compiler, list(raw.field_nodes))
    context.event_cost = plan.cost
    check_cost(plan.cost)  # for every event
    return plan


async def _read(info: strawberry.Info, plan: PayloadPlan, values: dict[str, Any]) -> bytes:
    return await plan.read(info.context.require_actor(), plain_variables(info._raw_info), values)


async def _events(context: Context, kinds: Collection[str]) -> AsyncIterator[Event]:
    """Events for as long as the session lives and the server runs."""
    assert context.hub is not None
    with context.hub.queue(kinds) as queue:
        while True:
            try:
                async with asyncio.timeout(RECHECK_SECONDS):  # wait_for forgets that it is cancelled if an event comes
                    event = await queue.get()
            except TimeoutError:
                await _still(context)
                continue
            if event is END:
                return
            await _still(context)
            if event is not LOST:
                yield event


async def _still(context: Context) -> None:
    """Refresh the actor's rights; raise UNAUTHENTICATED if the session has ended."""
    actor = await actor_of(context.token, used=False) if context.token else None
    if actor is None or actor.profile != context.require_actor().profile:
        raise unauthenticated()
    context.actor = actor


async def _seen(context: Context, model: Any, event: Event, only: UUID | None) -> list[UUID]:
    actor: Actor = context.require_actor()
    keys = [key for key in event.keys if only is None or key == only]
    if not keys:
        return []
    async with db.connection() as connection:
        visible = await visible_among(connection, actor, model, keys)
    return [key for key in keys if key in visible]


__all__ = ["subscription_type"]
