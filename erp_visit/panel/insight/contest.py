"""Leaderboards with targets, and a duel (PK) of two reps or teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.insight.boards import FIGURE_OF, leaderboard, versus
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, figures, require_figures
from erp_visit.insight.models import Measure
from erp_visit.panel.formats import money, number, percent
from erp_visit.panel.insight.asked import choices, read_asked
from erp_visit.panel.insight.board import figure_text, visible_figures
from erp_visit.panel.insight.links import behind, behind_each
from erp_visit.panel.planning.common import key_or_none
from erp_visit.panel.screens.describe import preset_label
from erp_visit.panel.security import BASE

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

BOARD, DUEL = f"{BASE}/insight/leaderboard", f"{BASE}/insight/duel"
MOST_PLACES = 100
_NEITHER = frozenset({"planned", "cancelled", "closed", "owned", "average_dwell"})
"""Figures of which more is not better."""


def contest_routes(frame: Frame) -> list[BaseRoute]:
    """Leaderboard and duel."""

    async def board(request: Request) -> Response:
        actor: Actor = request.state.actor
        measure = _measure(request.query_params.get("measure", ""), actor)
        async with db.connection() as connection:
            asked = read_asked(request.query_params, today())
            by = By.DEPARTMENT if asked.by is By.DEPARTMENT else By.REP
            found = await leaderboard(
                connection, actor, from_on=asked.from_on, to_on=asked.to_on, measure=measure, by=by,
                department_id=asked.department,
            )  # fmt: skip
            offered = await choices(connection, actor)
        query = FigureQuery(from_on=asked.from_on, to_on=asked.to_on, by=by, department_id=asked.department)
        link = behind_each(found.figure, query, actor)
        best = max((place.value for place in found.places), default=0) or 1
        context = {
            "title": frame.text(request, "Leaderboard"), "asked": asked, "here": BOARD, "measure": measure, "by": by,
            "measures": _measures(actor), "participants": found.participants, "duel": DUEL,
            "targets": f"{BASE}/insight/targets",
            "places": [
                {
                    "place": place, "value": _text(measure, place.value),
                    "bar": round(100 * place.value / best, 2),
                    "target": _text(measure, place.target) if place.target is not None else "",
                    "attainment": percent(place.attainment) if place.attainment is not None else "",
                    "href": link(place.key) if place.value else "",
                }
                for place in found.places[:MOST_PLACES]
            ],
            "most": MOST_PLACES if len(found.places) > MOST_PLACES else 0,
            **_offered(offered, request),
        }  # fmt: skip
        return await frame.page(request, "insight/leaderboard.html", context)

    async def duel(request: Request) -> Response:
        actor: Actor = request.state.actor
        require_figures(actor.require, By.REP)
        async with db.connection() as connection:
            asked = read_asked(request.query_params, today())
            offered = await choices(connection, actor)
            by = By.DEPARTMENT if asked.by is By.DEPARTMENT else By.REP
            pair = [key_or_none(request.query_params.get(name, "")) for name in ("a", "b")]
            rows: list[dict[str, Any]] = []
            sides = offered["departments" if by is By.DEPARTMENT else "reps"]
            names = {one["id"]: one["name"] for one in sides}
            if pair == [None, None]:
                pair = _first_two(sides)
            if all(str(key) in names for key in pair):
                query = FigureQuery(
                    from_on=asked.from_on, to_on=asked.to_on, by=by,
                    rep_ids=tuple(key for key in pair if key) if by is By.REP else (),
                )  # fmt: skip
                _, groups = await figures(connection, actor, query)
                rows = _duel(groups, pair, query, actor, request.state.locale)
        context = {
            "title": frame.text(request, "Duel"), "asked": asked, "here": DUEL, "by": by, "rows": rows,
            "pair": [str(key or "") for key in pair], "names": [names.get(str(key), "") for key in pair],
            **_offered(offered, request),
        }  # fmt: skip
        return await frame.page(request, "insight/duel.html", context)

    return [
        Route("/insight/leaderboard", board, methods=["GET"]),
        Route("/insight/duel", duel, methods=["GET"]),
    ]


def _first_two(sides: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Whom the page opens with: two reps, or two of the teams furthest down, which are alike."""
    lowest = max((one.get("depth", 0) for one in sides), default=0)
    equals = [key_or_none(one["id"]) for one in sides if one.get("depth", 0) == lowest]
    return equals[:2] if len(equals) > 1 else [None, None]


def _text(measure: Measure, value: Any) -> str:
    return money(value) if measure is Measure.AMOUNT else number(int(value))


def _offered(offered: dict[str, Any], request: Request) -> dict[str, Any]:
    words = {span: preset_label(span, request.state.locale) for span in offered["spans"]}
    return {**offered, "span_words": words}


def _measures(actor: Actor) -> list[tuple[Measure, str]]:
    """The measures that the reader has the rights for, with their labels."""
    return [
        (measure, figure.label)
        for measure, figure in FIGURE_OF.items()
        if figure.right is None or actor.may(figure.right)
    ]


def _measure(text: str, actor: Actor) -> Measure:
    known = [measure.value for measure, _ in _measures(actor)]
    return Measure(text) if text in known else Measure.EFFECTIVE_VISITS


def _duel(groups: Any, pair: list[Any], query: FigureQuery, actor: Actor, locale: str) -> list[dict[str, Any]]:
    """A line for each figure: both values, with bars, and who is ahead."""
    found = versus(groups, pair[0], pair[1])
    rows = []
    for figure in visible_figures(actor):
        values = [figure.value(group.sums) if group else None for group in found]
        most = max((value for value in values if value is not None), default=0)
        sides = [
            {
                "text": figure_text(figure, group, locale) if group else "–",
                "bar": round(100 * value / most, 2) if most and value is not None else 0,
                "href": behind(figure, query, actor, group.key) if group and group.sums[figure.over] else "",
                "ahead": figure.name not in _NEITHER
                and value is not None
                and values[1 - side] is not None
                and value > values[1 - side],
            }
            for side, (group, value) in enumerate(zip(found, values, strict=True))
        ]
        rows.append({"figure": figure, "sides": sides})
    return rows


__all__ = ["contest_routes"]
