"""Background jobs: what waits, runs, failed and is done; done again or given up; what comes round by the clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.org.job_queue import (
    COUNT_UP_TO,
    PAGE,
    STATES,
    Job,
    cancel_job,
    count_jobs,
    list_jobs,
    periodic_tasks,
    retry_job,
)
from erp_visit.org.rights import Right
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import humanise, label, translate

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

PATH = f"{BASE}/jobs"
LABELS = {"waiting": "Waiting", "running": "Running", "failed": "Failed", "done": "Done", "stopped": "Given up"}


def job_routes(frame: Frame) -> list[BaseRoute]:
    """The page of jobs and what can be done to one."""

    async def page(request: Request) -> Response:
        actor, locale = request.state.actor, request.state.locale
        actor.require(Right.JOB_VIEW)
        counts = await count_jobs(actor)
        state = request.query_params.get("state", "")
        if state not in STATES:
            state = next((one for one in ("running", "failed", "waiting") if counts[one]), "done")
        task, before = request.query_params.get("task", "")[:128], request.query_params.get("before", "")
        rows = await list_jobs(
            actor, state, before=int(before) if before.isdecimal() and len(before) < 18 else None, task=task
        )
        more = len(rows) > PAGE
        rows = rows[:PAGE]
        older = urlencode({"state": state, "task": task, "before": rows[-1].id}) if more else ""
        context = {
            "title": frame.text(request, "Background jobs"),
            "states": [(name, frame.text(request, text), counts[name]) for name, text in LABELS.items()],
            "state": state, "task": task, "jobs": rows, "older": older, "most": COUNT_UP_TO,
            "periodic": await periodic_tasks(actor),
            "job_label": lambda name: label(locale, f"Job.{name}", humanise(name)),
            "arguments": _arguments,
            "fault_label": lambda code: label(locale, f"ErrorCode.{code}", humanise(code)),
            "told": lambda failure: translate(failure.message, locale, failure.params),
            "busy": bool(counts["running"] or counts["waiting"]),
        }  # fmt: skip
        if request.headers.get("x-fragment"):
            return HTMLResponse(frame.fragment(request, "work/jobs_parts.html", context))
        return await frame.page(request, "work/jobs.html", context)

    async def act(action: Literal["retry", "cancel"], request: Request) -> Response:
        text = request.path_params["key"]
        if not (text.isascii() and text.isdecimal() and len(text) < 18):
            raise not_found("Job", text)
        try:
            match action:
                case "retry":
                    await retry_job(request.state.actor, job_id=int(text))
                    frame.flash(request, frame.text(request, "The job {number} is done again now.", number=text))
                case "cancel":
                    await cancel_job(request.state.actor, job_id=int(text))
                    frame.flash(request, frame.text(request, "The job {number} is given up.", number=text))
        except DomainError as error:
            if error.code is not ErrorCode.WRONG_STATE:
                raise
            frame.flash(request, frame.texts(request, error)[0], "error")
        form = await request.form()
        return RedirectResponse(f"{PATH}?{urlencode({'state': str(form.get('state', ''))[:16]})}", status_code=303)

    return [
        Route("/jobs", page, methods=["GET"]),
        Route("/jobs/{key}/retry", partial(act, "retry"), methods=["POST"]),
        Route("/jobs/{key}/cancel", partial(act, "cancel"), methods=["POST"]),
    ]


def _arguments(job: Job) -> str:
    """What it was given; the moment that a periodic one was due at is told by its own column."""
    return "; ".join(f"{name} = {_shown(value)}" for name, value in job.arguments.items() if name != "timestamp")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= 80 else f"{text[:80]}…"


__all__ = ["job_routes"]
