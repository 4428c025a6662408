"""Tasks, notifications, channels and the feed."""

from __future__ import annotations

import strawberry

from erp_visit.api import work_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.visits import sharing
from erp_visit.work import changing, channels, feed, notify, service
from erp_visit.work.service import TaskChanged

TASK = {"task": "Task"}
POST = {"post": "FeedPost"}
CHANNEL = {"channel": "NotificationChannel"}


def _task(changed: TaskChanged) -> Values:
    return {"task": changed.task_id, "replayed": changed.replayed}


@command("createTask", inputs.CreateTaskInput, TASK)
async def create_task(context: Context, data: inputs.CreateTaskInput) -> Values:
    """Give a task: to yourself, or with the right task.assign to others along the tree."""
    return _task(
        await service.create_task(
            context.require_actor(),
            id=data.id,
            subject=data.subject,
            due_on=data.due_on,
            assignee_id=optional_key(data.assignee_id, "Employee", "assigneeId"),
            detail=data.detail,
            priority=data.priority,
            customer_id=optional_key(data.customer_id, "Customer", "customerId"),
        )
    )


@command("updateTask", inputs.UpdateTaskInput, TASK)
async def update_task(context: Context, data: inputs.UpdateTaskInput) -> Values:
    """Change a task that is not done and that you gave, or could have given; its assignee is told."""
    plain = {name: getattr(data, name) for name in ("subject", "detail", "priority", "due_on")}
    changes = {name: value for name, value in plain.items() if given(value) is not None}
    if data.customer_id is not strawberry.UNSET:
        changes["customer_id"] = optional_key(data.customer_id, "Customer", "customerId")
    return _task(
        await changing.update_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            changes=changes,
            expected_version=given(data.expected_version),
            operation_id=given(data.operation_id),
        )
    )


@command("reassignTask", inputs.ReassignTaskInput, TASK)
async def reassign_task(context: Context, data: inputs.ReassignTaskInput) -> Values:
    """Give a task that is not done to somebody else, who begins anew; all concerned are told."""
    return _task(
        await changing.reassign_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            assignee_id=key(data.assignee_id, "Employee", "assigneeId"),
            reason=data.reason,
            expected_version=given(data.expected_version),
            operation_id=given(data.operation_id),
        )
    )


@command("startTask", inputs.StartTaskInput, TASK)
async def start_task(context: Context, data: inputs.StartTaskInput) -> Values:
    """Begin with a task of yours."""
    return _task(
        await service.start_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            operation_id=given(data.operation_id),
        )
    )


@command("completeTask", inputs.CompleteTaskInput, TASK)
async def complete_task(context: Context, data: inputs.CompleteTaskInput) -> Values:
    """Finish a task of yours and say what came of it; who gave it is told."""
    return _task(
        await service.complete_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            result=data.result,
            operation_id=given(data.operation_id),
        )
    )


@command("reopenTask", inputs.ReopenTaskInput, TASK)
async def reopen_task(context: Context, data: inputs.ReopenTaskInput) -> Values:
    """Open a finished task again whose result is not enough."""
    return _task(
        await service.reopen_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            reason=data.reason,
            operation_id=given(data.operation_id),
        )
    )


@command("cancelTask", inputs.CancelTaskInput, TASK)
async def cancel_task(context: Context, data: inputs.CancelTaskInput) -> Values:
    """Cancel a task that is not done."""
    return _task(
        await service.cancel_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            reason=data.reason,
            operation_id=given(data.operation_id),
        )
    )


@command("addTaskRecord", inputs.AddTaskRecordInput, TASK)
async def add_task_record(context: Context, data: inputs.AddTaskRecordInput) -> Values:
    """Add a follow-up record to a task; the others concerned are told."""
    return _task(
        await service.add_task_record(
            context.require_actor(), id=data.id, task_id=key(data.task_id, "Task", "taskId"), text=data.text
        )
    )


