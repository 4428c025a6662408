"""The list of a queue: what waits for this actor, narrowed by what the address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from erp_visit.panel.frame import Frame
from erp_visit.panel.queues.counts import counted, waiting
from erp_visit.panel.queues.model import Choice, Filter, Queue, Row, conjunction
from erp_visit.panel.records.present import parse_key
from erp_visit.panel.records.record import read

PAGE = 50
MOST = 500


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows; `after` is the cursor of the next one, if there is one. `count` says how many rows there are in
    all, as the workbench does: `37`, `99+`; nothing for a queue whose tabs say it, nor for a later page."""

    rows: tuple[Row, ...]
    after: str | None
    count: str = ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter with its choices and what was chosen."""

    filter: Filter
    choices: tuple[Choice, ...]
    chosen: str


async def list_page(frame: Frame, request: Request, queue: Queue) -> tuple[Page, tuple[Narrowing, ...]]:
    """The rows that the address asks for, and the filters as they stand."""
    query = request.query_params
    first = min(max(_number(query.get("first"), PAGE), 1), MOST)
    conditions: list[Mapping[str, Any]] = [queue.waiting(request.state.actor, query.get("tab", ""))]
    for part in queue.filters:
        chosen = query.get(part.name, "")
        if not chosen:
            continue
        if part.condition is not None:
            key = parse_key(chosen)
            if key is not None:
                conditions.append(part.condition(str(key)))
        else:
            conditions += [choice.filter for choice in part.choices if choice.value == chosen]
    search = query.get("q", "").strip()[:100]
    if search:
        conditions.append(queue.search(search))
    data = await read(
        frame, request, queue.document, first=first, after=query.get("after") or None,
        filter=conjunction(*conditions),
        choices=any(part.right and request.state.actor.may(part.right) for part in queue.filters),
    )  # fmt: skip
    locale = request.state.locale
    info = data["rows"]["pageInfo"]
    rows = tuple(queue.row(node, locale) for node in data["rows"]["nodes"])
    after = info["endCursor"] if info["hasNextPage"] else None
    page = Page(rows, after, await _count(frame, request, queue, conditions, len(rows), more=after is not None))
    return page, tuple(_narrowing(part, data, query.get(part.name, "")) for part in queue.filters)


async def _count(
    frame: Frame, request: Request, queue: Queue, conditions: Sequence[Mapping[str, Any]], read: int, *, more: bool
) -> str:
    if queue.tabs or request.query_params.get("after"):
        return ""
    return counted((await waiting(frame, request, [(queue, conjunction(*conditions))]))[0]) if more else str(read)


def _narrowing(part: Filter, data: Mapping[str, Any], chosen: str) -> Narrowing:
    if not part.source:
        return Narrowing(part, part.choices, chosen)
    nodes = (data.get(part.source) or {"nodes": ()})["nodes"]
    choices = tuple(Choice(node["id"].rpartition(":")[2], node["name"], {}) for node in nodes)
    return Narrowing(part, choices, chosen)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else default


__all__ = ["MOST", "PAGE", "Narrowing", "Page", "list_page"]
