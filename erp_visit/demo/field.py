"""The part of the demo data that SQL alone cannot make: by the product's own rules for parameters, forms and tracks.

Like all else it is the same for the same seed; where chance is needed, it is a generator of that seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from random import Random
from typing import Any, NamedTuple, cast
from uuid import UUID

import asyncpg
import orjson

from erp_visit.core.clock import day_start
from erp_visit.core.geo import distance_m
from erp_visit.core.ids import global_id
from erp_visit.demo.dice import draw, key
from erp_visit.forms.answers import answer_rows, answers_json, read_answers
from erp_visit.forms.examples import example_forms
from erp_visit.forms.reading import stored_definition
from erp_visit.insight.alerts import find
from erp_visit.org.parameter_sets import parameter_set_row
from erp_visit.org.settings import ControlParameters
from erp_visit.tracks.days import match
from erp_visit.tracks.summary import Point, stops_json, summarise

ZONE = "Asia/Shanghai"
CENT = Decimal("0.01")
FILLED_IN = 300
"""Visits with a filled-in form: the newest."""
WEEK = "MONDAY_TO_SATURDAY"
"""The working week, as 1_settings.sql sets it."""
TRACKED = "(r.team = 'FT' OR r.n <= 12)"
"""SQL: whose ways are told point by point: those of the first team, and of some in every other."""
EVERY = timedelta(seconds=60)
ON_THE_WAY = timedelta(minutes=10)
"""How long a rep is on the way to the next shop at most."""
METRES_A_MINUTE = 150.0


class _Stop(NamedTuple):
    """A visit, as far as a track knows of it."""

    id: UUID
    rep: UUID
    department: UUID
    day: date
    begins: datetime
    ends: datetime
    latitude: float
    longitude: float
    duty: bool


_ALL = replace(
    ControlParameters(), working_week=WEEK, check_in_required=False, closed_shop_photos=0, report_due_hours=24
)
"""The parameters of everybody as the story stands."""


async def judged(connection: asyncpg.Connection) -> None:
    """The parameters that visits were judged by, and from when on; as 1_settings.sql tells their history."""
    row = await connection.fetchrow("SELECT opened, first_day, last_day FROM demo")
    assert row is not None
    tried, reported = replace(_ALL, report_due_hours=0), _ALL
    since = day_start(max(row["first_day"], row["last_day"] - timedelta(days=13)), ZONE, 0)
    sets = [(row["opened"], *parameter_set_row(tried)), (since, *parameter_set_row(reported))]
    await connection.execute("CREATE TEMP TABLE demo_judged (begins timestamptz, id uuid) ON COMMIT DROP")
    for begins, name, content in sets:
        await connection.execute("INSERT INTO demo_judged VALUES ($1, $2)", begins, name)
        await _keep(connection, name, content, begins)


async def _keep(connection: asyncpg.Connection, name: UUID, content: str, begins: datetime) -> None:
    """Sets of parameters are there once per content, and for good: also where something was judged by these before."""
    await connection.execute(
        "INSERT INTO parameter_set (id, content, first_used_at) VALUES ($1, $2::jsonb, $3) ON CONFLICT (id) DO NOTHING",
        name, content, begins,
    )  # fmt: skip


async def judged_on_duty(connection: asyncpg.Connection) -> None:
    """Visits on duty are judged by parameters of their own: who is on duty is tracked around the clock."""
    begins = await connection.fetchval("SELECT min(sets_out) FROM demo_today WHERE duty")
    if begins is None:
        return
    name, content = parameter_set_row(replace(_ALL, track_from="00:00", track_until="00:00"))
    await _keep(connection, name, content, begins)
    await connection.execute(
        "UPDATE visit v SET parameters_id = $1 FROM demo_today t"
        " WHERE t.duty AND v.rep_id = t.id AND v.started_at = t.sets_out AND v.checked_in_at IS NOT NULL",
        name,
    )


async def forms(connection: asyncpg.Connection, seed: int) -> None:
    """The three forms to begin with; the one for prices filled in in the newest visits."""
    opened = await connection.fetchval("SELECT opened FROM demo")
    clerk = await connection.fetchval("SELECT id FROM employee WHERE username = 'clerk'")
    for one in example_forms():
        form = key(seed, one["name"])
        draft = orjson.dumps(one["draft"]).decode()
        await connection.execute(
            "INSERT INTO form_template (id, name, kind, draft, created_at, version)"
            " VALUES ($1, $2, $3, $4::jsonb, $5, 2)",
            form, one["name"], one["kind"], draft, opened,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO form_version (id, template_id, number, definition, published_at, published_by_id)"
            " VALUES ($1, $2, 1, $3::jsonb, $4, $5)",
            key(seed, one["name"], 1), form, draft, opened, clerk,
        )  # fmt: skip
    (prices,) = [one for one in example_forms() if one["kind"] == "PRICE"]
    visits = await connection.fetch(
        "SELECT id, rep_id, checked_in_at + (checked_out_at - checked_in_at) / 2 AS at FROM visit"
        " WHERE state = 'DONE' ORDER BY checked_in_at DESC, id LIMIT $1",
        FILLED_IN,
    )
    products = await connection.fetch("SELECT id, name, base_unit, list_price FROM product ORDER BY sku")
    await _fill_in(connection, seed, prices, visits, products)


async def _fill_in(
    connection: asyncpg.Connection, seed: int, form: dict[str, Any], visits: Sequence[Any], products: Sequence[Any]
) -> None:
    definition = stored_definition(form["draft"])
    named = {product["id"]: (product["name"], product["base_unit"]) for product in products}
    actions: list[tuple[Any, ...]] = []
    rows: list[tuple[Any, ...]] = []
    for visit in visits:
        dice, action = draw(seed, visit["id"]), key(seed, "action", visit["id"])
        odd = dice.random() < 0.15
        raw = {
            "price_lines": [
                {
                    "product": global_id("Product", product["id"]),
                    "price": str((product["list_price"] * dice.randint(95, 125) / 100).quantize(CENT)),
                    "price_tag": dice.choice(["正确", "正确", "正确", "没有", "与售价不符"]),
                }
                for product in dice.sample(list(products), 3)
            ],
            "price_order": "低价乱价" if odd else "正常",
            **({"price_reason": "隔壁店低于建议价出货"} if odd else {}),
        }  # fmt: skip
        answers = read_answers(definition, raw)
        if answers.errors:
            raise answers.errors[0]
        stored = orjson.dumps(answers_json(answers)).decode()
        actions.append((action, visit["id"], key(seed, form["name"], 1), stored, visit["rep_id"], visit["at"]))
        rows += [
            (
                key(seed, "answer", action, number), action, key(seed, form["name"]), one.field, one.label, one.row,
                one.text, one.number, one.unit, one.day, one.product, one.file,
            )
            for number, one in enumerate(answer_rows(answers, named))
        ]  # fmt: skip
    await connection.executemany(
        "INSERT INTO visit_action (id, visit_id, form_version_id, answers, submitted_by_id, submitted_at)"
        " VALUES ($1, $2, $3, $4::jsonb, $5, $6)",
        actions,
    )
    await connection.copy_records_to_table(
        "action_answer", records=rows,
        columns=["id", "action_id", "template_id", "field", "label", "row", "text_value", "number_value", "unit",
                 "day_value", "product_id", "file_id"],
    )  # fmt: skip


async def tracks(connection: asyncpg.Connection, seed: int) -> None:
    """Where reps were today and on the working day before: a point a minute, on the way and in the shops, until now."""
    visits = await connection.fetch(
        "SELECT v.id, v.rep_id, v.department_id, v.business_day,"
        " coalesce(v.checked_in_at, v.started_at + $1::interval),"
        " coalesce(v.checked_out_at, v.started_at + $1::interval, v.checked_in_at), c.latitude, c.longitude,"
        " v.business_day = demo.last_day AND EXISTS (SELECT FROM demo_on_road o WHERE o.id = r.id AND o.duty)"
        " FROM demo, visit v JOIN customer c ON c.id = v.customer_id"
        " JOIN demo_rep r ON r.id = v.rep_id JOIN employee e ON e.id = v.rep_id"
        f" WHERE v.state IN ('STARTED', 'CHECKED_IN', 'DONE') AND {TRACKED} AND e.tracking_consent_at IS NOT NULL"
        " AND (v.business_day = demo.last_day"
        "      OR v.business_day = (SELECT max(day) FROM demo_day WHERE day < demo.last_day))"
        " ORDER BY v.rep_id, v.business_day, 5",
        ON_THE_WAY,
    )
    until = await connection.fetchval("SELECT until FROM demo")
    stops = [_Stop(*visit) for visit in visits]
    points: list[tuple[Any, ...]] = []
    days: list[tuple[Any, ...]] = []
    for (rep, day), grouped in groupby(stops, key=lambda stop: (stop.rep, stop.day)):
        made = list(grouped)
        track = _walk(draw(seed, rep, day), made, day, until)
        if not track:
            continue
        points += [(rep, one.at, one.latitude, one.longitude, one.accuracy, False) for one in track]
        summary = summarise(track, ControlParameters().speed_limit)
        stays = stops_json(summary.stays, match(summary.stays, cast("Any", made)))
        line = None if summary.line is None else {"type": "LineString", "coordinates": summary.line}
        days.append((
            key(seed, "track", rep, day), rep, made[0].department, day, summary.points, summary.metres,
            summary.first_at, summary.last_at, None if line is None else orjson.dumps(line).decode(),
            orjson.dumps(stays).decode(), until,
        ))  # fmt: skip
    await connection.copy_records_to_table(
        "track_point", records=points, columns=["employee_id", "at", "latitude", "longitude", "accuracy", "mock"]
    )
    await connection.executemany(
        "INSERT INTO day_track (id, employee_id, department_id, business_day, points, metres, first_at, last_at, line,"
        " stops, computed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11)",
        days,
    )


def _walk(dice: Random, visits: Sequence[_Stop], day: date, now: datetime) -> list[Point]:
    """A point a minute from the first visit to the last or until now, straight from shop to shop, in working hours."""
    opens, closes = (day_start(day, ZONE, 0) + timedelta(hours=hours) for hours in (8, 20))
    if visits[0].duty:
        opens, closes = day_start(day, ZONE, 0), now
    found: list[Point] = []
    for visit, after in zip(visits, [*visits[1:], None], strict=True):
        at: datetime = visit.begins
        leaves = None if after is None else max(visit.ends, after.begins - _way(visit, after))
        until = visit.ends if after is None else after.begins
        while at < min(until, now):
            share = 0.0
            if leaves is not None and at > leaves:
                share = (at - leaves) / (until - leaves)
            there = visit if after is None else after
            latitude = visit.latitude + (there.latitude - visit.latitude) * share + dice.uniform(-6e-5, 6e-5)
            longitude = visit.longitude + (there.longitude - visit.longitude) * share + dice.uniform(-6e-5, 6e-5)
            if opens <= at < closes:
                found.append(Point(at, latitude, longitude, float(dice.randint(5, 30))))
            at += EVERY
    return found


def _way(one: _Stop, other: _Stop) -> timedelta:
    metres = distance_m(one.latitude, one.longitude, other.latitude, other.longitude)
    return min(ON_THE_WAY, timedelta(minutes=1 + metres / METRES_A_MINUTE))


async def alerts(connection: asyncpg.Connection, day: date) -> None:
    """Customers whose buying broke with its own habit, as the nightly search finds them."""
    await find(connection, day)


__all__ = ["WEEK", "alerts", "forms", "judged", "judged_on_duty", "tracks"]
