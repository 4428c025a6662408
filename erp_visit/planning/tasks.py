"""Background jobs of planning."""

from __future__ import annotations

from uuid import UUID

from erp_visit import jobs
from erp_visit.planning import plans


@jobs.app.task(name=plans.TASK, retry=jobs.BACK_OFF)
async def work_out_plan(plan_id: str) -> None:
    """Work out a plan that somebody asked for."""
    await plans.work_out(UUID(plan_id))
