"""Visit reports: due, called to mind, handed in with next steps that become tasks once, reviewed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters
from erp_visit.visits.leaving import check_out
from erp_visit.visits.reports import open_report, review_report, submit_report
from erp_visit.visits.tasks import remind_of_reports
from erp_visit.work.giving import TaskDraft
from erp_visit.work.service import cancel_task
from tests import factories
from tests.unchanged import refused
from tests.work.people import People, one, people, rows, told


@pytest.fixture
async def crew(db: ModuleType) -> People:
    return await people()


async def done(crew: People, rep: Any = None) -> UUID:
    """A visit that ended by a check-out, so that a report is due."""
    visit = await factories.visit(rep or crew.rep, crew.customer)
    await check_out(rep or crew.rep, visit_id=visit, summary="聊了聊")
    return visit


def step(key: UUID | None = None, **more: Any) -> TaskDraft:
    values = {"subject": "送样品", "due_on": factories.today() + timedelta(days=1), "path": ("nextSteps", 0), **more}
    return TaskDraft(id=key or new_id(), **values)


async def test_a_report_is_asked_for_at_check_out(crew: People) -> None:
    visit = await done(crew)
    (row,) = await rows(
        "SELECT r.author_id, r.state, r.due_at - v.checked_out_at AS after FROM visit_report r JOIN visit v ON v.id = r.visit_id"
        " WHERE v.id = $1",
        visit,
    )
    assert row == {"author_id": crew.rep.id, "state": "DUE", "after": timedelta(hours=24)}
    await factories.setting("report_due_hours", 0)
    await done(crew)
    assert await one("SELECT count(*) FROM visit_report") == 1
    async with factories.db.transaction() as connection:
        parameters = await control_parameters(connection, crew.team)
        await open_report(connection, new_id(), crew.rep.id, datetime.now(UTC), parameters)
    assert await one("SELECT count(*) FROM visit_report") == 1


async def test_all_fields_are_kept_and_next_steps_become_tasks_once(crew: People) -> None:
    visit = await done(crew)
    fields = {
        "attendees": [{"name": "张老板", "role": "店主", "contact": "138"}, {"name": "小李"}], "pains": "货架小", "explicit_needs": "冰柜",
        "implicit_needs": "账期", "budget": "5000", "decision_chain": "老板娘", "competitors": "康师傅", "concerns": "退货", "objections": "贵",
        "promises": "周五送货", "intent": "HIGH", "customer_confirmed": True,
    }  # fmt: skip
    steps = [step(assignee_id=crew.rep.id, customer_confirmed=True, detail="两箱"), step(assignee_id=crew.rep.id)]
    saved = await submit_report(crew.rep, visit_id=visit, fields=fields, next_steps=steps)
    (row,) = await rows("SELECT * FROM visit_report")
    assert {**fields, "attendees": [fields["attendees"][0], {"name": "小李", "role": "", "contact": ""}]} == {
        **{name: row[name] for name in fields}, "attendees": orjson.loads(row["attendees"]),
    }  # fmt: skip
    assert (row["state"], row["version"]) == ("SUBMITTED", 2)
    assert await told(crew.supervisor) == ["report.in"]
    tasks = await rows(
        "SELECT id, source, visit_id, assignee_id, assigned_by_id, customer_confirmed FROM task ORDER BY number"
    )
    assert [task["id"] for task in tasks] == list(saved.task_ids)
    assert tasks[0] == {
        "id": steps[0].id, "source": "VISIT_REPORT", "visit_id": visit, "assignee_id": crew.rep.id, "assigned_by_id": crew.rep.id,
        "customer_confirmed": True,
    }  # fmt: skip

    # Sent again, by the phone that lost the answer, and with one more step: no second task, nobody told twice.
    again = await submit_report(
        crew.rep, visit_id=visit, fields={"pains": "更小"}, next_steps=[*steps, step(assignee_id=crew.rep.id)]
    )
    assert len(again.task_ids) == 3
    assert await one("SELECT count(*) FROM task") == 3
    assert await told(crew.supervisor) == ["report.in"]
    (row,) = await rows("SELECT pains, promises, version FROM visit_report")
    assert row == {"pains": "更小", "promises": "周五送货", "version": 3}
    # What is a task is changed as a task.
    async with refused(ErrorCode.KEY_REUSED) as refusal:
        await submit_report(
            crew.rep, visit_id=visit, fields={}, next_steps=[step(steps[0].id, assignee_id=crew.rep.id, subject="别的")]
        )
    assert refusal.path == ("nextSteps", 0, "id")
    await cancel_task(crew.rep, task_id=steps[1].id, reason="不用")
    await submit_report(crew.rep, visit_id=visit, fields={}, next_steps=steps)
    assert await one("SELECT count(*) FROM task") == 3
    history = await rows("SELECT before, after FROM audit_entry WHERE action = 'report.submit' ORDER BY id")
    assert orjson.loads(history[1]["before"]) == {"pains": "货架小"}
    assert orjson.loads(history[1]["after"]) == {"pains": "更小"}


async def test_drafts(crew: People) -> None:
    visit = await done(crew)
    await submit_report(crew.rep, visit_id=visit, fields={"pains": "想一想"}, draft=True)
    assert await one("SELECT state FROM visit_report") == "DUE"
    assert await told(crew.supervisor) == []
    async with refused(ErrorCode.INVALID_INPUT):
        await submit_report(crew.rep, visit_id=visit, fields={}, next_steps=[step(assignee_id=crew.rep.id)], draft=True)
    async with refused(ErrorCode.CONFLICT):
        await submit_report(crew.rep, visit_id=visit, fields={}, expected_version=1)
    await submit_report(crew.rep, visit_id=visit, fields={"pains": None}, draft=True, expected_version=2)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await submit_report(crew.rep, visit_id=visit, fields={})
    assert refusal.path == ("fields",)
    await submit_report(crew.rep, visit_id=visit, fields={"intent": "LOW"}, expected_version=3)
    # A draft of what was handed in stays handed in.
    await submit_report(crew.rep, visit_id=visit, fields={"budget": "1"}, draft=True)
    assert await one("SELECT state FROM visit_report") == "SUBMITTED"


async def test_what_is_refused(crew: People) -> None:
    visit, foreign = await done(crew), await done(crew, crew.mate)
    good = {"pains": "x"}
    async with refused(ErrorCode.NOT_FOUND):
        await submit_report(crew.stranger, visit_id=visit, fields=good)
    async with refused(ErrorCode.FORBIDDEN):
        await submit_report(crew.supervisor, visit_id=visit, fields=good)
    async with refused(ErrorCode.FORBIDDEN):
        await submit_report(crew.rep, visit_id=foreign, fields=good)
    under_way = await factories.visit(crew.rep, crew.customer)
    async with refused(ErrorCode.WRONG_STATE):
        await submit_report(crew.rep, visit_id=under_way, fields=good)
    async with refused(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT) as refusal:
        await submit_report(
            crew.rep, visit_id=visit, fields={"pains": "x" * 2001, "attendees": [{"name": "a"}, {"name": " "}]}
        )
    assert [error.path for error in refusal.errors] == [("fields", "pains"), ("fields", "attendees", 1, "name")]
    for steps in ([step(assignee_id=crew.rep.id)] * 2, [step(assignee_id=crew.rep.id) for _ in range(21)]):
        async with refused(ErrorCode.INVALID_INPUT):
            await submit_report(crew.rep, visit_id=visit, fields=good, next_steps=steps)
    # A rep gives tasks to nobody else; nothing of the report is kept either.
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await submit_report(crew.rep, visit_id=visit, fields=good, next_steps=[step(assignee_id=crew.mate.id)])
    assert refusal.path == ("nextSteps", 0, "assigneeId")
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await submit_report(
            crew.rep,
            visit_id=visit,
            fields=good,
            next_steps=[step(assignee_id=crew.rep.id, due_on=factories.today() - timedelta(days=1))],
        )
    assert refusal.path == ("nextSteps", 0, "dueOn")
    no_visits = await factories.employee(crew.team, less=frozenset({Right.VISIT_DO}))
    async with refused(ErrorCode.FORBIDDEN):
        await submit_report(no_visits, visit_id=visit, fields=good)


async def test_review(crew: People) -> None:
    visit = await done(crew)
    report = await one("SELECT id FROM visit_report")
    async with refused(ErrorCode.WRONG_STATE):
        await review_report(crew.supervisor, report_id=report, comment="?")
    await submit_report(crew.rep, visit_id=visit, fields={"pains": "x"})
    for actor, code in ((crew.rep, ErrorCode.FORBIDDEN), (crew.stranger, ErrorCode.FORBIDDEN)):
        async with refused(code):
            await review_report(actor, report_id=report, rating=5)
    foreign = await factories.employee(crew.other_team, factories.RoleCode.SUPERVISOR)
    async with refused(ErrorCode.NOT_FOUND):
        await review_report(foreign, report_id=report, rating=5)
    for given in ({}, {"rating": 0}, {"rating": 6}, {"comment": "x" * 1001}):
        async with refused(ErrorCode.INVALID_INPUT):
            await review_report(crew.supervisor, report_id=report, **given)
    async with refused(ErrorCode.CONFLICT):
        await review_report(crew.supervisor, report_id=report, rating=5, expected_version=1)
    async with refused(ErrorCode.NOT_FOUND):
        await review_report(crew.supervisor, report_id=new_id(), rating=5)
    operation = new_id()
    for replayed in (False, True):
        reviewed = await review_report(
            crew.supervisor, report_id=report, comment="好", rating=5, operation_id=operation
        )
        assert reviewed.replayed is replayed
    (row,) = await rows("SELECT state, review_comment, review_rating, reviewed_by_id FROM visit_report")
    assert row == {
        "state": "REVIEWED",
        "review_comment": "好",
        "review_rating": 5,
        "reviewed_by_id": crew.supervisor.id,
    }
    assert await told(crew.rep) == ["report.reviewed"]
    async with refused(ErrorCode.WRONG_STATE):
        await submit_report(crew.rep, visit_id=visit, fields={"pains": "y"})
    own = await done(crew, crew.supervisor)
    await submit_report(crew.supervisor, visit_id=own, fields={"pains": "x"})
    key = await one("SELECT id FROM visit_report WHERE visit_id = $1", own)
    async with refused(ErrorCode.OWN_DOCUMENT):
        await review_report(crew.supervisor, report_id=key, rating=5)


async def test_two_review_at_once_and_one_edits(crew: People) -> None:
    for _ in range(5):
        visit = await done(crew)
        await submit_report(crew.rep, visit_id=visit, fields={"pains": "x"})
        report = await one("SELECT id FROM visit_report WHERE visit_id = $1", visit)
        found = await asyncio.gather(
            review_report(crew.supervisor, report_id=report, rating=5),
            review_report(crew.manager, report_id=report, rating=1),
            submit_report(crew.rep, visit_id=visit, fields={"pains": "y"}, expected_version=2),
            return_exceptions=True,
        )
        errors = [one_.code for one_ in found if isinstance(one_, DomainError)]
        assert [type(one_).__name__ for one_ in found[:2]].count("ReportReviewed") == 1
        assert set(errors) <= {ErrorCode.WRONG_STATE, ErrorCode.CONFLICT}
        assert (
            await one("SELECT count(*) FROM audit_entry WHERE action = 'report.review' AND entity_id = $1", report) == 1
        )
        key = new_id()
        visit = await done(crew)
        sent = [
            submit_report(
                crew.rep, visit_id=visit, fields={"pains": "x"}, next_steps=[step(key, assignee_id=crew.rep.id)]
            )
            for _ in range(4)
        ]
        await asyncio.gather(*sent)
        assert await one("SELECT count(*) FROM task WHERE visit_id = $1", visit) == 1


async def late(hours: float) -> None:
    async with factories.db.connection() as connection:
        await connection.execute("UPDATE visit_report SET due_at = now() - $1::interval", timedelta(hours=hours))


async def test_the_rep_is_reminded_once_then_the_supervisor_once(crew: People) -> None:
    visit = await done(crew)
    await remind_of_reports(0)
    assert await told(crew.rep) == []
    await late(0.1)
    await asyncio.gather(*(remind_of_reports(0) for _ in range(3)))
    assert await told(crew.rep) == ["report.due"]
    await late(23.9)
    await remind_of_reports(0)
    assert await told(crew.supervisor) == []
    await late(24.1)
    await asyncio.gather(*(remind_of_reports(0) for _ in range(3)))
    await remind_of_reports(0)
    assert await told(crew.supervisor) == ["report.missing"]
    assert await told(crew.rep) == ["report.due"]
    assert await told(crew.manager) == []
    text = await one("SELECT template FROM notification WHERE recipient_id = $1", crew.supervisor.id)
    assert text == "{name} has not handed in the report on the visit at {customer} on {day}."
    await submit_report(crew.rep, visit_id=visit, fields={"pains": "x"})

    # Each department has its own patience, and what is in is nobody's reminder.
    await factories.setting("report_escalation_hours", 2, crew.team)
    await done(crew)
    async with factories.db.connection() as connection:
        await connection.execute("UPDATE visit_report SET due_at = now() - interval '3 hours' WHERE state = 'DUE'")
    await remind_of_reports(0)
    assert await told(crew.supervisor) == ["report.missing", "report.in", "report.missing"]
    assert await told(crew.rep) == ["report.due"] * 2


async def test_many_at_once(crew: People) -> None:
    """More than a batch: all are told, each once."""
    async with factories.db.transaction() as connection:
        await connection.execute(
            "WITH v AS (INSERT INTO visit (id, customer_id, rep_id, department_id, state, business_day, checked_in_at, checked_out_at)"
            " SELECT new_id(), $1, $2, $3, 'DONE', $4, now(), now() FROM generate_series(1, 450) RETURNING id)"
            " INSERT INTO visit_report (visit_id, author_id, due_at) SELECT id, $2, now() - interval '2 days' FROM v",
            crew.customer, crew.rep.id, crew.team, factories.today(),
        )  # fmt: skip
    await asyncio.gather(remind_of_reports(0), remind_of_reports(0))
    assert await told(crew.rep) == ["report.due"] * 450
    await remind_of_reports(0)
    assert await told(crew.supervisor) == ["report.missing"] * 450
