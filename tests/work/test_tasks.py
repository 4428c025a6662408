"""Tasks: who may do what to whose, exact states, nobody told twice, races."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import product
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.org.service import disable_employee
from erp_visit.work.models import TASK_MOVES, TaskState
from erp_visit.work.service import (
    add_task_record,
    appraise_task,
    cancel_task,
    complete_task,
    create_task,
    reopen_task,
    start_task,
)
from tests import factories
from tests.unchanged import refused
from tests.work.people import People, one, people, rows, told


@pytest.fixture
async def crew(db: ModuleType) -> People:
    return await people()


def tomorrow() -> date:
    return factories.today() + timedelta(days=1)


async def give(by: Actor, to: Actor, **more: Any) -> UUID:
    key = new_id()
    await create_task(by, id=key, subject="拍陈列", due_on=tomorrow(), assignee_id=to.id, **more)
    return key


async def state(task: UUID) -> str:
    return str(await one("SELECT state FROM task WHERE id = $1", task))


async def test_a_task_from_beginning_to_end(crew: People) -> None:
    task = await give(crew.supervisor, crew.rep, customer_id=crew.customer, detail="两张\n近景")
    (row,) = await rows("SELECT * FROM task")
    assert row["number"] == f"T{factories.today():%Y%m%d}-000001"
    assert (row["state"], row["priority"], row["source"]) == ("OPEN", "NORMAL", "BY_HAND")
    assert (row["assignee_id"], row["assigned_by_id"], row["department_id"]) == (
        crew.rep.id,
        crew.supervisor.id,
        crew.team,
    )
    assert (row["customer_id"], row["detail"]) == (crew.customer, "两张\n近景")
    assert await told(crew.rep) == ["task.given"]

    await start_task(crew.rep, task_id=task)
    await add_task_record(crew.supervisor, id=new_id(), task_id=task, text="别忘了")
    await complete_task(crew.rep, task_id=task, result="拍好了")
    assert await told(crew.supervisor) == ["task.done"]
    await reopen_task(crew.supervisor, task_id=task, reason="太暗")
    (row,) = await rows("SELECT state, result, done_at FROM task")
    assert row == {"state": "OPEN", "result": "", "done_at": None}
    await complete_task(crew.rep, task_id=task, result="重拍了")
    await appraise_task(crew.supervisor, task_id=task, rating=5, comment="清楚")
    (row,) = await rows("SELECT state, result, rating, appraisal, appraised_by_id, version FROM task")
    assert row == {
        "state": "APPRAISED", "result": "重拍了", "rating": 5, "appraisal": "清楚", "appraised_by_id": crew.supervisor.id,
        "version": 6,
    }  # fmt: skip
    assert [row["text"] for row in await rows("SELECT text FROM task_record ORDER BY id")] == [
        "别忘了",
        "拍好了",
        "太暗",
        "重拍了",
    ]
    assert await told(crew.rep) == ["task.given", "task.record", "task.reopened", "task.appraised"]
    assert await told(crew.supervisor) == ["task.done", "task.done"]
    actions = await rows("SELECT action FROM audit_entry WHERE entity_id = $1 ORDER BY id", task)
    assert [row["action"] for row in actions] == [
        "task.create", "task.start", "task.complete", "task.reopen", "task.complete", "task.appraise",
    ]  # fmt: skip


async def test_tasks_go_along_the_tree_only(crew: People) -> None:
    """Each actor and each assignee: who may give to whom."""
    keeper = await factories.employee(crew.company, RoleCode.KEEPER)
    narrow = await factories.employee(crew.team, RoleCode.SUPERVISOR, less=frozenset({Right.TASK_ASSIGN}))
    everybody = {name: getattr(crew, name) for name in ("rep", "mate", "stranger", "supervisor", "manager", "admin")}
    everybody |= {"keeper": keeper, "narrow": narrow}
    allowed = {
        "rep": {"rep"}, "mate": {"mate"}, "stranger": {"stranger"}, "keeper": {"keeper"}, "narrow": {"narrow"},
        "supervisor": {"supervisor", "rep", "mate", "narrow"}, "manager": set(everybody), "admin": set(everybody),
    }  # fmt: skip
    for (by, giver), (to, assignee) in product(everybody.items(), everybody.items()):
        if to in allowed[by]:
            await give(giver, assignee)
        else:
            async with refused(ErrorCode.FORBIDDEN):
                await give(giver, assignee)
    blind = await factories.employee(crew.team, less=frozenset({Right.TASK_VIEW}))
    async with refused(ErrorCode.FORBIDDEN):
        await give(blind, blind)


async def test_what_cannot_be_given(crew: People) -> None:
    today = factories.today()
    foreign = await factories.customer(crew.stranger, crew.other_team)
    async with refused(ErrorCode.NOT_FOUND) as refusal:
        await give(crew.rep, crew.rep, customer_id=foreign)
    assert refusal.path == ("customerId",)
    for due in (today - timedelta(days=1), today.replace(year=today.year + 4, day=1)):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await create_task(crew.rep, id=new_id(), subject="x", due_on=due)
        assert refusal.path == ("dueOn",)
    for subject in ("", "  ", "x" * 161, "a\nb"):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await create_task(crew.rep, id=new_id(), subject=subject, due_on=today)
        assert refusal.path == ("subject",)
    async with refused(ErrorCode.NOT_FOUND):
        await create_task(crew.admin, id=new_id(), subject="x", due_on=today, assignee_id=new_id())
    async with factories.db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", crew.mate.id)
    async with refused(ErrorCode.INACTIVE):
        await give(crew.supervisor, crew.mate)


Act = Callable[[Actor, UUID], Awaitable[Any]]
ACTS: dict[TaskState, Act] = {
    TaskState.STARTED: lambda actor, task: start_task(actor, task_id=task),
    TaskState.DONE: lambda actor, task: complete_task(actor, task_id=task, result="r"),
    TaskState.OPEN: lambda actor, task: reopen_task(actor, task_id=task, reason="r"),
    TaskState.APPRAISED: lambda actor, task: appraise_task(actor, task_id=task, rating=3),
    TaskState.CANCELLED: lambda actor, task: cancel_task(actor, task_id=task, reason="r"),
}
OF_THE_ASSIGNEE = {TaskState.STARTED, TaskState.DONE}


async def test_every_move_is_as_in_the_table(crew: People) -> None:
    for current, target in product(TaskState, TaskState):
        if current is target and current is not TaskState.DONE:
            continue
        task = await give(crew.supervisor, crew.rep)
        async with factories.db.connection() as connection:
            await connection.execute("UPDATE task SET state = $2 WHERE id = $1", task, current.value)
        actor = crew.rep if target in OF_THE_ASSIGNEE else crew.supervisor
        if TASK_MOVES.allows(current, target):
            await ACTS[target](actor, task)
            assert await state(task) == target.value
        else:
            async with refused(ErrorCode.WRONG_STATE):
                await ACTS[target](actor, task)


async def test_who_decides(crew: People) -> None:
    """The assignee works, who gave it or a supervisor decides, others do not even see it."""
    ready = {TaskState.OPEN: "DONE", TaskState.APPRAISED: "DONE"}
    for target, act in ACTS.items():
        for name in ("rep", "mate", "stranger", "supervisor", "manager"):
            task = await give(crew.supervisor, crew.rep)
            async with factories.db.connection() as connection:
                await connection.execute("UPDATE task SET state = $2 WHERE id = $1", task, ready.get(target, "OPEN"))
            actor: Actor = getattr(crew, name)
            if name in ("mate", "stranger"):
                async with refused(ErrorCode.NOT_FOUND):
                    await act(actor, task)
            elif (name == "rep") is (target in OF_THE_ASSIGNEE):
                await act(actor, task)
            else:
                async with refused(ErrorCode.FORBIDDEN):
                    await act(actor, task)


async def test_nobody_appraises_what_they_did(crew: People) -> None:
    own = await give(crew.supervisor, crew.supervisor)
    await complete_task(crew.supervisor, task_id=own, result="r")
    assert await told(crew.supervisor) == []
    async with refused(ErrorCode.OWN_DOCUMENT):
        await appraise_task(crew.supervisor, task_id=own, rating=5)
    await appraise_task(crew.manager, task_id=own, rating=4)
    for rating in (0, 6, -1):
        async with refused(ErrorCode.INVALID_INPUT):
            await appraise_task(crew.manager, task_id=own, rating=rating)
    async with refused(ErrorCode.INVALID_INPUT):
        await complete_task(crew.supervisor, task_id=own, result=" ")


async def test_repeats_do_nothing_twice(crew: People) -> None:
    task, operation, record = await give(crew.supervisor, crew.rep), new_id(), new_id()
    done = [await complete_task(crew.rep, task_id=task, result="r", operation_id=operation) for _ in range(2)]
    assert [one.replayed for one in done] == [False, True]
    async with refused(ErrorCode.KEY_REUSED):
        await complete_task(crew.rep, task_id=task, result="other", operation_id=operation)
    for _ in range(2):
        await add_task_record(crew.rep, id=record, task_id=task, text="t")
    assert await one("SELECT count(*) FROM task_record") == 2
    again = await create_task(crew.supervisor, id=task, subject="拍陈列", due_on=tomorrow(), assignee_id=crew.rep.id)
    assert again.replayed
    async with refused(ErrorCode.KEY_REUSED):
        await create_task(crew.mate, id=task, subject="拍陈列", due_on=tomorrow())
    await cancel_task(crew.supervisor, task_id=(other := await give(crew.supervisor, crew.rep)), reason="r")
    async with refused(ErrorCode.WRONG_STATE):
        await add_task_record(crew.rep, id=new_id(), task_id=other, text="t")


async def outcomes(*attempts: Awaitable[Any]) -> list[str]:
    found = await asyncio.gather(*attempts, return_exceptions=True)
    return sorted(one.code.name if isinstance(one, DomainError) else type(one).__name__ for one in found)


async def test_two_at_once(crew: People) -> None:
    """Of two people who complete, appraise or decide against each other, one succeeds and one reads why not."""
    for _ in range(5):
        task = await give(crew.supervisor, crew.rep)
        assert await outcomes(*(complete_task(crew.rep, task_id=task, result=f"r{number}") for number in range(4))) == [
            "TaskChanged",
            "WRONG_STATE",
            "WRONG_STATE",
            "WRONG_STATE",
        ]
        assert await outcomes(
            appraise_task(crew.supervisor, task_id=task, rating=5), appraise_task(crew.manager, task_id=task, rating=1)
        ) == ["TaskChanged", "WRONG_STATE"]  # fmt: skip
        assert (
            await one("SELECT count(*) FROM audit_entry WHERE entity_id = $1 AND action = 'task.appraise'", task) == 1
        )
        task = await give(crew.supervisor, crew.rep)
        assert await outcomes(
            complete_task(crew.rep, task_id=task, result="r"), cancel_task(crew.supervisor, task_id=task, reason="r")
        ) == ["TaskChanged", "WRONG_STATE"]  # fmt: skip
        operation = new_id()
        task = await give(crew.supervisor, crew.rep)
        assert (
            await outcomes(
                *(complete_task(crew.rep, task_id=task, result="r", operation_id=operation) for _ in range(4))
            )
            == ["TaskChanged"] * 4
        )
        assert await one("SELECT count(*) FROM task_record WHERE task_id = $1", task) == 1
    assert len(set(await told(crew.rep))) > 1


async def test_numbers_are_unique_in_a_crowd(crew: People) -> None:
    await asyncio.gather(*(give(crew.supervisor, crew.rep) for _ in range(20)))
    assert await one("SELECT count(DISTINCT number) FROM task") == 20


async def test_who_gave_tasks_learns_that_the_assignee_left(crew: People) -> None:
    async with factories.db.connection() as connection:  # somebody who can log in and administer has to be left
        await connection.execute("UPDATE employee SET password_hash = 'x' WHERE id = $1", crew.admin.id)
    await give(crew.supervisor, crew.rep)
    await complete_task(crew.rep, task_id=await give(crew.supervisor, crew.rep), result="r")
    await give(crew.rep, crew.rep)
    await disable_employee(crew.admin, employee_id=crew.rep.id, reason="离职")
    assert await told(crew.supervisor) == ["task.done", "task.left"]
    assert await told(crew.rep) == ["task.given", "task.given"]
