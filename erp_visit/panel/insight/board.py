"""拜访看板: the figures of visits as a table with bars, a line of the days, and the list behind every figure.

The page comes at once, with everything that can be chosen; its figures, which take longer the more visits there are,
are asked for by the page itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import today
from erp_visit.core.errors import invalid
from erp_visit.core.ids import new_id
from erp_visit.insight.figure_sql import TIMES, By
from erp_visit.insight.figures import Group, daily_done, figures, require_figures
from erp_visit.insight.measures import BY_NAME, FIGURES, Counted, Figure, Shape
from erp_visit.org.audit import record_audit
from erp_visit.panel.formats import duration, money, number, percent
from erp_visit.panel.insight.asked import Asked, choices, read_asked
from erp_visit.panel.insight.links import behind, behind_each
from erp_visit.panel.screens.describe import preset_label
from erp_visit.panel.screens.export import MEDIA, csv_parts, safe_cell, xlsx_parts
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/insight/visits"
BY_WORDS = {
    By.REP: "Rep", By.DEPARTMENT: "Team", By.LEVEL: "Customer level", By.TERRITORY: "Territory", By.DAY: "Day",
    By.WEEK: "Week", By.MONTH: "Month",
}  # fmt: skip
MOST_ROWS = 100
_COMPARED = ("done", "effective", "customers", "orders")
"""Counts whose bars compare the groups."""
_TILES = ("planned", "completion_rate", "done", "effective_rate", "customers", "coverage", "average_dwell")
_LIST_RIGHT = {Counted.VISITS: "visit.view", Counted.CUSTOMERS: "customer.view", Counted.ORDERS: "order.view"}


def board_routes(frame: Frame) -> list[BaseRoute]:
    """The page, and its export."""

    async def page(request: Request) -> Response:
        actor: Actor = request.state.actor
        asked = read_asked(request.query_params, today())
        require_figures(actor.require, asked.by)
        shown = visible_figures(actor)
        heads = [_head(figure, asked, request.state.locale) for figure in shown]
        context = {
            "title": frame.text(request, "Visit board"), "asked": asked, "here": PATH, "heads": heads,
            "by_words": BY_WORDS, "By": By,
        }  # fmt: skip
        if request.headers.get("x-fragment"):
            figured = await _figured(actor, asked, shown, request.state.locale)
            return HTMLResponse(frame.fragment(request, "insight/board_parts.html", {**context, **figured}))
        async with db.connection() as connection:
            offered = await choices(connection, actor)
        spans = {span: preset_label(span, request.state.locale) for span in offered["spans"]}
        context |= {
            **_waiting(actor, asked, shown, request.state.locale), **offered, "span_words": spans,
            "partial": actor.profile.scope is not Scope.ALL,
        }  # fmt: skip
        return await frame.page(request, "insight/board.html", context)

    async def export(request: Request) -> Response:
        actor: Actor = request.state.actor
        kind = str((await request.form()).get("format", "csv"))
        if kind not in MEDIA:
            raise invalid("{format} is not a format of exports; choose csv or xlsx.", "format", format=kind[:20])
        async with db.transaction() as connection:
            asked = read_asked(request.query_params, today())
            total, groups = await figures(connection, actor, asked.query)
            await record_audit(
                connection, actor, "export", "Visit", new_id(), number=frame.text(request, "Visit board"),
                after={"format": kind, "list": asked.url("")},
            )  # fmt: skip
        locale = request.state.locale
        shown = visible_figures(actor)
        head = [translate(BY_WORDS[asked.by], locale, {}), *(translate(one.label, locale, {}) for one in shown)]
        rows = [(frame.text(request, "All together"), total), *(
            (_label(row, asked.by, locale), row) for row in ordered(groups, asked.sort)
        )]  # fmt: skip
        lines = [[safe_cell(label), *(_number(figure.value(row.sums)) for figure in shown)] for label, row in rows]
        parts = (csv_parts if kind == "csv" else xlsx_parts)(head, _batch(lines))
        name = f"{frame.text(request, 'Visit board')}-{asked.from_on:%Y%m%d}-{asked.to_on:%Y%m%d}.{kind}"
        headers = {"content-disposition": f"attachment; filename=\"visits.{kind}\"; filename*=UTF-8''{quote(name)}"}
        return StreamingResponse(parts, media_type=MEDIA[kind], headers=headers)

    return [
        Route("/insight/visits", page, methods=["GET"]),
        Route("/insight/visits/export", export, methods=["POST"]),
    ]


async def _figured(actor: Actor, asked: Asked, shown: Sequence[Figure], locale: str) -> dict[str, Any]:
    """The figures, as the page shows them."""
    async with db.connection() as connection:
        total, groups = await figures(connection, actor, asked.query)
        days = await daily_done(connection, actor, asked.query)
    rows = ordered(groups, asked.sort)
    compared = [figure for figure in shown if figure.name in _COMPARED]
    most = {figure.name: max((row.sums[figure.over] for row in rows), default=0) for figure in compared}
    links = {figure.name: behind_each(figure, asked.query, actor) for figure in shown}
    known = {group.key: group for group in groups}
    return {
        "waiting": False, "days": spark(asked, days), "more": max(0, len(rows) - MOST_ROWS),
        "total": _cells(total, shown, actor, locale, {}, lambda figure: behind(figure, asked.query, actor)),
        "rows": [
            (_label(row, asked.by, locale), _depth(row, known), _cells(
                row, shown, actor, locale, most, partial(_address, links, row.key)
            ))
            for row in rows[:MOST_ROWS]
        ],
        "tiles": _tiles(actor, asked, locale, lambda figure: figure_text(figure, total, locale)),
    }  # fmt: skip


def _waiting(actor: Actor, asked: Asked, shown: Sequence[Figure], locale: str) -> dict[str, Any]:
    """The same places before the figures are there: nothing moves when they come."""
    return {
        "waiting": True, "days": spark(asked, {}), "more": 0, "rows": (),
        "total": [{"text": "", "bar": None, "href": ""} for _ in shown],
        "tiles": _tiles(actor, asked, locale, lambda _: ""),
    }  # fmt: skip


def _tiles(actor: Actor, asked: Asked, locale: str, text: Callable[[Figure], str]) -> list[tuple[str, str, str, str]]:
    return [
        (text(figure), translate(figure.label, locale, {}), behind(figure, asked.query, actor),
         translate(figure.meaning, locale, {}))
        for figure in (BY_NAME[name] for name in _TILES)
    ]  # fmt: skip


def visible_figures(actor: Actor) -> list[Figure]:
    """The figures that the reader has the rights for."""
    return [figure for figure in FIGURES if figure.right is None or actor.may(figure.right)]


def ordered(groups: Sequence[Group], sort: str) -> list[Group]:
    """The groups by a figure, the highest first with `-` in front; those without it last. Else as they came."""
    figure = BY_NAME.get(sort.lstrip("-"))
    if figure is None:
        return list(reversed(groups)) if sort == "-key" else list(groups)
    known = [group for group in groups if figure.value(group.sums) is not None]
    rest = [group for group in groups if figure.value(group.sums) is None]
    return [*sorted(known, key=lambda group: figure.value(group.sums), reverse=sort.startswith("-")), *rest]


def spark(asked: Asked, done: dict[Any, int]) -> list[tuple[str, int, float]]:
    """Visits done of each day, with the height of its bar of 100."""
    count = (asked.to_on - asked.from_on).days + 1
    days = [asked.from_on + timedelta(days=number) for number in range(count)]
    highest = max(done.values(), default=0) or 1
    return [(one.isoformat(), done.get(one, 0), round(100 * done.get(one, 0) / highest, 2)) for one in days]


def _head(figure: Figure, asked: Asked, locale: str) -> dict[str, str]:
    falls = asked.sort == f"-{figure.name}"
    return {
        "name": figure.name, "label": translate(figure.label, locale, {}),
        "meaning": translate(figure.meaning, locale, {}),
        "href": asked.url(PATH, sort=figure.name if falls else f"-{figure.name}"),
        "sorted": "descending" if falls else "ascending" if asked.sort == figure.name else "none",
    }  # fmt: skip


def _address(links: Mapping[str, Callable[[str], str]], key: str, figure: Figure) -> str:
    return links[figure.name](key)


def _cells(
    row: Group, shown: Sequence[Figure], actor: Actor, locale: str, most: dict[str, Any], link: Callable[[Figure], str]
) -> list[dict[str, Any]]:
    found = []
    for figure in shown:
        value = figure.value(row.sums)
        bar = None
        if most and figure.shape is Shape.SHARE and value is not None:
            bar = round(100 * value, 2)
        elif most.get(figure.name):
            bar = round(100 * value / most[figure.name], 2)
        linked = row.sums[figure.over] and actor.may(_LIST_RIGHT[figure.counted])
        found.append({
            "text": figure_text(figure, row, locale), "bar": bar,
            "href": link(figure) if linked else "",
        })  # fmt: skip
    return found


def figure_text(figure: Figure, row: Group, locale: str) -> str:
    """A figure of a group as it is shown."""
    value = figure.value(row.sums)
    match figure.shape:
        case Shape.SHARE:
            return percent(value)
        case Shape.SECONDS:
            return duration(value, locale=locale)
        case Shape.MONEY:
            return money(value)
        case _:
            return number(int(value))


def _label(row: Group, by: By, locale: str) -> str:
    if by in TIMES:
        return row.key[:7] if by is By.MONTH else row.key
    return row.label or translate("(none)", locale, {})


def _depth(row: Group, known: Mapping[str, Group]) -> int:
    """How far below the topmost department shown."""
    depth, parent = 0, row.parent
    while parent is not None and parent in known:
        depth, parent = depth + 1, known[parent].parent
    return min(depth, 6)


def _number(value: Any) -> Any:
    return value if isinstance(value, float) or value is None else Decimal(value)


async def _batch(lines: list[list[Any]]) -> AsyncIterator[list[list[Any]]]:
    yield lines


__all__ = ["BY_WORDS", "board_routes", "figure_text", "ordered", "spark", "visible_figures"]
