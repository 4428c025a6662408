"""The query `dayRouteGeoJson`: a day's route for maps."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from erp_visit.api.execution import Context
from erp_visit.core.ids import parse_id
from erp_visit.planning.feeds import route_geojson


async def _resolve(
    info: strawberry.Info,
    day_route_id: Annotated[strawberry.ID, strawberry.argument(description="The route")],
) -> JSON | None:
    context: Context = info.context
    key = parse_id(day_route_id, "DayRoute", "dayRouteId")
    found: Any = await route_geojson(context.require_actor(), route_id=key)
    return found  # type: ignore[no-any-return]


def route_field() -> Any:
    """The Strawberry field."""
    return strawberry.field(
        resolver=_resolve,
        name="dayRouteGeoJson",
        description="A day's route as a GeoJSON FeatureCollection: the way, and a point for each visit in its order."
        " Needs the right visit.view.",
    )


__all__ = ["route_field"]