@command("appraiseTask", inputs.AppraiseTaskInput, TASK)
async def appraise_task(context: Context, data: inputs.AppraiseTaskInput) -> Values:
    """Appraise a finished task that you gave, or could have given; not one that you did."""
    return _task(
        await service.appraise_task(
            context.require_actor(),
            task_id=key(data.task_id, "Task", "taskId"),
            rating=data.rating,
            comment=data.comment,
            operation_id=given(data.operation_id),
        )
    )


@command("shareVisit", inputs.ShareVisitInput, POST)
async def share_visit(context: Context, data: inputs.ShareVisitInput) -> Values:
    """Share a visit that has ended with colleagues, in the internal feed."""
    done = await sharing.share_visit(
        context.require_actor(),
        id=data.id,
        visit_id=key(data.visit_id, "Visit", "visitId"),
        text=data.text,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
    )
    return {"post": done.post_id, "replayed": done.replayed}


@command("postToFeed", inputs.PostToFeedInput, POST)
async def post_to_feed(context: Context, data: inputs.PostToFeedInput) -> Values:
    """Post a message to the internal feed."""
    done = await feed.post_to_feed(
        context.require_actor(),
        id=data.id,
        text=data.text,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
    )
    return {"post": done.post_id, "replayed": done.replayed}


@command("commentOnPost", inputs.CommentOnPostInput, POST)
async def comment_on_post(context: Context, data: inputs.CommentOnPostInput) -> Values:
    """Comment on a post; its author and who commented before are told."""
    done = await feed.comment_on_post(
        context.require_actor(), id=data.id, post_id=key(data.feed_post_id, "FeedPost", "feedPostId"), text=data.text
    )
    return {"post": done.post_id, "replayed": done.replayed}


@command(
    "markNotificationsRead",
    inputs.MarkNotificationsReadInput,
    {"notifications": "[Notification]"},
    plain={"unread": int},
)
async def mark_notifications_read(context: Context, data: inputs.MarkNotificationsReadInput) -> Values:
    """Mark notifications of yours as read; answers those that were not yet, and how many are left."""
    named = given(data.ids)
    done = await notify.mark_read(
        context.require_actor(),
        notification_ids=None if named is None else [key(one, "Notification", "ids") for one in named],
        operation_id=given(data.operation_id),
    )
    return {"notifications": done.notification_ids, "unread": done.unread, "replayed": done.replayed}


@command("createNotificationChannel", inputs.CreateNotificationChannelInput, CHANNEL)
async def create_channel(context: Context, data: inputs.CreateNotificationChannelInput) -> Values:
    """Set up a way out of the app for an employee's or a department's notifications."""
    done = await channels.create_channel(
        context.require_actor(),
        id=data.id,
        name=data.name,
        kind=data.kind,
        address=data.address,
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        department_id=optional_key(data.department_id, "Department", "departmentId"),
    )
    return {"channel": done.channel_id, "replayed": done.replayed}


@command("updateNotificationChannel", inputs.UpdateNotificationChannelInput, CHANNEL)
async def update_channel(context: Context, data: inputs.UpdateNotificationChannelInput) -> Values:
    """Change a channel, or put it out of use."""
    done = await channels.update_channel(
        context.require_actor(),
        channel_id=key(data.notification_channel_id, "NotificationChannel", "notificationChannelId"),
        changes={"name": given(data.name), "address": given(data.address), "active": given(data.active)},
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"channel": done.channel_id, "replayed": done.replayed}


@command("testNotificationChannel", inputs.TestNotificationChannelInput, CHANNEL)
async def try_channel(context: Context, data: inputs.TestNotificationChannelInput) -> Values:
    """Send a test message by a channel; `lastUsedAt` and `lastError` tell within seconds what became of it."""
    done = await channels.try_channel(
        context.require_actor(),
        channel_id=key(data.notification_channel_id, "NotificationChannel", "notificationChannelId"),
        operation_id=given(data.operation_id),
    )
    return {"channel": done.channel_id, "replayed": done.replayed}
