"""A company that has grown: the demo distributor's rows, multiplied by statements over whole tables.

Every table is copied so many times, each copy of a row pointing at the copies of what it belongs to and lying some days
further back. People are multiplied by less than customers, and those by less than orders: a company grows in people, in
shops and in years. What waited in a copy of long ago is done. At the end a rep and a supervisor are added who have a
few rows only, the oldest ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import asyncpg

DAYS = 10
"""Days of the story that is multiplied: with each turn it lies so many days further back."""
_DAYS_OF_PLANS = 60
"""The same for what there is once a day of each rep: plans reach further than the story."""
FEW = 12
"""Rows of each kind that the last rep has."""
_PEOPLE = frozenset({"department", "employee", "employee_role"})
_SHOPS = frozenset({"customer", "contact", "ownership", "customer_account", "customer_alert", "lot", "stock_balance"})
_ONCE_A_DAY = frozenset({"daily_report", "day_route", "day_track"})
_BIGGEST = frozenset({"sales_order", "order_line"})
_MOST_OF_OTHERS = 1_000
_FIXED = frozenset({
    "calendar_day", "category", "form_template", "form_version", "job_note", "login_session", "notification_channel",
    "operation", "parameter_set", "price_rule", "product", "product_unit", "role", "saved_view", "setting", "target",
    "warehouse",
})  # fmt: skip
_DONE = {
    "sales_order": {
        "state": "CASE WHEN {c} IN ('SUBMITTED', 'HELD', 'APPROVED', 'PICKED') THEN 'CANCELLED' ELSE {c} END"
    },
    "stock_document": {"state": "CASE WHEN {c} IN ('PENDING', 'PICKED') THEN 'CANCELLED' ELSE {c} END"},
    "visit": {
        "state": "CASE WHEN {c} IN ('PLANNED', 'STARTED', 'CHECKED_IN') THEN 'CANCELLED' ELSE {c} END",
        "review_decision": "coalesce({c}, 'ACCEPTED')",
    },
    "co_visit": {"state": "CASE WHEN {c} IN ('INVITED', 'CHECKED_IN') THEN 'DONE' ELSE {c} END"},
    "visit_report": {"state": "'REVIEWED'"},
    "daily_report": {"state": "'REVIEWED'"},
    "task": {"state": "CASE WHEN {c} IN ('OPEN', 'STARTED') THEN 'DONE' ELSE {c} END"},
    "visit_assignment": {"state": "CASE WHEN {c} = 'OPEN' THEN 'PLANNED' ELSE {c} END"},
    "receivable": {
        "state": "CASE WHEN {c} = 'OPEN' THEN 'SETTLED' ELSE {c} END",
        "open_amount": "0",
    },
    "stock_balance": {"on_hand": "0", "reserved": "0"},
    "notification": {"read_at": "coalesce({c}, b.created_at)"},
    "customer_alert": {"resolved_on": "coalesce({c}, b.detected_on)"},
}
"""What becomes of a copy of long ago: nobody waits for years."""
_GONE = frozenset({"reservation"})
"""Tables of which a copy of long ago has no rows: stock is promised to orders that wait for it."""
FAST = {
    "wal_level": "minimal", "max_wal_senders": "0", "fsync": "off", "autovacuum": "off", "shared_buffers": "1GB",
    "max_wal_size": "4GB", "maintenance_work_mem": "512MB",
}  # fmt: skip
"""Options of the server while it builds: a new table's rows need no log then."""
Say = Callable[[str], None]


