"""Figures, leaderboards, check-in map and abnormal customers through GraphQL."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from erp_visit.api.execution import Engine
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.clock import business_day
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.insight.boards import leaderboard, ranked
from erp_visit.insight.checkins import Box, check_ins
from erp_visit.insight.figure_sql import By
from erp_visit.insight.figures import FigureQuery, figures
from erp_visit.insight.measures import FIGURES, Shape
from erp_visit.insight.models import Measure
from erp_visit.insight.targets import TargetDraft, set_target, set_targets
from erp_visit.org.rights import Right, RoleCode
from erp_visit.reads.spec import camel
from erp_visit.visits.models import Evidence
from tests import factories
from tests.api.operations import document
from tests.insight.field import FIRST, LAST, Season, season
from tests.statements import statements
from tests.unchanged import refused

DAYS = {"from": FIRST.isoformat(), "to": LAST.isoformat()}


def manager(made: Season) -> Actor:
    return made.reader(Scope.ALL, made.reps[0])


@pytest.mark.parametrize("by", By)
async def test_the_answer_is_the_figures_in_one_statement(db: ModuleType, engine: Engine, by: By) -> None:
    made = await season(11)
    actor = manager(made)
    async with statements() as sent:
        answer = (await engine.read(actor, document("VisitFigures"), {**DAYS, "by": by.value}))["visitFigures"]
    assert len(sent) == 1
    async with db.connection() as connection:
        total, groups = await figures(connection, actor, FigureQuery(from_on=FIRST, to_on=LAST, by=by))
    prefix = {By.REP: "Employee:", By.DEPARTMENT: "Department:"}.get(by, "")
    assert [row["key"] for row in answer["groups"]] == [prefix + group.key for group in groups]
    for row, group in zip([answer["total"], *answer["groups"]], [total, *groups], strict=True):
        for figure in FIGURES:
            value = figure.value(group.sums)
            shown = row[camel(figure.name)]
            assert (Decimal(shown) if figure.shape is Shape.MONEY else shown) == value, figure.name


async def test_filters_of_the_answer(db: ModuleType, engine: Engine) -> None:
    made = await season(12)
    actor, rep = manager(made), made.reps[1]
    text = (
        'query($d: ID, $reps: [ID!], $levels: [CustomerLevel!], $t: [String!]) { visitFigures(from: "2026-02-01",'
        ' to: "2026-02-28", by: DAY, departmentId: $d, repIds: $reps, levels: $levels, territories: $t)'
        " { total { done owned orderAmount } } }"
    )
    given = {"d": f"Department:{rep.department_id}", "reps": [f"Employee:{rep.id}"], "levels": ["A", "B"], "t": [""]}
    answer = (await engine.read(actor, text, given))["visitFigures"]["total"]
    query = FigureQuery(
        from_on=date(2026, 2, 1), to_on=date(2026, 2, 28), by=By.DAY, department_id=rep.department_id,
        rep_ids=(rep.id,), levels=("A", "B"), territories=("",),
    )  # fmt: skip
    async with db.connection() as connection:
        total, _ = await figures(connection, actor, query)
    assert (answer["done"], answer["owned"]) == (total.sums["done"], total.sums["owned"])
    assert Decimal(answer["orderAmount"]) == total.sums["order_amount"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"to": "2026-01-19"}, ErrorCode.INVALID_INPUT),
        ({"to": "2027-02-24"}, ErrorCode.INVALID_INPUT),
        ({"repIds": []}, ErrorCode.INVALID_INPUT),
        ({"repIds": ["Customer:0190b5a4-0000-7000-8000-000000000000"]}, ErrorCode.INVALID_INPUT),
    ],
)
async def test_what_cannot_be_asked(db: ModuleType, engine: Engine, variables: dict[str, Any], code: ErrorCode) -> None:
    world = await factories.world(products=0)
    with pytest.raises(DomainError) as caught:
        await engine.read(world.clerk, document("VisitFigures"), {**DAYS, "by": "REP", **variables})
    assert caught.value.code is code


RIGHTS = [Right.INSIGHT_VIEW, Right.VISIT_VIEW, Right.CUSTOMER_VIEW, Right.EMPLOYEE_VIEW, Right.ORDER_VIEW]


@pytest.mark.parametrize("missing", RIGHTS)
async def test_each_right_is_needed(db: ModuleType, engine: Engine, missing: Right) -> None:
    world = await factories.world(products=0)
    rights = world.clerk.profile.rights - {str(missing)}
    actor = Actor(new_id(), "x", "x", world.sales, (world.sales,), Profile(rights, Scope.ALL))
    with pytest.raises(DomainError) as caught:
        await engine.read(actor, document("VisitFigures"), {**DAYS, "by": "REP"})
    assert (caught.value.code, caught.value.params["right"]) == (ErrorCode.FORBIDDEN, str(missing))


async def test_a_visit_after_midnight_belongs_to_the_business_day_before(db: ModuleType, engine: Engine) -> None:
    """The last evening of a month lasts until the cut-off hour, in the company's zone."""
    world = await factories.world(products=0)
    await factories.setting("cutoff_hour", 4)
    late = datetime(2026, 10, 31, 19, 59, tzinfo=UTC)  # 03:59 on 1 November in Shanghai
    for moment in (late, late + timedelta(minutes=1)):
        key = await factories.visit(world.rep, world.customer, state="DONE")
        async with db.transaction() as connection:
            day = await connection.fetchval("SELECT company_day($1)", moment)
            assert day == business_day(moment, "Asia/Shanghai", 4)
            await connection.execute(
                "UPDATE visit SET checked_in_at = $2, business_day = $3 WHERE id = $1", key, moment, day
            )
    answer = await engine.read(
        world.clerk, document("VisitFigures"), {"from": "2026-10-01", "to": "2026-11-30", "by": "MONTH"}
    )
    months = {row["key"]: row["done"] for row in answer["visitFigures"]["groups"]}
    assert months == {"2026-10-01": 1, "2026-11-01": 1}


