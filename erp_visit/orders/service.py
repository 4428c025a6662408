"""Submitting an order (ORD-1, ORD-3, ORD-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.catalog.pricing import Totals
from erp_visit.core.actor import Actor
from erp_visit.core.checks import raise_all
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.operations import Operation, repeatable, reused, stored_result
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.db import Connection
from erp_visit.orders.intake import Intake, check_customer, check_visit, parse_intake, read_intake
from erp_visit.orders.lines import (
    MAX_REMARK,
    LineInput,
    OrderedLine,
    check_count,
    check_floor,
    order_lines,
    order_totals,
    shortage,
    unit_names,
)
from erp_visit.orders.models import OrderState
from erp_visit.orders.results import OrderChange
from erp_visit.org.parameter_sets import parameter_set_id, remember_parameters
from erp_visit.org.rights import Right
from erp_visit.stock.allocation import LotStock, Pick, Shortage, allocate, fefo_key, per_key
from erp_visit.stock.lots import lock_demand, lock_further

constraint_means(
    "sales_order_pkey",
    ErrorCode.KEY_REUSED,
    "The id stands for another order already. Make a fresh UUID for each new order.",
)
constraint_means(
    "stock_balance_reserved",
    ErrorCode.INSUFFICIENT_STOCK,
    "Somebody took the stock a moment ago. Look at what is available now, then try again.",
)


async def submit_order(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the client's name for it in the contract
    customer_id: UUID,
    lines: Sequence[LineInput],
    visit_id: UUID | None = None,
    warehouse_id: UUID | None = None,
    remark: str = "",
    expected_total: Decimal | None = None,
) -> OrderChange:
    """Take an order under the client's id; an equal repeat answers with the first result.

    The order is the actor's own if it comes from a visit or the actor sees own records only, else it belongs to
    the customer's owner. Failing credit holds the order with the reasons instead of refusing it. With
    `expected_total`, what the customer was quoted, a price that has changed since is refused.

    Raises FORBIDDEN, NOT_FOUND, INACTIVE, INVALID_INPUT, DUPLICATE_PRODUCT, VISIT_REQUIRED, NO_PRICE,
    AMBIGUOUS_PRICE, BELOW_MINIMUM_PRICE, INSUFFICIENT_STOCK, CONFLICT, KEY_REUSED.
    """
    actor.require(Right.ORDER_SUBMIT, Right.CUSTOMER_VIEW)
    check_count(lines)
    remark = check_text(remark, MAX_REMARK, "remark", lines=True)
    operation = Operation.of(
        actor, "submitOrder", id, customer=customer_id, visit=visit_id, warehouse=warehouse_id, remark=remark,
        lines=list(lines), total=expected_total,
    )  # fmt: skip

    async def work() -> OrderChange:
        async with db.connection() as connection:
            stored, row = await read_intake(
                connection, actor, customer_id=customer_id, product_ids=[line.product_id for line in lines],
                warehouse_id=warehouse_id, visit_id=visit_id, operation_id=id,
            )  # fmt: skip
        earlier = operation.recall(OrderChange, stored)
        if earlier is not None:
            return earlier
        intake = parse_intake(row, customer_id, warehouse_id)
        check_customer(intake)
        visit = check_visit(actor, intake, customer_id, visit_id)
        ordered = order_lines(lines, intake.products, intake.parameters, intake.day)
        check_floor(actor, ordered)
        sums = order_totals(ordered, intake.parameters)
        _check_total(sums.total, expected_total)

        async def write(connection: Connection, picks: Sequence[Pick]) -> OrderChange:
            return await _write(
                connection, actor, operation, id, customer_id, visit, remark, intake, ordered, sums, picks
            )

        if intake.parameters.reserve_at == "SUBMIT":
            async with db.transaction() as connection:
                change = await write(connection, await _reserve(connection, intake, ordered))
                await remember_parameters(connection, intake.parameters)
                return change
        _refuse(ordered, _short_of(ordered, intake.available))
        async with db.statement() as connection:
            await remember_parameters(connection, intake.parameters)
            return await write(connection, ())

    return await repeatable(operation, OrderChange, work)


def _check_total(total: Decimal, expected: Decimal | None) -> None:
    if expected is not None and expected != total:
        raise DomainError(
            ErrorCode.CONFLICT,
            "The order comes to {total} instead of {expected}: prices have changed. Show the new quote, then submit.",
            path=("expectedTotal",), total=total, expected=expected,
        )  # fmt: skip


def _short_of(ordered: Sequence[OrderedLine], available: Mapping[UUID, int]) -> list[Shortage]:
    """Lines that stock does not suffice for, one after the other; nothing is set aside yet."""
    left = dict(available)
    shortages: list[Shortage] = []
    for line in ordered:
        free = left.get(line.product.id, 0)
        if free < line.demand:
            shortages.append(Shortage(line.position, line.product.id, line.demand, free))
        else:
            left[line.product.id] = free - line.demand
    return shortages


async def _reserve(connection: Connection, intake: Intake, ordered: Sequence[OrderedLine]) -> list[Pick]:
    """Lots for all lines, their balances locked."""
    demand = [(line.product.id, line.demand) for line in ordered]
    lots, more = await lock_demand(connection, intake.warehouse_id, demand, intake.day)
    picks, shortages = allocate(demand, lots, intake.day)
    if shortages and more:
        lots = await lock_further(connection, intake.warehouse_id, demand, lots, intake.day)
        picks, shortages = allocate(demand, lots, intake.day)
    _refuse(ordered, shortages)
    return picks


def _refuse(ordered: Sequence[OrderedLine], shortages: Sequence[Shortage]) -> None:
    """Raise INSUFFICIENT_STOCK for every line that cannot be served in full."""
    raise_all(
        [
            shortage(line.product.name, short, unit_names(line.product), "lines", line.position, "quantity")
            for short in shortages
            for line in (ordered[short.demand],)
        ]
    )


# Amounts of lines go as text: an array of numbers takes the driver three times as long.
_INSERTED = """
WITH op AS (
    INSERT INTO operation (id, actor_id, name, fingerprint, result)
    VALUES ($1, $2, $3, $4, $5::jsonb) ON CONFLICT (id) DO NOTHING RETURNING id
), o AS (
    INSERT INTO sales_order (id, number, state, customer_id, visit_id, rep_id, department_id, warehouse_id,
        business_day, goods_amount, tax_amount, rounding, total, cost_amount, hold_reasons, stock_reserved, remark,
        submitted_by_id, parameters_id)
    SELECT op.id, document_number('SO', $12::date, 'order_number'), $6, $7, $8, $9, $10, $11, $12,
        $13, $14, $15, $16, $17, $18, $19, $20, $2, $36 FROM op
    RETURNING id, number
), l AS (
    INSERT INTO order_line (id, order_id, number, product_id, unit_id, unit_name, unit_factor, quantity, base_quantity,
        unit_price, price_source, price_trace, amount, tax_amount, cost_amount, lot_id)
    SELECT coalesce(v.id, new_id()), op.id, v.number, v.product, v.unit, v.name, v.factor, v.quantity,
        v.factor * v.quantity, v.price::numeric, v.source, v.trace::jsonb, v.amount::numeric, v.tax::numeric,
        v.cost::numeric, v.lot
    FROM op, unnest($21::uuid[], $22::int[], $23::uuid[], $24::uuid[], $25::text[], $26::bigint[], $27::bigint[],
        $28::text[], $29::text[], $30::text[], $31::text[], $32::text[], $33::text[], $34::uuid[])
        AS v (id, number, product, unit, name, factor, quantity, price, source, trace, amount, tax, cost, lot)
), x AS (
    INSERT INTO audit_entry (actor_id, action, entity, entity_id, number, after)
    SELECT $2, 'order.submit', 'Order', o.id, o.number, $35::jsonb FROM o
)"""
_RESERVED = """, b AS (
    UPDATE stock_balance b SET reserved = b.reserved + v.quantity
    FROM op, unnest($37::uuid[], $38::bigint[]) AS v (id, quantity) WHERE b.id = v.id
), r AS (
    INSERT INTO reservation (order_line_id, warehouse_id, lot_id, quantity)
    SELECT v.line, $11, v.lot, v.quantity
    FROM op, unnest($39::uuid[], $40::uuid[], $41::bigint[]) AS v (line, lot, quantity)
)"""
_INSERT = f"{_INSERTED} SELECT id FROM o"
_INSERT_RESERVING = f"{_INSERTED}{_RESERVED} SELECT id FROM o"


async def _write(
    connection: Connection,
    actor: Actor,
    operation: Operation,
    order_id: UUID,
    customer_id: UUID,
    visit_id: UUID | None,
    remark: str,
    intake: Intake,
    ordered: Sequence[OrderedLine],
    sums: Totals,
    picks: Sequence[Pick],
) -> OrderChange:
    # No lock on the account: a submitted order is not yet exposure, so two of them cannot overdraw it together.
    # Approval judges again, under the lock.
    credit = replace(intake.credit, this_order=sums.total)
    reasons = [reason.name for reason in credit.objections(hold_on_overdue=intake.parameters.hold_on_overdue)]
    state = OrderState.HELD if reasons else OrderState.SUBMITTED
    balances = per_key((pick.lot.balance_id, pick.quantity) for pick in picks)
    line_ids = [new_id() for _ in ordered] if picks else None  # only reservations have to know them beforehand
    first_lots = first_lot(picks)
    costs = [line.cost for line in ordered]
    known = [cost for cost in costs if cost is not None]
    result = OrderChange(order_id, customer_id, balance_ids=tuple(balances))
    after: dict[str, Any] = {"state": state, "total": str(sums.total), "holdReasons": reasons, "lines": len(ordered)}
    rounding_unit = intake.parameters.rounding_unit
    reserved = (
        list(balances), list(balances.values()), [line_ids[pick.demand] for pick in picks],
        [pick.lot.lot_id for pick in picks], [pick.quantity for pick in picks],
    ) if line_ids else ()  # fmt: skip
    written = await connection.fetchval(
        _INSERT_RESERVING if picks else _INSERT, *operation.row(result), state, customer_id, visit_id,
        intake.rep_id, intake.department_id, intake.warehouse_id, intake.day,
        sums.goods, sums.tax, sums.rounding, sums.total,
        sum(known) if len(known) == len(costs) else None, reasons, bool(picks), remark,
        line_ids, list(range(1, len(ordered) + 1)), [line.product.id for line in ordered],
        [line.unit.id for line in ordered], [line.unit.name for line in ordered],
        [line.unit.factor for line in ordered], [line.quantity for line in ordered],
        [str(line.price.unit_price) for line in ordered],
        [line.price.source.value for line in ordered],
        [orjson.dumps(line.price.trace(rounding_unit)).decode() for line in ordered],
        [str(line.price.amount) for line in ordered], [str(line.price.tax_amount) for line in ordered],
        [None if cost is None else str(cost) for cost in costs],
        [first_lots.get(position) for position in range(len(ordered))],
        orjson.dumps(after).decode(), parameter_set_id(intake.parameters),
        *reserved,
    )  # fmt: skip
    if written is None:
        # Another request with this id was faster; its result is there now, or its content was another.
        earlier = await stored_result(connection, operation, OrderChange)
        if earlier is None:
            raise reused(order_id)
        return earlier
    result.announce()
    return result


def first_lot(picks: Sequence[Pick]) -> dict[int, UUID]:
    """Per demand, the lot that expires first of those that serve it."""
    first: dict[int, LotStock] = {}
    for pick in picks:
        if pick.demand not in first or fefo_key(pick.lot) < fefo_key(first[pick.demand]):
            first[pick.demand] = pick.lot
    return {demand: lot.lot_id for demand, lot in first.items()}


__all__ = ["LineInput", "first_lot", "submit_order"]
