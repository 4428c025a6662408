"""Addresses of the queues: the page, its rows alone, and the batch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.ids import new_id
from erp_visit.panel.frame import Frame
from erp_visit.panel.queues.counts import tab_counts
from erp_visit.panel.queues.listing import Narrowing, list_page
from erp_visit.panel.queues.model import Choice, Queue
from erp_visit.panel.queues.registry import QUEUES
from erp_visit.panel.records.actions import Action
from erp_visit.panel.records.decide import Outcome, decide
from erp_visit.panel.records.inputs import body_of, key_in, text_in
from erp_visit.panel.records.present import parse_key
from erp_visit.panel.records.routes import prepare, render
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import translate

MOST_AT_ONCE = 50
log = structlog.get_logger("erp_visit.panel")
Handler = Callable[[Request], Awaitable[Response]]


def queue_routes(frame: Frame) -> list[BaseRoute]:
    """Pages and batches of all queues."""
    routes: list[BaseRoute] = []
    for queue in QUEUES.values():
        routes += [
            Route(f"/queues/{queue.name}", _page(frame, queue), methods=["GET"]),
            Route(f"/queues/{queue.name}/rows", _rows(frame, queue), methods=["GET"]),
            Route(f"/queues/{queue.name}/batch", _batch(frame, queue), methods=["POST"]),
        ]
    return routes


def _enter(request: Request, queue: Queue) -> None:
    """Raise FORBIDDEN, naming the right, unless the queue is open to the actor."""
    actor = request.state.actor
    actor.require(*queue.needs)
    if not any(actor.may(right) for right in queue.rights):
        actor.require(queue.rights[0])


def _page(frame: Frame, queue: Queue) -> Handler:
    async def page(request: Request) -> Response:
        _enter(request, queue)
        prepare(frame)
        listed, narrowings = await list_page(frame, request, queue)
        body, current = await _beside(frame, request, queue, [row.key for row in listed.rows])
        context = {
            "queue": queue,
            "tab": queue.tab(request.query_params.get("tab", "")),
            "tabs": [(one, _tab_path(request, queue, one.tab)) for one in await tab_counts(frame, request, queue)],
            "page": listed,
            "narrowings": narrowings,
            "narrowed": _narrowed(request, narrowings),
            "body": body,
            "current": current,
            "query": "",
            "search": request.query_params.get("q", ""),
            "grouped": request.query_params.get("group", ""),
            "title": translate(queue.title, request.state.locale, {}),
        }
        return await frame.page(request, "queues/queue.html", context)

    return page


def _narrowed(request: Request, narrowings: Sequence[Narrowing]) -> bool:
    """Whether the list shows less than what waits; then it is no wonder if there is nothing in it."""
    return any(one.chosen for one in narrowings) or bool(request.query_params.get("q"))


def _tab_path(request: Request, queue: Queue, tab: Choice) -> str:
    """The address of a tab, narrowed down as the present one is."""
    kept = {
        name: text for name, text in request.query_params.items() if text and name not in ("tab", "record", "after")
    }
    return f"{BASE}/queues/{queue.name}?{urlencode({**kept, 'tab': tab.value})}"


async def _shown_count(frame: Frame, request: Request, queue: Queue) -> str:
    """How much waits in the tab that is shown; nothing for a queue without tabs."""
    shown = queue.tab(request.query_params.get("tab", ""))
    return next((one.count for one in await tab_counts(frame, request, queue) if one.tab == shown), "")


async def _beside(frame: Frame, request: Request, queue: Queue, keys: list[UUID]) -> tuple[str, str]:
    """The record that stands beside the list: the one that the address names, else the first."""
    key = parse_key(request.query_params.get("record", "")) or (keys[0] if keys else None)
    if key is None:
        return "", ""
    try:
        return render(frame, request, await queue.kind.load(frame, request, key)), str(key)
    except DomainError as error:
        if error.code is not ErrorCode.NOT_FOUND or key in keys or not keys:
            raise
    return render(frame, request, await queue.kind.load(frame, request, keys[0])), str(keys[0])


def _rows(frame: Frame, queue: Queue) -> Handler:
    async def rows(request: Request) -> Response:
        _enter(request, queue)
        prepare(frame)
        listed, narrowings = await list_page(frame, request, queue)
        grouped = request.query_params.get("group", "")
        context = {
            "queue": queue, "page": listed, "current": "", "grouped": grouped,
            "narrowed": _narrowed(request, narrowings), "tab_count": await _shown_count(frame, request, queue),
        }  # fmt: skip
        return HTMLResponse(frame.fragment(request, "queues/rows.html", context))

    return rows


def _batch(frame: Frame, queue: Queue) -> Handler:
    async def batch(request: Request) -> Response:
        _enter(request, queue)
        body = await body_of(request)
        action = next((one for one in queue.batch if one.name == body.get("action")), None)
        if action is None:
            raise not_found("Action", body.get("action", ""))
        results = [await _one(frame, request, queue, action, item, text_in(body, "reason")) for item in _items(body)]
        return Response(orjson.dumps({"results": [result.json() for result in results]}), media_type="application/json")

    return batch


def _items(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = body.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise invalid("Nothing is ticked; tick at least one record.", "items")
    if len(items) > MOST_AT_ONCE:
        raise invalid("At most {maximum} records go at once.", "items", maximum=MOST_AT_ONCE)
    return items


async def _one(
    frame: Frame, request: Request, queue: Queue, action: Action, item: Mapping[str, Any], reason: str
) -> Outcome:
    """One record of a batch: its own transaction, its own outcome, whatever becomes of the others."""
    try:
        return await _tried(frame, request, queue, action, item, reason)
    except DomainError:
        raise
    except Exception:  # what befell one record must not hide what became of the others
        incident = str(new_id())
        log.exception("unforeseen error in a batch", incident=incident, action=action.name)
        text = "Something went wrong on our side. Tell us the number {incident}; nothing was written."
        message = translate(text, request.state.locale, {"incident": incident})
        key = key_in(item, "key", "items", required=True)
        assert key is not None
        return Outcome(key, "refused", message, status=500)


async def _tried(
    frame: Frame, request: Request, queue: Queue, action: Action, item: Mapping[str, Any], reason: str
) -> Outcome:
    key = key_in(item, "key", "items", required=True)
    assert key is not None
    return await decide(
        frame, request, action, queue.kind.name, key, text_in(item, "number"), {**item, "reason": reason}
    )


__all__ = ["MOST_AT_ONCE", "queue_routes"]
