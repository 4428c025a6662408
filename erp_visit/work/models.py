"""Tables of daily work: tasks, notifications, the internal feed (WRK-1…3, VIS-9)."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from erp_visit.core.declare import PythonField, SqlField
from erp_visit.core.models import Record, created, json, moment, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right
from erp_visit.work.wording import notification_text


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "OPEN"
    STARTED = "STARTED"
    DONE = "DONE"
    APPRAISED = "APPRAISED"
    CANCELLED = "CANCELLED"


class TaskPriority(StrEnum):
    """How much a task presses."""

    HIGH = "HIGH"
    NORMAL = "NORMAL"
    LOW = "LOW"


class TaskSource(StrEnum):
    """What a task comes from."""

    BY_HAND = "BY_HAND"
    VISIT_REPORT = "VISIT_REPORT"
    IMPORT = "IMPORT"


_S = TaskState
TASK_MOVES = StateTable(
    "Task",
    {
        (_S.OPEN, _S.STARTED), (_S.OPEN, _S.DONE), (_S.STARTED, _S.DONE), (_S.DONE, _S.APPRAISED), (_S.DONE, _S.OPEN),
        (_S.OPEN, _S.CANCELLED), (_S.STARTED, _S.CANCELLED),
    },
)  # fmt: skip


class Task(Record):
    """Something that somebody is to do by a day."""

    number = text(32, "Task number", unique=True)
    subject = text(160, "What is to be done")
    detail = text(2000, "More about it", db_default="")
    state = fields.CharEnumField(TaskState, max_length=9, description="State", db_default=TaskState.OPEN)
    priority = fields.CharEnumField(TaskPriority, max_length=6, description="Priority", db_default=TaskPriority.NORMAL)
    source = fields.CharEnumField(
        TaskSource, max_length=12, description="What it comes from", db_default=TaskSource.BY_HAND
    )
    customer = to_one("Customer", "The customer that it is about", "tasks", null=True)
    customer_id: object
    visit = to_one("Visit", "The visit that it comes from", "tasks", null=True)
    visit_id: object
    assignee = to_one("Employee", "Who is to do it", "tasks")
    assignee_id: object
    assigned_by = to_one("Employee", "Who asked for it")
    assigned_by_id: object
    department = to_one("Department", "The assignee's department at that time")
    department_id: object
    due_on = fields.DateField(description="By which day")
    customer_confirmed = fields.BooleanField(description="Whether the customer agreed to it", db_default=False)
    created_at = created()
    done_at = moment("When it was done", null=True)
    result = text(2000, "What came of it", db_default="")
    appraised_at = moment("When it was appraised", null=True)
    appraised_by = to_one("Employee", "Who appraised it", null=True)
    appraised_by_id: object
    rating = fields.IntField(description="Appraisal, 1 to 5", null=True)
    appraisal = text(1000, "What the appraiser said", db_default="")
    cancel_reason = text(255, "Why it was cancelled", db_default="")
    version = version()

    sql_fields = (
        SqlField("overdue", bool, "{t}.state IN ('OPEN', 'STARTED') AND {t}.due_on < :today", "Whether it is late"),
    )  # fmt: skip
    sql_relations = (history("Task"),)

    class Meta:
        table = "task"
        indexes = (("assignee", "due_on"), ("department", "due_on"), ("customer", "created_at"), ("visit", "id"),
                   ("created_at", "id"), ("due_on", "id"), ("assigned_by", "due_on"),
                   ("department", "created_at", "id"), ("assignee", "created_at", "id"),
                   ("assigned_by", "created_at", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.TASK_VIEW

    class Display(Record.Display):
        title = ("number", "subject")
        search = ("number", "subject")
        search_grams = True


class TaskRecord(Record):
    """A follow-up on a task: what was done or said; only ever added."""

    task = to_one("Task", "The task", "records")
    task_id: object
    author = to_one("Employee", "Who tells it")
    author_id: object
    text = text(2000, "What was done or said")
    at = created("When it was told")

    class Meta:
        table = "task_record"
        indexes = (("task", "id"),)

    class Access(Record.Access):
        right = Right.TASK_VIEW

    class Display(Record.Display):
        title = ("text",)


class Notification(Record):
    """Something that an employee should know, told in the reader's language."""

    recipient = to_one("Employee", "Who is told", "notifications")
    recipient_id: object
    key = text(160, "What it is about: told once to each recipient")
    template = text(500, "The message in English, with its places; it is translated when it is read")
    params = json("What goes into the places", db_default={})
    entity = text(32, "Type of the record that it is about", db_default="")
    entity_id = fields.UUIDField(description="Key of the record that it is about", null=True)
    created_at = created()
    read_at = moment("When it was read", null=True)

    python_fields = (
        PythonField("text", str, ("template", "params"), notification_text, "The message in the reader's language",
                    speaks=True),
    )  # fmt: skip

    class Meta:
        table = "notification"
        unique_together = (("recipient", "key"),)
        indexes = (("recipient", "created_at"), ("recipient", "id"))

    class Access(Record.Access):
        right = Right.EMPLOYEE_VIEW

    class Display(Record.Display):
        title = ("template",)


class ChannelKind(StrEnum):
    """By what a notification goes out of the app."""

    MAIL = "MAIL"
    DINGTALK = "DINGTALK"
    WECOM = "WECOM"
    FEISHU = "FEISHU"


class NotificationChannel(Record):
    """A way out of the app for notifications: of one employee, or of a department's group chat."""

    name = text(64, "Name")
    kind = fields.CharEnumField(ChannelKind, max_length=8, description="Kind")
    address = text(500, "Where it goes; a secret, as robots' addresses hold their key")
    employee = to_one("Employee", "Whose notifications it takes", "channels", null=True)
    employee_id: object
    department = to_one("Department", "Whose employees' notifications it takes", null=True)
    department_id: object
    active = fields.BooleanField(description="Whether it is used", db_default=True)
    last_error = text(500, "What went wrong when it was last used", db_default="")
    last_used_at = moment("When it was last used", null=True)
    version = version()

    class Meta:
        table = "notification_channel"

    class Access(Record.Access):
        right = Right.NOTIFICATION_EDIT
        hidden = ("address",)

    class Display(Record.Display):
        title = ("name",)
        search = ("name",)


class FeedPost(Record):
    """A visit record shared with colleagues, or just a message."""

    author = to_one("Employee", "Who shares it")
    author_id: object
    department = to_one(
        "Department", "Who can read it: the department and those above and below; none for all", null=True
    )
    department_id: object
    visit = to_one("Visit", "The visit that it tells of", "posts", null=True)
    visit_id: object
    text = text(2000, "Text", db_default="")
    created_at = created()

    class Meta:
        table = "feed_post"
        indexes = (("created_at", "id"), ("visit", "id"))

    class Access(Record.Access):
        right = Right.TASK_VIEW

    class Display(Record.Display):
        title = ("text",)


class FeedComment(Record):
    """A comment on a post."""

    post = to_one("FeedPost", "The post", "comments")
    post_id: object
    author = to_one("Employee", "Who says it")
    author_id: object
    text = text(1000, "Text")
    created_at = created()

    class Meta:
        table = "feed_comment"
        indexes = (("post", "id"),)

    class Access(Record.Access):
        right = Right.TASK_VIEW

    class Display(Record.Display):
        title = ("text",)


__all__ = [
    "TASK_MOVES", "ChannelKind", "FeedComment", "FeedPost", "Notification", "NotificationChannel", "Task",
    "TaskPriority", "TaskRecord", "TaskSource", "TaskState",
]  # fmt: skip
