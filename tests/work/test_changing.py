"""Tasks that are changed or given to somebody else: who may, exact states, who is told, stale versions."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from uuid import UUID

import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.visits.leaving import check_out
from erp_visit.visits.reports import submit_report
from erp_visit.work.changing import reassign_task, update_task
from erp_visit.work.giving import TaskDraft
from erp_visit.work.service import cancel_task, complete_task, create_task, reopen_task, start_task
from tests import factories
from tests.unchanged import refused
from tests.work.people import People, one, people, rows, told


@pytest.fixture
async def crew(db: ModuleType) -> People:
    return await people()


async def give(by: Actor, to: Actor) -> UUID:
    key = new_id()
    await create_task(by, id=key, subject="拍陈列", due_on=factories.today(), assignee_id=to.id)
    return key


async def test_a_task_is_changed_and_the_assignee_is_told(crew: People) -> None:
    task = await give(crew.supervisor, crew.rep)
    await start_task(crew.rep, task_id=task)
    due = factories.today() + timedelta(days=3)
    changes = {"subject": " 拍冰柜 ", "due_on": due, "priority": "HIGH", "customer_id": crew.customer}
    operation = new_id()
    for replayed in (False, True):
        done = await update_task(
            crew.supervisor, task_id=task, changes=changes, expected_version=2, operation_id=operation
        )
        assert done.replayed == replayed
    (row,) = await rows("SELECT subject, due_on, priority, customer_id, detail, state, version FROM task")
    assert row == {
        "subject": "拍冰柜", "due_on": due, "priority": "HIGH", "customer_id": crew.customer, "detail": "",
        "state": "STARTED", "version": 3,
    }  # fmt: skip
    assert await told(crew.rep) == ["task.given", "task.changed"]
    params = await one("SELECT params ->> 'subject' FROM notification WHERE key LIKE 'task.changed%'")
    assert params == "拍冰柜"
    (entry,) = await rows("SELECT before::text, after::text FROM audit_entry WHERE action = 'task.update'")
    assert '"customer": "惠民便利店"' in entry["after"]
    assert '"customer": null' in entry["before"]

    await update_task(crew.supervisor, task_id=task, changes=changes)
    assert await one("SELECT version FROM task") == 3, "what is the same already changes nothing"
    assert await told(crew.rep) == ["task.given", "task.changed"]
    await update_task(crew.manager, task_id=task, changes={"customer_id": None})
    assert await one("SELECT customer_id FROM task") is None
    assert await told(crew.rep) == ["task.given", "task.changed", "task.changed"]


async def test_who_may_change_a_task_and_when(crew: People) -> None:
    task = await give(crew.supervisor, crew.rep)
    for actor, code in (
        (crew.rep, ErrorCode.FORBIDDEN), (crew.mate, ErrorCode.NOT_FOUND), (crew.stranger, ErrorCode.NOT_FOUND),
    ):  # fmt: skip
        async with refused(code):
            await update_task(actor, task_id=task, changes={"subject": "x"})
        async with refused(code):
            await reassign_task(actor, task_id=task, assignee_id=crew.mate.id)
    async with refused(ErrorCode.CONFLICT) as refusal:
        await update_task(crew.supervisor, task_id=task, changes={"subject": "x"}, expected_version=2)
    assert refusal.errors[0].params["version"] == 1
    async with refused(ErrorCode.CONFLICT):
        await reassign_task(crew.supervisor, task_id=task, assignee_id=crew.mate.id, expected_version=7)
    for changes, code in (
        ({"subject": " "}, ErrorCode.INVALID_INPUT), ({"due_on": factories.today() - timedelta(days=1)}, ErrorCode.INVALID_INPUT),
        ({"due_on": factories.today() + timedelta(days=2000)}, ErrorCode.INVALID_INPUT), ({"customer_id": new_id()}, ErrorCode.NOT_FOUND),
    ):  # fmt: skip
        async with refused(code):
            await update_task(crew.supervisor, task_id=task, changes=changes)
    await complete_task(crew.rep, task_id=task, result="好了")
    async with refused(ErrorCode.WRONG_STATE):
        await update_task(crew.supervisor, task_id=task, changes={"subject": "x"})
    async with refused(ErrorCode.WRONG_STATE):
        await reassign_task(crew.supervisor, task_id=task, assignee_id=crew.mate.id)
    await reopen_task(crew.supervisor, task_id=task, reason="再拍")
    await update_task(crew.supervisor, task_id=task, changes={"subject": "再拍一次"})
    await cancel_task(crew.supervisor, task_id=task, reason="不用了")
    async with refused(ErrorCode.WRONG_STATE):
        await update_task(crew.supervisor, task_id=task, changes={"subject": "x"})


async def test_an_overdue_task_keeps_its_day_when_something_else_is_changed(crew: People, db: ModuleType) -> None:
    task = await give(crew.supervisor, crew.rep)
    past = factories.today() - timedelta(days=5)
    async with db.transaction() as connection:
        await connection.execute("UPDATE task SET due_on = $1", past)
    await update_task(crew.supervisor, task_id=task, changes={"detail": "近景", "due_on": past})
    assert await one("SELECT detail FROM task") == "近景"


async def test_a_task_goes_to_somebody_else_who_begins_anew(crew: People) -> None:
    task = await give(crew.supervisor, crew.rep)
    await start_task(crew.rep, task_id=task)
    operation = new_id()
    for replayed in (False, True):
        done = await reassign_task(
            crew.manager, task_id=task, assignee_id=crew.stranger.id, reason="王伟休假", expected_version=2,
            operation_id=operation,
        )  # fmt: skip
        assert done.replayed == replayed
    (row,) = await rows("SELECT state, assignee_id, assigned_by_id, department_id, version FROM task")
    assert row == {
        "state": "OPEN", "assignee_id": crew.stranger.id, "assigned_by_id": crew.supervisor.id,
        "department_id": crew.other_team, "version": 3,
    }  # fmt: skip
    assert await told(crew.stranger) == ["task.given"]
    assert await told(crew.rep) == ["task.given", "task.passed"]
    assert await told(crew.supervisor) == ["task.passed"], "who asked for it keeps hearing of it"
    assert await told(crew.manager) == []
    (entry,) = await rows("SELECT before::text, after::text, reason FROM audit_entry WHERE action = 'task.reassign'")
    assert (entry["before"], entry["after"], entry["reason"]) == (
        '{"state": "STARTED", "assignee": "王伟"}', '{"state": "OPEN", "assignee": "赵六"}', "王伟休假",
    )  # fmt: skip
    async with refused(ErrorCode.NOT_FOUND):  # out of the sight of who had it
        await start_task(crew.rep, task_id=task)
    await start_task(crew.stranger, task_id=task)


async def test_a_task_can_come_back_to_who_had_it(crew: People) -> None:
    task = await give(crew.supervisor, crew.rep)
    for person in (crew.mate, crew.rep, crew.supervisor):
        await reassign_task(crew.supervisor, task_id=task, assignee_id=person.id)
    assert await told(crew.rep) == ["task.given", "task.passed", "task.given", "task.passed"]
    assert await told(crew.supervisor) == []
    async with refused(ErrorCode.INVALID_INPUT):
        await reassign_task(crew.supervisor, task_id=task, assignee_id=crew.supervisor.id)


async def test_what_somebody_set_themselves_becomes_the_givers(crew: People) -> None:
    task = await give(crew.rep, crew.rep)
    async with refused(ErrorCode.FORBIDDEN):  # a rep gives nobody tasks
        await reassign_task(crew.rep, task_id=task, assignee_id=crew.mate.id)
    await reassign_task(crew.supervisor, task_id=task, assignee_id=crew.mate.id)
    assert await one("SELECT assigned_by_id FROM task") == crew.supervisor.id
    await complete_task(crew.mate, task_id=task, result="好了")
    assert await told(crew.supervisor) == ["task.done"]


async def test_to_whom_a_task_cannot_go(crew: People, db: ModuleType) -> None:
    task = await give(crew.supervisor, crew.rep)
    for person, code in ((crew.stranger.id, ErrorCode.FORBIDDEN), (new_id(), ErrorCode.NOT_FOUND)):
        async with refused(code):
            await reassign_task(crew.supervisor, task_id=task, assignee_id=person)
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", crew.mate.id)
    async with refused(ErrorCode.INACTIVE):
        await reassign_task(crew.supervisor, task_id=task, assignee_id=crew.mate.id)
    narrow = await factories.employee(crew.team, RoleCode.SUPERVISOR, less=frozenset({Right.TASK_ASSIGN}))
    async with refused(ErrorCode.FORBIDDEN):
        await reassign_task(narrow, task_id=task, assignee_id=narrow.id)


async def test_a_report_that_is_sent_again_leaves_a_step_that_was_changed_as_it_is(crew: People) -> None:
    visit = await factories.visit(crew.rep, crew.customer)
    await check_out(crew.rep, visit_id=visit)
    step = TaskDraft(new_id(), "送样品", crew.rep.id, factories.today())
    await submit_report(crew.rep, visit_id=visit, fields={"pains": "货架小"}, next_steps=[step])
    await update_task(crew.supervisor, task_id=step.id, changes={"subject": "送两箱样品"})
    await submit_report(crew.rep, visit_id=visit, fields={"pains": "货架太小"}, next_steps=[step])
    assert await rows("SELECT subject FROM task") == [{"subject": "送两箱样品"}]
    other = TaskDraft(new_id(), "送海报", crew.rep.id, factories.today())
    await submit_report(crew.rep, visit_id=visit, fields={}, next_steps=[other])
    async with refused(ErrorCode.KEY_REUSED):
        changed = TaskDraft(other.id, "别的", crew.rep.id, factories.today())
        await submit_report(crew.rep, visit_id=visit, fields={}, next_steps=[changed])
