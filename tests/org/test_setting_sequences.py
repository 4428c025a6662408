"""Any sequence of edits of parameters comes out as the obvious model says."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erp_visit.core.clock import UNSET
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org.rights import RoleCode
from erp_visit.org.setting_changes import (
    restore_settings,
    set_setting,
    withdraw_setting,
)
from tests import factories
from tests.loops import done_in
from tests.org.in_force import KEY, coming, in_force

PLACES = ("company", "sales", "east", "rep")
MOMENTS = (0, 1, 2, 4)
"""Days from now; 0 is now."""
edits = st.lists(
    st.one_of(
        st.tuples(
            st.just("set"), st.sampled_from(PLACES), st.sampled_from([None, 100, 200, 300]), st.sampled_from(MOMENTS)
        ),
        st.tuples(st.just("withdraw"), st.integers(0, 20)),
        st.tuples(st.just("restore"), st.sampled_from(PLACES), st.integers(0, 20), st.sampled_from(MOMENTS)),
    ),
    max_size=12,
)


class Model:
    """The obvious: per place, what was entered for when; in force is the latest entry that has begun."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[datetime, int | None]] = {place: {} for place in PLACES}

    def own(self, place: str, at: datetime) -> int | None:
        begun = [begin for begin in self.entries[place] if begin <= at]
        return self.entries[place][max(begun)] if begun else None

    def set(self, place: str, value: int | None, begin: datetime) -> None:
        if self.own(place, begin) != value:
            self.entries[place][begin] = value

    def value(self, place: str, at: datetime) -> int:
        for level in reversed(PLACES[: PLACES.index(place) + 1]):
            found = self.own(level, at)
            if found is not None:
                return found
        return 200


class Company:
    """A company of four levels that edits are made in, beside the model; runs in a thread of its own."""

    def __init__(self, db: ModuleType, loop: asyncio.AbstractEventLoop) -> None:
        self.db, self.loop = db, loop
        self.model = Model()
        self.made: list[tuple[str, UUID, datetime]] = []
        self.seen = [datetime.now(UTC) - timedelta(seconds=1)]
        self.history: list[tuple[datetime, list[int]]] = []
        self.run(self.found())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return done_in(self.loop, work)

    async def found(self) -> None:
        async with self.db.pool().acquire() as connection:
            await connection.execute("SELECT test.reset()")
        world = await factories.world(products=0)
        east = await factories.department("East", world.sales)
        rep = await factories.employee(east, RoleCode.REP)
        self.chief = world.administrator
        self.places: dict[str, Any] = {
            "company": {}, "sales": {"department_id": world.sales}, "east": {"department_id": east},
            "rep": {"employee_id": rep.id},
        }  # fmt: skip
        self.asked = [(None, None), (world.sales, None), (east, None), (east, rep.id)]

    def edit(self, kind: str, *rest: Any) -> None:
        getattr(self, kind)(*rest)
        now = datetime.now(UTC)
        self.seen.append(now)
        self.history.append((now, self.expected(now)))

    def set(self, place: str, value: int | None, days: int) -> None:
        on = coming(days) if days else None
        result = self.run(set_setting(self.chief, key=KEY, value=value, starts_on=on, **self.places[place]))
        self.entered(place, result.setting_id, value)

    def restore(self, place: str, number: int, days: int) -> None:
        at = self.seen[number % len(self.seen)]
        on = coming(days) if days else None
        value = self.model.own(place, at)
        back = self.run(restore_settings(self.chief, at=at, starts_on=on, reason="x", **self.places[place]))
        for key in back.setting_ids:
            self.entered(place, key, value)

    def withdraw(self, number: int) -> None:
        if not self.made:
            return
        place, key, begin = self.made[number % len(self.made)]
        try:
            self.run(withdraw_setting(self.chief, setting_id=key))
        except DomainError as error:
            assert error.code is ErrorCode.WRONG_STATE  # noqa: PT017 -- in force, or withdrawn before
        else:
            assert begin > datetime.now(UTC)
            self.model.entries[place].pop(begin)

    def entered(self, place: str, key: UUID | None, value: int | None) -> None:
        if key is not None and key not in {known for _, known, _ in self.made}:
            begin = self.run(self.begin_of(key))
            self.made.append((place, key, begin))
            self.model.set(place, value, begin)

    async def begin_of(self, key: UUID) -> datetime:
        async with self.db.connection() as connection:
            begin: datetime = await connection.fetchval("SELECT starts_at FROM setting WHERE id = $1", key)
            return begin

    def expected(self, at: datetime) -> list[int]:
        return [self.model.value(place, at) for place in PLACES]

    async def actual(self, at: datetime) -> list[int]:
        return [(await in_force(self.db, *one, at=at)).tolerance_radius for one in self.asked]


async def test_any_sequence_of_edits_comes_out_as_the_obvious_model_says(db: ModuleType) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(edits)
    def check(sequence: list[tuple[Any, ...]]) -> None:
        company = Company(db, loop)
        for edit in sequence:
            company.edit(*edit)
        for at, then in company.history:
            assert company.run(company.actual(at)) == then  # later edits changed nothing of it
        for day in range(1, 6):
            for at in (UNSET.start(coming(day)) - timedelta(microseconds=1), UNSET.start(coming(day))):
                assert company.run(company.actual(at)) == company.expected(at)

    await asyncio.to_thread(check)
