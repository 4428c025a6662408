"""Commands on tasks (WRK-1): given along the tree, done with a result, told to who gave them, appraised.

Who may do what:
- to oneself anybody gives tasks; to others who has the right task.assign, within their data scope;
- the assignee starts and completes; who gave the task, or a supervisor (who could have given it), opens it again,
  appraises and cancels it, and changes it (`work.changing`). Nobody appraises what they did themselves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.core.clock import now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.work.giving import TaskDraft, check_draft, give, reaches
from erp_visit.work.models import TASK_MOVES, Task, TaskPriority, TaskSource, TaskState
from erp_visit.work.notify import notify

constraint_means(
    "task_record_pkey", ErrorCode.KEY_REUSED, "The id stands for another record. Make a fresh UUID for each one."
)


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """The task that a command made or changed."""

    task_id: UUID
    replayed: bool = False


async def create_task(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    subject: str,
    due_on: date,
    assignee_id: UUID | None = None,
    detail: str = "",
    priority: TaskPriority | str = TaskPriority.NORMAL,
    customer_id: UUID | None = None,
) -> TaskChanged:
    """Give a task: to oneself if nobody else is named.

    Raises FORBIDDEN, INVALID_INPUT (no subject, a day in the past), NOT_FOUND (assignee, customer), INACTIVE (the
    assignee has left), KEY_REUSED.
    """
    actor.require(Right.TASK_VIEW)
    draft = check_draft(
        TaskDraft(id, subject, assignee_id or actor.id, due_on, detail, TaskPriority(priority), customer_id)
    )
    operation = Operation.of(
        actor, "task.create", id, subject=draft.subject, detail=draft.detail, due=due_on, assignee=draft.assignee_id,
        priority=draft.priority, customer=customer_id,
    )  # fmt: skip

    async def work(connection: Connection) -> TaskChanged:
        earlier = await first_result(connection, operation, TaskChanged)
        if earlier is not None:
            return earlier
        if customer_id is not None:
            await require_visible(connection, actor, Customer, customer_id, "customerId")
        await give(connection, actor, [draft], TaskSource.BY_HAND)
        result = TaskChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, TaskChanged, work)


async def start_task(actor: Actor, *, task_id: UUID, operation_id: UUID | None = None) -> TaskChanged:
    """Begin with a task of one's own. Raises FORBIDDEN, NOT_FOUND, WRONG_STATE, KEY_REUSED."""

    async def act(connection: Connection, task: Any) -> None:
        _require_assignee(actor, task)
        await move(connection, actor, task, TaskState.STARTED, "task.start", {})

    return await on_task(actor, "task.start", task_id, operation_id, act)


async def complete_task(actor: Actor, *, task_id: UUID, result: str, operation_id: UUID | None = None) -> TaskChanged:
    """Finish a task of one's own and say what came of it; who gave it is told.

    Raises FORBIDDEN, INVALID_INPUT (no result), NOT_FOUND, WRONG_STATE, KEY_REUSED.
    """
    text = check_text(result, 2000, "result", required=True, lines=True)

    async def act(connection: Connection, task: Any) -> None:
        _require_assignee(actor, task)
        await complete(connection, actor, task, text)

    return await on_task(actor, "task.complete", task_id, operation_id, act, result=text)


async def complete(connection: Connection, actor: Actor, task: Any, result: str) -> None:
    """Finish a locked task, in the transaction under way. Raises WRONG_STATE."""
    await move(connection, actor, task, TaskState.DONE, "task.complete", {"result": result, "done_at": now()})
    await _record(connection, task["id"], actor.id, result)
    if task["assigned_by_id"] != actor.id:
        await notify(
            connection, [task["assigned_by_id"]], key=f"task.done:{task['id']}:{task['version']}",
            template="{name} completed the task {subject} ({number}): {result}",
            params={**_told(actor, task), "result": result[:200]}, entity="Task", entity_id=task["id"],
        )  # fmt: skip


