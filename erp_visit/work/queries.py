"""Who sees which tasks, notifications and posts."""

from __future__ import annotations

from erp_visit.core.actor import Profile
from erp_visit.core.declare import visible, visible_through
from erp_visit.org.queries import by_scope, by_ways, mine
from erp_visit.work.models import FeedComment, FeedPost, Notification, NotificationChannel, Task, TaskRecord


@visible(Task)
def tasks(profile: Profile) -> str:
    return by_ways(profile, own=(mine("assignee_id"), mine("assigned_by_id")))


visible_through(TaskRecord, "task")


@visible(Notification)
def notifications(profile: Profile) -> str:
    return "{t}.recipient_id = :actor"


@visible(NotificationChannel)
def channels(profile: Profile) -> str:
    return by_scope(
        profile,
        own="{t}.employee_id = :actor",
        team=(
            "{t}.department_id = ANY(:departments)"
            " OR {t}.employee_id IN (SELECT e.id FROM employee e WHERE e.department_id = ANY(:departments))"
        ),
    )


@visible(FeedPost)
def posts(profile: Profile) -> str:
    """One's own, those for all, and those for a department on one's own line of the tree."""
    return by_scope(
        profile,
        own=(
            "{t}.author_id = :actor OR {t}.department_id IS NULL OR {t}.department_id IN ("
            "WITH RECURSIVE line (id, parent_id) AS ("
            "SELECT d.id, d.parent_id FROM department d JOIN employee e ON e.department_id = d.id WHERE e.id = :actor"
            " UNION ALL SELECT d.id, d.parent_id FROM department d JOIN line ON d.id = line.parent_id)"
            " SELECT line.id FROM line)"
        ),
        team="{t}.department_id = ANY(:departments)",
    )


visible_through(FeedComment, "post")

__all__ = ["channels", "notifications", "posts", "tasks"]
