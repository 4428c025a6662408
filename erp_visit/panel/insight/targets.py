"""Targets of a team and month as one grid: the team, the teams directly below it, and all its reps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.checks import raise_all
from erp_visit.core.clock import today
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, invalid
from erp_visit.core.ids import new_id
from erp_visit.db import Connection
from erp_visit.insight.boards import FIGURE_OF
from erp_visit.insight.models import Measure
from erp_visit.insight.targets import TargetDraft, set_targets
from erp_visit.org.rights import Right
from erp_visit.panel.frame import STATUS
from erp_visit.panel.insight.asked import choices, month_in
from erp_visit.panel.planning.common import key_or_none
from erp_visit.panel.security import BASE

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH, BOARD = f"{BASE}/insight/targets", f"{BASE}/insight/leaderboard"
MOST_ROWS = 150
"""Rows of one grid; who has more chooses a smaller team."""
_ROWS = """
    WITH RECURSIVE below (id) AS (
        SELECT $1::uuid UNION ALL SELECT d.id FROM department d JOIN below ON d.parent_id = below.id
    )
    SELECT id, name, kind, team FROM (
        SELECT d.id, d.name, 'd' AS kind, '' AS team, d.id <> $1 AS lower, false AS person, d.code FROM department d
        WHERE d.id = $1 OR d.parent_id = $1
        UNION ALL
        SELECT e.id, e.name, 'e', d.name, true, true, d.code FROM employee e JOIN department d ON d.id = e.department_id
        WHERE e.department_id IN (SELECT id FROM below) AND e.status = 'ACTIVE' AND EXISTS (
            SELECT FROM employee_role er JOIN role r ON r.id = er.role_id
            WHERE er.employee_id = e.id AND 'visit.do' = ANY(r.rights))
    ) listed ORDER BY person, lower, code, name, id
    LIMIT $2
"""
_MYSELF = "SELECT e.id, e.name, 'e' AS kind, '' AS team FROM employee e WHERE e.id = $1"
_TARGETS = """
    SELECT coalesce(employee_id, department_id) AS whose, measure, value FROM target
    WHERE month = $1 AND coalesce(employee_id, department_id) = ANY($2::uuid[])
"""


@dataclass(slots=True)
class Grid:
    """What a grid holds: texts and errors by the name of a cell."""

    month: date
    department: UUID | None
    rows: list[Any]
    more: bool
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)


def target_routes(frame: Frame) -> list[BaseRoute]:
    """The grid, and setting what stands in it."""

    async def page(request: Request) -> Response:
        given = request.query_params
        async with db.connection() as connection:
            grid = await _grid(connection, request.state.actor, given.get("month", ""), given.get("department", ""))
            month = _earlier(grid.month) if given.get("copy") else grid.month
            grid.texts = await _stored(connection, month, grid.rows)
        return await _show(frame, request, grid)

    async def put(request: Request) -> Response:
        form = await request.form()
        actor: Actor = request.state.actor
        async with db.connection() as connection:
            grid = await _grid(connection, actor, str(form.get("month", "")), str(form.get("department", "")))
        names = [_cell(row, measure) for row in grid.rows for measure in Measure]
        grid.texts = {name: str(form.get(name, "")).strip()[:40] for name in names}
        try:
            await set_targets(
                actor, month=grid.month, targets=_drafts(grid, form),
                operation_id=key_or_none(str(form.get("operation", ""))),
            )  # fmt: skip
        except (DomainError, DomainErrors) as error:
            return await _refused(frame, request, grid, error)
        frame.flash(request, frame.text(request, "The targets are set."))
        return RedirectResponse(f"{PATH}?month={grid.month:%Y-%m}&department={grid.department or ''}", status_code=303)

    return [Route("/insight/targets", page, methods=["GET"]), Route("/insight/targets", put, methods=["POST"])]


async def _grid(connection: Connection, actor: Actor, month: str, department: str) -> Grid:
    """Who stands in the grid of a team, the actor's own if none is named; raises FORBIDDEN, INVALID_INPUT."""
    actor.require(Right.VISIT_PLAN, Right.INSIGHT_VIEW)
    first = month_in(month, today())
    if actor.profile.scope is Scope.OWN:
        return Grid(first, None, await connection.fetch(_MYSELF, actor.id), more=False)
    chosen = key_or_none(department) or actor.department_id
    if actor.profile.scope is Scope.TEAM and chosen not in actor.department_ids:
        chosen = actor.department_id
    rows = await connection.fetch(_ROWS, chosen, MOST_ROWS + 1)
    return Grid(first, chosen, rows[:MOST_ROWS], more=len(rows) > MOST_ROWS)


async def _stored(connection: Connection, month: date, rows: list[Any]) -> dict[str, str]:
    kinds = {row["id"]: row["kind"] for row in rows}
    return {
        f"{kinds[row['whose']]}.{row['whose']}.{row['measure']}": _shown(Measure(row["measure"]), row["value"])
        for row in await connection.fetch(_TARGETS, month, list(kinds))
    }


def _drafts(grid: Grid, form: FormData) -> list[TargetDraft]:
    """The targets that were typed; raises INVALID_INPUT for all that are no numbers. A cell that was not sent, as its
    row was not there when the page was made, is left alone."""
    found: list[TargetDraft] = []
    errors: list[DomainError] = []
    for row in grid.rows:
        for measure in Measure:
            name = _cell(row, measure)
            if name not in form:
                continue
            text = grid.texts[name].replace(",", "").replace("，", "")
            try:
                value = Decimal(text) if text else None
            except InvalidOperation:
                errors.append(invalid("{value} is not a number.", "cells", name, value=text[:20]))
                continue
            person = row["kind"] == "e"
            found.append(
                TargetDraft(
                    measure, value, row["id"] if person else None, None if person else row["id"], ("cells", name)
                )
            )
    raise_all(errors)
    return found


async def _refused(frame: Frame, request: Request, grid: Grid, error: DomainError | DomainErrors) -> Response:
    """The grid as it was typed, with what is wrong beside the cells."""
    errors = error.errors if isinstance(error, DomainErrors) else [error]
    if any(one.code is ErrorCode.FORBIDDEN for one in errors):
        raise error
    for one in errors:
        text = frame.texts(request, one)[0]
        if one.path[:1] == ("cells",):
            grid.errors.setdefault(str(one.path[1]), text)
        else:
            grid.general.append(text)
    return await _show(frame, request, grid, int(STATUS.get(errors[0].code, 422)))


async def _show(frame: Frame, request: Request, grid: Grid, status: int = 200) -> Response:
    async with db.connection() as connection:
        offered = await choices(connection, request.state.actor)
    context = {
        "title": frame.text(request, "Targets"), "month": f"{grid.month:%Y-%m}", "grid": grid, "cell": _cell,
        "measures": [(measure, FIGURE_OF[measure].label) for measure in Measure], "here": PATH, "board": BOARD,
        "department": str(grid.department or ""), "departments": offered["departments"], "operation": new_id(),
        "most": MOST_ROWS, "earlier": f"{_earlier(grid.month):%Y-%m}",
    }  # fmt: skip
    return await frame.page(request, "insight/targets.html", context, status=status)


def _cell(row: Any, measure: Measure) -> str:
    return f"{row['kind']}.{row['id']}.{measure.value}"


def _earlier(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _shown(measure: Measure, value: Decimal) -> str:
    return f"{value:.2f}" if measure is Measure.AMOUNT else f"{value:.0f}"


__all__ = ["target_routes"]
