"""Changing a task that is not done (WRK-1): what is asked for and by when, and who is to do it.

Who gave the task does both, or a supervisor who could have given it; giving it to somebody needs the reach to give.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.checks import check_reason, check_version
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.text import check_text
from erp_visit.core.visibility import require_visible
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.settings import control_parameters
from erp_visit.work.giving import check_due, check_reach
from erp_visit.work.models import TaskPriority, TaskState
from erp_visit.work.notify import notify
from erp_visit.work.service import TaskChanged, on_task, require_giver, tell_assignee

_NOT_DONE = frozenset({TaskState.OPEN, TaskState.STARTED})


async def update_task(
    actor: Actor,
    *,
    task_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> TaskChanged:
    """Change `subject`, `detail`, `priority`, `due_on` or `customer_id` (None: no customer) of a task that is not done.

    The assignee is told. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (task, customer), WRONG_STATE, CONFLICT,
    KEY_REUSED.
    """
    wanted = _checked(changes)

    async def act(connection: Connection, task: Any) -> None:
        _require_changeable(actor, task, expected_version)
        stored = await connection.fetchrow(
            "SELECT t.subject, t.detail, t.priority, t.due_on, t.customer_id, c.name AS customer FROM task t"
            " LEFT JOIN customer c ON c.id = t.customer_id WHERE t.id = $1",
            task["id"],
        )
        assert stored is not None
        before, after = changed(dict(stored), wanted)
        if not after:
            return
        if "due_on" in after:
            parameters = await control_parameters(connection, actor.department_id)
            check_due(after["due_on"], business_day(now(), parameters.timezone, parameters.cutoff_hour), "dueOn")
        names = {"customer": stored["customer"]}, {"customer": None}
        if after.get("customer_id") is not None:
            customer = await require_visible(
                connection, actor, Customer, after["customer_id"], "customerId", columns=("id", "name")
            )
            names[1]["customer"] = customer["name"]
        places = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
        await connection.execute(
            f"UPDATE task SET {places}, version = version + 1 WHERE id = $1", task["id"], *after.values()
        )
        if "customer_id" in after:
            before, after = ({**one, **name} for one, name in zip((before, after), names, strict=True))
            del before["customer_id"], after["customer_id"]
        await record_audit(
            connection, actor, "task.update", "Task", task["id"], number=task["number"], before=before, after=after
        )
        await tell_assignee(
            connection, actor, {**dict(task), "subject": wanted.get("subject", task["subject"])}, "changed",
            "{name} changed the task {subject} ({number}), due on {due_on}.",
            due_on=wanted.get("due_on", stored["due_on"]),
        )  # fmt: skip

    return await on_task(actor, "task.update", task_id, operation_id, act, changes=wanted, version=expected_version)


async def reassign_task(
    actor: Actor,
    *,
    task_id: UUID,
    assignee_id: UUID,
    reason: str = "",
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> TaskChanged:
    """Give a task that is not done to somebody else, who begins anew; both, and who asked for it, are told.

    Who asked for it stays; a task that somebody set themselves becomes the actor's.
    Raises FORBIDDEN, INVALID_INPUT (theirs already), NOT_FOUND (task, employee), INACTIVE, WRONG_STATE, CONFLICT,
    KEY_REUSED.
    """
    why = check_reason(reason, "reason", required=False)

    async def act(connection: Connection, task: Any) -> None:
        _require_changeable(actor, task, expected_version)
        people = {
            row["id"]: row
            for row in await connection.fetch(
                "SELECT id, name, status, department_id FROM employee WHERE id = ANY($1::uuid[])",
                [assignee_id, task["assignee_id"]],
            )
        }
        if assignee_id not in people:
            raise not_found("Employee", assignee_id, "assigneeId")
        person, before = people[assignee_id], people[task["assignee_id"]]
        check_reach(actor, person)
        if person is before:
            raise invalid(
                "The task {number} is {name}'s already. Choose somebody else.", "assigneeId",
                number=task["number"], name=person["name"],
            )  # fmt: skip
        giver = actor.id if task["assigned_by_id"] == task["assignee_id"] else task["assigned_by_id"]
        due_on = await connection.fetchval(
            "UPDATE task SET assignee_id = $2, department_id = $3, assigned_by_id = $4, state = 'OPEN',"
            " version = version + 1 WHERE id = $1 RETURNING due_on",
            task["id"], assignee_id, person["department_id"], giver,
        )  # fmt: skip
        await record_audit(
            connection, actor, "task.reassign", "Task", task["id"], number=task["number"], reason=why,
            before={"assignee": before["name"], "state": task["state"]},
            after={"assignee": person["name"], "state": TaskState.OPEN.value},
        )  # fmt: skip
        told = {"name": actor.name, "subject": task["subject"], "number": task["number"]}
        key = f"{task['id']}:{task['version']}"
        await notify(
            connection, {assignee_id} - {actor.id}, key=f"task.given:{key}",
            template="{name} gave you the task {subject} ({number}), due on {due_on}.",
            params={**told, "due_on": due_on}, entity="Task", entity_id=task["id"],
        )  # fmt: skip
        await notify(
            connection, {task["assignee_id"], giver} - {actor.id, assignee_id}, key=f"task.passed:{key}",
            template="{name} gave the task {subject} ({number}) to {assignee}.",
            params={**told, "assignee": person["name"]}, entity="Task", entity_id=task["id"],
        )  # fmt: skip

    return await on_task(
        actor, "task.reassign", task_id, operation_id, act, assignee=assignee_id, reason=why, version=expected_version
    )


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in changes.items():
        match name:
            case "subject":
                found[name] = check_text(value, 160, "subject", required=True)
            case "detail":
                found[name] = check_text(value, 2000, "detail", lines=True)
            case "priority":
                found[name] = TaskPriority(value).value
            case "due_on" | "customer_id":
                found[name] = value
            case _:
                raise LookupError(f"a task's {name} is not changed so")
    return found


def _require_changeable(actor: Actor, task: Any, expected_version: int | None) -> None:
    require_giver(actor, task)
    check_version(expected_version, task["version"], TaskState(task["state"]), task["number"])
    if TaskState(task["state"]) not in _NOT_DONE:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "The task {number} is {state}; only one that is not done can be changed. Open it again, or give a new one.",
            path=("taskId",), number=task["number"], state=TaskState(task["state"]),
        )  # fmt: skip


__all__ = ["reassign_task", "update_task"]
