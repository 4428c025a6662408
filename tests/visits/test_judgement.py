from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from erp_visit.org.settings import ControlParameters
from erp_visit.visits.judgement import Fix, Judgement, Reason, Rule, judge
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