@dataclass
class _Table:
    """What there is to know of a table to multiply it."""

    name: str
    copies: int
    rows: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    """Names with their types."""
    points: dict[str, str] = field(default_factory=dict)
    """Columns that hold a key of another table, with its name."""
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    constraints: dict[str, str] = field(default_factory=dict)
    indexes: dict[str, str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """How many days each turn goes back."""
        return _DAYS_OF_PLANS if self.name in _ONCE_A_DAY else DAYS

    @property
    def turn(self) -> str:
        """What the columns that say what a turn does to this table end with."""
        return f"{self.copies}_{self.days}"


def copies(table: str, times: int) -> int:
    """How often a table's rows are there when the biggest table's are there `times` times."""
    if table in _FIXED:
        return 1
    if table in _PEOPLE:
        return max(1, times // 100)
    if table in _SHOPS:
        return max(1, times // 10)
    return times if table in _BIGGEST else min(times, _MOST_OF_OTHERS)


async def grow(url: str, times: int, say: Say) -> None:
    """Multiply everything in a database of demo data, add the last rep, and leave it as after a night."""
    connection = await _connect(url)
    try:
        tables = await _tables(connection, times)
        if times > 1:
            await _multiply(url, connection, tables, times, say)
        await connection.execute(_LAST_ONES)
        say("VACUUM ANALYZE …")
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def _connect(url: str) -> asyncpg.Connection:
    settings = {"timezone": "UTC", "jit": "off", "session_replication_role": "replica", "work_mem": "64MB"}
    return await asyncpg.connect(url, server_settings=settings, command_timeout=None)


async def _multiply(url: str, connection: asyncpg.Connection, tables: dict[str, _Table], times: int, say: Say) -> None:
    growing = [table for table in tables.values() if table.copies > 1]
    foreign = await connection.fetch(_FOREIGN)
    for row in foreign:
        await connection.execute(f'ALTER TABLE {row["owner"]} DROP CONSTRAINT "{row["name"]}"')
    await _prepare(connection, tables, growing, times)
    queue = sorted(growing, key=lambda table: table.rows * table.copies)

    async def work() -> None:
        own = await _connect(url)
        try:
            while queue:
                table = queue.pop()
                say(f"{table.name}: {table.rows * table.copies:,} rows …")
                await _fill(own, table, tables, times)
        finally:
            await own.close()

    await asyncio.gather(work(), work())
    await connection.execute(_UNDER_ONE_ROOF)
    for row in foreign:
        await connection.execute(f'ALTER TABLE {row["owner"]} ADD CONSTRAINT "{row["name"]}" {row["text"]} NOT VALID')
    await connection.execute("DROP SCHEMA small CASCADE")


async def _prepare(
    connection: asyncpg.Connection, tables: dict[str, _Table], growing: Sequence[_Table], times: int
) -> None:
    """The small tables with their keys in two parts, time and rest; and for each turn what it does to them."""
    await connection.execute("CREATE SCHEMA small")
    people = max(1, times // 100)
    turns = {table.turn: table for table in growing}
    parts = ", ".join(
        f"CASE WHEN k % {table.copies} > 0 THEN lpad(to_hex(k % {table.copies}), 4, '0') END AS x{turn},"
        f" (k % {table.copies}) / {people} * {table.days} AS n{turn},"
        f" (k % {table.copies}) / {people} * {table.days} * bigint '86400000' AS t{turn}"
        for turn, table in turns.items()
    )
    await connection.execute(f"CREATE TABLE small.turn AS SELECT k, {parts} FROM generate_series(0, {times - 1}) k")
    await connection.execute("ALTER TABLE small.turn ADD PRIMARY KEY (k)")
    for table in growing:
        keys = "".join(
            f", ('x' || left(replace(\"{name}\"::text, '-', ''), 12))::bit(48)::bigint AS \"{name}__t\","
            f" right(replace(\"{name}\"::text, '-', ''), 16) AS \"{name}__x\""
            for name, kind in table.columns.items()
            if kind == "uuid"
        )
        await connection.execute(f'CREATE TABLE small."{table.name}" AS SELECT *{keys} FROM public."{table.name}"')
    await connection.execute("ANALYZE")


async def _fill(connection: asyncpg.Connection, table: _Table, tables: dict[str, _Table], times: int) -> None:
    """All rows of a table, the oldest first, then its indexes."""
    name = f'public."{table.name}"'
    listed = ", ".join(f'"{column}"' for column in table.columns)
    values = ", ".join(_value(table, tables, column) for column in table.columns)
    portion = max(1, 200_000 // max(1, table.rows))
    kept = f" AND t.n{table.turn} = 0" if table.name in _GONE else ""
    async with connection.transaction():
        await connection.execute(f"TRUNCATE {name}")
        for constraint in reversed(table.constraints):
            await connection.execute(f'ALTER TABLE {name} DROP CONSTRAINT "{constraint}"')
        for index in table.indexes:
            await connection.execute(f'DROP INDEX public."{index}"')
        for last in range(table.copies - 1, 0, -portion):
            await connection.execute(
                f'INSERT INTO {name} ({listed}) SELECT {values} FROM small.turn t, small."{table.name}" b'
                f" WHERE t.k BETWEEN {max(1, last - portion + 1)} AND {last}{kept}"
            )
        await connection.execute(f'INSERT INTO {name} ({listed}) SELECT {listed} FROM small."{table.name}"')
        for definition in table.indexes.values():
            await connection.execute(definition)
        for constraint, definition in table.constraints.items():
            if not definition.startswith("CHECK"):  # no read needs one, and what is done by halves would break some
                await connection.execute(f'ALTER TABLE {name} ADD CONSTRAINT "{constraint}" {definition}')


def _value(table: _Table, tables: dict[str, _Table], column: str) -> str:
    """A column of a copy."""
    kind, plain = table.columns[column], f'b."{column}"'
    back = f"t.n{table.turn}"
    if kind == "uuid":
        target = tables.get(table.points[column]) if column in table.points else table
        if target is None or target.copies == 1:
            return plain
        turn = target.turn
        moved = f'lpad(to_hex(b."{column}__t" - t.t{turn}), 12, \'0\') || t.x{turn} || b."{column}__x"'
        return f"CASE WHEN t.x{turn} IS NULL THEN {plain} ELSE ({moved})::uuid END"
    if column in _DONE.get(table.name, {}):
        done = _DONE[table.name][column].format(c=plain)
        gone = "t.k > 0" if table.name == "stock_balance" else f"{back} > 0"
        plain = f"CASE WHEN {gone} THEN {done} ELSE {plain} END"
    if kind == "date":
        return f"({plain} - {back})"
    if kind == "timestamp with time zone":
        return f"({plain} - {back} * interval '1 day')"
    if kind in ("text", "character varying") and _must_differ(table, tables, column):
        return f"({plain} || '-' || t.k)"
    return plain


def _must_differ(table: _Table, tables: dict[str, _Table], column: str) -> bool:
    """Whether a text has to be made another one in each copy: nothing else of a unique index would be."""
    for unique in table.uniques:
        if column not in unique or next(name for name in unique if _is_text(table, name)) != column:
            continue
        others = [tables[table.points[name]] for name in unique if table.points.get(name) in tables]
        if all(other.copies != table.copies for other in others):
            return True
    return False


def _is_text(table: _Table, column: str) -> bool:
    return table.columns.get(column) in ("text", "character varying")


async def _tables(connection: asyncpg.Connection, times: int) -> dict[str, _Table]:
    """The tables of records: those whose key is an `id`."""
    found: dict[str, _Table] = {}
    for row in await connection.fetch(_COLUMNS):
        table = found.setdefault(row["owner"], _Table(row["owner"], copies(row["owner"], times)))
        table.columns[row["name"]] = row["kind"]
    for table in found.values():
        table.rows = await connection.fetchval(f'SELECT count(*) FROM public."{table.name}"')
    for row in await connection.fetch(_POINTS):
        if row["owner"] in found:
            found[row["owner"]].points[row["name"]] = row["target"]
    for row in await connection.fetch(_UNIQUES):
        if row["owner"] in found:
            found[row["owner"]].uniques.append(tuple(row["names"]))
    for row in await connection.fetch(_CONSTRAINTS):
        if row["owner"] in found:
            found[row["owner"]].constraints[row["name"]] = row["text"]
    for row in await connection.fetch(_INDEXES):
        if row["owner"] in found:
            found[row["owner"]].indexes[row["name"]] = row["text"]
    return found


_COLUMNS = """
SELECT c.relname AS owner, a.attname AS name, format_type(a.atttypid, NULL) AS kind
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
  AND EXISTS (
    SELECT FROM pg_attribute i WHERE i.attrelid = c.oid AND i.attname = 'id' AND i.atttypid = 'uuid'::regtype)
ORDER BY c.relname, a.attnum
"""
_POINTS = """
SELECT c.relname AS owner, a.attname AS name, t.relname AS target
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace
"""
_UNIQUES = """
SELECT c.relname AS owner, array_agg(a.attname::text ORDER BY k.place) AS names
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
JOIN LATERAL (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = k.number) a ON true
WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND k.place <= i.indnkeyatts
GROUP BY i.indexrelid, c.relname
"""
_CONSTRAINTS = """
SELECT c.relname AS owner, k.conname AS name, pg_get_constraintdef(k.oid) AS text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('p', 'u', 'c', 'x') AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname, k.contype <> 'p'
"""
_FOREIGN = """
SELECT k.conrelid::regclass::text AS owner, k.conname AS name, pg_get_constraintdef(k.oid) AS text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND k.conparentid = 0 AND k.convalidated AND c.relnamespace = 'public'::regnamespace
  AND c.relkind = 'r'
"""
_INDEXES = """
SELECT c.relname AS owner, n.relname AS name, pg_get_indexdef(i.indexrelid) AS text
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
"""
_UNDER_ONE_ROOF = """
UPDATE department d SET parent_id = (SELECT s.id FROM department s WHERE s.code = 'SALES')
WHERE d.code LIKE 'SALES-%'
"""
"""The copies of the sales department are under it: its manager sees nearly everything."""

_LAST_ONES = f"""
INSERT INTO department SELECT (jsonb_populate_record(d, jsonb_build_object(
    'id', '00000000-0000-7000-8000-0000000000d1', 'code', 'LAST', 'name', '新区', 'parent_id', NULL))).*
FROM department d WHERE d.code = 'SALES';
INSERT INTO employee SELECT (jsonb_populate_record(e, jsonb_build_object(
    'id', n.id, 'code', n.name, 'username', n.name, 'department_id', '00000000-0000-7000-8000-0000000000d1'))).*
FROM employee e JOIN (VALUES ('rep1', 'last-rep', '00000000-0000-7000-8000-0000000000e1'),
    ('supervisor', 'last-supervisor', '00000000-0000-7000-8000-0000000000e2')) AS n (like_who, name, id)
    ON e.username = n.like_who;
INSERT INTO employee_role SELECT (jsonb_populate_record(r, jsonb_build_object(
    'id', gen_random_uuid(), 'employee_id', n.id))).*
FROM employee_role r JOIN employee e ON e.id = r.employee_id JOIN (VALUES
    ('rep1', '00000000-0000-7000-8000-0000000000e1'), ('supervisor', '00000000-0000-7000-8000-0000000000e2')
) AS n (like_who, id) ON e.username = n.like_who;
INSERT INTO customer SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', '00000000-0000-7000-8000-0000000000c1', 'code', 'LAST', 'licence_number', NULL,
    'owner_id', '00000000-0000-7000-8000-0000000000e1', 'department_id', '00000000-0000-7000-8000-0000000000d1'))).*
FROM customer c ORDER BY c.id LIMIT 1;
INSERT INTO customer_account SELECT (jsonb_populate_record(a, jsonb_build_object(
    'id', '00000000-0000-7000-8000-0000000000a1', 'customer_id', '00000000-0000-7000-8000-0000000000c1'))).*
FROM customer_account a ORDER BY a.customer_id LIMIT 1;
CREATE TEMPORARY TABLE few AS SELECT id FROM sales_order ORDER BY submitted_at LIMIT {FEW};
UPDATE sales_order SET rep_id = '00000000-0000-7000-8000-0000000000e1',
    department_id = '00000000-0000-7000-8000-0000000000d1', customer_id = '00000000-0000-7000-8000-0000000000c1'
WHERE id IN (SELECT id FROM few);
UPDATE stock_document SET customer_id = '00000000-0000-7000-8000-0000000000c1' WHERE order_id IN (SELECT id FROM few);
UPDATE receivable SET customer_id = '00000000-0000-7000-8000-0000000000c1'
WHERE id IN (SELECT id FROM receivable ORDER BY created_at LIMIT {FEW});
UPDATE receipt SET customer_id = '00000000-0000-7000-8000-0000000000c1'
WHERE id IN (SELECT id FROM receipt ORDER BY created_at LIMIT {FEW});
UPDATE ledger_entry SET customer_id = '00000000-0000-7000-8000-0000000000c1'
WHERE id IN (SELECT id FROM ledger_entry ORDER BY at LIMIT {FEW});
UPDATE visit SET rep_id = '00000000-0000-7000-8000-0000000000e1',
    department_id = '00000000-0000-7000-8000-0000000000d1', customer_id = '00000000-0000-7000-8000-0000000000c1'
WHERE id IN (SELECT id FROM visit WHERE state = 'DONE' ORDER BY business_day LIMIT {FEW});
"""

__all__ = ["DAYS", "FAST", "copies", "grow"]
