from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from erp_visit.org.settings import ControlParameters
from erp_visit.visits.judgement import (
    WEIGHT,
    Clocks,
    Finding,
    Fix,
    Judgement,
    Last,
    Photo,
    Reason,
    Rule,
    findings_of_photos,
    judge,
)
from erp_visit.visits.models import Evidence

RULE = Rule(required=True, radius=200, maximum_accuracy=100, maximum_age_seconds=300)
LENIENT = Rule(required=False, radius=200, maximum_accuracy=100, maximum_age_seconds=300)
METRES = st.floats(0, 1_000_000)
FIXES = st.builds(Fix, st.none() | METRES, METRES, st.floats(-100_000, 100_000))
RULES = st.builds(Rule, st.booleans(), METRES, METRES, st.floats(0, 100_000))


def test_the_rule_of_a_department() -> None:
    assert Rule.of(ControlParameters()) == RULE
    assert Rule.of(ControlParameters(check_in_required=False)) == LENIENT


def test_at_each_limit_is_inside() -> None:
    assert judge(RULE, Fix(200.0, 100.0, 300.0)) == Judgement(Evidence.VERIFIED, (), None)
    assert judge(RULE, Fix(0.0, 1.0, -60.0)) == Judgement(Evidence.VERIFIED, (), None)


def test_beyond_each_limit() -> None:
    cases = {
        Fix(200.1, 1, 0): (Evidence.SUSPICIOUS, Reason.OUT_OF_RANGE, True),
        Fix(1, 1, 300.5): (Evidence.UNVERIFIED, Reason.STALE_FIX, True),
        Fix(1, 100.5, 0): (Evidence.UNVERIFIED, Reason.POOR_ACCURACY, False),
        Fix(1, 1, -61): (Evidence.SUSPICIOUS, Reason.FUTURE_FIX, False),
        Fix(None, 1, 0): (Evidence.UNVERIFIED, Reason.NO_POSITION, False),
        None: (Evidence.UNVERIFIED, Reason.NO_FIX, True),
    }
    for fix, (evidence, reason, refused) in cases.items():
        for rule in (RULE, LENIENT):
            judgement = judge(rule, fix)
            assert (judgement.evidence, judgement.reasons) == (evidence, (reason,))
            assert judgement.refused_for == (reason if refused and rule.required else None)


def test_several_reasons_are_all_named_and_the_oldest_fix_refuses_first() -> None:
    judgement = judge(RULE, Fix(900, 500, 900))
    assert judgement.reasons == (Reason.STALE_FIX, Reason.POOR_ACCURACY, Reason.OUT_OF_RANGE)
    assert judgement.refused_for is Reason.STALE_FIX
    assert judgement.evidence is Evidence.SUSPICIOUS


@given(RULES, st.none() | FIXES)
def test_verified_is_exactly_without_reasons(rule: Rule, fix: Fix | None) -> None:
    judgement = judge(rule, fix)
    assert (judgement.evidence is Evidence.VERIFIED) == (not judgement.reasons)
    assert judgement.refused_for is None or (rule.required and judgement.refused_for in judgement.reasons)


@given(RULES, FIXES)
def test_only_a_place_inside_a_good_and_fresh_fix_is_a_pass(rule: Rule, fix: Fix) -> None:
    passed = judge(rule, fix).evidence is Evidence.VERIFIED
    assert passed == (
        fix.distance is not None
        and fix.distance <= rule.radius
        and fix.accuracy <= rule.maximum_accuracy
        and -60 <= fix.age_seconds <= rule.maximum_age_seconds
    )


@given(RULES, METRES, METRES, st.floats(-60, 1000), METRES)
def test_nearer_is_never_worse(rule: Rule, distance: float, accuracy: float, age: float, nearer: float) -> None:
    near, far = sorted((distance, nearer))
    order = [Evidence.VERIFIED, Evidence.UNVERIFIED, Evidence.SUSPICIOUS]
    better = order.index(judge(rule, Fix(near, accuracy, age)).evidence)
    assert better <= order.index(judge(rule, Fix(far, accuracy, age)).evidence)


@given(RULES, METRES, METRES, st.floats(-60, 1000))
def test_a_customer_without_a_position_is_never_refused_for_it(
    rule: Rule, distance: float, accuracy: float, age: float
) -> None:
    judgement = judge(rule, Fix(None, accuracy, age))
    assert judgement.refused_for in (None, Reason.STALE_FIX)


# -- speed, clocks, photos

