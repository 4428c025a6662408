"""The demo distributor: whole, consistent, believable, and the same for the same seed."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import asyncpg
import orjson
import pytest
from rich.console import Console

from erp_visit.catalog.pricing import replay
from erp_visit.demo import cli
from erp_visit.demo.load import USERNAMES, DemoSize, load, loaded, until
from erp_visit.demo.photos import VISITS
from erp_visit.doctor import examine_files
from erp_visit.embedded import ServerAddresses
from erp_visit.files.store import Store
from erp_visit.insight.daily import daily_facts
from erp_visit.org.passwords import verify_password
from erp_visit.org.settings import control_parameters
from erp_visit.settings import Settings, StartupError
from erp_visit.tracks.hours import track_hours

SIZE = DemoSize(until=until(date(2026, 11, 20)), customers=60, orders=400, days=45)
# Roles come from the application, not from the demo; accounts, owners and stamps are written by triggers, alerts by the
# search.
NOT_OURS = {
    "aerich", "role", "employee_role", "customer_account", "ownership", "customer_alert", "setting_stamp", "read_epoch",
}  # fmt: skip


async def _digest(connection: asyncpg.Connection, size: DemoSize) -> dict[str, str]:
    """What all tables hold after loading into an empty database, which is left empty."""
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SELECT setval(oid, seqstart, false) FROM pg_sequence JOIN pg_class ON oid = seqrelid"
                             " WHERE relnamespace = 'public'::regnamespace")  # fmt: skip
    await load(connection, size, "hash")
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    digest = {
        name: await connection.fetchval(f"SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {name} t")
        for (name,) in tables
        if name not in NOT_OURS and not name.startswith(("procrastinate", "track_point", "job_note"))
    }
    await transaction.rollback()
    return digest


async def test_equal_seeds_give_equal_rows(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        first = await _digest(connection, SIZE)
        assert await _digest(connection, SIZE) == first
        other = await _digest(connection, replace(SIZE, seed=2))
    assert sum(first[name] != other[name] for name in first) > 15


async def test_every_queue_has_work_and_nothing_lies_in_the_future(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        states = dict(await connection.fetch("SELECT state, count(*) FROM sales_order GROUP BY 1"))
        assert sum(states.values()) == 400
        assert set(states) == {"SUBMITTED", "HELD", "APPROVED", "PICKED", "SHIPPED", "CLOSED", "REJECTED", "CANCELLED"}
        assert (
            await connection.fetchval("SELECT count(*) FROM receivable WHERE open_amount > 0 AND due_on < '2026-11-20'")
            > 0
        )
        assert await connection.fetchval("SELECT count(*) FROM receipt WHERE unallocated > 0") > 0
        assert await connection.fetchval("SELECT count(*) FROM lot WHERE expires_on < '2026-11-20'") > 0
        late = await connection.fetchval(
            "SELECT count(*) FROM (SELECT at FROM stock_movement UNION ALL SELECT at FROM ledger_entry UNION ALL"
            " SELECT at FROM audit_entry UNION ALL SELECT submitted_at FROM sales_order UNION ALL"
            " SELECT decided_at FROM sales_order UNION ALL SELECT picked_at FROM stock_document UNION ALL"
            " SELECT checked_out_at FROM visit) t WHERE at > $1",
            SIZE.until,
        )
        assert late == 0


async def test_held_orders_are_held_for_a_reason_that_is_true(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        rows = await connection.fetch(
            "SELECT o.hold_reasons, o.state, c.credit_limit, a.receivable + a.unbilled + o.total AS exposure, EXISTS ("
            "  SELECT FROM receivable r WHERE r.customer_id = c.id AND r.open_amount > 0 AND r.due_on < $1) AS overdue"
            " FROM sales_order o JOIN customer c ON c.id = o.customer_id"
            " JOIN customer_account a ON a.customer_id = c.id WHERE o.state IN ('SUBMITTED', 'HELD')",
            SIZE.last_day,
        )
    assert {row["state"] for row in rows} == {"SUBMITTED", "HELD"}
    for row in rows:
        beyond = row["credit_limit"] is not None and row["exposure"] > row["credit_limit"]
        assert row["overdue"] == ("OVERDUE" in row["hold_reasons"])
        assert beyond == ("CREDIT_EXCEEDED" in row["hold_reasons"])


async def test_stored_prices_replay_and_obey_the_rules(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        lines = await connection.fetch(
            "SELECT price_trace, unit_price, amount, tax_amount, price_source FROM order_line"
        )
        rules = {str(row["id"]): row["price"] for row in await connection.fetch("SELECT id, price FROM price_rule")}
    assert len(lines) == 2000
    assert {line["price_source"] for line in lines} == {"CUSTOMER", "LEVEL", "GENERAL", "LIST"}
    for line in lines:
        trace = orjson.loads(line["price_trace"])
        again = replay(trace)
        assert (again.unit_price, again.amount, again.tax_amount, again.source) == (
            line["unit_price"], line["amount"], line["tax_amount"], line["price_source"],
        )  # fmt: skip
        if again.rule_id is not None:
            assert again.unit_price == rules[str(again.rule_id)] * again.terms.factor


async def test_balances_never_went_below_zero_on_the_way(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        lowest = await connection.fetchval(
            "SELECT min(running) FROM (SELECT sum(quantity) OVER (PARTITION BY warehouse_id, lot_id ORDER BY at, id)"
            " AS running FROM stock_movement) t"
        )
    assert lowest >= 0


async def test_a_rep_is_at_one_place_at_a_time(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        overlaps = await connection.fetchval(
            "SELECT count(*) FROM (SELECT checked_in_at AS came, lag(checked_out_at) OVER (PARTITION BY rep_id"
            " ORDER BY checked_in_at) AS left_before FROM visit WHERE checked_in_at IS NOT NULL) v"
            " WHERE left_before > came"
        )
        outside = await connection.fetchval(
            "SELECT count(*) FROM visit v JOIN sales_order o ON o.visit_id = v.id"
            " WHERE o.submitted_at NOT BETWEEN v.checked_in_at AND v.checked_out_at"
        )
    assert (overlaps, outside) == (0, 0)


async def test_doubts_are_told_with_their_reasons_and_some_wait_for_review(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        odd = await connection.fetchval(
            "SELECT count(*) FROM visit v WHERE v.evidence_reasons::text[] IS DISTINCT FROM coalesce((SELECT array_agg(f.reason::text"
            " ORDER BY array_position(v.evidence_reasons::text[], f.reason::text)) FROM evidence_finding f WHERE f.visit_id = v.id),"
            " '{}') OR v.evidence IS DISTINCT FROM CASE WHEN v.checked_in_at IS NULL THEN NULL ELSE coalesce((SELECT"
            " CASE WHEN bool_or(f.evidence = 'SUSPICIOUS') THEN 'SUSPICIOUS' ELSE 'UNVERIFIED' END"
            " FROM evidence_finding f WHERE f.visit_id = v.id GROUP BY v.id), 'VERIFIED') END"
        )
        decided = await connection.fetch(
            "SELECT DISTINCT coalesce(review_decision, 'NONE') FROM visit WHERE evidence = 'SUSPICIOUS' ORDER BY 1"
        )
    assert odd == 0
    assert [row[0] for row in decided] == ["ACCEPTED", "NONE", "REJECTED"]


async def test_the_visit_loop_has_something_on_every_page(db: ModuleType) -> None:
    tables = (
        "task", "task_record", "visit_report", "daily_report", "co_visit", "target", "feed_post", "feed_comment",
        "notification", "plan_stop", "day_route", "visit_assignment", "visit_action", "action_answer", "day_track",
        "track_point", "customer_alert", "calendar_day", "form_version", "parameter_set",
    )  # fmt: skip
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        for table in tables:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") > 0, table
        assert {row[0] for row in await connection.fetch("SELECT state FROM plan")} == {
            "APPLIED", "DISCARDED", "READY"
        }  # fmt: skip
        assert {row[0] for row in await connection.fetch("SELECT state FROM visit_report")} == {
            "DUE", "SUBMITTED", "REVIEWED"
        }  # fmt: skip
        (coming,) = await connection.fetch(
            "SELECT count(*) FILTER (WHERE business_day > $1) AS later, min(position) AS first FROM visit"
            " WHERE state = 'PLANNED'", SIZE.last_day,
        )  # fmt: skip
        stray = await connection.fetchval(
            "SELECT count(*) FROM plan_stop s JOIN visit v ON v.id = s.visit_id"
            " WHERE (s.rep_id, s.customer_id, s.day, s.plan_id) IS DISTINCT FROM"
            " (v.rep_id, v.customer_id, v.business_day, v.plan_id)"
        )
    assert coming["later"] > 0
    assert coming["first"] == 1
    assert stray == 0


async def test_daily_reports_hold_the_figures_of_their_day(db: ModuleType) -> None:
    # What is due and missing is of the moment; routes and co-visits are told elsewhere.
    of_the_moment = {"tasks_due", "reports_missing", "metres", "co_visits"}
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        reports = await connection.fetch("SELECT author_id, business_day, facts FROM daily_report ORDER BY id LIMIT 20")
        for report in reports:
            facts = await daily_facts(connection, report["author_id"], report["business_day"], "Asia/Shanghai", 0)
            told = orjson.loads(report["facts"])
            reckoned = orjson.loads(orjson.dumps(asdict(facts), default=str))
            assert {**told, **dict.fromkeys(of_the_moment)} == {**reckoned, **dict.fromkeys(of_the_moment)}


async def test_photos_are_no_two_alike_and_lie_in_the_store(db: ModuleType, tmp_path: Path) -> None:
    store = Store(tmp_path)
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash", store=store)
        files = await connection.fetch("SELECT sha256, perceptual_hash, attached_at, uploaded_at FROM stored_file")
        assert (await examine_files(connection, store)).findings == ()
        attached = await connection.fetchval("SELECT count(*) FROM visit_photo")
    assert len(files) == attached == 2 * VISITS
    assert len({row["sha256"] for row in files}) == len(files)
    assert all(row["attached_at"] >= row["uploaded_at"] for row in files)


async def test_shops_stand_in_their_district_near_their_rep(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        spread = await connection.fetchval(
            "SELECT max(earth_distance(ll_to_earth(a.latitude, a.longitude), ll_to_earth(b.latitude, b.longitude)))"
            " FROM customer a JOIN customer b ON a.owner_id = b.owner_id"
            " JOIN employee e ON e.id = a.owner_id AND e.username = 'rep1'"
        )
        outside = await connection.fetchval(
            "SELECT count(*) FROM customer"
            " WHERE NOT (latitude BETWEEN 22.5 AND 22.8 AND longitude BETWEEN 113.8 AND 114.3)"
        )
    assert spread < 1500
    assert outside == 0


async def test_a_database_with_data_is_refused_and_left_alone(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await connection.execute("INSERT INTO department (code, name) VALUES ('X', 'X')")
        with pytest.raises(StartupError, match="departments already"):
            await load(connection, SIZE, "hash")
        assert await connection.fetchval("SELECT count(*) FROM employee") == 0
        assert await loaded(connection) is None


async def test_second_run_changes_nothing_but_a_password_that_was_asked_for(db: ModuleType, settings: Settings) -> None:
    assert settings.database_url is not None
    assert settings.redis_url is not None
    addresses = ServerAddresses(settings.database_url, settings.redis_url)
    output = io.StringIO()
    console = Console(file=output, width=120)
    sizes = {"customers": 20, "orders": 30, "days": 20}
    await cli.run(
        replace(settings, demo_password="clouds over the delta"),
        addresses,
        today=date(2026, 11, 20),
        console=console,
        **sizes,
    )
    assert "clouds over the delta" in output.getvalue()
    assert all(username in output.getvalue() for username in USERNAMES)

    await cli.run(settings, addresses, console=console)
    assert "loaded already" in output.getvalue()
    with pytest.raises(StartupError, match="another size: orders 30"):
        await cli.run(settings, addresses, orders=31, console=console)

    await cli.run(replace(settings, demo_password="rivers of the delta"), addresses, console=console)
    async with db.pool().acquire() as connection:
        hashes = await connection.fetch(
            "SELECT DISTINCT password_hash FROM employee WHERE username = ANY($1)", USERNAMES
        )
        assert [verify_password(row[0], "rivers of the delta") for row in hashes] == [True]
        assert await connection.fetchval("SELECT count(*) FROM sales_order") == 30


@pytest.mark.parametrize(("customers", "orders", "days"), [(1, 0, 1), (1, 1, 1), (2, 7, 3), (13, 40, 2)])
async def test_tiny_sizes_work(db: ModuleType, customers: int, orders: int, days: int) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, replace(SIZE, customers=customers, orders=orders, days=days), "hash")
        assert await connection.fetchval("SELECT count(*) FROM sales_order") == orders


HOURS = (
    "2026-11-20T00:04", "2026-11-20T03:00", "2026-11-20T08:35", "2026-11-20T09:40", "2026-11-20T14:00",
    "2026-11-20T22:30", "2026-11-22T11:00", "2026-10-01T16:00",
)  # fmt: skip
"""A Friday from midnight to late, a Sunday, a public holiday."""


@pytest.mark.parametrize("moment", HOURS)
async def test_at_any_hour_somebody_is_under_way_and_nothing_lies_ahead(db: ModuleType, moment: str) -> None:
    stands = datetime.fromisoformat(f"{moment}:00+08:00")
    size = replace(SIZE, until=stands)
    async with db.pool().acquire() as connection:
        await load(connection, size, "hash")
        under_way = await connection.fetch(
            "SELECT rep_id, state, started_at, checked_in_at, e.username FROM visit v JOIN employee e ON e.id = v.rep_id"
            " WHERE state IN ('STARTED', 'CHECKED_IN')"
        )
        ahead = await connection.fetchval(
            "SELECT count(*) FROM (SELECT unnest(ARRAY[started_at, checked_in_at, checked_out_at, fixed_at]) AS at"
            " FROM visit UNION ALL SELECT at FROM track_point UNION ALL SELECT submitted_at FROM sales_order"
            " UNION ALL SELECT at FROM audit_entry) t WHERE at > $1",
            stands,
        )
        overlaps = await connection.fetchval(
            "SELECT count(*) FROM (SELECT started_at AS came, lag(checked_out_at) OVER (PARTITION BY rep_id"
            " ORDER BY checked_in_at) AS left_before FROM visit WHERE business_day = $1 AND started_at IS NOT NULL"
            " AND state IN ('STARTED', 'CHECKED_IN')) v WHERE left_before > came",
            size.last_day,
        )
        yesterday = await connection.fetchval(
            "SELECT count(*) FROM visit WHERE state = 'DONE' AND business_day ="
            " (SELECT max(business_day) FROM visit WHERE state = 'DONE' AND business_day < $1)",
            size.last_day,
        )
        live = await connection.fetch(
            "SELECT p.employee_id, max(p.at) AS at, e.department_id FROM track_point p"
            " JOIN employee e ON e.id = p.employee_id WHERE p.at > $1 GROUP BY 1, 3",
            stands - timedelta(minutes=30),
        )
        hours = {}
        for row in live:
            parameters = await control_parameters(connection, row["department_id"], row["employee_id"])
            hours[row["employee_id"]] = await track_hours(
                connection, row["department_id"], row["employee_id"], parameters, row["at"], row["at"]
            )
    assert under_way
    assert all(row["username"] != "rep1" for row in under_way), "his log-in is free to try a check-in"
    assert (ahead, overlaps) == (0, 0)
    assert yesterday > 5
    assert live or moment.endswith("00:04"), "seen on the map"
    assert all(hours[row["employee_id"]].cover(row["at"]) for row in live), "as a phone's own points would be taken"
