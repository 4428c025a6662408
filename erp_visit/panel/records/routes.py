"""Addresses of the record pages: the page, its fragment for the pane beside a queue, and one POST per action."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.decide import decide
from erp_visit.panel.records.inputs import body_of, text_in
from erp_visit.panel.records.kinds import KINDS
from erp_visit.panel.records.money import allocation_preview
from erp_visit.panel.records.present import install, path_of
from erp_visit.panel.records.record import Kind, Record, find_key

Handler = Callable[[Request], Awaitable[Response]]


def record_routes(frame: Frame) -> list[BaseRoute]:
    """Pages and decisions of all kinds of records."""
    routes: list[BaseRoute] = []
    for kind in KINDS.values():
        routes += [
            Route(f"/{kind.path}/{{id}}", _page(frame, kind), methods=["GET"]),
            Route(f"/{kind.path}/{{id}}/{{action}}", _decision(frame, kind), methods=["POST"]),
        ]
    routes.append(Route("/accounts/{id}/preview", _preview(frame), methods=["GET"]))
    return routes


def prepare(frame: Frame) -> None:
    """Teach the templates our filters, once; the frame has its environment only after all routes are made."""
    if "yuan" not in frame.templates.filters:
        install(frame.templates)


def render(frame: Frame, request: Request, record: Record) -> str:
    """The record alone, for the pane beside a queue or the body of its page."""
    prepare(frame)
    events = record.context.get("events", ())
    since = request.headers.get("x-since", "")
    known = {
        "record": record,
        "offers": record.offers,
        "new_id": new_id,
        "seen": max((event.at for event in events), default=""),
        "new_events": [event for event in events if since and later(event.at, since)],
        "stamp": hashlib.blake2s(orjson.dumps(record.data), digest_size=8).hexdigest(),
        "visit_seen": request.state.actor.may(Right.VISIT_VIEW),
        **record.context,
    }
    return frame.fragment(request, record.template, known)


def later(at: str, since: str) -> bool:
    """Whether a moment lies after another; whatever is no moment is no reason to leave something out."""
    try:
        return datetime.fromisoformat(at) > datetime.fromisoformat(since)
    except ValueError:
        return False


def _page(frame: Frame, kind: Kind) -> Handler:
    async def page(request: Request) -> Response:
        key = await find_key(frame, request, kind, request.path_params["id"])
        record = await kind.load(frame, request, key)
        body = render(frame, request, record)
        if request.headers.get("x-fragment"):
            return HTMLResponse(body, headers={"x-version": str(record.version or "")})
        context = {"record": record, "body": body, "title": record.number, "address": path_of(record.kind, record.key)}
        return await frame.page(request, "records/page.html", context)

    return page


def _preview(frame: Frame) -> Handler:
    async def preview(request: Request) -> Response:
        prepare(frame)
        try:
            context = await allocation_preview(frame, request)
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN:
                raise
            context = {"shares": [], "advance": None, "refusal": frame.texts(request, error)[0]}
        return HTMLResponse(frame.fragment(request, "records/allocation.html", context))

    return preview


def _decision(frame: Frame, kind: Kind) -> Handler:
    async def decision(request: Request) -> Response:
        action = kind.action(request.path_params["action"])
        if action is None:
            raise not_found("Action", request.path_params["action"])
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise DomainError(ErrorCode.BAD_REQUEST, "The request is not a JSON object. Reload the page and try again.")
        key = await find_key(frame, request, kind, request.path_params["id"])
        body = await body_of(request)
        outcome = await decide(frame, request, action, kind.name, key, text_in(body, "number"), body)
        answer = outcome.json()
        if outcome.status not in (403, 404):
            answer["record"] = render(frame, request, await kind.load(frame, request, key))
        return Response(orjson.dumps(answer), outcome.status, media_type="application/json")

    return decision


__all__ = ["prepare", "record_routes", "render"]
