"""The doctor finds nothing in sound data, and every kind of damage by name."""

from __future__ import annotations

from datetime import date
from types import ModuleType

from erp_visit.demo.load import DemoSize, load, until
from erp_visit.doctor import CHECKS, examine, run
from erp_visit.settings import Settings

SIZE = DemoSize(until=until(date(2026, 11, 20)), customers=60, orders=300, days=40)
FIRST_OPEN = "(SELECT id FROM receivable WHERE open_amount > 0 ORDER BY number LIMIT 1)"

DAMAGE: list[tuple[str, set[str]]] = [
    (
        "UPDATE stock_balance SET on_hand = on_hand + 1 WHERE id = (SELECT min(id::text)::uuid FROM stock_balance)",
        {"stock on hand = sum of movements"},
    ),
    (
        "UPDATE stock_balance SET reserved = reserved - 1"
        " WHERE id = (SELECT min(id::text)::uuid FROM stock_balance WHERE reserved > 0)",
        {"stock reserved = sum of reservations"},
    ),
    (
        "DELETE FROM stock_movement WHERE id = (SELECT min(id::text)::uuid FROM stock_movement WHERE kind = 'SALE')",
        {
            "stock on hand = sum of movements",
            "stock documents moved what their lines say",
            "shipped quantity = what moved",
        },
    ),
    (
        "UPDATE sales_order SET stock_reserved = false WHERE state = 'PICKED'",
        {"reservations belong to orders that wait for their goods"},
    ),
    (
        "UPDATE stock_document_line SET planned = planned + 1 WHERE document_id IN"
        " (SELECT id FROM stock_document WHERE state = 'PENDING')",
        {"approved orders reserve what their document plans"},
    ),
    (
        "UPDATE sales_order SET goods_amount = goods_amount + 1 WHERE state = 'SUBMITTED'",
        {"order total = sum of lines + rounding"},
    ),
    (
        "UPDATE order_line SET unit_price = unit_price + 1"
        " WHERE order_id IN (SELECT id FROM sales_order WHERE state = 'SUBMITTED')",
        {"line amount = unit price × quantity"},
    ),
    (
        "UPDATE stock_document SET state = 'PENDING' WHERE state = 'PICKED'",
        {"order state fits its stock documents"},
    ),
    (
        "UPDATE sales_order SET state = 'CLOSED'"
        " WHERE id = (SELECT order_id FROM receivable WHERE open_amount > 0 LIMIT 1)",
        {"an order is closed when nothing of it is left to pay"},
    ),
    (
        f"UPDATE receivable SET open_amount = open_amount - 0.01 WHERE id = {FIRST_OPEN}",
        {
            "open amount = amount − what was set against it",
            "customer account = sum of documents",
            "ledger of each invoice = what is open of it",
        },
    ),
    (
        "UPDATE receipt SET unallocated = unallocated + 0.01 WHERE number = (SELECT min(number) FROM receipt)",
        {
            "receipt's advance = amount − allocations",
            "customer account = sum of documents",
            "ledger of each receipt = its money and its advance",
        },
    ),
    (
        "UPDATE customer_account SET unbilled = unbilled + 0.01"
        " WHERE id = (SELECT min(id::text)::uuid FROM customer_account)",
        {"customer account = sum of documents"},
    ),
    (
        "DELETE FROM customer_account WHERE id = (SELECT min(id::text)::uuid FROM customer_account)",
        {"customer account = sum of documents"},
    ),
    (
        "UPDATE ledger_entry SET amount = amount + 0.01"
        " WHERE id = (SELECT min(id::text)::uuid FROM ledger_entry WHERE kind = 'SALE' AND credit = 'REVENUE')",
        {
            "ledger of each invoice = what is open of it",
            "ledger per customer = customer account",
            "ledger of sales per customer = what was billed and credited",
        },
    ),
    (
        "UPDATE receivable SET customer_id = (SELECT max(id::text)::uuid FROM customer WHERE id <> customer_id)"
        f" WHERE id = {FIRST_OPEN}",
        {
            "documents of one order name one customer",
            "customer account = sum of documents",
            "ledger of sales per customer = what was billed and credited",
        },
    ),
    (
        "UPDATE stock_document SET warehouse_id = (SELECT max(id::text)::uuid FROM warehouse WHERE id <> warehouse_id)"
        " WHERE number = (SELECT min(number) FROM stock_document WHERE state = 'SHIPPED')",
        {"movements are in the warehouse of their document"},
    ),
    (
        "UPDATE order_line SET cost_amount = cost_amount + 1"
        " WHERE id = (SELECT min(id::text)::uuid FROM order_line WHERE cost_amount IS NOT NULL)",
        {"order cost = sum of its lines' costs"},
    ),
    (
        "UPDATE receipt SET method = 'BANK' WHERE number = (SELECT min(number) FROM receipt WHERE method = 'CASH')",
        {"entries are on the accounts of their kind"},
    ),
    (
        "UPDATE ledger_entry SET kind = 'RECEIPT'"
        " WHERE id = (SELECT min(id::text)::uuid FROM ledger_entry WHERE kind = 'ALLOCATION')",
        {"entries are on the accounts of their kind"},
    ),
    (
        "UPDATE ledger_entry SET amount = amount + CASE credit WHEN 'REVENUE' THEN 1 ELSE -1 END"
        " WHERE kind = 'SALE' AND receivable_id = (SELECT min(r.id::text)::uuid FROM receivable r"
        " JOIN sales_order o ON o.id = r.order_id WHERE r.amount = o.total AND o.tax_amount > 1)",
        {"output tax of what was sold whole = tax of its order"},
    ),
    (
        "ALTER TABLE product DISABLE TRIGGER product_renews_epoch",
        {"triggers and foreign keys are switched on"},
    ),
]


async def test_every_damage_is_found_and_nothing_else(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        assert [str(outcome) for outcome in await examine(connection) if outcome.total] == []
        for damage, expected in DAMAGE:
            outer = connection.transaction()
            await outer.start()
            # Triggers and foreign keys would refuse most of this: that is the point of trying it without them.
            await connection.execute("SET LOCAL session_replication_role = replica")
            assert await connection.execute(damage) not in {"UPDATE 0", "DELETE 0"}, damage
            found = set()
            for check in CHECKS:
                if await connection.fetch(check.sql):
                    found.add(check.name)
            await outer.rollback()
            assert found == expected, damage


async def test_all_checks_look_at_something_in_the_demo(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        idle = {outcome.check.name for outcome in await examine(connection) if outcome.rows == 0}
    assert idle == {"reversed movements mirror their origin", "reversed entries mirror their origin"}


async def test_findings_name_the_record_and_are_cut_short(db: ModuleType, settings: Settings) -> None:
    assert settings.database_url is not None
    async with db.pool().acquire() as connection:
        await load(connection, SIZE, "hash")
        await connection.execute("UPDATE customer_account SET unbilled = unbilled + 5")
    lines: list[str] = []
    findings = await run(settings.database_url, lines.append)
    assert len(lines) == len(CHECKS)
    assert len(findings) == 51
    assert findings[0].record == "C000001"
    assert str(findings[-1]) == "customer account = sum of documents: …: 10 more"


async def test_an_empty_database_is_in_order(db: ModuleType) -> None:
    async with db.pool().acquire() as connection:
        outcomes = await examine(connection)
    assert [outcome.check.name for outcome in outcomes if outcome.rows] == ["triggers and foreign keys are switched on"]
    assert not any(outcome.total for outcome in outcomes)
