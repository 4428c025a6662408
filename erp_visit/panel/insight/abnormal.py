"""Abnormal customers (CUS-13): who, why, since when, and what to do: open the customer, assign a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.insight.alerts import detect_abnormal_customers
from erp_visit.insight.models import AlertKind
from erp_visit.org.rights import Right
from erp_visit.panel.planning.common import key_or_none
from erp_visit.panel.security import BASE

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/insight/abnormal"
SIZE = 50
_READ = (
    "query($filter: CustomerAlertFilter, $after: String) { list: customerAlerts(first: 50, after: $after, filter:"
    " $filter, orderBy: [{field: DETECTED_ON, direction: DESC}]) { totalCount(atMost: 10001)"
    " pageInfo { hasNextPage endCursor } nodes { id kind reason detectedOn seenOn"
    " customer { id name code level owner { id name } } } } }"
)


def abnormal_routes(frame: Frame) -> list[BaseRoute]:
    """The list, and the search now."""

    async def page(request: Request) -> Response:
        actor = request.state.actor
        actor.require(Right.VISIT_VIEW, Right.CUSTOMER_VIEW, Right.ORDER_VIEW, Right.EMPLOYEE_VIEW)
        kind = request.query_params.get("kind", "")
        kind = kind if kind in AlertKind.__members__ else ""
        level = request.query_params.get("level", "")
        level = level if level in ("A", "B", "C", "D") else ""
        wanted: dict[str, Any] = {"resolvedOn": {"isNull": True}}
        if kind:
            wanted["kind"] = {"eq": kind}
        if level:
            wanted["customer"] = {"level": {"eq": level}}
        after = request.query_params.get("after", "")[:2000]
        variables = {"filter": wanted, **({"after": after} if after else {})}
        found = (await frame.read(request, _READ, variables))["list"]
        kept = {name: value for name, value in (("kind", kind), ("level", level)) if value}
        context = {
            "title": frame.text(request, "Abnormal customers"), "here": PATH, "kind": kind, "level": level,
            "kinds": AlertKind, "alerts": found["nodes"], "total": found["totalCount"],
            "next": f"{PATH}?{urlencode({**kept, 'after': found['pageInfo']['endCursor']})}"
            if found["pageInfo"]["hasNextPage"] else "",
            "first": f"{PATH}?{urlencode(kept)}" if after else "",
            "history": f"{BASE}/customer-alerts", "may_plan": actor.may(Right.VISIT_PLAN),
        }  # fmt: skip
        return await frame.page(request, "insight/abnormal.html", context)

    async def search(request: Request) -> Response:
        form = await request.form()
        found = await detect_abnormal_customers(
            request.state.actor, operation_id=key_or_none(str(form.get("operation", "")))
        )
        told = "{opened} newly abnormal, {kept} still, {resolved} normal again."
        frame.flash(request, frame.text(request, told, opened=found.opened, kept=found.kept, resolved=found.resolved))
        return RedirectResponse(PATH, status_code=303)

    return [Route("/insight/abnormal", page, methods=["GET"]), Route("/insight/abnormal", search, methods=["POST"])]


__all__ = ["abnormal_routes"]
