"""The planner by itself: exact plans of small cases, and what holds for every plan."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from erp_visit.planning import process
from erp_visit.planning.engine import work_out
from erp_visit.planning.facts import fingerprint
from tests.planning.plain import MONDAY, assignment, at, customer, day, facts, kept, rep


def placed(result: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(stop["customer"], stop["day"], stop["position"]) for stop in result["stops"] if stop["day"]]


def left_out(result: dict[str, Any]) -> dict[str, str]:
    return {stop["customer"]: stop["left_out"] for stop in result["stops"] if stop["left_out"]}


def days_of(result: dict[str, Any], key: str) -> list[int]:
    return sorted(
        (date.fromisoformat(stop["day"]) - MONDAY).days
        for stop in result["stops"]
        if stop["customer"] == key and stop["day"]
    )


def test_visits_are_evenly_spaced_from_the_last_one_on() -> None:
    weekly = customer("a", per_month=4, last=day(-5).isoformat())
    result = work_out(facts(rep(weekly)))
    assert days_of(result, "a") == [2, 9, 16, 23], "seven days from one to the next"
    assert result["stops"][0]["reasons"] == [
        {"kind": "FREQUENCY", "level": "C", "perMonth": 4, "lastVisit": day(-5).isoformat()}
    ]
    assert result["summary"]["stops"] == 4
    assert result["summary"]["reasons"] == {"FREQUENCY": 4}


def test_an_overdue_customer_comes_first_and_who_needs_no_visits_gets_none() -> None:
    result = work_out(facts(rep(customer("late", last=day(-40).isoformat()), customer("never", per_month=0))))
    assert days_of(result, "late") == [0]
    assert result["stops"][0]["reasons"][0]["overdueDays"] == 12
    assert days_of(result, "never") == []


def test_customers_who_were_never_visited_take_turns_over_the_weeks() -> None:
    shops = [customer(f"new{number}") for number in range(40)]
    whole = work_out(facts(rep(*shops)))
    assert sorted(key for key, _, _ in placed(whole)) == sorted(shop["id"] for shop in shops)
    by_week = [sum(1 for _, on, _ in placed(whole) if on in week) for week in
               [{day(first + number).isoformat() for number in range(7)} for first in (0, 7, 14, 21)]]  # fmt: skip
    assert min(by_week) >= 5
    assert whole["stops"][0]["reasons"][0]["neverVisited"] is True
    one_week = work_out(facts(rep(*shops, days=[day(number) for number in range(5)]), days=7))
    assert 5 <= len(placed(one_week)) <= 15, "a plan of one week has about a quarter of them"


def test_frequency_assignment_and_alert_become_one_visit_with_three_reasons() -> None:
    one = customer(
        "a", last=day(-25).isoformat(), assignments=[assignment("x", day(0), day(4), "新品陈列")],
        alerts=[{"kind": "LIKELY_LOST", "since": day(-3).isoformat(), "figures": {"daysSince": 30}}],
    )  # fmt: skip
    result = work_out(facts(rep(one)))
    (stop,) = result["stops"]
    assert stop["day"] == day(0).isoformat()
    assert [reason["kind"] for reason in stop["reasons"]] == ["FREQUENCY", "ASSIGNMENT", "ALERT"]
    assert stop["reasons"][1]["objective"] == "新品陈列"
    assert stop["reasons"][2] == {
        "kind": "ALERT",
        "alert": "LIKELY_LOST",
        "since": day(-3).isoformat(),
        "figures": {"daysSince": 30},
    }


def test_only_the_schemes_that_were_asked_for_count() -> None:
    one = customer("a", assignments=[assignment("x", day(0), day(4))])
    result = work_out(facts(rep(one), schemes=("ASSIGNMENT",)))
    assert [reason["kind"] for stop in result["stops"] for reason in stop["reasons"]] == ["ASSIGNMENT"]


def test_an_assignment_stays_within_its_days() -> None:
    one = customer("a", per_month=0, assignments=[assignment("x", day(9), day(9)), assignment("y", day(15), day(16))])
    assert days_of(work_out(facts(rep(one))), "a") in ([9, 15], [9, 16])


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"place": None}, "NO_POSITION"),
        ({"closed": [day(-1).isoformat(), None]}, "SHOP_CLOSED"),
        ({"closed": [day(-1).isoformat(), day(27).isoformat()]}, "SHOP_CLOSED"),
        ({"hours": {"1": [[64_800, 80_000]]}}, "OUTSIDE_HOURS"),
        ({"hours": {"6": [[32_400, 64_800]]}}, "OUTSIDE_HOURS"),
        ({"place": at(900_000)}, "TOO_FAR"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_says_why(more: dict[str, Any], why: str) -> None:
    result = work_out(facts(rep(customer("a", **more))))
    assert left_out(result) == {"a": why}
    assert result["summary"]["leftOut"] == {why: 1}
    assert result["stops"][0]["reasons"], "it says what it would have been for"


def test_a_rep_who_does_not_work_gets_nothing() -> None:
    assert left_out(work_out(facts(rep(customer("a"), days=[])))) == {"a": "NO_WORKING_DAY"}


def test_capacity_is_kept_and_the_urgent_goes_first() -> None:
    shops = [customer(f"c{number}", last=day(-28 + number % 3).isoformat()) for number in range(5)]
    wanted = customer("must", per_month=0, assignments=[assignment("x", day(0), day(0))])
    result = work_out(facts(rep(*shops, wanted, capacity=2, days=[day(0)]), days=1))
    assert len(placed(result)) == 2
    assert "must" in {key for key, _, _ in placed(result)}
    assert set(left_out(result).values()) == {"NO_CAPACITY"}


def test_a_shop_is_visited_when_it_is_open_and_lunch_is_free() -> None:
    due = day(-28).isoformat()
    evening = customer("evening", 500, last=due, hours={"1": [[54_000, 64_800]]})
    noon = customer("noon", 100, last=due, hours={"1": [[41_400, 48_000]]})
    morning = customer("morning", 3000, last=due, hours={"1": [[32_400, 36_000]]})
    result = work_out(facts(rep(evening, noon, morning, days=[day(0)]), days=1))
    times = {stop["customer"]: stop["at"] for stop in result["stops"]}
    assert [key for key, _, _ in placed(result)] == ["morning", "noon", "evening"]
    assert times["morning"] == 32_400 + 300, "3 km at 10 m/s"
    assert 41_400 <= times["noon"] <= 43_200 - 1200 or times["noon"] == 46_800
    assert times["evening"] == 54_000


def test_a_day_keeps_together_on_the_map() -> None:
    due = day(-15).isoformat()
    north = [customer(f"n{number}", 8000 + 200 * number, last=due) for number in range(5)]
    south = [customer(f"s{number}", -8000 - 200 * number, last=due) for number in range(5)]
    result = work_out(facts(rep(*north, *south, capacity=5, days=[day(13), day(14)])))
    sides = {}
    for key, on, _ in placed(result):
        sides.setdefault(on, set()).add(key[0])
    assert sorted(map(sorted, sides.values())) == [["n"], ["s"]]
    assert result["summary"]["metres"] == 2 * (8800 * 2)


def test_what_was_put_there_by_hand_stays() -> None:
    one, other = customer("a", 2000, per_month=4, last=day(-7).isoformat()), customer("b", 1000)
    fixed = [kept("v1", one, day(3)), kept("v2", other, day(8), 36_000, exact=True)]
    result = work_out(facts(rep(one, other, kept=fixed)))
    stays = {stop["visit"]: stop for stop in result["stops"] if stop["visit"]}
    assert (stays["v1"]["day"], stays["v2"]["day"], stays["v2"]["at"]) == (
        day(3).isoformat(),
        day(8).isoformat(),
        36_000,
    )
    assert stays["v2"]["reasons"] == [{"kind": "KEPT", "appointment": True}]
    assert days_of(result, "b") == [8], "the visit that is there anyhow is the month's visit"
    around = days_of(result, "a")
    assert 3 in around
    assert all(later - earlier >= 3 for earlier, later in itertools.pairwise(around))


def test_a_visit_that_was_agreed_outside_the_hours_blocks_nothing_else_than_its_time() -> None:
    late = customer("late", 100)
    result = work_out(
        facts(rep(late, customer("b", 200), days=[day(0)], kept=[kept("v", late, day(0), 61_000, exact=True)]), days=1)
    )
    assert {stop["visit"]: stop["at"] for stop in result["stops"]}["v"] == 61_000


def test_rest_of_today_is_what_is_left() -> None:
    today = rep(customer("a", 1000, last=day(-28).isoformat()), days=[])
    today["days"] = [{"day": MONDAY.isoformat(), "from": 60_000}]
    (stop,) = work_out(facts(today, days=1))["stops"]
    assert stop["at"] == 60_000 + 100


hours = st.one_of(
    st.just({}),
    st.dictionaries(
        st.sampled_from("1234567"),
        st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=2).map(
            lambda spans: sorted([begins * 900, min(86_400, (begins + length) * 900)] for begins, length in spans)
        ),
        max_size=7,
    ),
)
closed = st.one_of(
    st.none(), st.tuples(st.integers(-3, 20), st.one_of(st.none(), st.integers(0, 10))).map(
        lambda pair: [day(pair[0]).isoformat(), None if pair[1] is None else day(pair[0] + pair[1]).isoformat()]
    )
)  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    shops = [
        customer(
            f"c{number:02}", place=draw(st.one_of(st.none(), st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000)).map(lambda pair: at(*pair)))),
            per_month=draw(st.integers(0, 8)), hours=draw(hours), closed=draw(closed),
            seconds=draw(st.sampled_from([300, 1200, 5400])),
            last=draw(st.one_of(st.none(), st.integers(1, 60).map(lambda ago: day(-ago).isoformat()))),
            assignments=draw(st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 9)), max_size=2).map(
                lambda found: [assignment(f"a{n}", day(begins), day(begins + length)) for n, (begins, length) in enumerate(found)])),
            alerts=draw(st.sampled_from([[], [{"kind": "LIKELY_LOST", "since": day(-1).isoformat(), "figures": {}}]])),
        )
        for number in range(draw(st.integers(1, 12)))
    ]  # fmt: skip
    worked = sorted(draw(st.sets(st.integers(0, 13), min_size=0, max_size=10)))
    stays = []
    for number, shop in enumerate(shops):
        if worked and draw(st.integers(0, 3)) == 0:
            exact = draw(st.booleans())
            stays.append(
                kept(
                    f"v{number}",
                    shop,
                    day(draw(st.sampled_from(worked))),
                    draw(st.integers(30_000, 63_000)) if exact else None,
                    exact=exact,
                )
            )
    return facts(
        rep(*shops, days=[day(number) for number in worked], kept=stays, capacity=draw(st.integers(1, 6)),
            end=draw(st.sampled_from([None, at(500)])), start=draw(st.sampled_from([None, at(0)]))), days=14,
    )  # fmt: skip


@settings(max_examples=120)
@given(worlds())
def test_every_plan(world: dict[str, Any]) -> None:
    result = work_out(world)
    (one,) = world["reps"]
    shops = {shop["id"]: shop for shop in one["customers"]}
    worked = {entry["day"] for entry in one["days"]}
    by_day: dict[str, list[dict[str, Any]]] = {}
    for stop in result["stops"]:
        assert (stop["day"] is None) == bool(stop["left_out"])
        assert stop["reasons"]
        if stop["day"] is not None:
            by_day.setdefault(stop["day"], []).append(stop)
    assert set(by_day) <= worked, "on working days only"
    for on, stops in by_day.items():
        assert [stop["position"] for stop in stops] == list(range(1, len(stops) + 1))
        new = [stop for stop in stops if stop["visit"] is None]
        stays = [visit for visit in one["kept"] if visit["day"] == on]
        assert len(new) <= max(0, one["capacity"] - len(stays)), "never more than fits"
        assert len({stop["customer"] for stop in new} & {visit["customer"] for visit in stays}) == 0, (
            "nobody twice a day"
        )
        for stop in new:
            shop = shops[stop["customer"]]
            if shop["closed"]:
                assert not (shop["closed"][0] <= on <= (shop["closed"][1] or "9999")), "not while it is closed"
            begins, ends = stop["at"], stop["at"] + shop["seconds"]
            assert one["begins"] <= begins
            assert ends <= one["ends"]
            assert ends <= one["lunch"][0] or begins >= one["lunch"][1], "not over lunch"
            if shop["hours"]:
                spans = shop["hours"].get(str(date.fromisoformat(on).isoweekday()), [])
                assert any(opens <= begins and ends <= closes for opens, closes in spans), "while it is open"
        if new:  # a day that its fixed visits make impossible takes no more
            for earlier, later in itertools.pairwise(stops):
                assert later["at"] >= earlier["at"] + shops[earlier["customer"]]["seconds"] + one["buffer"]
    for visit in one["kept"]:
        (stop,) = [stop for stop in result["stops"] if stop["visit"] == visit["id"]]
        assert stop["day"] == visit["day"], "where it was put"
        assert not visit["exact"] or stop["at"] == visit["at"], "when it was agreed"
    assert work_out(world) == result, "the same input, the same plan"
    assert fingerprint(world) == fingerprint(dict(reversed(world.items())))


def test_equal_facts_have_equal_fingerprints_and_others_do_not() -> None:
    one = facts(rep(customer("a")))
    assert fingerprint(one) == fingerprint(facts(rep(customer("a"))))
    assert fingerprint(one) != fingerprint(facts(rep(customer("a", seconds=1201))))


async def test_a_search_that_comes_to_no_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """As is one that takes longer than it may."""
    shops = [customer(f"c{number}", 100 * number, per_month=4) for number in range(1, 40)]
    monkeypatch.setattr(process, "SECONDS", 0.001)
    with pytest.raises(process.Failed, match="no end"):
        await process.compute({"do": "plan", "facts": facts(rep(*shops))})


def test_progress_is_told_after_each_rep() -> None:
    told: list[tuple[int, int]] = []
    work_out(facts(rep(customer("a")), rep(customer("b"))), lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
