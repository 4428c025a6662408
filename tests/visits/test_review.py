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
from erp_visit.visits.review import VisitReviewed, review_visit
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
