"""An administrator of a small company, and a way to import rows as if they stood in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from erp_visit.core.actor import Actor
from erp_visit.doctor import examine
from erp_visit.imports.kinds import KINDS, ImportKind
from erp_visit.imports.mapping import ImportOptions, Mapping
from erp_visit.imports.problems import ImportReport
from erp_visit.imports.service import run_import
from erp_visit.org.rights import RoleCode
from tests import factories


@dataclass
class Importer:
    """Imports rows of (field, …) on behalf of an administrator."""

    actor: Actor
    db: ModuleType

    async def __call__(
        self,
        kind: str,
        fields: str,
        *rows: Sequence[Any],
        mapping: Mapping | None = None,
        actor: Actor | None = None,
        **options: Any,
    ) -> ImportReport:
        output = io.StringIO()
        writer = csv.writer(output)
        plan = KINDS[ImportKind(kind)]
        headers = []
        for name in fields.split():
            entry = plan.field(name)
            assert entry is not None, name
            headers.append(entry.header)
        writer.writerow(headers)
        writer.writerows(rows)
        return await run_import(
            actor or self.actor, kind, io.BytesIO(output.getvalue().encode()), "rows.csv",
            mapping=mapping, options=ImportOptions(**options),
        )  # fmt: skip

    async def fetch(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        async with self.db.connection() as connection:
            return [tuple(row) for row in await connection.fetch(sql, *values)]

    async def value(self, sql: str, *values: Any) -> Any:
        async with self.db.connection() as connection:
            return await connection.fetchval(sql, *values)

    async def check(self) -> None:
        """The doctor finds nothing."""
        async with self.db.connection() as connection:
            assert [str(finding) for outcome in await examine(connection) for finding in outcome.findings] == []


@pytest.fixture
async def importer(db: ModuleType) -> Importer:
    company = await factories.department()
    return Importer(await factories.employee(company, RoleCode.ADMINISTRATOR), db)