async def reopen_task(actor: Actor, *, task_id: UUID, reason: str, operation_id: UUID | None = None) -> TaskChanged:
    """Open a task again whose result is not enough; the assignee is told why.

    Raises FORBIDDEN, INVALID_INPUT (no reason), NOT_FOUND, WRONG_STATE, KEY_REUSED.
    """
    text = check_text(reason, 255, "reason", required=True)

    async def act(connection: Connection, task: Any) -> None:
        require_giver(actor, task)
        await move(connection, actor, task, TaskState.OPEN, "task.reopen", {"result": "", "done_at": None}, text)
        await _record(connection, task["id"], actor.id, text)
        await tell_assignee(
            connection, actor, task, "reopened", "{name} opened the task {subject} ({number}) again: {reason}",
            reason=text,
        )  # fmt: skip

    return await on_task(actor, "task.reopen", task_id, operation_id, act, reason=text)


async def add_task_record(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- as in the schema
    task_id: UUID,
    text: str,
) -> TaskChanged:
    """Add a follow-up record to a task that one sees; the others concerned are told.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, WRONG_STATE (cancelled), KEY_REUSED.
    """
    said = check_text(text, 2000, "text", required=True, lines=True)

    async def act(connection: Connection, task: Any) -> None:
        if task["state"] == TaskState.CANCELLED:
            raise DomainError(
                ErrorCode.WRONG_STATE, "The task {number} is cancelled; nothing can be added to it.",
                path=("taskId",), number=task["number"],
            )  # fmt: skip
        await _record(connection, task["id"], actor.id, said, id)
        await notify(
            connection, {task["assignee_id"], task["assigned_by_id"]} - {actor.id}, key=f"task.record:{id}",
            template="{name} wrote about the task {subject} ({number}): {text}",
            params={**_told(actor, task), "text": said[:200]}, entity="Task", entity_id=task["id"],
        )  # fmt: skip

    return await on_task(actor, "task.record", task_id, id, act, text=said)


async def appraise_task(
    actor: Actor, *, task_id: UUID, rating: int, comment: str = "", operation_id: UUID | None = None
) -> TaskChanged:
    """Appraise a finished task, 1 to 5; the assignee is told.

    Raises FORBIDDEN, INVALID_INPUT (rating), NOT_FOUND, OWN_DOCUMENT, WRONG_STATE, KEY_REUSED.
    """
    text = check_text(comment, 1000, "comment", lines=True)
    if not 1 <= rating <= 5:
        raise invalid("A rating is a whole number from 1 to 5; {value} is not.", "rating", value=rating)

    async def act(connection: Connection, task: Any) -> None:
        require_giver(actor, task)
        if task["assignee_id"] == actor.id:
            raise DomainError(
                ErrorCode.OWN_DOCUMENT, "You did the task {number} yourself. Your supervisor can appraise it.",
                path=("taskId",), number=task["number"],
            )  # fmt: skip
        values = {"rating": rating, "appraisal": text, "appraised_by_id": actor.id, "appraised_at": now()}
        await move(connection, actor, task, TaskState.APPRAISED, "task.appraise", values)
        await tell_assignee(
            connection, actor, task, "appraised", "{name} appraised the task {subject} ({number}) with {rating} of 5.",
            rating=rating,
        )  # fmt: skip

    return await on_task(actor, "task.appraise", task_id, operation_id, act, rating=rating, comment=text)


async def cancel_task(actor: Actor, *, task_id: UUID, reason: str, operation_id: UUID | None = None) -> TaskChanged:
    """Cancel a task that is not done; the assignee is told.

    Raises FORBIDDEN, INVALID_INPUT (no reason), NOT_FOUND, WRONG_STATE, KEY_REUSED.
    """
    text = check_text(reason, 255, "reason", required=True)

    async def act(connection: Connection, task: Any) -> None:
        require_giver(actor, task)
        await move(connection, actor, task, TaskState.CANCELLED, "task.cancel", {"cancel_reason": text}, text)
        await tell_assignee(
            connection, actor, task, "cancelled", "{name} cancelled the task {subject} ({number}): {reason}",
            reason=text,
        )  # fmt: skip

    return await on_task(actor, "task.cancel", task_id, operation_id, act, reason=text)


