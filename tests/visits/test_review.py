"""The review of visits: along the tree, never one's own, once, and beside the evidence rather than in its place."""

from __future__ import annotations

import asyncio
from uuid import UUID

import asyncpg
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.visits import leaving
from erp_visit.visits.models import ReviewDecision
from erp_visit.visits.review import VisitReviewed, correct_review, review_visit
from tests import factories
from tests.factories import World
from tests.unchanged import contents, refused
from tests.visits.steps import arrived, execute, fetch, fix, pass_time, row

ACCEPTED, REJECTED = ReviewDecision.ACCEPTED, ReviewDecision.REJECTED


async def doubted(world: World, *, ended: bool = True) -> UUID:
    """A suspicious but effective visit of the rep."""
    key = await arrived(world.rep, world.customer, **fix(mock=True))
    await pass_time(key, 900)
    if ended:
        await leaving.check_out(world.rep, visit_id=key)
    return key


async def counting() -> list[tuple[bool | None]]:
    return await fetch("SELECT effective AND review_decision IS DISTINCT FROM 'REJECTED' FROM visit")


@pytest.mark.parametrize(("decision", "counts"), [(ACCEPTED, True), (REJECTED, False)])
async def test_a_decision_stands_beside_the_evidence(world: World, decision: ReviewDecision, counts: bool) -> None:
    key = await doubted(world)
    assert await counting() == [(True,)]
    done = await review_visit(
        world.supervisor, visit_id=key, decision=decision, reason=" 已电话核实 ", expected_version=2
    )
    assert done == VisitReviewed(key, world.customer)
    visit = await row(key)
    assert (visit["review_decision"], visit["review_reason"]) == (decision.value, "已电话核实")
    assert (visit["reviewed_by_id"], visit["version"]) == (world.supervisor.id, 3)
    assert (visit["evidence"], visit["evidence_reasons"], visit["effective"]) == ("SUSPICIOUS", ["MOCK_POSITION"], True)
    assert await counting() == [(counts,)]
    assert await fetch(
        "SELECT actor_id, before->>'evidence', after->>'review_decision', reason FROM audit_entry"
        " WHERE action = 'visit.review'"
    ) == [(world.supervisor.id, "SUSPICIOUS", decision.value, "已电话核实")]
    told = await fetch("SELECT recipient_id, params->>'reason' FROM notification")
    assert told == ([] if counts else [(world.rep.id, "已电话核实")])


async def test_what_was_found_and_decided_stays(world: World) -> None:
    key = await doubted(world)
    await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="x")
    for change in (
        "evidence = 'VERIFIED'", "evidence = 'UNVERIFIED'", "evidence = NULL", "evidence_reasons = '{}'",
        "review_decision = 'ACCEPTED'", "review_decision = NULL, reviewed_at = NULL", "review_reason = 'y'",
    ):  # fmt: skip
        with pytest.raises(asyncpg.PostgresError):
            await execute(f"UPDATE visit SET {change}")
    await execute("UPDATE visit SET evidence_reasons = evidence_reasons || ARRAY['X'], summary = 'y'")


async def test_nobody_decides_about_himself(world: World) -> None:
    shop = await factories.customer(world.supervisor, world.sales, position=(31.2304, 121.4737))
    key = await arrived(world.supervisor, shop, **fix(mock=True))
    await leaving.check_out(world.supervisor, visit_id=key)
    async with refused(ErrorCode.OWN_DOCUMENT):
        await review_visit(world.supervisor, visit_id=key, decision=ACCEPTED, reason="我自己")
    await review_visit(world.manager, visit_id=key, decision=ACCEPTED, reason="同行")


async def test_along_the_tree_only(world: World) -> None:
    key = await doubted(world)
    elsewhere = await factories.department("West", world.company)
    other = await factories.employee(elsewhere, RoleCode.SUPERVISOR)
    async with refused(ErrorCode.NOT_FOUND):
        await review_visit(other, visit_id=key, decision=ACCEPTED, reason="x")
    # Seeing a visit, as the owner of its customer does, is not leading the rep.
    owner = await factories.employee(elsewhere, RoleCode.SUPERVISOR)
    rep = await factories.employee(world.sales, more=frozenset({Right.VISIT_REVIEW}))
    await execute("UPDATE customer SET owner_id = $1 WHERE id = $2", owner.id, world.customer)
    async with refused(ErrorCode.FORBIDDEN):
        await review_visit(owner, visit_id=key, decision=ACCEPTED, reason="x")
    await execute("UPDATE customer SET owner_id = $1 WHERE id = $2", rep.id, world.customer)
    async with refused(ErrorCode.FORBIDDEN):
        await review_visit(rep, visit_id=key, decision=ACCEPTED, reason="x")
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await review_visit(world.clerk, visit_id=key, decision=ACCEPTED, reason="x")
    assert refusal.params == {"right": "visit.review"}


async def test_what_cannot_be_reviewed(world: World) -> None:
    key = await doubted(world, ended=False)
    async with refused(ErrorCode.WRONG_STATE):
        await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="x")
    await leaving.check_out(world.rep, visit_id=key)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="  ")
    assert refusal.path == ("reason",)
    async with refused(ErrorCode.CONFLICT):
        await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="x", expected_version=1)
    async with refused(ErrorCode.NOT_FOUND):
        await review_visit(world.supervisor, visit_id=new_id(), decision=REJECTED, reason="x")


