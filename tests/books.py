"""What tests on orders, stock and money share: the whole chain in one call, snapshots, and the auditor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from erp_visit import db, doctor
from erp_visit.core.actor import Actor
from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.finance.service import ReceiptChange, record_receipt
from erp_visit.orders.approval import approve_order
from erp_visit.orders.fulfilment import confirm_stock_document
from erp_visit.orders.results import OrderChange
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from tests import factories
from tests.factories import World

TABLES = (
    "sales_order", "order_line", "reservation", "stock_balance", "stock_document", "stock_document_line",
    "stock_movement", "lot", "customer_account", "receivable", "receipt", "allocation", "ledger_entry", "audit_entry",
    "operation",
)  # fmt: skip


async def snapshot(tables: Sequence[str] = TABLES) -> dict[str, list[str]]:
    """Every row of every table that commands write to: equal before and after a refusal."""
    found: dict[str, list[str]] = {table: [] for table in tables}
    each = (f"SELECT '{table}' AS name, t::text AS row FROM {table} t" for table in tables)
    async with db.connection() as connection:
        for row in await connection.fetch(f"{' UNION ALL '.join(each)} ORDER BY 1, 2"):
            found[row["name"]].append(row["row"])
    return found


async def standing() -> dict[str, Any]:
    """Stock, reservations, accounts and advances by key: what a cancelled order must leave as it found it."""
    async with db.connection() as connection:
        return {
            "stock": [tuple(row) for row in await connection.fetch(
                "SELECT warehouse_id, lot_id, on_hand, reserved FROM stock_balance ORDER BY id")],
            "reservations": await connection.fetchval("SELECT count(*) FROM reservation"),
            "accounts": [tuple(row) for row in await connection.fetch(
                "SELECT customer_id, receivable, unbilled, advance FROM customer_account ORDER BY id")],
            "ledger": [tuple(row) for row in await connection.fetch(
                "SELECT account, sum(amount) FROM (SELECT debit AS account, amount FROM ledger_entry UNION ALL"
                " SELECT credit, -amount FROM ledger_entry) e GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1")],
        }  # fmt: skip


async def audit() -> None:
    """All checks of `erp-visit doctor`; the assertion shows what disagrees."""
    async with db.pool().acquire() as connection:
        outcomes = await doctor.examine(connection)
    assert [str(finding) for outcome in outcomes for finding in outcome.findings] == []


async def value(sql: str, *arguments: Any) -> Any:
    """One value from the database."""
    async with db.connection() as connection:
        return await connection.fetchval(sql, *arguments)


async def rows(sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """All rows of a query as tuples."""
    async with db.connection() as connection:
        return [tuple(row) for row in await connection.fetch(sql, *arguments)]


async def blocked_by(holder: db.Connection) -> None:
    """Wait until somebody waits for what a connection has locked; whoever should may have failed before."""
    waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid)))"
    holding = await holder.fetchval("SELECT pg_backend_pid()")  # a pooler makes up the number that it tells us
    async with asyncio.timeout(60):
        while not await value(waiting, holding):  # noqa: ASYNC110 -- the database tells nobody
            await asyncio.sleep(0.01)


async def state_of(order_id: UUID) -> str:
    state: str = await value("SELECT state FROM sales_order WHERE id = $1", order_id)
    return state


@dataclass(frozen=True)
class Shipped:
    """An order that went all the way to the customer's door."""

    order_id: UUID
    document_id: UUID
    receivable_id: UUID


async def submitted(world: World, *quantities: int, unit: str | None = "箱", actor: Actor | None = None) -> OrderChange:
    """An order of the world's rep: so many units of the first products."""
    lines = [
        LineInput(product.id, quantity, unit) for product, quantity in zip(world.products, quantities, strict=False)
    ]
    return await submit_order(actor or world.rep, id=new_id(), customer_id=world.customer, lines=lines)


async def approved(world: World, *quantities: int, unit: str | None = "箱") -> OrderChange:
    order = await submitted(world, *quantities, unit=unit)
    return await approve_order(world.manager, order_id=order.order_id)


async def picked(world: World, *quantities: int, unit: str | None = "箱") -> OrderChange:
    order = await approved(world, *quantities, unit=unit)
    return await confirm_stock_document(world.keeper, document_id=order.stock_document_ids[0])


async def shipped(world: World, *quantities: int, unit: str | None = "箱") -> Shipped:
    order = await picked(world, *quantities, unit=unit)
    result = await ship_stock_document(world.keeper, document_id=order.stock_document_ids[0])
    return Shipped(order.order_id, order.stock_document_ids[0], result.receivable_ids[0])


async def paid(world: World, amount: str, **options: Any) -> ReceiptChange:
    return await record_receipt(
        world.finance, id=new_id(), customer_id=world.customer, amount=Decimal(amount),
        method=options.pop("method", PaymentMethod.CASH), **options,
    )  # fmt: skip


async def credited(world: World, amount: str, *, days_ago: int = 0) -> UUID:
    """A credit note over goods that came back, not set against anything yet."""
    key, day = new_id(), factories.today() - timedelta(days=days_ago)
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO receivable (id, number, customer_id, state, amount, open_amount, business_day, due_on)"
            " VALUES ($1, $2, $3, 'OPEN', $4, $4, $5, $5)",
            key, f"CN-{key}"[:32], world.customer, -Decimal(amount), day,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO ledger_entry (business_day, kind, debit, credit, amount, customer_id, receivable_id)"
            " VALUES ($1, 'CREDIT_NOTE', 'REVENUE', 'ADVANCE', $2, $3, $4)",
            day, Decimal(amount), world.customer, key,
        )  # fmt: skip
        await connection.execute(
            "UPDATE customer_account SET advance = advance + $2 WHERE customer_id = $1",
            world.customer, Decimal(amount),
        )  # fmt: skip
    return key


__all__ = [
    "Shipped", "approved", "audit", "credited", "paid", "picked", "rows", "shipped", "snapshot", "standing", "state_of",
    "submitted", "value",
]  # fmt: skip
