"""The queries `visitLeaderboard` (INS-2) and `checkInMap` (INS-4)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from erp_visit import db
from erp_visit.api.execution import Context
from erp_visit.api.mutations import given, key, optional_key
from erp_visit.api.types import graphql_enum
from erp_visit.insight.boards import leaderboard
from erp_visit.insight.checkins import Box, check_ins
from erp_visit.insight.figure_sql import By
from erp_visit.insight.models import Measure
from erp_visit.visits.models import Evidence

EvidenceEnum = graphql_enum(Evidence)


class BoardOf(StrEnum):
    """Who stands on a leaderboard."""

    REP = "REP"
    DEPARTMENT = "DEPARTMENT"


@strawberry.type(name="LeaderboardPlace", description="A rep or team on a leaderboard.")
class LeaderboardPlaceType:
    rank: int = strawberry.field(description="1 is the best; equal values share a rank")
    key: str = strawberry.field(description="Global id of the rep or department")
    label: str = strawberry.field(description="Name")
    value: Decimal = strawberry.field(description="What was reached")
    target: Decimal | None = strawberry.field(description="The target of the months that the period touches")
    attainment: float | None = strawberry.field(description="The value as a share of the target")


@strawberry.type(name="Leaderboard", description="Ranks by a measure.")
class LeaderboardType:
    participants: int = strawberry.field(description="How many are ranked, those out of your sight included")
    places: list[LeaderboardPlaceType] = strawberry.field(description="The best first")


@strawberry.input(name="BoxInput", description="A part of the map in degrees, WGS-84, borders included.")
class BoxInput:
    south: float
    west: float
    north: float
    east: float


@strawberry.type(name="CheckInCluster", description="Check-ins near each other.")
class CheckInClusterType:
    count: int = strawberry.field(description="How many visits")
    suspicious: int = strawberry.field(description="How many of them are suspicious")
    latitude: float = strawberry.field(description="Their middle: latitude in degrees, WGS-84")
    longitude: float = strawberry.field(description="Their middle: longitude in degrees, WGS-84")
    south: float = strawberry.field(description="The box that holds exactly these")
    west: float
    north: float
    east: float


_From = Annotated[date, strawberry.argument(name="from", description="First business day")]
_To = Annotated[date, strawberry.argument(description="Last business day, up to 400 days in all")]
_Evidence = Annotated[
    list[EvidenceEnum] | None,  # type: ignore[valid-type]
    strawberry.argument(description="Only visits whose evidence was judged so"),
]
_Department = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only this department and those below it")
]


async def _board(
    info: strawberry.Info,
    from_: _From,
    to: _To,
    measure: graphql_enum(Measure),  # type: ignore[valid-type]
    by: graphql_enum(BoardOf) = BoardOf.REP,  # type: ignore[valid-type]
    department_id: _Department = None,
) -> LeaderboardType | None:
    context: Context = info.context
    group = By(by.value)
    kind = "Employee" if group is By.REP else "Department"
    async with db.connection() as connection:
        board = await leaderboard(
            connection, context.require_actor(), from_on=from_, to_on=to, measure=measure, by=group,
            department_id=optional_key(department_id, "Department", "departmentId"),
        )  # fmt: skip
    places = [
        LeaderboardPlaceType(
            rank=place.rank, key=f"{kind}:{place.key}", label=place.label, value=Decimal(place.value),
            target=place.target, attainment=place.attainment,
        )
        for place in board.places
    ]  # fmt: skip
    return LeaderboardType(participants=board.participants, places=places)


async def _map(
    info: strawberry.Info,
    from_: _From,
    to: _To,
    box: Annotated[BoxInput | None, strawberry.argument(description="Part of the map; without it, all")] = None,
    cells: Annotated[int, strawberry.argument(description="Cells along each side, up to 60")] = 24,
    department_id: _Department = None,
    rep_ids: Annotated[list[strawberry.ID] | None, strawberry.argument(description="Only these reps")] = None,
    evidence: _Evidence = None,
) -> list[CheckInClusterType] | None:
    context: Context = info.context
    async with db.connection() as connection:
        found = await check_ins(
            connection, context.require_actor(), from_on=from_, to_on=to, cells=cells,
            box=None if box is None else Box(box.south, box.west, box.north, box.east),
            department_id=optional_key(department_id, "Department", "departmentId"),
            rep_ids=[key(one, "Employee", "repIds") for one in given(rep_ids) or ()],
            evidence=given(evidence) or (),
        )  # fmt: skip
    return [CheckInClusterType(**asdict(cluster)) for cluster in found]


def insight_fields() -> dict[str, Any]:
    """The Strawberry fields by their name in Python."""
    return {
        "visit_leaderboard": strawberry.field(
            resolver=_board,
            name="visitLeaderboard",
            description=(
                "Reps, or the teams directly below a department, by a measure, with targets. A rep gets his own place"
                " among those of his department. Needs the rights insight.view, visit.view, customer.view,"
                " employee.view, and for orders order.view. Two of them side by side: visitFigures."
            ),
        ),
        "check_in_map": strawberry.field(
            resolver=_map,
            name="checkInMap",
            description=(
                "Where reps checked in, gathered in cells of a grid, the fullest first. Needs the rights insight.view"
                " and visit.view."
            ),
        ),
    }


__all__ = ["insight_fields"]