async def on_task(
    actor: Actor,
    name: str,
    task_id: UUID,
    operation_id: UUID | None,
    act: Callable[[Connection, Any], Awaitable[None]],
    **content: Any,
) -> TaskChanged:
    """One command on a task that the actor sees: locked, acted on, announced, once per operation."""
    actor.require(Right.TASK_VIEW)
    operation = Operation.of(actor, name, operation_id, task=task_id, **content)

    async def work(connection: Connection) -> TaskChanged:
        earlier = await first_result(connection, operation, TaskChanged)
        if earlier is not None:
            return earlier
        columns = ("id", "number", "subject", "state", "assignee_id", "assigned_by_id", "department_id", "version")
        task = await require_visible(
            connection, actor, Task, task_id, "taskId", columns=columns, lock="FOR UPDATE OF t"
        )
        await act(connection, task)
        announce("Task", task_id)
        result = TaskChanged(task_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, TaskChanged, work)


async def move(
    connection: Connection, actor: Actor, task: Any, target: TaskState, action: str, values: Mapping[str, Any],
    reason: str = "",
) -> None:  # fmt: skip
    """Bring a locked task into a state, with what belongs to it. Raises WRONG_STATE."""
    TASK_MOVES.check(TaskState(task["state"]), target, task["number"])
    places = "".join(f", {name} = ${number}" for number, name in enumerate(values, start=3))
    await connection.execute(
        f"UPDATE task SET state = $2{places}, version = version + 1 WHERE id = $1",
        task["id"], target.value, *values.values(),
    )  # fmt: skip
    told = {name: value for name, value in values.items() if name in ("result", "rating", "appraisal") and value}
    await record_audit(
        connection, actor, action, "Task", task["id"], number=task["number"], reason=reason,
        before={"state": task["state"]}, after={"state": target.value, **told},
    )  # fmt: skip


async def _record(connection: Connection, task_id: UUID, author_id: UUID, text: str, key: UUID | None = None) -> None:
    await connection.execute(
        "INSERT INTO task_record (id, task_id, author_id, text) VALUES (coalesce($1, new_id()), $2, $3, $4)",
        key, task_id, author_id, text,
    )  # fmt: skip


async def tell_assignee(
    connection: Connection, actor: Actor, task: Any, what: str, template: str, **params: Any
) -> None:
    """Tell the assignee what somebody else did to the task."""
    if task["assignee_id"] != actor.id:
        await notify(
            connection, [task["assignee_id"]], key=f"task.{what}:{task['id']}:{task['version']}", template=template,
            params={**_told(actor, task), **params}, entity="Task", entity_id=task["id"],
        )  # fmt: skip


def _told(actor: Actor, task: Any) -> dict[str, Any]:
    return {"name": actor.name, "subject": task["subject"], "number": task["number"]}


def _require_assignee(actor: Actor, task: Any) -> None:
    if task["assignee_id"] != actor.id:
        raise DomainError(
            ErrorCode.FORBIDDEN, "The task {number} is a colleague's; only its assignee starts and completes it.",
            path=("taskId",), number=task["number"],
        )  # fmt: skip


def require_giver(actor: Actor, task: Any) -> None:
    """Raise FORBIDDEN unless the actor gave the task or could have: a supervisor of the assignee."""
    if task["assigned_by_id"] == actor.id:
        return
    if task["assignee_id"] == actor.id or not reaches(actor, task["department_id"]):
        raise DomainError(
            ErrorCode.FORBIDDEN, "Only who gave the task {number}, or a supervisor, decides on it.",
            path=("taskId",), number=task["number"],
        )  # fmt: skip


__all__ = [
    "TaskChanged", "add_task_record", "appraise_task", "cancel_task", "complete", "complete_task", "create_task",
    "move", "on_task", "reopen_task", "require_giver", "start_task", "tell_assignee",
]  # fmt: skip
