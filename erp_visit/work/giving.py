"""Giving tasks: to oneself, or along the tree; by hand, and by what a visit's report says comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.service import when_employee_leaves
from erp_visit.org.settings import control_parameters
from erp_visit.work.models import TaskPriority, TaskSource
from erp_visit.work.notify import notify

constraint_means("task_pkey", ErrorCode.KEY_REUSED, "The id stands for another task. Make a fresh UUID for each one.")
LAST_YEARS = 3
"""A task may be due at most so many years from now."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task to be given; `path` is where it stands in the input."""

    id: UUID
    subject: str
    assignee_id: UUID
    due_on: date
    detail: str = ""
    priority: TaskPriority = TaskPriority.NORMAL
    customer_id: UUID | None = None
    customer_confirmed: bool = False
    path: tuple[str | int, ...] = ()


def check_draft(draft: TaskDraft) -> TaskDraft:
    """The draft with its texts trimmed; raises INVALID_INPUT."""
    return TaskDraft(
        draft.id,
        check_text(draft.subject, 160, *draft.path, "subject", required=True),
        draft.assignee_id,
        draft.due_on,
        check_text(draft.detail, 2000, *draft.path, "detail", lines=True),
        TaskPriority(draft.priority),
        draft.customer_id,
        draft.customer_confirmed,
        draft.path,
    )


async def give(
    connection: Connection,
    actor: Actor,
    drafts: Sequence[TaskDraft],
    source: TaskSource,
    *,
    visit_id: UUID | None = None,
) -> None:
    """Make tasks of checked drafts, in the transaction under way, and tell the assignees.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, INACTIVE with the draft's path.
    """
    parameters = await control_parameters(connection, actor.department_id)
    today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
    people = {
        row["id"]: row
        for row in await connection.fetch(
            "SELECT id, name, status, department_id FROM employee WHERE id = ANY($1::uuid[])",
            sorted({draft.assignee_id for draft in drafts}),
        )
    }
    for draft in drafts:
        person = people.get(draft.assignee_id)
        if person is None:
            raise not_found("Employee", draft.assignee_id, *draft.path, "assigneeId")
        check_reach(actor, person, draft.path)
        check_due(draft.due_on, today, *draft.path, "dueOn")
    numbers = {
        row["id"]: row["number"]
        for row in await connection.fetch(
            "INSERT INTO task (id, number, subject, detail, priority, source, customer_id, visit_id, assignee_id,"
            " assigned_by_id, department_id, due_on, customer_confirmed)"
            " SELECT id, document_number('T', $1::date, 'task_number'), subject, detail, priority, $2, customer_id, $3,"
            " assignee_id, $4, department_id, due_on, confirmed FROM unnest($5::uuid[], $6::text[], $7::text[],"
            " $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::date[], $13::bool[]) AS d (id, subject, detail,"
            " priority, customer_id, assignee_id, department_id, due_on, confirmed) RETURNING id, number",
            today, source.value, visit_id, actor.id, [one.id for one in drafts], [one.subject for one in drafts],
            [one.detail for one in drafts], [one.priority.value for one in drafts],
            [one.customer_id for one in drafts], [one.assignee_id for one in drafts],
            [people[one.assignee_id]["department_id"] for one in drafts], [one.due_on for one in drafts],
            [one.customer_confirmed for one in drafts],
        )
    }  # fmt: skip
    for draft in drafts:
        number = numbers[draft.id]
        await record_audit(
            connection, actor, "task.create", "Task", draft.id, number=number,
            after={"subject": draft.subject, "assignee": people[draft.assignee_id]["name"], "due_on": draft.due_on},
        )  # fmt: skip
        if draft.assignee_id != actor.id:
            await notify(
                connection, [draft.assignee_id], key=f"task.given:{draft.id}",
                template="{name} gave you the task {subject} ({number}), due on {due_on}.",
                params={"name": actor.name, "subject": draft.subject, "number": number, "due_on": draft.due_on},
                entity="Task", entity_id=draft.id,
            )  # fmt: skip
    announce("Task", *numbers)


@when_employee_leaves
async def tell_of_open_tasks(
    connection: Connection, actor: Actor, employee_id: UUID
) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Who gave tasks to somebody who leaves learns that they are left undone. No customers are given back."""
    for task in await connection.fetch(
        "SELECT t.id, t.number, t.subject, t.assigned_by_id, e.name FROM task t JOIN employee e ON e.id = t.assignee_id"
        " WHERE t.assignee_id = $1 AND t.assigned_by_id <> $1 AND t.state IN ('OPEN', 'STARTED') ORDER BY t.id",
        employee_id,
    ):
        await notify(
            connection, [task["assigned_by_id"]], key=f"task.left:{task['id']}",
            template="{name} has left; the task {subject} ({number}) is not done. Give it to somebody else.",
            params={"name": task["name"], "subject": task["subject"], "number": task["number"]},
            entity="Task", entity_id=task["id"],
        )  # fmt: skip
    return (), ()


def reaches(actor: Actor, department_id: UUID) -> bool:
    """Whether the actor may give tasks to the employees of a department."""
    if not actor.may(Right.TASK_ASSIGN):
        return False
    scope = actor.profile.scope
    return scope is Scope.ALL or (scope is Scope.TEAM and department_id in actor.department_ids)


def check_due(due_on: date, today: date, *path: str | int) -> None:
    """Raise INVALID_INPUT for a day that is over, or so far away that it is a slip of the finger."""
    if not today <= due_on <= today + timedelta(days=366 * LAST_YEARS):
        raise invalid(
            "A task is due today or later, within {years} years; {due_on} is not.", *path,
            years=LAST_YEARS, due_on=due_on,
        )  # fmt: skip


def check_reach(actor: Actor, person: Any, path: tuple[str | int, ...] = ()) -> None:
    """Raise FORBIDDEN if the actor may not give the employee tasks, INACTIVE if that one has left."""
    if person["id"] != actor.id:
        actor.require(Right.TASK_ASSIGN)
        if not reaches(actor, person["department_id"]):
            raise DomainError(
                ErrorCode.FORBIDDEN, "You may give tasks to yourself and along the tree; {name} is in another team.",
                path=(*path, "assigneeId"), name=person["name"],
            )  # fmt: skip
    if person["status"] != "ACTIVE":
        raise DomainError(
            ErrorCode.INACTIVE, "{name} has left. Give the task to somebody else.",
            path=(*path, "assigneeId"), name=person["name"],
        )  # fmt: skip


__all__ = ["TaskDraft", "check_draft", "check_due", "check_reach", "give", "reaches"]
