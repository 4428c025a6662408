"""What `erp-visit import` does around an import: who acts, progress, the report as table and as CSV."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors
from erp_visit.core.i18n import translate
from erp_visit.imports.kinds import KINDS, ImportKind
from erp_visit.imports.mapping import ImportOptions, read_mapping
from erp_visit.imports.problems import ImportReport, RowProblem, problems_csv
from erp_visit.imports.service import run_import
from erp_visit.imports.templates import template_csv, template_xlsx
from erp_visit.org.actors import load_actor
from erp_visit.org.company_clock import learn_clock
from erp_visit.settings import StartupError

SHOWN = 20
PER_KIND = 4
"""Problems shown in the terminal, together and of one kind; all of them are in the CSV report."""


def write_template(kind: ImportKind, file: Path, console: Console | None = None) -> None:
    """Write the template of a kind, as .csv or .xlsx by the file's name. Raises StartupError."""
    content = template_csv(kind) if file.suffix.lower() == ".csv" else template_xlsx(kind)
    if file.exists():
        raise StartupError(f"{file} exists already.", remedy="Name another file for the template, or remove that one.")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise StartupError(f"{file} cannot be written: {error.strerror}.", remedy="Name another place.") from error
    (console or Console()).print(f"Wrote {file}: fill it in, then run: erp-visit import {kind} {file}", highlight=False)


async def run(
    database_url: str,
    kind: ImportKind,
    file: Path,
    *,
    mapping: Path | None = None,
    options: ImportOptions,
    username: str | None = None,
    report: Path | None = None,
    console: Console | None = None,
) -> int:
    """Import a file and tell what came of it; the exit code: 0 when all rows are in or were there, else 1.

    Acts as `username`, else as the first administrator. Raises StartupError for what keeps it from starting.
    """
    console = console or Console()
    await db.open_pool(database_url, size=2)
    await learn_clock()
    try:
        actor = await _actor(username)
        try:
            plan = read_mapping(mapping, KINDS[kind]) if mapping is not None else None
            with Progress(
                TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rows]}"),
                TimeElapsedColumn(), console=console,
            ) as bar:  # fmt: skip
                task = bar.add_task(file.name, total=None, rows="")

                def progress(stage: str, done: int, total: int | None) -> None:
                    bar.update(task, description=stage, completed=done if total else 0, total=total)
                    if total is None and done:
                        bar.update(task, rows=f"{done:,} rows")

                outcome = await run_import(
                    actor, kind, file, file.name, mapping=plan, options=options, progress=progress
                )
        except DomainError as error:
            raise _startup(error) from error
        except DomainErrors as errors:
            raise _startup(errors.errors[0]) from errors
    finally:
        await db.close_pool()
    _tell(outcome, actor.locale, console)
    if outcome.problems:
        target = report or Path(f"{file.name.partition('.')[0]}-problems.csv")
        target.write_text(problems_csv(outcome.problems, actor.locale), encoding="utf-8")
        console.print(f"All {len(outcome.problems)} problems are in {target}.", highlight=False)
    return 1 if outcome.problems and not outcome.committed else 0


def _startup(error: DomainError) -> StartupError:
    """Messages of refusals end with their remedy, as those of StartupError do."""
    problem, _, remedy = str(error).rpartition(". ")
    return StartupError(f"{problem}." if problem else remedy, remedy=remedy if problem else "")


async def _actor(username: str | None) -> Actor:
    async with db.connection() as connection:
        found = await connection.fetchval(
            "SELECT e.id FROM employee e LEFT JOIN employee_role er ON er.employee_id = e.id"
            " LEFT JOIN role ON role.id = er.role_id"
            " WHERE e.status = 'ACTIVE' AND CASE WHEN $1::text IS NULL THEN role.code = 'ADMINISTRATOR'"
            " ELSE e.username = $1 END ORDER BY e.code LIMIT 1",
            username,
        )
        if found is not None:
            return await load_actor(connection, found)
    if username is not None:
        raise StartupError(f"Nobody can log in as {username}.", remedy="Give the user name of an active employee.")
    raise StartupError(
        "There is no administrator on whose behalf to import.",
        remedy="Create one: erp-visit create-user admin --name … --role administrator",
    )


def _tell(outcome: ImportReport, locale: str, console: Console) -> None:
    for note in outcome.notes:
        console.print(note, highlight=False)
    console.print(
        f"{outcome.rows:,} rows: {outcome.taken:,} taken, {outcome.present:,} there already,"
        f" {outcome.bad_rows:,} with problems; {outcome.seconds} s",
        highlight=False,
    )
    if outcome.created:
        made = ", ".join(f"{number:,} {what}" for what, number in outcome.created.items())
        console.print(f"{'Would make' if not outcome.committed else 'Made'}: {made}", highlight=False)
    if outcome.problems:
        console.print(_by_reason(outcome, locale))
        table = Table(*(translate(head, locale, {}) for head in ("Row", "Column", "Value", "Reason", "Remedy")))
        for problem in _examples(outcome):
            table.add_row(
                str(problem.row), problem.column, problem.value[:40], problem.reason(locale), problem.remedy(locale)
            )
        console.print(table)
    if outcome.dry_run:
        console.print("This was a dry run: nothing was written.")
    elif not outcome.committed:
        console.print("Nothing was written. Mend the rows, or take the good ones alone: --skip-bad-rows")


def _examples(outcome: ImportReport) -> list[RowProblem]:
    """The first problems, a few of each kind, so that a frequent one does not hide a rare one."""
    seen: Counter[str] = Counter()
    shown: list[RowProblem] = []
    for problem in outcome.problems:
        seen[problem.code] += 1
        if seen[problem.code] <= PER_KIND:
            shown.append(problem)
    return shown[:SHOWN]


def _by_reason(outcome: ImportReport, locale: str) -> Table:
    table = Table(translate("Reason", locale, {}), translate("Rows", locale, {}))
    counts = Counter(problem.reason(locale) for problem in outcome.problems)
    for reason, number in counts.most_common():
        table.add_row(reason, f"{number:,}")
    return table


__all__ = ["run", "write_template"]