LASTS = st.builds(Last, METRES, st.floats(-100_000, 100_000), st.floats(0, 200_000))
CLOCKS = st.builds(Clocks, st.none() | st.floats(-1e6, 1e6), st.floats(0, 1e6))
PHOTOS = st.lists(
    st.builds(
        Photo, st.just("f"), st.none() | st.booleans(), st.none() | st.floats(-1e6, 1e6), st.none() | st.floats(-1e6, 1e6),
        st.none() | METRES, st.none() | st.just({"bits": 3, "twin": "t"}),
    ),
    max_size=4,
)  # fmt: skip


def test_at_the_fastest_journey_is_possible_and_beyond_it_not() -> None:
    rule = Rule(True, 200, 100, 300, speed_limit=100)
    hour = Last(100_000.0, 3600.0, 0.0, {"from": "TRACK"})
    assert judge(rule, Fix(1, 1, 0, last=hour)) == Judgement(Evidence.VERIFIED, (), None)
    faster = Last(100_040.0, 3600.0, 0.0, {"from": "TRACK"})
    figures = {"kmh": 100.0, "limit": 100, "metres": 100_040.0, "seconds": 3600.0, "from": "TRACK"}
    assert judge(rule, Fix(1, 1, 0, last=faster)).findings == (Finding(Reason.TOO_FAST, figures),)


@given(LASTS, st.floats(0, 100_000), st.floats(0, 100_000))
def test_speed_is_never_overstated(last: Last, more: float, longer: float) -> None:
    assert last.speed >= 0
    assert last.speed <= last.metres / max(1, abs(last.seconds)) * 3.6 + 1e-9
    assert Last(last.metres, last.seconds, last.uncertainty + more).speed <= last.speed
    assert Last(last.metres, abs(last.seconds) + longer, last.uncertainty).speed <= last.speed
    assert Last(last.metres, -last.seconds, last.uncertainty).speed == last.speed


@given(RULES, st.none() | FIXES, CLOCKS, PHOTOS)
def test_the_evidence_is_the_worst_of_the_findings(
    rule: Rule, fix: Fix | None, clocks: Clocks, photos: list[Photo]
) -> None:
    judgement = judge(rule, fix, clocks, photos)
    order = [Evidence.VERIFIED, Evidence.UNVERIFIED, Evidence.SUSPICIOUS]
    weights = [order.index(finding.evidence) for finding in judgement.findings]
    assert order.index(judgement.evidence) == max(weights, default=0)
    assert judgement == judge(rule, fix, clocks, photos)
    # Photos and clocks only ever add.
    assert set(judge(rule, fix).reasons) <= set(judgement.reasons)
    assert judge(rule, fix).refused_for == judgement.refused_for


@given(RULES, FIXES)
def test_a_simulated_position_is_suspicious_whatever_else_it_shows(rule: Rule, fix: Fix) -> None:
    mocked = replace(fix, mock=True)
    assert judge(rule, mocked).evidence is Evidence.SUSPICIOUS
    assert judge(replace(rule, mock_refused=True), mocked).refused_for is Reason.MOCK_POSITION
    assert judge(replace(rule, mock_refused=True, required=False), fix).refused_for is None


@given(st.floats(-1e6, 1e6), st.floats(5, 3600))
def test_a_clock_is_off_in_either_direction(off: float, tolerance: float) -> None:
    rule = replace(RULE, clock_tolerance_seconds=tolerance)
    reasons = judge(rule, Fix(1, 1, 0), Clocks(off)).reasons
    assert (Reason.CLOCK_OFF in reasons) == (abs(off) > tolerance)
    assert reasons == judge(rule, Fix(1, 1, 0), Clocks(-off)).reasons


def test_photos_at_each_limit() -> None:
    rule = replace(RULE, live_camera_required=True)
    assert findings_of_photos(rule, [Photo("a", True, 1800.0, 60.0, 300.0)]) == []
    assert findings_of_photos(rule, [Photo("a", True, 1800.1, None, 300.1)]) == [
        Finding(Reason.PHOTO_TIME, {"file": "a", "seconds": 1800.1, "allowed": 1800}),
        Finding(Reason.PHOTO_PLACE, {"file": "a", "metres": 300.1, "allowed": 300}),
    ]
    assert findings_of_photos(rule, [Photo("b", None, 0.0, 61.0)]) == [
        Finding(Reason.PHOTO_TIME, {"file": "b", "ahead": 61.0}),
        Finding(Reason.NOT_LIVE, {"file": "b"}),
    ]
    assert findings_of_photos(RULE, [Photo("c", False, twin={"twin": "d", "bits": 0})]) == [
        Finding(Reason.PHOTO_REUSED, {"file": "c", "twin": "d", "bits": 0})
    ]


def test_every_reason_has_a_weight_and_fits_its_column() -> None:
    assert set(WEIGHT) == set(Reason)
    assert Evidence.VERIFIED not in WEIGHT.values()
    assert max(map(len, Reason)) <= 24
