"""The query `actionRows`: the answers of one form as a flat table, page by page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from erp_visit import db
from erp_visit.api.execution import Context
from erp_visit.api.types import graphql_enum
from erp_visit.core.ids import global_id, parse_id
from erp_visit.forms.definition import FieldKind
from erp_visit.visits.action_table import MOST_AT_ONCE, ActionFilter, ActionRow, action_table, read_actions

FieldKindEnum = graphql_enum(FieldKind)


@strawberry.type(name="ActionColumn", description="A field of the form, or a column of one of its tables.")
class ColumnType:
    key: str
    label: str = strawberry.field(description="As the newest version that has it calls it")
    kind: FieldKindEnum  # type: ignore[valid-type]
    unit: str
    table: str = strawberry.field(description="Key of the table that it is a column of; empty for fields of the form")


@strawberry.type(name="ActionRows", description="Some rows of a form's answers, and how to go on.")
class RowsType:
    columns: list[ColumnType]
    rows: list[JSON] = strawberry.field(
        description=(
            "One for each line of the action's tables, one for an action without: actionId, visitId, customerId,"
            " customer, rep, department, businessDay, submittedAt, version, table, line, productId, product, sku,"
            " competitor, and in `values` the answers by column key"
        )
    )
    end_cursor: str | None = strawberry.field(description="`after` of the next page; null at the end")


def _json(row: ActionRow) -> JSON:
    values = {
        "actionId": global_id("VisitAction", row.action_id),
        "visitId": global_id("Visit", row.visit_id),
        "customerId": global_id("Customer", row.customer_id),
        "customer": row.customer,
        "rep": row.rep,
        "department": row.department,
        "businessDay": row.business_day.isoformat(),
        "submittedAt": row.submitted_at.isoformat(),
        "version": row.version,
        "table": row.table,
        "line": row.line,
        "productId": global_id("Product", row.product_id) if row.product_id else None,
        "product": row.product,
        "sku": row.sku,
        "competitor": row.competitor,
        "values": dict(row.values),
    }
    return JSON(values)


def _argument(description: str, name: str | None = None) -> Any:
    return strawberry.argument(description=description, name=name)


async def _resolve(
    info: strawberry.Info,
    template_id: Annotated[strawberry.ID, _argument("The form")],
    starts_on: Annotated[date | None, _argument("First business day of the visits", "from")] = None,
    ends_on: Annotated[date | None, _argument("Last business day of the visits", "to")] = None,
    rep_id: Annotated[strawberry.ID | None, _argument("Whose visits")] = None,
    department_id: Annotated[strawberry.ID | None, _argument("Of which department, with those below")] = None,
    customer_id: Annotated[strawberry.ID | None, _argument("At which customer")] = None,
    field: Annotated[str, _argument("Key of a field: only actions that answer it, as the next three say")] = "",
    least: Annotated[Decimal | None, _argument("Smallest number of the field")] = None,
    most: Annotated[Decimal | None, _argument("Largest number of the field")] = None,
    contains: Annotated[str, _argument("Text in the field, in small or capital letters")] = "",
    first: Annotated[int, _argument(f"Actions, up to {MOST_AT_ONCE}")] = 50,
    after: Annotated[str, _argument("`endCursor` of the page before")] = "",
) -> RowsType | None:
    context: Context = info.context
    actor = context.require_actor()
    wanted = ActionFilter(
        starts_on, ends_on,
        parse_id(rep_id, "Employee", "repId") if rep_id else None,
        parse_id(department_id, "Department", "departmentId") if department_id else None,
        parse_id(customer_id, "Customer", "customerId") if customer_id else None,
        field[:64], least, most, contains[:200],
    )  # fmt: skip
    await context.spend(min(max(first, 1), MOST_AT_ONCE) * 5)
    async with db.connection() as connection:
        table = await action_table(connection, actor, parse_id(template_id, "FormTemplate", "templateId"))
        page = await read_actions(connection, actor, table, wanted, first=first, after=after)
    return RowsType(
        columns=[ColumnType(key=one.key, label=one.label, kind=one.kind, unit=one.unit, table=one.table)
                 for one in table.columns],
        rows=[_json(row) for row in page.rows],
        end_cursor=page.end,
    )  # fmt: skip


def action_rows_field() -> Any:
    """The Strawberry field."""
    return strawberry.field(
        resolver=_resolve,
        name="actionRows",
        description="What was answered in a form, newest first, as a flat table. Needs the right visit.view.",
    )


__all__ = ["action_rows_field"]
