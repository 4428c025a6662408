"""Inputs of the mutations on tasks, reports, notifications and the feed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import strawberry

from erp_visit.api.inputs import ISO_DAY, NEW, OPERATION, VERSION
from erp_visit.api.types import graphql_enum
from erp_visit.visits.models import Intent
from erp_visit.work.models import ChannelKind, TaskPriority

for _enum in (ChannelKind, Intent, TaskPriority):
    graphql_enum(_enum)

DETAIL = "More about it"


def _must(description: str) -> Any:
    return strawberry.field(description=description)


def _may(description: str) -> Any:
    return strawberry.field(description=description, default=strawberry.UNSET)


def _text(description: str) -> Any:
    return strawberry.field(description=description, default="")


@strawberry.input
class CreateTaskInput:
    id: uuid.UUID = _must(NEW)
    subject: str = _must("What is to be done")
    due_on: date = _must("By which business day")
    assignee_id: strawberry.ID | None = _may("Who is to do it; you if not given")
    detail: str = _text(DETAIL)
    priority: TaskPriority = strawberry.field(description="How much it presses", default=TaskPriority.NORMAL)
    customer_id: strawberry.ID | None = _may("The customer that it is about")


@strawberry.input(description="What is left out of a task stays as it is.")
class UpdateTaskInput:
    task_id: strawberry.ID = _must("The task")
    subject: str | None = _may("What is to be done")
    detail: str | None = _may(DETAIL)
    priority: TaskPriority | None = _may("How much it presses")
    due_on: date | None = _may("By which business day")
    customer_id: strawberry.ID | None = _may("The customer that it is about; null: none")
    expected_version: int | None = _may(VERSION)
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class ReassignTaskInput:
    task_id: strawberry.ID = _must("The task")
    assignee_id: strawberry.ID = _must("Who is to do it now")
    reason: str = _text("Why")
    expected_version: int | None = _may(VERSION)
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class StartTaskInput:
    task_id: strawberry.ID = _must("The task")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class CompleteTaskInput:
    task_id: strawberry.ID = _must("The task")
    result: str = _must("What came of it")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class ReopenTaskInput:
    task_id: strawberry.ID = _must("The task")
    reason: str = _must("What is missing")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class CancelTaskInput:
    task_id: strawberry.ID = _must("The task")
    reason: str = _must("Why")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class AddTaskRecordInput:
    id: uuid.UUID = _must(NEW)
    task_id: strawberry.ID = _must("The task")
    text: str = _must("What was done or said")


@strawberry.input
class AppraiseTaskInput:
    task_id: strawberry.ID = _must("The task")
    rating: int = _must("1 to 5")
    comment: str = _text("What is to be said of it")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input(description="Somebody who was there when a customer was visited.")
class AttendeeInput:
    name: str = _must("Name")
    role: str = _text("Role, e.g. 店长")
    contact: str = _text("Phone or the like")


@strawberry.input(description="Fields of a visit report. What is left out stays as it is; null empties a field.")
class VisitReportFields:
    attendees: list[AttendeeInput] | None = _may("Who was there, at most 20")
    pains: str | None = _may("What troubles the customer")
    explicit_needs: str | None = _may("Needs that the customer named")
    implicit_needs: str | None = _may("Needs behind them")
    budget: str | None = _may("Budget")
    decision_chain: str | None = _may("Who decides")
    competitors: str | None = _may("Competitors")
    concerns: str | None = _may("Concerns")
    objections: str | None = _may("Objections")
    promises: str | None = _may("What was promised")
    intent: Intent | None = _may("How likely the customer is to buy")
    customer_confirmed: bool | None = _may("Whether the customer agreed to the next steps")


@strawberry.input(description="What comes next: a task as soon as the report is handed in.")
class NextStepInput:
    id: uuid.UUID = _must("A fresh UUID of yours, the task's id: sent again, it makes no second task")
    subject: str = _must("What is to be done")
    due_on: date = _must("By which business day")
    assignee_id: strawberry.ID | None = _may("Who is to do it; you if not given")
    detail: str = _text(DETAIL)
    priority: TaskPriority = strawberry.field(description="How much it presses", default=TaskPriority.NORMAL)
    customer_confirmed: bool = strawberry.field(description="Whether the customer agreed to it", default=False)


@strawberry.input
class SubmitVisitReportInput:
    visit_id: strawberry.ID = _must("The visit that the report is on")
    fields: VisitReportFields = _must("What is told")
    next_steps: list[NextStepInput] = strawberry.field(description="What comes next, at most 20", default_factory=list)
    draft: bool = strawberry.field(description="Keep it without handing it in", default=False)
    expected_version: int | None = _may(VERSION)
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class ReviewVisitReportInput:
    visit_report_id: strawberry.ID = _must("The report")
    comment: str = _text("What is to be said of it")
    rating: int | None = _may("1 to 5")
    expected_version: int | None = _may(VERSION)
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class ShareVisitInput:
    id: uuid.UUID = _must(NEW)
    visit_id: strawberry.ID = _must("The visit")
    text: str = _text("What is to be said of it; what the rep noted when leaving if not given")
    department_id: strawberry.ID | None = _may("Whose line of the tree can read it; everybody if not given")


@strawberry.input
class PostToFeedInput:
    id: uuid.UUID = _must(NEW)
    text: str = _must("The message")
    department_id: strawberry.ID | None = _may("Whose line of the tree can read it; everybody if not given")


@strawberry.input
class CommentOnPostInput:
    id: uuid.UUID = _must(NEW)
    feed_post_id: strawberry.ID = _must("The post")
    text: str = _must("The comment")


@strawberry.input
class SaveDailyReportInput:
    id: uuid.UUID = _must("A fresh UUID of yours for the report, should the day have none yet")
    day: date | None = _may(ISO_DAY)
    remarks: str = _text("What you say of the day")
    next_steps: str = _text("What comes next")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class SubmitDailyReportInput(SaveDailyReportInput):
    pass


@strawberry.input
class ReviewDailyReportInput:
    daily_report_id: strawberry.ID = _must("The report")
    comment: str = _must("What is to be said of it")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class MarkNotificationsReadInput:
    ids: list[strawberry.ID] | None = _may("Which, at most 500; all if not given")
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class CreateNotificationChannelInput:
    id: uuid.UUID = _must(NEW)
    name: str = _must("Name")
    kind: ChannelKind = _must("By what messages go out")
    address: str = _must("Mail address, or the robot's address as its chat shows it; it is never read back")
    employee_id: strawberry.ID | None = _may("Whose notifications it takes")
    department_id: strawberry.ID | None = _may("Or: whose employees' notifications, with those of departments below")


@strawberry.input
class UpdateNotificationChannelInput:
    notification_channel_id: strawberry.ID = _must("The channel")
    name: str | None = _may("Name")
    address: str | None = _may("Another address")
    active: bool | None = _may("Whether it is used")
    expected_version: int | None = _may(VERSION)
    operation_id: uuid.UUID | None = _may(OPERATION)


@strawberry.input
class TestNotificationChannelInput:
    notification_channel_id: strawberry.ID = _must("The channel")
    operation_id: uuid.UUID | None = _may(OPERATION)
