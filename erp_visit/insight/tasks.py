"""Jobs of insight: every night the customers are looked over."""

from __future__ import annotations

from erp_visit import db, jobs
from erp_visit.insight.alerts import detect


@jobs.app.periodic(cron="40 18 * * *")  # UTC: in China the middle of the night, after the cut-off hour
@jobs.app.task(name="find_abnormal_customers", queueing_lock="find_abnormal_customers", retry=jobs.BACK_OFF)
async def find_abnormal_customers(timestamp: int) -> None:
    """Open, keep and close the alerts of all customers as of today."""
    async with db.transaction() as connection:
        await db.take_time(connection)
        await detect(connection)


__all__ = ["find_abnormal_customers"]
