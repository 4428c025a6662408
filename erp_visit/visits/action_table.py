"""The answers of one form as a flat table (INS-4): a column per field, a row per action or per line of its tables.

Columns are those of all versions of the form, the newest first. Pages go by keyset over actions, newest first, so that
an export of any size reads each action once whatever comes in meanwhile; an action is never torn apart by a page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.ids import parse_id
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.forms.definition import NUMERIC, TABLES, Definition, Field, FieldKind, number_text
from erp_visit.forms.models import FormTemplate
from erp_visit.forms.reading import stored_definition
from erp_visit.org.rights import Right
from erp_visit.org.statements import sees
from erp_visit.visits.models import Visit

MOST_AT_ONCE = 500
"""Actions of a page."""


@dataclass(frozen=True, slots=True)
class ActionColumn:
    """A field of the form as a column. `table` is the key of the table that it is a column of, else empty."""

    key: str
    label: str
    kind: FieldKind
    unit: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which actions; all conditions must hold. `field` with `least`, `most` or `contains` looks at one answer."""

    starts_on: date | None = None
    ends_on: date | None = None
    rep_id: UUID | None = None
    department_id: UUID | None = None
    customer_id: UUID | None = None
    field: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    contains: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One row. `line` is the line's number in its table, 0 for an action without lines; `values` by column key."""

    action_id: UUID
    visit_id: UUID
    customer_id: UUID
    customer: str
    customer_code: str
    rep: str
    department: str
    business_day: date
    submitted_at: datetime
    version: int
    table: str
    line: int
    product_id: UUID | None
    product: str
    sku: str
    competitor: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActionPage:
    """Rows of some actions; `end` is the cursor to go on from, None at the end."""

    rows: list[ActionRow]
    end: str | None


@dataclass(frozen=True, slots=True)
class ActionTable:
    """A form, its versions by id and the columns of all of them."""

    template_id: UUID
    name: str
    versions: Mapping[UUID, Definition]
    columns: tuple[ActionColumn, ...]


async def action_table(connection: Connection, actor: Actor, template_id: UUID) -> ActionTable:
    """The form and its columns. Raises FORBIDDEN, NOT_FOUND."""
    row = await require_visible(connection, actor, FormTemplate, template_id, "templateId", columns=("id", "name"))
    found = await connection.fetch(
        "SELECT id, definition FROM form_version WHERE template_id = $1 ORDER BY number DESC", template_id
    )
    versions = {one["id"]: stored_definition(orjson.loads(one["definition"])) for one in found}
    return ActionTable(template_id, row["name"], versions, _columns(list(versions.values())))


def _columns(definitions: Sequence[Definition]) -> tuple[ActionColumn, ...]:
    """All fields, each where the newest version that has it puts it; what is no more comes last."""
    columns: dict[str, ActionColumn] = {}
    for definition in definitions:
        for field, table in definition.named():
            if field.kind not in TABLES and field.key not in columns:
                columns[field.key] = ActionColumn(
                    field.key, field.label, field.kind, field.unit, table.key if table else ""
                )
    return tuple(columns.values())


_BELOW = """(WITH RECURSIVE below (id) AS (
    SELECT sd.id FROM department sd WHERE sd.id = ${n}::uuid UNION ALL
    SELECT sd.id FROM department sd JOIN below ON sd.parent_id = below.id) SELECT id FROM below)"""


