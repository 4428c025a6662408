"""The figures of visits against a plain reckoning of the same rows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erp_visit.core.actor import Actor, Scope
from erp_visit.insight.figure_sql import SUMS, TIMES, By
from erp_visit.insight.figures import FigureQuery, Group, figures
from erp_visit.insight.measures import BY_NAME, FIGURES
from tests.insight.field import FIRST, LAST, reckoned, season
from tests.loops import done_in

DAYS = (LAST - FIRST).days


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_equal_to_a_plain_reckoning(db: ModuleType, seed: int) -> None:
    made = await season(seed)
    teams, reps = list(made.parents), [rep.id for rep in made.reps]
    loop = asyncio.get_running_loop()

    async def ask(actor: Actor, query: FigureQuery) -> tuple[Group, list[Group]]:
        async with db.connection() as connection:
            return await figures(connection, actor, query)

    @settings(max_examples=80, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(
        by=st.sampled_from(By), scope=st.sampled_from(Scope), reader=st.sampled_from(made.reps),
        days=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)),
        department=st.none() | st.sampled_from(teams), chosen=st.just([]) | st.lists(st.sampled_from(reps), max_size=3),
        levels=st.just([]) | st.lists(st.sampled_from("ABCD"), unique=True, max_size=2),
        territories=st.just([]) | st.lists(st.sampled_from(["", "Futian"]), unique=True, max_size=2),
    )  # fmt: skip
    def check(
        by: By, scope: Scope, reader: Actor, days: tuple[int, int], department: Any, chosen: list[Any],
        levels: list[str], territories: list[str],
    ) -> None:  # fmt: skip
        first, last = sorted(days)
        query = FigureQuery(
            from_on=FIRST + timedelta(days=first), to_on=FIRST + timedelta(days=last), by=by,
            department_id=department, rep_ids=tuple(chosen), levels=tuple(levels), territories=tuple(territories),
        )  # fmt: skip
        actor = made.reader(scope, reader)
        total, groups = done_in(loop, ask(actor, query))
        expected, by_key = reckoned(made, actor, query)
        assert dict(total.sums) == expected
        found = {group.key: dict(group.sums) for group in groups if by in TIMES or any(group.sums.values())}
        assert found == by_key

    await asyncio.to_thread(check)


async def test_one_sum_alone_is_what_it_is_among_all(db: ModuleType) -> None:
    made = await season(5)
    actor = made.reader(Scope.ALL, made.reps[0])
    async with db.connection() as connection:
        for by in (By.REP, By.DEPARTMENT, By.TERRITORY, By.WEEK):
            query = FigureQuery(from_on=FIRST, to_on=LAST, by=by)
            total, groups = await figures(connection, actor, query)
            for name in SUMS:
                alone, each = await figures(connection, actor, query, only=name)
                assert alone.sums == {name: total.sums[name]}
                assert [(one.key, one.sums) for one in each] == [(one.key, {name: one.sums[name]}) for one in groups]


def test_the_documentation_is_the_table() -> None:
    """docs/figures.md says what the code reckons."""
    page = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
    for figure in FIGURES:
        divided = f" ÷ {figure.by[0]}" if len(figure.by) == 1 else f" ÷ ({' − '.join(figure.by)})" if figure.by else ""
        assert f"| `{figure.name}` | {figure.label} | {figure.over}{divided} | {figure.meaning} |" in page


def test_quotients_are_made_of_sums() -> None:
    """Closed shops leave the denominator, cancelled visits stay; nothing to divide by is no figure, not zero."""
    sums = dict.fromkeys(SUMS, 0) | {"planned": 10, "planned_done": 6, "planned_closed": 2, "cancelled": 1, "done": 8}
    assert BY_NAME["completion_rate"].value(sums) == 0.75
    assert BY_NAME["effective_rate"].value(sums) == 0.0
    assert BY_NAME["coverage"].value(sums) is None
    assert BY_NAME["average_dwell"].value(sums | {"dwell": 100, "dwelt": 3}) == 33
