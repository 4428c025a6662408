"""Tables of tracks (VIS-8). The points themselves are in `track_point`, partitioned by month, and read by day only."""

from __future__ import annotations

from tortoise import fields

from erp_visit.core.models import Record, json, moment, to_one
from erp_visit.org.rights import Right


class DayTrack(Record):
    """Where an employee was on a business day, summed up from the points; made anew while points come in."""

    employee = to_one("Employee", "Whose track it is", "tracks")
    employee_id: object
    department = to_one("Department", "The employee's department at that time")
    department_id: object
    business_day = fields.DateField(description="The business day")
    points = fields.IntField(description="How many points came in", db_default=0)
    metres = fields.IntField(description="Mileage in metres", db_default=0)
    first_at = moment("Time of the first point", null=True)
    last_at = moment("Time of the last point", null=True)
    line = json("The simplified track: a GeoJSON LineString", null=True)
    stops = json("Stays in their order: position, from, until, seconds, visit", db_default=[])
    computed_at = moment("When it was summed up", null=True)
    stale = fields.BooleanField(description="Whether points came in since", db_default=False)

    class Meta:
        table = "day_track"
        unique_together = (("employee", "business_day"),)
        indexes = (("business_day", "id"), ("department", "business_day"))

    class Access(Record.Access):
        right = Right.VISIT_VIEW

    class Display(Record.Display):
        title = ("business_day", "employee")


__all__ = ["DayTrack"]