async def test_who_looked_after_a_customer_when(db: ModuleType) -> None:
    """The database keeps it, whatever way the owner changes."""
    world = await factories.world(products=0)
    other = await factories.employee(world.sales)
    key = await factories.customer(world.rep, world.sales)
    today = factories.today()

    async def kept() -> Sequence[Any]:
        async with db.connection() as connection:
            return [
                tuple(row) for row in await connection.fetch(
                    "SELECT owner_id, from_on, until_on FROM ownership WHERE customer_id = $1 ORDER BY from_on", key
                )
            ]  # fmt: skip

    async def give(owner: Actor | None) -> None:
        async with db.transaction() as connection:
            await connection.execute("UPDATE customer SET owner_id = $2 WHERE id = $1", key, owner and owner.id)

    assert await kept() == [(world.rep.id, today, None)]
    async with db.transaction() as connection:
        await connection.execute("UPDATE ownership SET from_on = $2 WHERE customer_id = $1", key, today - timedelta(9))
    await give(other)
    assert await kept() == [(world.rep.id, today - timedelta(9), today), (other.id, today, None)]
    await give(None)
    assert await kept() == [(world.rep.id, today - timedelta(9), today)]
    await give(world.rep)
    assert (await kept())[-1] == (world.rep.id, today, None)


# -- leaderboards and targets


