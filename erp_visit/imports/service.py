"""Carrying out an import: stage the file, check it with set-based SQL, write all of it or all good rows, or nothing."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import new_id
from erp_visit.customers.fields import pinyin_initials
from erp_visit.db import Connection, take_time, transaction
from erp_visit.imports.kinds import KINDS, ImportKind, Kind
from erp_visit.imports.mapping import ImportOptions, Mapping, required_rights
from erp_visit.imports.problems import ImportReport, RowProblem
from erp_visit.imports.reading import open_rows
from erp_visit.imports.staging import Progress, Stage, stage
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import ControlParameters, control_parameters
from erp_visit.work.notify import notify

SILENT: Progress = lambda _stage, _done, _total: None  # noqa: E731 -- a default, not a function to call by name

_LOCK = 0x45525649  # "ERVI", a number that nothing else in the database uses

_STEPS: dict[ImportKind, tuple[tuple[str, str], ...]] = {
    kind: ((f"{kind}_write", "Writing"),) for kind in ImportKind if kind is not ImportKind.SALES
} | {
    ImportKind.SALES: (
        ("sales_write_1", "Customers, products and documents"),
        ("sales_write_2", "Orders, shipments and movements"),
        ("sales_write_3", "Receivables, credit notes and ledger"),
    )
}


_AS_TABLES_ARE_NOW = "DISCARD PLANS"
"""A session keeps its plans for checking foreign keys. One made while a table held a page of rows reads it whole for
each line that refers to it, however long it has become: an import would take hours. A script that goes on filling a
table whose rows were referred to already says this itself."""


class _Undo(Exception):
    """Ends the savepoint of a dry run or of a file that was not to be taken."""


async def run_import(
    actor: Actor,
    kind: ImportKind | str,
    source: Path | BinaryIO,
    filename: str,
    *,
    mapping: Mapping | None = None,
    options: ImportOptions | None = None,
    progress: Progress = SILENT,
) -> ImportReport:
    """Take over a file. All or nothing, unless `options.skip_bad_rows`; nothing at all in a dry run.

    Running the same file again creates nothing twice: what is there is counted as `present`. Works on the whole
    company, so it needs the scope ALL besides the rights of the kind of file.

    Raises FORBIDDEN, INVALID_INPUT for a file, mapping or option that cannot be used, and CONFLICT if somebody received
    the same new lots at the same moment. Bad rows are not raised: they are in the report.
    """
    started = time.monotonic()
    plan = KINDS[ImportKind(kind)]
    mapping = mapping or Mapping()
    options = mapping.apply(options or ImportOptions())
    actor.require(Right.IMPORT_RUN, *plan.rights)
    if actor.profile.scope is not Scope.ALL:
        raise DomainError(
            ErrorCode.FORBIDDEN,
            "An import concerns the whole company, and your role sees a part of it. Ask someone whose role sees all.",
        )
    report: ImportReport | None = None
    async with transaction() as connection:
        await take_time(connection)
        try:
            # A savepoint, so that a dry run leaves nothing even inside a caller's transaction.
            async with connection.transaction():
                report = await _carry_out(
                    connection, actor, plan, source, filename, mapping, options, progress, started
                )
                if not report.committed:
                    raise _Undo
        except _Undo:
            pass
    assert report is not None
    if report.committed and report.rows > 1_000:
        async with transaction() as connection:
            await take_time(connection)
            await connection.execute("ANALYZE")
    return report


async def _carry_out(
    connection: Connection,
    actor: Actor,
    plan: Kind,
    source: Path | BinaryIO,
    filename: str,
    mapping: Mapping,
    options: ImportOptions,
    progress: Progress,
    started: float,
) -> ImportReport:
    # One import at a time: the same file given twice at once is then found to be there already.
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    parameters = await control_parameters(connection, None)
    await connection.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
    with open_rows(source, filename) as rows:
        staged = await stage(connection, plan, mapping, mapping.dates(parameters.timezone), rows, progress)
    used = [column.field for column in staged.columns if column.place is not None or column.constant is not None]
    actor.require(*required_rights(plan, used))
    notes = await _prepare(connection, actor, plan, mapping, options, parameters, filename)
    progress("Checking the rows", 0, None)
    await _script(connection, "prepare")
    await _script(connection, f"{plan.kind}_check")
    problems = await _problems(connection, staged)
    taken: int = await connection.fetchval("SELECT count(*) FROM import_good")
    present: int = await connection.fetchval("SELECT count(*) FROM import_present")
    write = not problems or options.skip_bad_rows
    created: dict[str, int] = {}
    if write and taken:
        await _initials(connection)
        for number, (script, title) in enumerate(_STEPS[plan.kind]):
            progress(title, number, len(_STEPS[plan.kind]))
            await connection.execute(_AS_TABLES_ARE_NOW)
            await _script(connection, script)
        if plan.kind is ImportKind.STOCK:
            await _check_lots(connection)
        if plan.kind is ImportKind.TASKS:
            await _tell_of_tasks(connection, actor)
        created = {
            row["what"]: row["number"]
            for row in await connection.fetch("SELECT what, number FROM import_created WHERE number > 0")
        }
        await record_audit(
            connection,
            actor,
            "import.run",
            "Import",
            new_id(),
            number=filename[:64],
            after={"kind": plan.kind, **created},
        )
    unused = [
        header
        for place, header in enumerate(staged.headers)
        if place not in {c.place for c in staged.columns} and header
    ]
    if unused:
        notes.append(f"Not used: {', '.join(unused)}")
    progress("Done", 1, 1)
    return ImportReport(
        kind=plan.kind, filename=filename, rows=staged.rows, taken=taken if write else 0, present=present,
        created=created, problems=problems, committed=write and not options.dry_run, dry_run=options.dry_run,
        seconds=round(time.monotonic() - started, 1), notes=tuple(notes),
    )  # fmt: skip


async def _check_lots(connection: Connection) -> None:
    """Raise CONFLICT if a lot of the file came in with other dates after the rows were checked."""
    row = await connection.fetchrow(
        "SELECT l.code, p.name FROM import_good g"
        " JOIN lot l ON l.product_id = g.product_id AND l.code = g.lot JOIN product p ON p.id = l.product_id"
        " WHERE g.expires_on IS NOT NULL AND g.expires_on IS DISTINCT FROM l.expires_on"
        " OR g.produced_on <> l.produced_on ORDER BY g.row LIMIT 1"
    )
    if row is not None:
        raise DomainError(
            ErrorCode.CONFLICT,
            "Batch {lot} of {product} was received just now with other dates. Run the import again; it then says which"
            " rows differ.",
            path=("file",), lot=row["code"] or "–", product=row["name"],
        )  # fmt: skip


async def _tell_of_tasks(connection: Connection, actor: Actor) -> None:
    """Those who are given tasks, and those whose tasks are done, as if it had been done by hand."""
    for row in await connection.fetch(
        "SELECT t.id, t.number, t.subject, t.due_on, t.result, t.version, t.assignee_id, t.assigned_by_id,"
        " g.task_id IS NULL AS new FROM import_good g JOIN task t ON t.id = coalesce(g.task_id, g.id) ORDER BY g.row"
    ):
        common = {"name": actor.name, "subject": row["subject"], "number": row["number"]}
        if row["new"]:
            await notify(
                connection, {row["assignee_id"]} - {actor.id}, key=f"task.given:{row['id']}",
                template="{name} gave you the task {subject} ({number}), due on {due_on}.",
                params={**common, "due_on": row["due_on"]}, entity="Task", entity_id=row["id"],
            )  # fmt: skip
        else:
            await notify(
                connection, {row["assigned_by_id"]} - {actor.id}, key=f"task.done:{row['id']}:{row['version'] - 1}",
                template="{name} completed the task {subject} ({number}): {result}",
                params={**common, "result": row["result"][:200]}, entity="Task", entity_id=row["id"],
            )  # fmt: skip


async def _script(connection: Connection, name: str) -> None:
    await connection.execute((files("erp_visit.imports") / "sql" / f"{name}.sql").read_text(encoding="utf-8"))


async def _prepare(
    connection: Connection,
    actor: Actor,
    plan: Kind,
    mapping: Mapping,
    options: ImportOptions,
    parameters: ControlParameters,
    filename: str,
) -> list[str]:
    """Put what the SQL needs to know into the one row of import_run."""
    notes: list[str] = []
    zone = mapping.zone or parameters.timezone
    await connection.execute(
        "SELECT set_config('import.zone', $1, true), set_config('import.cutoff', $2, true)",
        zone,
        str(parameters.cutoff_hour),
    )
    today = business_day(now(), parameters.timezone, parameters.cutoff_hour)
    warehouse = None
    if plan.kind in {ImportKind.STOCK, ImportKind.SALES}:
        warehouse = await _warehouse(connection, options.warehouse, notes, needed=plan.kind is ImportKind.SALES)
    fallback = options.fallback_customer
    if fallback is not None:
        found = await connection.fetchval(
            "SELECT code FROM customer WHERE code = $1 OR name = $1 ORDER BY code = $1 DESC, code LIMIT 1", fallback
        )
        fallback = found or fallback
        if len(fallback) > 32:
            raise invalid("The fallback customer's name is longer than 32 characters; shorten it.", "fallbackCustomer")
    await connection.execute("DROP TABLE IF EXISTS pg_temp.import_run")
    await connection.execute(
        "CREATE TEMP TABLE import_run (actor_id uuid, department_id uuid, warehouse_id uuid, fallback text,"
        " services text[], create_customers boolean, create_products boolean, paid_before date, today date,"
        " filename text, base_unit text, tax_rate numeric(5,4), credit_days int, customer_level text,"
        " customer_kind text) ON COMMIT DROP"
    )
    await connection.execute(
        "INSERT INTO import_run"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::numeric, $13, $14, $15)",
        actor.id, await _department(connection, options.department, actor), warehouse, fallback, list(mapping.services),
        options.create_customers, options.create_products, options.paid_before, today, filename,
        mapping.new_products.get("base_unit", "件"), str(mapping.new_products.get("tax_rate", "0.13")),
        mapping.new_customers.get("credit_days", 0), mapping.new_customers.get("level", "C"),
        mapping.new_customers.get("kind", "OTHER"),
    )  # fmt: skip
    return notes


async def _department(connection: Connection, named: str | None, actor: Actor) -> UUID:
    if named is None:
        return actor.department_id
    found: UUID | None = await connection.fetchval(
        "SELECT id FROM department WHERE code = $1 OR name = $1 ORDER BY code = $1 DESC, code LIMIT 1", named
    )
    if found is None:
        raise invalid("No department is called {name}. Give its code or name.", "department", name=named)
    return found


async def _warehouse(connection: Connection, named: str | None, notes: list[str], *, needed: bool) -> UUID | None:
    """The warehouse named, else the only one; made if there is none at all and sales need one."""
    rows = await connection.fetch(
        "SELECT id, code FROM warehouse WHERE active"
        " AND CASE WHEN $1::text IS NULL THEN kind = 'WAREHOUSE' ELSE $1 IN (code, name) END ORDER BY code", named
    )  # fmt: skip
    if len(rows) == 1:
        found: UUID = rows[0]["id"]
        return found
    if named is not None:
        raise invalid("No warehouse is called {name}. Give its code or name.", "warehouse", name=named)
    if not needed:
        return None
    if rows:
        raise invalid("There are several warehouses: {known}. Name the one that the goods left.", "warehouse",
                      known=", ".join(row["code"] for row in rows))  # fmt: skip
    made: UUID = await connection.fetchval("INSERT INTO warehouse (code, name) VALUES ('MAIN', '主仓库') RETURNING id")
    notes.append("Warehouse MAIN (主仓库) was made.")
    return made


async def _initials(connection: Connection) -> None:
    """Pinyin of all names that are to come in: SQL has none."""
    names = [row["name"] for row in await connection.fetch("SELECT name FROM import_name")]
    if names:
        await connection.execute(
            "UPDATE import_name n SET pinyin = v.pinyin"
            " FROM unnest($1::text[], $2::text[]) AS v (name, pinyin) WHERE v.name = n.name",
            names, [pinyin_initials(name)[:120] for name in names],
        )  # fmt: skip


async def _problems(connection: Connection, staged: Stage) -> tuple[RowProblem, ...]:
    rows = await connection.fetch("SELECT row, field, coalesce(value, '') AS value, code, detail FROM import_problem")
    found = [
        RowProblem(row["row"], staged.header(row["field"]), row["value"][:100], row["code"], row["detail"] or "")
        for row in rows
    ]
    places = {column.header: place for place, column in enumerate(staged.columns)}
    return tuple(
        sorted(
            [*staged.problems, *found], key=lambda problem: (problem.row, places.get(problem.column, 0), problem.code)
        )
    )


__all__ = ["SILENT", "run_import"]
