"""The working calendar of a year: public holidays, swapped weekends, and entries that can be made and taken away."""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit import db
from erp_visit.core import clock
from erp_visit.core.actor import Scope
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.org.workdays import Worker, public_holidays, working_days
from erp_visit.panel.frame import STATUS
from erp_visit.panel.planning.common import DEPARTMENTS, date_or_none, key_or_none
from erp_visit.panel.security import BASE
from erp_visit.planning.calendar import set_calendar_days

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/working-calendar"
_STAFF = (
    "query { employees(first: 500, filter: { status: { eq: ACTIVE } }) { nodes { id name department { id name } } } }"
)
_ENTRIES = (
    "query($from: Date!, $to: Date!) { calendarDays(first: 500, filter: { day: { gte: $from, lte: $to } },"
    " orderBy: [{ field: DAY, direction: ASC }]) { nodes { day working note department { id name }"
    " employee { id name } setBy { name } } } }"
)
_WORKING = {"work": True, "off": False, "remove": None}


def workday_routes(frame: Frame) -> list[BaseRoute]:
    """The year, and its form."""

    async def show(request: Request) -> Response:
        return await _page(frame, request, request.query_params)

    async def change(request: Request) -> Response:
        form = await request.form()
        first = date_or_none(str(form.get("from", "")))
        if first is None or str(form.get("kind")) not in _WORKING:
            return await _page(frame, request, form, frame.text(request, "Choose the first day."), 422)
        department, employee = key_or_none(str(form.get("department", ""))), key_or_none(str(form.get("employee", "")))
        try:
            await set_calendar_days(
                request.state.actor, from_on=first, until_on=date_or_none(str(form.get("until", ""))),
                working=_WORKING[str(form.get("kind"))], department_id=None if employee else department,
                employee_id=employee, note=str(form.get("note", ""))[:500],
                operation_id=key_or_none(str(form.get("operation", ""))),
            )  # fmt: skip
        except DomainError as error:
            if error.code is ErrorCode.FORBIDDEN and not error.path:
                raise
            return await _page(frame, request, form, frame.texts(request, error)[0], int(STATUS.get(error.code, 422)))
        frame.flash(request, frame.text(request, "The calendar is changed. Plans that were made before are not."))
        query = f"?year={first.year}&department={department or ''}&employee={employee or ''}"
        return RedirectResponse(f"{PATH}{query}", status_code=303)

    return [Route("/working-calendar", show, methods=["GET"]), Route("/working-calendar", change, methods=["POST"])]


async def _page(frame: Frame, request: Request, typed: Any, error: str = "", status: int = 200) -> Response:
    actor, locale = request.state.actor, request.state.locale
    actor.require(Right.VISIT_VIEW)
    department, employee = key_or_none(str(typed.get("department", ""))), key_or_none(str(typed.get("employee", "")))
    async with db.connection() as connection:
        today = clock.today()
        year = _year(str(typed.get("year", "")), today.year)
        if employee is not None:
            found = await connection.fetchval("SELECT department_id FROM employee WHERE id = $1", employee)
            department = found or department
        parameters = await control_parameters(connection, department, employee)
        place = department or UUID(int=0)
        worker = Worker.of(employee or UUID(int=0), place, parameters)
        worked = set(
            (await working_days(connection, [worker], date(year, 1, 1), date(year, 12, 31)))[worker.employee_id]
        )
    holidays = public_holidays(parameters.holiday_country, year, locale)
    entries = (await frame.read(request, _ENTRIES, {"from": f"{year}-01-01", "to": f"{year}-12-31"}))["calendarDays"]
    within = None if actor.profile.scope is Scope.ALL else {str(key) for key in actor.department_ids}
    staff = (await frame.read(request, _STAFF))["employees"]["nodes"] if actor.may(Right.EMPLOYEE_VIEW) else []
    departments = (await frame.read(request, DEPARTMENTS))["departments"]["nodes"] if staff else []
    context = {
        "title": frame.text(request, "Working calendar"), "year": year, "today": today, "worked": worked,
        "months": [(number, calendar.Calendar().monthdatescalendar(year, number)) for number in range(1, 13)],
        "holidays": holidays.names, "swapped": holidays.worked, "entries": entries["nodes"], "error": error,
        "marked": {node["day"] for node in entries["nodes"] if _concerns(node, department, employee)},
        "department": str(department or ""), "employee": str(employee or ""), "operation": new_id(),
        "departments": [(_bare(node["id"]), node["name"]) for node in departments],
        "staff": [
            (_bare(node["id"]), node["name"]) for node in sorted(staff, key=lambda one: str(one["name"]))
            if within is None or _bare(node["department"]["id"]) in within
        ],
        "writable": actor.may(Right.VISIT_PLAN), "company": actor.profile.scope is Scope.ALL, "typed": typed,
        "weekdays": list(range(7)),
    }  # fmt: skip
    return await frame.page(request, "planning/working_calendar.html", context, status=status)


def _concerns(node: dict[str, Any], department: UUID | None, employee: UUID | None) -> bool:
    """Whether an entry is one for whom the calendar is shown; those of departments above count by their days only."""
    if node["employee"]:
        return _bare(node["employee"]["id"]) == str(employee)
    return not node["department"] or _bare(node["department"]["id"]) == str(department)


def _year(text: str, this: int) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 and this - 3 <= int(text) <= this + 3 else this


def _bare(identifier: str) -> str:
    return identifier.rpartition(":")[2]


__all__ = ["workday_routes"]
