"""From rows of a file to a temporary table: cells are parsed, mistakes collected, rows copied in blocks."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.geo import Datum, to_wgs84
from erp_visit.db import Connection
from erp_visit.imports.kinds import Field, ImportKind, Kind
from erp_visit.imports.mapping import Mapping, match_columns
from erp_visit.imports.problems import RowProblem
from erp_visit.imports.reading import MAX_ROWS, Row
from erp_visit.imports.values import Bad, Dates, Parser, Value, as_text

BLOCK = 5_000
"""Rows parsed and copied at a time: large enough for COPY, small enough to keep the event loop answering."""

Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Column:
    """A field, where its cells are, and what has been read before: files repeat themselves."""

    field: Field
    parser: Parser
    place: int | None
    header: str
    ending: str
    meant: dict[str, str]
    constant: object = None
    seen: dict[object, Value | Bad] = dataclasses.field(default_factory=dict)

    def read(self, row: Row) -> Value | Bad:
        place = self.place
        cell = self.constant if place is None else (row[place] if place < len(row) else None)
        if cell is None:
            return Bad("missing") if self.field.required else None
        key = (type(cell), cell)
        found = self.seen.get(key)
        if found is None and key not in self.seen:
            found = self._parse(cell)
            if len(self.seen) < 200_000:
                self.seen[key] = found
        return found

    def _parse(self, cell: object) -> Value | Bad:
        written = as_text(cell)
        if self.ending:
            written = written.removesuffix(self.ending)
            cell = written if isinstance(cell, str) else cell
        if written in self.meant:
            cell = written = self.meant[written]
        if not written:
            return Bad("missing") if self.field.required else None
        return self.parser(cell)


@dataclass(slots=True)
class Stage:
    """What became of the file's rows."""

    rows: int = 0
    problems: list[RowProblem] = dataclasses.field(default_factory=list)
    headers: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()

    def header(self, name: str) -> str:
        """What the file calls a field."""
        return next((column.header for column in self.columns if column.field.name == name), name)


def plan_columns(kind: Kind, mapping: Mapping, dates: Dates, headers: Sequence[str]) -> tuple[Column, ...]:
    """The columns to read; raises INVALID_INPUT if a needed one is missing or a constant does not fit its field."""
    places = match_columns(kind, mapping, headers)
    columns: list[Column] = []
    for entry in kind.fields:
        place = places.get(entry.name)
        constant = mapping.constants.get(entry.name)
        column = Column(
            field=entry,
            parser=entry.parser(dates),
            place=place,
            header=entry.header if place is None else headers[place],
            ending=mapping.endings.get(entry.name, ""),
            meant=dict(mapping.values.get(entry.name, {})),
            constant=constant if place is None else None,
        )
        if constant is not None and place is None and isinstance(column.read([]), Bad):
            raise invalid(
                "The mapping's constant {value} does not fit the field {field}.",
                "mapping", value=constant, field=entry.name,
            )  # fmt: skip
        columns.append(column)
    return tuple(columns)


async def stage(
    connection: Connection, kind: Kind, mapping: Mapping, dates: Dates, rows: Iterator[Row], progress: Progress
) -> Stage:
    """Copy all rows into the temporary table import_row; those with mistakes come in marked as bad."""
    result = Stage()
    header = await asyncio.to_thread(next, rows, None)
    if not header:
        raise DomainError(
            ErrorCode.INVALID_INPUT, "The file is empty. Its first row holds the names of the columns.", path=("file",)
        )
    result.headers = tuple(as_text(cell) for cell in header)
    result.columns = plan_columns(kind, mapping, dates, result.headers)
    names = ["row", "bad", *(entry.name for entry in kind.fields)]
    types = ["int", "boolean", *(entry.sql for entry in kind.fields)]
    await connection.execute("DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_problem")
    await connection.execute(
        f"CREATE TEMP TABLE import_row ({', '.join(f'{name} {kind}' for name, kind in zip(names, types, strict=True))})"
        " ON COMMIT DROP;"
        " CREATE TEMP TABLE import_problem (row int, field text, value text, code text, detail text) ON COMMIT DROP"
    )
    number = 1
    while True:
        block = await asyncio.to_thread(_parse_block, kind, result, rows, number)
        number = block.last
        if block.records:
            await connection.copy_records_to_table("import_row", records=block.records, columns=names)
        result.rows += len(block.records)
        progress("Reading the file", result.rows, None)
        if result.rows > MAX_ROWS:
            raise DomainError(
                ErrorCode.INVALID_INPUT,
                "The file has more than {limit} rows. Split it.",
                path=("file",),
                limit=MAX_ROWS,
            )
        if block.ended:
            break
    await connection.execute("ANALYZE import_row")
    return result


@dataclass(slots=True)
class _Block:
    records: list[tuple[object, ...]]
    last: int
    ended: bool


def _parse_block(kind: Kind, result: Stage, rows: Iterator[Row], number: int) -> _Block:
    records: list[tuple[object, ...]] = []
    positions = kind.kind is ImportKind.CUSTOMERS
    ended = True
    for row in islice(rows, BLOCK):
        ended = False
        number += 1
        if not row:
            continue
        bad = False
        record: list[object] = [number, False]
        for column in result.columns:
            value = column.read(row)
            if type(value) is Bad:
                cell = "" if column.place is None or column.place >= len(row) else as_text(row[column.place])
                result.problems.append(RowProblem(number, column.header, cell[:100], value.code, value.detail))
                bad, value = True, None
            record.append(value)
        if positions:
            bad = not _to_wgs84(record, result, number) or bad
        record[1] = bad
        records.append(tuple(record))
    return _Block(records, number, ended)


def _to_wgs84(record: list[object], result: Stage, number: int) -> bool:
    """Put the position into WGS-84, whatever datum the file is in. Whether it is one."""
    place = {column.field.name: index + 2 for index, column in enumerate(result.columns)}
    latitude, longitude = record[place["latitude"]], record[place["longitude"]]
    if latitude is None and longitude is None:
        return True
    if not isinstance(latitude, float) or not isinstance(longitude, float):
        result.problems.append(RowProblem(number, result.header("latitude"), "", "position"))
        return False
    datum = record[place["datum"]] or Datum.WGS84
    try:
        record[place["latitude"]], record[place["longitude"]] = to_wgs84(latitude, longitude, str(datum))
    except DomainError:
        result.problems.append(RowProblem(number, result.header("latitude"), f"{latitude}, {longitude}", "position"))
        return False
    return True


__all__ = ["BLOCK", "Column", "Progress", "Stage", "plan_columns", "stage"]
