"""Leaderboards with targets, a duel (PK) of two reps or teams, and the form for targets."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.insight.boards import FIGURE_OF, leaderboard, versus
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, figures, require_figures
from erp_visit.insight.models import Measure
from erp_visit.insight.targets import set_target
from erp_visit.org.rights import Right
from erp_visit.panel.formats import money, number, percent
from erp_visit.panel.frame import STATUS
from erp_visit.panel.insight.asked import choices, month_in, read_asked
from erp_visit.panel.insight.board import figure_text, visible_figures
from erp_visit.panel.insight.links import behind
from erp_visit.panel.planning.common import key_or_none, today_of
from erp_visit.panel.screens.describe import preset_label
from erp_visit.panel.security import BASE

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

BOARD, DUEL, TARGETS = f"{BASE}/insight/leaderboard", f"{BASE}/insight/duel", f"{BASE}/insight/targets"
_NEITHER = frozenset({"planned", "cancelled", "closed", "owned", "average_dwell"})
"""Figures of which more is not better."""
_TARGETS = "SELECT measure, value FROM target WHERE month = $1 AND {whose} = $2"


def contest_routes(frame: Frame) -> list[BaseRoute]:
    """Leaderboard, duel, targets."""

    async def board(request: Request) -> Response:
        actor: Actor = request.state.actor
        measure = _measure(request.query_params.get("measure", ""), actor)
        async with db.connection() as connection:
            asked = read_asked(request.query_params, await today_of(connection, actor))
            by = By.DEPARTMENT if asked.by is By.DEPARTMENT else By.REP
            found = await leaderboard(
                connection, actor, from_on=asked.from_on, to_on=asked.to_on, measure=measure, by=by,
                department_id=asked.department,
            )  # fmt: skip
            offered = await choices(connection, actor)
        query = FigureQuery(from_on=asked.from_on, to_on=asked.to_on, by=by, department_id=asked.department)
        best = max((place.value for place in found.places), default=0) or 1
        context = {
            "title": frame.text(request, "Leaderboard"), "asked": asked, "here": BOARD, "measure": measure, "by": by,
            "measures": _measures(actor), "participants": found.participants, "duel": DUEL, "targets": TARGETS,
            "places": [
                {
                    "place": place, "value": _text(measure, place.value),
                    "bar": round(100 * place.value / best, 2),
                    "target": _text(measure, place.target) if place.target is not None else "",
                    "attainment": percent(place.attainment) if place.attainment is not None else "",
                    "href": behind(found.figure, query, actor, place.key) if place.value else "",
                }
                for place in found.places
            ],
            **_offered(offered, request),
        }  # fmt: skip
        return await frame.page(request, "insight/leaderboard.html", context)

    async def duel(request: Request) -> Response:
        actor: Actor = request.state.actor
        require_figures(actor.require, By.REP)
        async with db.connection() as connection:
            asked = read_asked(request.query_params, await today_of(connection, actor))
            offered = await choices(connection, actor)
            by = By.DEPARTMENT if asked.by is By.DEPARTMENT else By.REP
            pair = [key_or_none(request.query_params.get(name, "")) for name in ("a", "b")]
            rows: list[dict[str, Any]] = []
            names = {one["id"]: one["name"] for one in offered["departments" if by is By.DEPARTMENT else "reps"]}
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

    async def targets(request: Request) -> Response:
        return await _targets(frame, request)

    async def put(request: Request) -> Response:
        form = await request.form()
        typed = {name: str(form.get(name, "")).strip() for name in ("month", "employee", "department")}
        values = {measure: str(form.get(measure.value, "")).strip() for measure in Measure}
        actor: Actor = request.state.actor
        try:
            async with db.connection() as connection:
                month = month_in(typed["month"], await today_of(connection, actor))
            given = {measure: _amount(text, measure) for measure, text in values.items()}
            # One command each: what was set stays, and what is refused says so.
            for measure, value in given.items():
                await set_target(
                    actor, month=month, measure=measure, value=value,
                    employee_id=key_or_none(typed["employee"]), department_id=key_or_none(typed["department"]),
                )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN:
                raise
            return await _targets(
                frame, request, typed, values, frame.texts(request, error)[0], int(STATUS.get(error.code, 422))
            )
        frame.flash(request, frame.text(request, "The targets are set."))
        return RedirectResponse(
            f"{TARGETS}?month={month:%Y-%m}&employee={typed['employee']}&department={typed['department']}",
            status_code=303,
        )

    return [
        Route("/insight/leaderboard", board, methods=["GET"]),
        Route("/insight/duel", duel, methods=["GET"]),
        Route("/insight/targets", targets, methods=["GET"]),
        Route("/insight/targets", put, methods=["POST"]),
    ]


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


def _amount(text: str, measure: Measure) -> Decimal | None:
    """What was typed; None for nothing: no target."""
    if not text:
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise invalid("{value} is not a number.", measure.value, value=text[:20]) from None


async def _targets(
    frame: Frame, request: Request, typed: dict[str, str] | None = None, values: dict[Measure, str] | None = None,
    error: str = "", status: int = 200,
) -> Response:  # fmt: skip
    actor: Actor = request.state.actor
    actor.require(Right.VISIT_PLAN, Right.INSIGHT_VIEW)
    asked = typed or {name: request.query_params.get(name, "") for name in ("month", "employee", "department")}
    async with db.connection() as connection:
        today = await today_of(connection, actor)
        month = today.replace(day=1) if error else month_in(asked["month"], today)
        offered = await choices(connection, actor)
        employee, department = key_or_none(asked["employee"]), key_or_none(asked["department"])
        if values is None:
            known = {str(one["id"]) for one in (*offered["reps"], *offered["departments"])}
            rows = []
            if str(employee or department) in known:
                whose = "employee_id" if employee else "department_id"
                rows = await connection.fetch(_TARGETS.format(whose=whose), month, employee or department)
            stored = {row["measure"]: row["value"] for row in rows}
            values = {measure: _shown(measure, stored.get(measure.value)) for measure in Measure}
    context = {
        "title": frame.text(request, "Targets"), "month": f"{month:%Y-%m}", "previous": _step(month, -1),
        "employee": str(employee or ""), "department": str(department or ""), "error": error, "values": values,
        "measures": [(measure, FIGURE_OF[measure].label) for measure in Measure], "here": TARGETS, "board": BOARD,
        **offered,
    }  # fmt: skip
    return await frame.page(request, "insight/targets.html", context, status=status)


def _step(month: Any, months: int) -> str:
    return f"{(month + timedelta(days=32 if months > 0 else -1)).replace(day=1):%Y-%m}"


def _shown(measure: Measure, value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}" if measure is Measure.AMOUNT else f"{value:.0f}"


__all__ = ["contest_routes"]
