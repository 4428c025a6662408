"""What the command line shows and writes around an import."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from erp_visit.imports.cli import run, write_template
from erp_visit.imports.kinds import ImportKind
from erp_visit.imports.mapping import ImportOptions
from erp_visit.org.roles import ensure_roles
from erp_visit.settings import Settings, StartupError
from tests.imports.conftest import Importer
from tests.pools import no_pools_yet


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=160)


def _said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def _run(settings: Settings, console: Console, file: Path, **options: bool) -> int:
    """The command opens a pool of its own, as it would in its own process."""
    assert settings.database_url is not None
    async with no_pools_yet():
        return await run(
            settings.database_url, ImportKind.CUSTOMERS, file, options=ImportOptions(**options),
            report=file.with_suffix(".problems.csv"), console=console,
        )  # fmt: skip


async def test_it_acts_as_the_first_administrator_and_tells_the_outcome(
    importer: Importer, settings: Settings, console: Console, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("客户编号,客户名称,级别\nK1,甲,A\nK2,乙,E\n", encoding="utf-8")
    with pytest.raises(StartupError, match="no administrator"):
        await _run(settings, console, file)
    async with importer.db.transaction() as connection:
        await ensure_roles(connection)
        await connection.execute(
            "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = 'ADMINISTRATOR'",
            importer.actor.id,
        )
    assert await _run(settings, console, file) == 1
    assert "2 rows: 0 taken, 0 there already, 1 with problems" in _said(console)
    assert "Nothing was written" in _said(console)
    assert file.with_suffix(".problems.csv").read_text(encoding="utf-8").splitlines()[1].startswith("3,级别,E,")
    assert await importer.value("SELECT count(*) FROM customer") == 0

    assert await _run(settings, console, file, skip_bad_rows=True) == 0
    assert "Made: 1 Customer" in _said(console)
    assert await importer.fetch("SELECT code FROM customer") == [("K1",)]


async def test_a_file_that_cannot_be_read_is_a_problem_and_a_remedy(
    importer: Importer, settings: Settings, console: Console, tmp_path: Path
) -> None:
    async with importer.db.transaction() as connection:
        await ensure_roles(connection)
        await connection.execute(
            "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = 'ADMINISTRATOR'",
            importer.actor.id,
        )
    file = tmp_path / "customers.pdf"
    file.write_bytes(b"%PDF")
    with pytest.raises(StartupError) as raised:
        await _run(settings, console, file)
    assert raised.value.message == "customers.pdf is neither .xlsx nor .csv nor .csv.gz."
    assert raised.value.remedy == "Save it as one of these."


def test_a_template_overwrites_nothing(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "customers.xlsx"
    write_template(ImportKind.CUSTOMERS, file, console)
    assert file.read_bytes()[:2] == b"PK"
    with pytest.raises(StartupError, match="exists already"):
        write_template(ImportKind.CUSTOMERS, file, console)
