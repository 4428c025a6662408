"""The part of the day that is tasks, reports, notifications and the feed, for test_operations.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from erp_visit.core.ids import new_id
from tests import factories
from tests.factories import World


async def day_of_work(day: Any, world: World, visit: str, shop: str) -> None:
    """After the rep's visit: its report with a next step, the task done and appraised, the feed, the daily report."""
    run = day.run
    rep, supervisor = f"Employee:{world.rep.id}", f"Employee:{world.supervisor.id}"
    tomorrow = str(factories.today() + timedelta(days=1))

    # Where notifications go besides the app.
    channel = await run(
        "administrator", "CreateNotificationChannel",
        input={"id": str(new_id()), "name": "王主管邮箱", "kind": "MAIL", "address": "a@example.com", "employeeId": supervisor},
    )  # fmt: skip
    key = channel["channel"]["id"]
    await run("administrator", "TestNotificationChannel", input={"notificationChannelId": key})
    await run(
        "administrator",
        "UpdateNotificationChannel",
        input={"notificationChannelId": key, "active": False, "expectedVersion": 1},
    )

    # The report of the visit.
    told = {
        "attendees": [{"name": "张老板", "role": "店主"}],
        "pains": "货架小",
        "intent": "HIGH",
        "customerConfirmed": True,
    }
    step = {"id": str(new_id()), "subject": "送样品", "dueOn": tomorrow, "customerConfirmed": True}
    await run(
        "rep", "SubmitVisitReport", "SubmitVisitReport-draft", input={"visitId": visit, "fields": told, "draft": True}
    )
    sent = {"visitId": visit, "fields": {"promises": "周五送货"}, "nextSteps": [step]}
    report = (await run("rep", "SubmitVisitReport", input=sent))["report"]["id"]
    await run("supervisor", "VisitReportsToReview")
    await run("supervisor", "ReviewVisitReport", input={"visitReportId": report, "comment": "写得清楚", "rating": 5})

    # A task along the tree.
    task = await run(
        "supervisor", "CreateTask",
        input={"id": str(new_id()), "subject": "拍陈列", "dueOn": tomorrow, "assigneeId": rep, "customerId": shop, "priority": "HIGH"},
    )  # fmt: skip
    key = task["task"]["id"]
    await run("rep", "MyTasks", filter={"state": {"in": ["OPEN", "STARTED"]}})
    await run("rep", "StartTask", input={"taskId": key})
    await run("rep", "AddTaskRecord", input={"id": str(new_id()), "taskId": key, "text": "约了下午"})
    await run("rep", "CompleteTask", "CompleteTask-first", input={"taskId": key, "result": "拍了"})
    await run("supervisor", "ReopenTask", input={"taskId": key, "reason": "照片呢"})
    await run("rep", "CompleteTask", input={"taskId": key, "result": "照片已上传"})
    await run("supervisor", "AppraiseTask", input={"taskId": key, "rating": 4, "comment": "好"})
    await run("supervisor", "TaskDetails", id=key)
    other = await run(
        "rep", "CreateTask", "CreateTask-own", input={"id": str(new_id()), "subject": "整理样品", "dueOn": tomorrow}
    )
    mine = other["task"]["id"]
    await run(
        "rep", "UpdateTask", input={"taskId": mine, "subject": "整理样品柜", "customerId": shop, "expectedVersion": 1}
    )
    await run("rep", "CancelTask", input={"taskId": mine, "reason": "不用了"})
    passed = await run(
        "supervisor", "CreateTask", "CreateTask-passed",
        input={"id": str(new_id()), "subject": "换价签", "dueOn": tomorrow, "assigneeId": rep},
    )  # fmt: skip
    await run(
        "supervisor", "ReassignTask",
        input={"taskId": passed["task"]["id"], "assigneeId": supervisor, "reason": "我顺路", "expectedVersion": 1},
    )  # fmt: skip

    # The feed.
    post = await run("rep", "ShareVisit", input={"id": str(new_id()), "visitId": visit, "text": "首单!"})
    await run(
        "supervisor", "CommentOnPost", input={"id": str(new_id()), "feedPostId": post["post"]["id"], "text": "恭喜"}
    )
    sales = f"Department:{world.sales}"
    await run("supervisor", "PostToFeed", input={"id": str(new_id()), "text": "周五盘点", "departmentId": sales})
    await run("rep", "Feed")

    # The end of the day.
    await run("rep", "DailyReportFacts", reads=2)
    draft = {"id": str(new_id()), "remarks": "顺利"}
    await run("rep", "SaveDailyReport", input=draft)
    daily = await run("rep", "SubmitDailyReport", input={**draft, "nextSteps": "送货"})
    await run("supervisor", "DailyReports", day=str(factories.today()))
    await run("supervisor", "ReviewDailyReport", input={"dailyReportId": daily["report"]["id"], "comment": "辛苦了"})
    await run("rep", "UnreadNotifications")
    await run("rep", "Notifications")
    await run("rep", "MarkNotificationsRead", input={})


__all__ = ["day_of_work"]