async def read_actions(
    connection: Connection, actor: Actor, table: ActionTable, wanted: ActionFilter, *, first: int, after: str = ""
) -> ActionPage:
    """The next actions, newest first. Raises FORBIDDEN, INVALID_INPUT (a value without its field), INVALID_CURSOR."""
    actor.require(Right.VISIT_VIEW)
    values: list[Any] = [actor.id, list(actor.department_ids), list(table.versions)]
    where = [sees(Visit, actor.profile, "v"), *_conditions(wanted, table.template_id, values)]
    if after:
        at, key = _position(after)
        values += [at, key]
        where.append(f"(a.submitted_at, a.id) < (${len(values) - 1}::timestamptz, ${len(values)}::uuid)")
    size = min(max(first, 1), MOST_AT_ONCE)
    # Version by version, each by its index, then the newest of them: no sort of all that was ever answered.
    found = await connection.fetch(
        f"""
SELECT w.*, c.name AS customer, c.code AS customer_code, e.name AS rep, d.name AS department, f.number
FROM unnest($3::uuid[]) AS n (version_id) CROSS JOIN LATERAL (
    SELECT a.id, a.form_version_id, a.answers, a.submitted_at, v.id AS visit_id, v.customer_id, v.rep_id,
        v.department_id, v.business_day
    FROM visit_action a JOIN visit v ON v.id = a.visit_id
    WHERE a.form_version_id = n.version_id AND {" AND ".join(where)}
    ORDER BY a.submitted_at DESC, a.id DESC LIMIT {size + 1}
) w JOIN form_version f ON f.id = w.form_version_id JOIN customer c ON c.id = w.customer_id
    JOIN employee e ON e.id = w.rep_id JOIN department d ON d.id = w.department_id
ORDER BY w.submitted_at DESC, w.id DESC LIMIT {size + 1}""",
        *values,
    )
    actions = [(one, table.versions[one["form_version_id"]], orjson.loads(one["answers"])) for one in found[:size]]
    products = await _products(connection, [(definition, answers) for _, definition, answers in actions])
    rows = [row for one, definition, answers in actions for row in _rows(one, definition, answers, products)]
    more = len(found) > size
    return ActionPage(rows, _cursor(found[size - 1]["submitted_at"], found[size - 1]["id"]) if more else None)


async def count_rows(
    connection: Connection, actor: Actor, table: ActionTable, wanted: ActionFilter, *, most: int | None = None
) -> int:
    """How many rows there are in all; with `most`, of so many actions at the most, each of which has a row at least."""
    actor.require(Right.VISIT_VIEW)
    values: list[Any] = [actor.id, list(actor.department_ids), list(table.versions), most]
    where = [sees(Visit, actor.profile, "v"), *_conditions(wanted, table.template_id, values)]
    # By version: another one may have another kind of field under the key of a table.
    tables = [(key, one.key) for key, definition in table.versions.items() for one in _tables(definition)]
    values += [[key for key, _ in tables], [name for _, name in tables]]
    count: int = await connection.fetchval(
        f"""
SELECT coalesce(sum(greatest(1, lines.n)), 0)::int FROM (
    SELECT a.form_version_id, a.answers FROM visit_action a JOIN visit v ON v.id = a.visit_id
    WHERE a.form_version_id = ANY($3::uuid[]) AND {" AND ".join(where)} LIMIT $4
) w CROSS JOIN LATERAL (
    SELECT sum(jsonb_array_length(w.answers -> t.key)) AS n
    FROM unnest(${len(values) - 1}::uuid[], ${len(values)}::text[]) AS t (version_id, key)
    WHERE t.version_id = w.form_version_id AND w.answers ? t.key
) lines""",
        *values,
    )
    return count


