"""Loads the demo distributor: the stages of demo/sql in one transaction, all or nothing.

The same `DemoSize` gives the same rows, whoever runs it and when: all chance is a hash of the seed, all times follow
from `until`. Rows are made by PostgreSQL from series of numbers; Python only hands over the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from erp_visit.core.clock import now
from erp_visit.demo import field
from erp_visit.demo import vocabulary as words
from erp_visit.demo.photos import photos
from erp_visit.files.store import Store
from erp_visit.org.roles import ensure_roles
from erp_visit.org.workdays import each_day, works_usually
from erp_visit.settings import StartupError

ZONE = ZoneInfo("Asia/Shanghai")
MARK = UUID("0190de00-0000-7000-8000-00000000de30")
"""Key of the audit entry that says that a database holds demo data, and which."""

STAGES: tuple[tuple[str, str, int], ...] = (
    # file, what it shows, share of the time
    ("0_prepare", "Calendar", 0),
    ("1_people", "Departments and people", 1),
    ("1_settings", "Settings", 0),
    ("2_customers", "Customers", 2),
    ("3_products", "Products, prices, lots", 2),
    ("4_orders", "What is ordered", 13),
    ("5_visits", "Visits", 14),
    ("5_today", "Who is under way", 0),
    ("6_order_rows", "Orders and lines", 25),
    ("7_stock", "Stock documents and movements", 25),
    ("8_money", "Receivables, receipts, ledger", 10),
    ("9_trail", "Audit trail", 5),
    ("10_plans", "Plans and routes", 1),
    ("11_work", "Reports, tasks, targets", 1),
)

LOGINS: tuple[tuple[str, str, str, str], ...] = (
    ("admin", "系统管理员", "ADMINISTRATOR", "IT"),
    ("executive", "陈总", "EXECUTIVE", "HQ"),
    ("manager", "林经理", "MANAGER", "SALES"),
    ("supervisor", "黄主管", "SUPERVISOR", "FT"),
    ("clerk", "李内勤", "CLERK", "OFFICE"),
    ("keeper", "王库管", "KEEPER", "STORE"),
    ("driver", "吴师傅", "DRIVER", "MID"),
    ("finance", "刘会计", "FINANCE", "FIN"),
)
"""(user name, name, role, department); rep1 and rep2 are the first of the reps."""

USERNAMES = ("admin", "executive", "manager", "supervisor", "rep1", "rep2", "clerk", "keeper", "driver", "finance")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSize:
    """What to make. `until` is the moment at which the story stands; nothing in it happens later."""

    until: datetime
    customers: int = 300
    orders: int = 2_000
    seed: int = 1
    days: int = 90

    @property
    def last_day(self) -> date:
        """The day on which the story stands, in Shenzhen."""
        return self.until.astimezone(ZONE).date()


def until(today: date | None = None) -> datetime:
    """Where the story stands: at the end of the given day, else now, whatever hour and day it is."""
    if today is not None:
        return datetime.combine(today, time(18, 30), ZONE)
    return now().astimezone(ZONE).replace(microsecond=0)


async def loaded(connection: asyncpg.Connection) -> dict[str, object] | None:
    """The parameters of the demo data that the database holds; None if it holds none."""
    text = await connection.fetchval(
        "SELECT after FROM audit_entry WHERE entity = 'Database' AND entity_id = $1 AND action = 'demo.load'", MARK
    )
    return None if text is None else orjson.loads(text)


async def load(
    connection: asyncpg.Connection,
    size: DemoSize,
    password_hash: str,
    progress: Callable[[str, int], None] = lambda _stage, _share: None,
    store: Store | None = None,
) -> None:
    """Make the demo distributor in an empty database, in one transaction; with photos if there is a store for them.

    `progress` is told the name of each stage as it begins, and the share (of 100) that is done by then. Raises
    StartupError, having changed nothing, if the database holds anything.
    """
    _check(size)
    async with connection.transaction():
        # One loader at a time; a second one then sees that there is data.
        await connection.execute("LOCK TABLE customer, sales_order IN SHARE ROW EXCLUSIVE MODE")
        await _refuse_unless_empty(connection)
        # Not for durability but for speed: these last until the end of this transaction.
        await connection.execute(
            "SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL jit = off"
        )
        await connection.execute("SELECT set_config('demo.seed', $1, true)", str(size.seed))
        await _hand_over(connection, size, password_hash)
        await ensure_roles(connection)
        done = 0
        for file, title, share in STAGES:
            progress(title, done)
            await connection.execute((files("erp_visit.demo") / "sql" / f"{file}.sql").read_text(encoding="utf-8"))
            if file == "1_settings":
                await field.judged(connection)
            if file == "5_today":
                await field.judged_on_duty(connection)
            done += share
        await field.forms(connection, size.seed)
        await field.tracks(connection, size.seed)
        await field.alerts(connection, size.last_day)
        if store is not None:
            progress("Photos", done)
            await photos(connection, store, size.seed)
        parameters = {**asdict(size), "until": size.until.isoformat()}
        await connection.execute(
            "INSERT INTO audit_entry (id, at, action, entity, entity_id, number, after)"
            " VALUES ($2, $1, 'demo.load', 'Database', $2, $3, $4)",
            size.until, MARK, "demo", orjson.dumps(parameters).decode(),
        )  # fmt: skip
    progress("Statistics for the planner", done)
    await connection.execute("ANALYZE")
    progress("Done", 100)


def _check(size: DemoSize) -> None:
    if not (1 <= size.customers <= 1_000_000 and 0 <= size.orders <= 10_000_000 and 1 <= size.days <= 3_650):
        raise StartupError(
            f"{size.customers} customers, {size.orders} orders in {size.days} days cannot be made.",
            remedy="Ask for 1 to 1000000 customers, 0 to 10000000 orders and 1 to 3650 days.",
        )


async def _refuse_unless_empty(connection: asyncpg.Connection) -> None:
    if await loaded(connection) is not None:
        raise StartupError(
            "This database holds demo data already.",
            remedy="To make other data, name another folder in ERP_VISIT_DATA_DIR, or another DATABASE_URL.",
        )
    for table, kind in (
        ("employee", "employees"),
        ("customer", "customers"),
        ("product", "products"),
        ("department", "departments"),
    ):
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):
            raise StartupError(
                f"This database holds {kind} already; demo data would mix with them.",
                remedy="Demo data need an empty database: name one in DATABASE_URL or ERP_VISIT_DATA_DIR.",
            )


async def _hand_over(connection: asyncpg.Connection, size: DemoSize, password_hash: str) -> None:
    """Put the vocabulary into temporary tables, which vanish with the transaction."""
    first_day = size.last_day - timedelta(days=size.days - 1)
    products = words.products()
    await _table(
        connection, "demo",
        "customers int, orders int, days int, reps int, products int, open_orders int, abundance int,"
        " until timestamptz, opened timestamptz, first_day date, last_day date, password_hash text",
        [(
            size.customers, size.orders, size.days, max(12, size.customers // 50), len(products),
            min(size.orders // 2, max(100, size.orders * 3 // 200)), max(1, size.orders // size.days // 50), size.until,
            datetime.combine(first_day - timedelta(days=120), time(9), ZONE), first_day, size.last_day, password_hash,
        )],
    )  # fmt: skip
    days = each_day(first_day - timedelta(days=20), size.last_day + timedelta(days=40))
    worked: list[tuple[object, ...]] = [(day,) for day in days if works_usually(day, field.WEEK, "CHINA")]
    await _table(connection, "demo_workday", "day date", worked)
    await _table(
        connection, "demo_department", "n int, code text, name text, parent text",
        [(n, *row) for n, row in enumerate(words.DEPARTMENTS)],
    )  # fmt: skip
    await _table(
        connection, "demo_team", "n int, code text, district text, warehouse int",
        [(n, code, district, 2 if code in {"LG", "LUO"} else 1) for n, (code, district) in enumerate(words.TEAMS)],
    )  # fmt: skip
    await _table(
        connection, "demo_login", "n int, username text, name text, role text, department text",
        [(n, *row) for n, row in enumerate(LOGINS, start=1)],
    )  # fmt: skip
    await _table(
        connection, "demo_street", "n int, team text, name text, pinyin text, latitude float8,"
        " longitude float8, roads text[]",
        [(n, team, name, words.initials(name), lat, lon, roads.split())
         for n, (team, name, lat, lon, roads) in enumerate(words.STREETS)],
    )  # fmt: skip
    await _table(
        connection, "demo_kind", "n int, code text, text text, pinyin text",
        [(n, code, text, words.initials(text)) for n, (code, text) in enumerate(words.KINDS)],
    )  # fmt: skip
    lists = {
        "surname": words.SURNAMES, "given": words.GIVEN, "shop": words.SHOPS, "source": words.SOURCES,
        "summary": words.SUMMARIES, "reject": words.REJECT_REASONS, "cancel": words.CANCEL_REASONS,
    }  # fmt: skip
    await _table(
        connection, "demo_word", "kind text, n int, text text, pinyin text, PRIMARY KEY (kind, n)",
        [(kind, n, text, words.initials(text)) for kind, listed in lists.items() for n, text in enumerate(listed)],
    )  # fmt: skip
    await _table(
        connection, "demo_product",
        'n int, sku text, name text, pinyin text, barcode text, brand text, category text, base_unit text, "case" int,'
        " middle_name text, middle_factor int, shelf int, tax numeric(5, 4), price numeric(14, 4)",
        [tuple(getattr(product, name) for name in product.__slots__) for product in products],
    )  # fmt: skip


async def _table(connection: asyncpg.Connection, name: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    await connection.execute(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")
    await connection.copy_records_to_table(name, records=rows)
    await connection.execute(f"ANALYZE {name}")


__all__ = ["LOGINS", "STAGES", "USERNAMES", "DemoSize", "load", "loaded", "until"]
