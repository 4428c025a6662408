"""Visit reports and daily reports."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import strawberry

from erp_visit.api import work_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.insight import daily
from erp_visit.visits import reports
from erp_visit.work.giving import TaskDraft


@command("submitVisitReport", inputs.SubmitVisitReportInput, {"report": "VisitReport", "tasks": "[Task]"})
async def submit_visit_report(context: Context, data: inputs.SubmitVisitReportInput) -> Values:
    """Write the report of a visit of yours, or change it until it is reviewed; next steps become tasks at once."""
    actor = context.require_actor()
    fields = {name: value for name, value in vars(data.fields).items() if value is not strawberry.UNSET}
    if fields.get("attendees") is not None:
        fields["attendees"] = [asdict(one) for one in fields["attendees"]]
    steps = [
        TaskDraft(
            id=step.id,
            subject=step.subject,
            assignee_id=optional_key(step.assignee_id, "Employee", "nextSteps", place, "assigneeId") or actor.id,
            due_on=step.due_on,
            detail=step.detail,
            priority=step.priority,
            customer_confirmed=step.customer_confirmed,
            path=("nextSteps", place),
        )
        for place, step in enumerate(data.next_steps)
    ]
    done = await reports.submit_report(
        actor,
        visit_id=key(data.visit_id, "Visit", "visitId"),
        fields=fields,
        next_steps=steps,
        draft=data.draft,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"report": done.report_id, "tasks": done.task_ids, "replayed": done.replayed}


@command("reviewVisitReport", inputs.ReviewVisitReportInput, {"report": "VisitReport"})
async def review_visit_report(context: Context, data: inputs.ReviewVisitReportInput) -> Values:
    """Review a report of the team: say something, rate it, or both."""
    done = await reports.review_report(
        context.require_actor(),
        report_id=key(data.visit_report_id, "VisitReport", "visitReportId"),
        comment=data.comment,
        rating=given(data.rating),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"report": done.report_id, "replayed": done.replayed}


@command("saveDailyReport", inputs.SaveDailyReportInput, {"report": "DailyReport"})
async def save_daily_report(context: Context, data: inputs.SaveDailyReportInput) -> Values:
    """Keep the report of a business day as a draft that only you see."""
    return await _daily(context, data, submit=False)


@command("submitDailyReport", inputs.SubmitDailyReportInput, {"report": "DailyReport"})
async def submit_daily_report(context: Context, data: inputs.SubmitDailyReportInput) -> Values:
    """Hand in the report of a business day; the day's facts are kept in it as they are now."""
    return await _daily(context, data, submit=True)


async def _daily(context: Context, data: Any, *, submit: bool) -> Values:
    done = await daily.save_daily_report(
        context.require_actor(),
        id=data.id,
        day=given(data.day),
        remarks=data.remarks,
        next_steps=data.next_steps,
        submit=submit,
        operation_id=given(data.operation_id),
    )
    return {"report": done.daily_report_id, "replayed": done.replayed}


@command("reviewDailyReport", inputs.ReviewDailyReportInput, {"report": "DailyReport"})
async def review_daily_report(context: Context, data: inputs.ReviewDailyReportInput) -> Values:
    """Comment on a daily report of the team; the author is told."""
    done = await daily.review_daily_report(
        context.require_actor(),
        daily_report_id=key(data.daily_report_id, "DailyReport", "dailyReportId"),
        comment=data.comment,
        operation_id=given(data.operation_id),
    )
    return {"report": done.daily_report_id, "replayed": done.replayed}
