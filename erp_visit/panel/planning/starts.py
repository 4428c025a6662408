"""Where the reps of a department start their days, for those without a starting point of their own (PLN-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from erp_visit.core.geo import Datum
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed, as_text
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.planning.common import position_in
from erp_visit.panel.security import BASE
from erp_visit.planning.route_ends import set_route_ends

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_READ = "query($id: ID!) { one: department(id: $id) { name startLatitude startLongitude } }"


DATUMS = tuple(zip([one.value for one in Datum], ("WGS-84", "GCJ-02", "BD-09"), strict=True))


def start_routes(frame: Frame) -> list[BaseRoute]:
    """The form."""

    def title(request: Request, typed: Typed) -> str:
        return frame.text(request, "Where working days start") + f" · {typed.titles.get('department', '')}".rstrip(" ·")

    def fields(request: Request) -> list[FormField]:
        hint = frame.text(request, "Both empty: that of the department above.")
        return [
            FormField("start_latitude", frame.text(request, "Latitude"), hint=hint, path="latitude"),
            FormField("start_longitude", frame.text(request, "Longitude"), path="longitude"),
            FormField("datum", frame.text(request, "Datum"), "choice", choices=DATUMS),
        ]

    async def load(request: Request, shown: list[FormField]) -> Typed:
        key = f"Department:{request.path_params['key']}"
        one = (await frame.read(request, _READ, {"id": key}))["one"]
        texts = {
            "start_latitude": as_text(one["startLatitude"]), "start_longitude": as_text(one["startLongitude"]),
            "datum": Datum.WGS84.value,
        }  # fmt: skip
        return Typed(shown, texts, {"department": one["name"]})

    async def save(request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = request.path_params["key"]
        await set_route_ends(
            request.state.actor, department_id=key, start=position_in(values, "start"), operation_id=operation
        )
        return f"{BASE}/departments/{key}"

    page = FormPage(
        frame, Right.VISIT_PLAN, title, fields, load, save,
        lambda request: f"{BASE}/departments/{request.path_params['key']}",
        "Saved. The route is timed from there when it is worked out anew.",
    )  # fmt: skip
    return [Route("/departments/{key:uuid}/start", page.__call__, methods=["GET", "POST"])]


__all__ = ["start_routes"]