def _conditions(wanted: ActionFilter, template_id: UUID, values: list[Any]) -> Iterator[str]:
    def bind(value: Any) -> int:
        values.append(value)
        return len(values)

    if wanted.starts_on is not None:
        number = bind(wanted.starts_on)
        # Nothing is answered before its day begins anywhere: lets the index end the search.
        yield f"v.business_day >= ${number}::date AND a.submitted_at >= ${number}::date - 1"
    if wanted.ends_on is not None:
        yield f"v.business_day <= ${bind(wanted.ends_on)}::date"
    if wanted.rep_id is not None:
        yield f"v.rep_id = ${bind(wanted.rep_id)}::uuid"
    if wanted.customer_id is not None:
        yield f"v.customer_id = ${bind(wanted.customer_id)}::uuid"
    if wanted.department_id is not None:
        yield f"v.department_id IN {_BELOW.replace('{n}', str(bind(wanted.department_id)))}"
    if not wanted.field and (wanted.contains or wanted.least is not None or wanted.most is not None):
        raise invalid("Name the field that the value is of.", "field")
    if wanted.field:
        answer = [
            f"n.action_id = a.id AND n.template_id = ${bind(template_id)}::uuid AND n.field = ${bind(wanted.field)}"
        ]
        if wanted.least is not None:
            answer.append(f"n.number_value >= ${bind(wanted.least)}::numeric")
        if wanted.most is not None:
            answer.append(f"n.number_value <= ${bind(wanted.most)}::numeric")
        if wanted.contains:
            answer.append(
                f"strpos(lower(coalesce(n.text_value, n.day_value::text)), lower(${bind(wanted.contains)})) > 0"
            )
        yield f"EXISTS (SELECT FROM action_answer n WHERE {' AND '.join(answer)})"


async def _products(
    connection: Connection, actions: Sequence[tuple[Definition, Mapping[str, Any]]]
) -> dict[UUID, tuple[str, str]]:
    keys = {
        parse_id(row["product"], "Product")
        for definition, answers in actions for one in _tables(definition) if one.kind is FieldKind.PRODUCT_LINES
        for row in answers.get(one.key, ())
    }  # fmt: skip
    if not keys:
        return {}
    rows = await connection.fetch("SELECT id, name, sku FROM product WHERE id = ANY($1::uuid[])", list(keys))
    return {row["id"]: (row["name"], row["sku"]) for row in rows}


def _tables(definition: Definition) -> list[Field]:
    return [one for one in definition.fields if one.kind in TABLES]


def _rows(
    one: Any, definition: Definition, answers: Mapping[str, Any], products: Mapping[UUID, tuple[str, str]]
) -> Iterator[ActionRow]:
    """The lines of all tables of an action one below the other; one row if there are none."""
    flat = {field.key: _shown(field, answers[field.key]) for field in definition.fields
            if field.kind not in TABLES and field.key in answers}  # fmt: skip
    lines = [(field, at, row) for field in _tables(definition)
             for at, row in enumerate(answers.get(field.key, ()), start=1)]  # fmt: skip
    empty: list[tuple[Field | None, int, Mapping[str, Any]]] = [(None, 0, {})]
    for table, at, row in lines or empty:
        product = parse_id(row["product"], "Product") if "product" in row else None
        name, sku = products.get(product, ("", "")) if product else ("", "")
        yield ActionRow(
            one["id"], one["visit_id"], one["customer_id"], one["customer"], one["customer_code"], one["rep"],
            one["department"], one["business_day"], one["submitted_at"], one["number"], table.label if table else "",
            at, product, name, sku, row.get("competitor", ""),
            flat | {one.key: _shown(one, row[one.key]) for one in (table.columns if table else ()) if one.key in row},
        )  # fmt: skip


def _shown(field: Field, value: Any) -> Any:
    return number_text(field, value) if field.kind in NUMERIC else value


def _cursor(at: datetime, key: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()} {key}".encode()).decode().rstrip("=")


def _position(cursor: str) -> tuple[datetime, UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor[:200]) % 4)).decode()
        at, _, key = text.partition(" ")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None:
            return moment, UUID(key)
    except (ValueError, binascii.Error):
        pass
    raise DomainError(
        ErrorCode.INVALID_CURSOR, "The cursor does not belong to these rows. Begin again without it.", path=("after",)
    )


__all__ = [
    "MOST_AT_ONCE", "ActionColumn", "ActionFilter", "ActionPage", "ActionRow", "ActionTable", "action_table",
    "count_rows", "read_actions",
]  # fmt: skip