async def test_of_two_decisions_one_wins(world: World) -> None:
    key = await doubted(world)
    outcomes = await asyncio.gather(
        review_visit(world.supervisor, visit_id=key, decision=ACCEPTED, reason="a"),
        review_visit(world.manager, visit_id=key, decision=REJECTED, reason="b"),
        return_exceptions=True,
    )
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert refusal.code is ErrorCode.WRONG_STATE
    visit = await row(key)
    winner = world.supervisor if isinstance(outcomes[0], VisitReviewed) else world.manager
    assert (refusal.params["who"], refusal.params["decision"]) == (winner.name, visit["review_decision"])
    assert visit["reviewed_by_id"] == winner.id
    assert await fetch("SELECT count(*) FROM audit_entry WHERE action = 'visit.review'") == [(1,)]


async def test_an_equal_repeat_changes_nothing(world: World) -> None:
    key, operation = await doubted(world), new_id()
    told = {"visit_id": key, "decision": REJECTED, "reason": "x", "operation_id": operation}
    outcomes = await asyncio.gather(*(review_visit(world.supervisor, **told) for _ in range(4)))
    assert sorted(outcome.replayed for outcome in outcomes) == [False, True, True, True]
    before = await contents()
    assert (await review_visit(world.supervisor, **told)).replayed
    assert await contents() == before


async def history() -> list[tuple[str, str, UUID]]:
    return await fetch("SELECT decision, reason, decided_by_id FROM visit_review ORDER BY decided_at")


async def test_a_wrong_decision_is_corrected_and_stays_to_be_read(world: World) -> None:
    key = await doubted(world)
    await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="不在店")
    done = await correct_review(
        world.manager, visit_id=key, decision=ACCEPTED, reason=" 店主来电证实 ", expected_version=3
    )
    assert done == VisitReviewed(key, world.customer)
    visit = await row(key)
    assert (visit["review_decision"], visit["review_reason"], visit["reviewed_by_id"], visit["version"]) == (
        "ACCEPTED", "店主来电证实", world.manager.id, 4,
    )  # fmt: skip
    assert (visit["evidence"], visit["evidence_reasons"]) == ("SUSPICIOUS", ["MOCK_POSITION"])
    assert await counting() == [(True,)]
    await correct_review(world.supervisor, visit_id=key, decision=REJECTED, reason="录像为证", expected_version=4)
    assert await counting() == [(False,)]
    assert await history() == [
        ("REJECTED", "不在店", world.supervisor.id), ("ACCEPTED", "店主来电证实", world.manager.id),
        ("REJECTED", "录像为证", world.supervisor.id),
    ]  # fmt: skip
    assert await fetch(
        "SELECT before->>'review_decision', after->>'review_decision', reason FROM audit_entry"
        " WHERE action = 'visit.correct_review' ORDER BY at"
    ) == [("REJECTED", "ACCEPTED", "店主来电证实"), ("ACCEPTED", "REJECTED", "录像为证")]
    # The rep hears of each.
    assert [text for (text,) in await fetch("SELECT template FROM notification ORDER BY id")] == [
        "{who} rejected your visit at {customer} on {day}: {reason}",
        "{who} accepted your visit at {customer} on {day} after all: {reason}",
        "{who} rejected your visit at {customer} on {day} after all: {reason}",
    ]


async def test_what_was_decided_is_never_silently_another(world: World) -> None:
    key = await doubted(world)
    await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="x")
    for change in (
        "UPDATE visit_review SET reason = 'y'", "DELETE FROM visit_review",
        "UPDATE visit SET review_decision = 'ACCEPTED', review_reason = 'y', reviewed_at = now()",
    ):  # fmt: skip
        with pytest.raises(asyncpg.PostgresError):
            await execute(change)


async def test_who_may_correct_and_what(world: World) -> None:
    key = await doubted(world)
    correct = {"visit_id": key, "decision": ACCEPTED, "reason": "y", "expected_version": 2}
    async with refused(ErrorCode.WRONG_STATE):  # nobody has decided
        await correct_review(world.supervisor, **correct)
    await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="x")
    elsewhere = await factories.employee(await factories.department("West", world.company), RoleCode.SUPERVISOR)
    for actor, change, code in (
        (world.supervisor, {"expected_version": 2}, ErrorCode.CONFLICT),
        (world.supervisor, {"expected_version": None}, ErrorCode.INVALID_INPUT),
        (world.supervisor, {"reason": " "}, ErrorCode.INVALID_INPUT),
        (world.supervisor, {"decision": REJECTED}, ErrorCode.WRONG_STATE),
        (world.clerk, {}, ErrorCode.FORBIDDEN),
        (elsewhere, {}, ErrorCode.NOT_FOUND),
    ):
        async with refused(code):
            await correct_review(actor, **{**correct, "expected_version": 3, **change})
    await execute("UPDATE visit SET rep_id = $1", world.supervisor.id)
    async with refused(ErrorCode.OWN_DOCUMENT):
        await correct_review(world.supervisor, **{**correct, "expected_version": 3})


async def test_of_two_corrections_one_wins_and_a_repeat_is_one(world: World) -> None:
    key = await doubted(world)
    await review_visit(world.supervisor, visit_id=key, decision=REJECTED, reason="x")
    asked = {"visit_id": key, "decision": ACCEPTED, "expected_version": 3}
    outcomes = await asyncio.gather(
        correct_review(world.supervisor, reason="a", **asked), correct_review(world.manager, reason="b", **asked),
        return_exceptions=True,
    )  # fmt: skip
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert refusal.code is ErrorCode.CONFLICT
    assert len(await history()) == 2
    told = {"visit_id": key, "decision": REJECTED, "reason": "c", "expected_version": 4, "operation_id": new_id()}
    repeats = await asyncio.gather(*(correct_review(world.supervisor, **told) for _ in range(4)))
    assert sorted(one.replayed for one in repeats) == [False, True, True, True]
    assert len(await history()) == 3