def test_equal_values_share_a_rank() -> None:
    values = {"a": ("Ann", 5), "b": ("Bob", 7), "c": ("Cid", 5), "d": ("Dan", 0)}
    places = ranked(values, {"a": Decimal(10), "d": Decimal(4), "b": Decimal(0)})
    assert [(place.rank, place.key, place.attainment) for place in places] == [
        (1, "b", None), (2, "a", 0.5), (2, "c", None), (4, "d", 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("measure", Measure)
async def test_a_board_is_the_figures_in_order(db: ModuleType, measure: Measure) -> None:
    made = await season(13)
    actor = manager(made)
    async with db.connection() as connection:
        board = await leaderboard(connection, actor, from_on=FIRST, to_on=LAST, measure=measure)
        _, groups = await figures(connection, actor, FigureQuery(from_on=FIRST, to_on=LAST))
    values = {group.key: group.sums[board.figure.over] for group in groups}
    assert {place.key: place.value for place in board.places} == values
    assert [place.value for place in board.places] == sorted(values.values(), reverse=True)
    for place in board.places:
        assert place.rank == 1 + sum(value > place.value for value in values.values())


async def test_a_rep_gets_his_rank_and_nobody_elses_values(db: ModuleType) -> None:
    world = await factories.world(products=0)
    other = await factories.employee(world.sales)
    for rep in (world.rep, other, other):
        await factories.visit(rep, await factories.customer(rep, world.sales), state="DONE")
    today = factories.today()
    async with db.connection() as connection:
        board = await leaderboard(connection, world.rep, from_on=today, to_on=today, measure=Measure.VISITS)
    assert board.participants == 2
    assert [(place.rank, place.key, place.value) for place in board.places] == [(2, str(world.rep.id), 1)]


async def test_targets_and_attainment(db: ModuleType) -> None:
    world = await factories.world(products=0)
    supervisor = world.actors[RoleCode.SUPERVISOR]
    await factories.visit(world.rep, world.customer, state="DONE")
    today = factories.today()
    month = today.replace(day=1)
    key = new_id()
    made = await set_target(
        supervisor, month=month, measure=Measure.VISITS, value=Decimal(4), employee_id=world.rep.id, operation_id=key
    )
    again = await set_target(
        supervisor, month=month, measure=Measure.VISITS, value=Decimal(4), employee_id=world.rep.id, operation_id=key
    )
    assert (again.target_id, again.replayed) == (made.target_id, True)
    changed = await set_target(supervisor, month=month, measure=Measure.VISITS, value=Decimal(8),
                               employee_id=world.rep.id)  # fmt: skip
    assert changed.target_id == made.target_id
    await set_target(supervisor, month=month, measure=Measure.VISITS, value=Decimal(10), department_id=world.sales)
    async with db.connection() as connection:
        board = await leaderboard(connection, supervisor, from_on=today, to_on=today, measure=Measure.VISITS)
        teams = await leaderboard(
            connection, world.clerk, from_on=today, to_on=today, measure=Measure.VISITS, by=By.DEPARTMENT
        )
    assert [(place.value, place.target, place.attainment) for place in board.places] == [(1, 8, 0.125)]
    assert {place.label: place.attainment for place in teams.places} == {"Company": None, "Sales": 0.1}
    gone = await set_target(supervisor, month=month, measure=Measure.VISITS, value=None, employee_id=world.rep.id)
    assert gone.target_id is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"month": date(2026, 11, 2)}, ErrorCode.INVALID_INPUT),
        ({"value": Decimal(-1)}, ErrorCode.INVALID_INPUT),
        ({"value": Decimal("NaN")}, ErrorCode.INVALID_INPUT),
        ({"value": Decimal("1.5")}, ErrorCode.INVALID_INPUT),
        ({"employee_id": None}, ErrorCode.INVALID_INPUT),
        ({"employee_id": new_id()}, ErrorCode.NOT_FOUND),
    ],
)
async def test_targets_that_cannot_be_set(db: ModuleType, change: dict[str, Any], code: ErrorCode) -> None:
    world = await factories.world(products=0)
    given = {"month": date(2026, 11, 1), "measure": Measure.VISITS, "value": Decimal(4), "employee_id": world.rep.id}
    async with refused(code):
        await set_target(world.actors[RoleCode.SUPERVISOR], **{**given, **change})


async def test_targets_are_set_along_the_tree(db: ModuleType) -> None:
    world = await factories.world(products=0)
    stranger = await factories.employee(world.company)
    given = {"month": date(2026, 11, 1), "measure": Measure.VISITS, "value": Decimal(4)}
    async with refused(ErrorCode.NOT_FOUND):
        await set_target(world.actors[RoleCode.SUPERVISOR], **given, employee_id=stranger.id)
    async with refused(ErrorCode.FORBIDDEN):
        await set_target(world.rep, **given, employee_id=world.rep.id)


async def test_many_targets_are_set_at_once_or_none(db: ModuleType) -> None:
    world = await factories.world(products=0)
    supervisor, month = world.actors[RoleCode.SUPERVISOR], date(2026, 11, 1)
    stranger = await factories.employee(world.company)

    def draft(number: int, value: str | None, measure: Measure = Measure.VISITS, **whose: Any) -> TargetDraft:
        whose = whose or {"employee_id": world.rep.id}
        return TargetDraft(measure, None if value is None else Decimal(value), **whose, path=("targets", number))

    first = [draft(0, "40"), draft(1, "20000.50", Measure.AMOUNT), draft(2, "300", department_id=world.sales)]
    operation = new_id()
    done = await set_targets(supervisor, month=month, targets=first, operation_id=operation)
    assert len(set(done.target_ids)) == 3
    again = await set_targets(supervisor, month=month, targets=first, operation_id=operation)
    assert (again.target_ids, again.replayed) == (done.target_ids, True)
    before = await audited(db)
    second = [draft(0, "40"), draft(1, None, Measure.AMOUNT), draft(2, "320", department_id=world.sales)]
    kept = await set_targets(supervisor, month=month, targets=second)
    assert kept.target_ids == (done.target_ids[0], done.target_ids[2])
    assert await audited(db) == before + 2, "what is as it was is no change"
    async with db.connection() as connection:
        stored = await connection.fetch("SELECT measure, value, version FROM target ORDER BY value")
    assert [tuple(row) for row in stored] == [("VISITS", Decimal("40.00"), 1), ("VISITS", Decimal("320.00"), 2)]
    wrong = [draft(0, "1.5"), draft(1, "-1", Measure.ORDERS), draft(2, "41"), draft(3, "42")]
    async with refused(*[ErrorCode.INVALID_INPUT] * 4) as refusal:
        await set_targets(supervisor, month=month, targets=wrong)
    assert [error.path for error in refusal.errors] == [
        ("targets", 0, "value"), ("targets", 1, "value"), ("targets", 2, "measure"), ("targets", 3, "measure"),
    ]  # fmt: skip
    far = [draft(0, "50"), draft(1, "50", employee_id=stranger.id), draft(2, "50", department_id=world.company)]
    async with refused(ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND):
        await set_targets(supervisor, month=month, targets=far)
    async with refused(ErrorCode.INVALID_INPUT):
        await set_targets(supervisor, month=month, targets=[draft(0, "1")] * 1001)
    async with refused(ErrorCode.FORBIDDEN):
        await set_targets(world.rep, month=month, targets=first)


async def audited(db: ModuleType) -> int:
    async with db.connection() as connection:
        return int(await connection.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'target.set'"))


async def test_grids_sent_at_the_same_moment_leave_each_target_once(db: ModuleType) -> None:
    world = await factories.world(products=0)
    supervisor, month = world.actors[RoleCode.SUPERVISOR], date(2026, 11, 1)

    def grid(value: int) -> list[TargetDraft]:
        places = [{"employee_id": world.rep.id}, {"department_id": world.sales}]
        return [TargetDraft(measure, Decimal(value), **place) for place in places for measure in Measure]

    await asyncio.gather(*(set_targets(supervisor, month=month, targets=grid(value)) for value in range(6)))
    async with db.connection() as connection:
        values = await connection.fetch("SELECT value, count(*) AS times FROM target GROUP BY value")
    assert [row["times"] for row in values] == [10], "the grid of one of them, whole"


# -- the check-in map


async def test_clusters_hold_every_check_in_once(db: ModuleType) -> None:
    made = await season(14)
    dice = random.Random(14)
    points = []
    async with db.transaction() as connection:
        for row in made.visits:
            if row["state"] == "DONE":
                point = (22.5 + dice.random() / 5, 113.9 + dice.random() / 5)
                evidence = dice.choice(list(Evidence)).value
                points.append((row, *point, evidence))
                await connection.execute(
                    "UPDATE visit SET latitude = $2, longitude = $3, evidence = $4 WHERE id = $1", row["id"], *point,
                    evidence,
                )  # fmt: skip
        for reader in (made.reader(scope, rep) for scope in Scope for rep in made.reps[:3]):
            mine = [
                point for point in points
                if reader.profile.scope is Scope.ALL
                or (reader.profile.scope is Scope.TEAM and point[0]["department_id"] in reader.department_ids)
                or (point[0]["rep_id"] == reader.id and reader.profile.scope is Scope.OWN)
            ]  # fmt: skip
            found = await check_ins(connection, reader, from_on=FIRST, to_on=LAST, cells=5)
            assert sum(cluster.count for cluster in found) == len(mine)
            assert len(found) <= 36
            for one in found:
                inside = [p for p in mine if one.south <= p[1] <= one.north and one.west <= p[2] <= one.east]
                assert len(inside) == one.count
                assert sum(p[3] == "SUSPICIOUS" for p in inside) == one.suspicious
        box = Box(22.55, 113.95, 22.6, 114.0)
        found = await check_ins(
            connection, manager(made), from_on=FIRST, to_on=LAST, box=box, evidence=[Evidence.VERIFIED]
        )
        expected = [p for p in points if 22.55 <= p[1] <= 22.6 and 113.95 <= p[2] <= 114.0 and p[3] == "VERIFIED"]
        assert sum(cluster.count for cluster in found) == len(expected)
