"""A stock-out document with all that picking and shipping are judged by, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import orjson

from erp_visit.core.actor import Actor, Profile
from erp_visit.core.errors import DomainError, ErrorCode, not_found
from erp_visit.core.operations import STORED
from erp_visit.core.rows import QuickUUID, day_or_none, decimal_or_none
from erp_visit.db import Connection
from erp_visit.finance.allocation import Advance
from erp_visit.finance.standing import advances_sql, parse_advances
from erp_visit.orders.models import OrderState
from erp_visit.org.settings import ControlParameters
from erp_visit.org.statements import JUDGED, Reading, fetch_settled, judged_by, sees, waited
from erp_visit.stock.models import StockDocument, StockDocumentKind, StockDocumentState


class DocumentLine(NamedTuple):
    """A line of the document: what is planned and picked of one lot, in base units."""

    id: UUID
    number: int
    order_line_id: UUID
    product_id: UUID
    product: str
    lot_id: UUID
    lot: str
    expires_on: date | None
    planned: int
    actual: int | None
    unit_cost: Decimal | None
    balance_id: UUID


class SoldLine(NamedTuple):
    """The order line behind it, as ordered."""

    id: UUID
    base_quantity: int
    factor: int
    unit_price: Decimal
    amount: Decimal
    tax: Decimal
    stocked: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Base units of a lot that are reserved for an order line."""

    order_line_id: UUID
    lot_id: UUID
    balance_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class LotBalance:
    """A lot's balance in the document's warehouse, locked."""

    balance_id: UUID
    lot_id: UUID
    product_id: UUID
    code: str
    expires_on: date | None
    on_hand: int
    reserved: int


@dataclass(frozen=True, slots=True)
class OutDocument:
    """The document, its order and the customer's account. `advances` are there only if it was read to ship, `held` and
    `balances` only if not. `stamps` are the transactions that last changed account, order and document: who reads
    without locks has the write compare them.
    """

    id: UUID
    number: str
    state: StockDocumentState
    version: int
    warehouse_id: UUID
    order_id: UUID
    order_number: str
    order_state: OrderState
    customer_id: UUID
    customer_name: str
    credit_days: int
    account_id: UUID
    advance: Decimal
    total: Decimal
    tax: Decimal
    rounding_unit: Decimal
    tax_included: bool
    parameters: ControlParameters
    day: date
    lines: tuple[DocumentLine, ...]
    sold: tuple[SoldLine, ...]
    held: tuple[Held, ...]
    balances: tuple[LotBalance, ...]
    advances: tuple[Advance, ...]
    stamps: tuple[int, int, int]


class Purpose(Enum):
    """What a document is read for: to pick it, under locks; or to ship it, with locks or without."""

    PICK = "pick"
    SHIP = "ship"
    SHIP_UNLOCKED = "ship unlocked"


# By key, one after the other: a join would read all products to find these few.
_PRODUCT = "CROSS JOIN LATERAL (SELECT * FROM product z WHERE z.id = l.product_id OFFSET 0) p"
_HELD = """(
    SELECT json_agg(json_build_array(r.order_line_id, r.lot_id, v.id, r.quantity))::text
    FROM reservation r JOIN stock_balance v ON v.warehouse_id = r.warehouse_id AND v.lot_id = r.lot_id
    WHERE r.order_line_id = ANY({lines}))"""
_BALANCES = """(
    SELECT json_agg(json_build_array(b.id, b.lot_id, b.product_id, n.code, n.expires_on, b.on_hand, b.reserved))
    FROM b JOIN lot n ON n.id = b.lot_id)"""
# To ship under locks, it is enough that they are locked, which the count sees to.
_BALANCES_LOCKED = "(SELECT NULL FROM (SELECT count(*) FROM b) b)"


@lru_cache(maxsize=256)
def _statement(profile: Profile, purpose: Purpose) -> str:
    ship, locked = purpose is not Purpose.PICK, purpose is not Purpose.SHIP_UNLOCKED
    account_lock = "FOR NO KEY UPDATE" if purpose is Purpose.SHIP else ""  # picking does not change the account
    order_lock, document_lock = ("FOR NO KEY UPDATE OF o", "FOR NO KEY UPDATE OF t") if locked else ("", "")
    stale = [waited("o", "sales_order"), waited("t", "stock_document")]
    if ship:
        stale.append(waited("a", "customer_account"))
    # After a wait the statement is run again: balances are locked then only, all at once and in their order.
    waited_for = " OR ".join(stale) if locked else "false"
    # Arrays rather than joins: whatever the statistics say, rows are then found by their keys.
    lines = "ARRAY(SELECT l.id FROM order_line l WHERE l.order_id = (SELECT o.id FROM o))"
    held = f"ARRAY(SELECT r.lot_id FROM reservation r WHERE r.order_line_id = ANY({lines}))"
    # What a short pick left behind is nobody's; picked again as planned, it has to be free still.
    planned = "" if ship else " || ARRAY(SELECT p.lot_id FROM stock_document_line p WHERE p.document_id = $3)"
    locked_balances = f""", b AS MATERIALIZED (
    SELECT b.id, b.lot_id, b.product_id, b.on_hand, b.reserved FROM stock_balance b
    WHERE b.warehouse_id = (SELECT t.warehouse_id FROM t LEFT JOIN o ON true LEFT JOIN a ON true
        WHERE ($6::boolean OR t.state = 'PICKED') AND ({waited_for}) IS NOT TRUE)
      AND b.lot_id = ANY($5::uuid[] || {held}{planned})
    ORDER BY b.id FOR NO KEY UPDATE
)"""
    balances = {Purpose.PICK: _BALANCES, Purpose.SHIP: _BALANCES_LOCKED, Purpose.SHIP_UNLOCKED: "NULL"}[purpose]
    return f"""
WITH a AS MATERIALIZED (
    SELECT a.id, a.advance, a.xmin FROM customer_account a
    WHERE a.customer_id = (SELECT z.customer_id FROM stock_document z WHERE z.id = $3) {account_lock}
), o AS MATERIALIZED (
    SELECT o.id, o.number, o.state, o.department_id, o.total, o.tax_amount, o.xmin FROM a, sales_order o
    WHERE o.id = (SELECT z.order_id FROM stock_document z WHERE z.id = $3) {order_lock}
), t AS MATERIALIZED (
    SELECT t.id, t.number, t.kind, t.state, t.version, t.warehouse_id, t.customer_id, t.xmin
    FROM stock_document t LEFT JOIN o ON true
    WHERE t.id = $3 AND {sees(StockDocument, profile, "t")} {document_lock}
){locked_balances if locked else ""}
SELECT ({waited_for}) AS stale, {JUDGED}, {STORED.format(key="$4::uuid")} AS stored, t.id, t.number, t.kind,
    t.state, t.version, t.warehouse_id, o.id AS order_id, o.department_id, o.number AS order_number,
    o.state AS order_state, o.total, o.tax_amount, a.xmin AS account_xmin, o.xmin AS order_xmin, t.xmin,
    t.customer_id, c.name AS customer_name, c.credit_days, a.id AS account_id, a.advance,
    (SELECT json_agg(json_build_array(l.id, l.number, l.order_line_id, l.product_id, p.name, l.lot_id, n.code,
        n.expires_on, l.planned, l.actual, coalesce(n.unit_cost, p.cost_price)::text, (
            SELECT v.id FROM stock_balance v WHERE v.warehouse_id = t.warehouse_id AND v.lot_id = l.lot_id))
        ORDER BY l.number)::text
     FROM stock_document_line l {_PRODUCT} JOIN lot n ON n.id = l.lot_id WHERE l.document_id = t.id) AS lines,
    (SELECT json_agg(json_build_array(l.id, l.base_quantity, l.unit_factor, l.unit_price::text, l.amount::text,
        l.tax_amount::text, l.price_trace->'roundingUnit', l.price_trace->'taxIncluded', p.stocked)
        ORDER BY l.number)::text
     FROM order_line l {_PRODUCT} WHERE l.order_id = o.id) AS sold,
    {"NULL::text" if ship else _HELD.format(lines=lines)} AS held,
    {balances}::text AS balances,
    {f"CASE WHEN a.advance > 0 THEN {advances_sql('t.customer_id')}::text END" if ship else "NULL::text"} AS advances
FROM t LEFT JOIN o ON true LEFT JOIN a ON true LEFT JOIN customer c ON c.id = t.customer_id
"""


async def read_document(
    connection: Connection,
    actor: Actor,
    document_id: UUID,
    operation_id: UUID | None,
    purpose: Purpose,
    *,
    lots: list[UUID] | None = None,
) -> tuple[str | None, Reading]:
    """Read, with the locks of the purpose; returns the operation's row and the rest for `parse_document`.

    Raises NOT_FOUND.

    To ship, the account is locked too. To pick, balances are locked only if lots may change: for `lots`, or
    because the document was picked before.
    """
    row = await fetch_settled(
        connection, _statement(actor.profile, purpose), actor.id, list(actor.department_ids), document_id, operation_id,
        *([] if purpose is Purpose.SHIP_UNLOCKED else [lots or [], purpose is Purpose.SHIP or lots is not None]),
    )  # fmt: skip
    if row is None:
        raise not_found("StockDocument", document_id, "documentId")
    return row["stored"], await judged_by(connection, row, row["department_id"])


def parse_document(reading: Reading) -> OutDocument:
    """The document, typed; raises WRONG_STATE for one that does not send goods out."""
    row = reading.row
    if row["kind"] != StockDocumentKind.OUT or row["order_id"] is None:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "{number} brings goods in; only documents that send goods out are picked and shipped.",
            number=row["number"],
        )
    sold = orjson.loads(row["sold"])
    return OutDocument(
        id=row["id"],
        number=row["number"],
        state=StockDocumentState(row["state"]),
        version=row["version"],
        warehouse_id=row["warehouse_id"],
        order_id=row["order_id"],
        order_number=row["order_number"],
        order_state=OrderState(row["order_state"]),
        customer_id=row["customer_id"],
        customer_name=row["customer_name"],
        credit_days=row["credit_days"],
        account_id=row["account_id"],
        advance=row["advance"],
        total=row["total"],
        tax=row["tax_amount"],
        rounding_unit=Decimal(sold[0][6] or "0"),
        tax_included=sold[0][7] is not False,
        parameters=reading.parameters,
        day=reading.day,
        lines=tuple(
            DocumentLine(
                QuickUUID(key), number, QuickUUID(order_line), QuickUUID(product_id), product, QuickUUID(lot_id), lot,
                day_or_none(expires),
                planned, actual, decimal_or_none(cost), QuickUUID(balance),
            )
            for key, number, order_line, product_id, product, lot_id, lot, expires, planned, actual, cost, balance
            in orjson.loads(row["lines"] or "[]")
        ),
        sold=tuple(
            SoldLine(QuickUUID(key), base, factor, Decimal(price), Decimal(amount), Decimal(tax), stocked)
            for key, base, factor, price, amount, tax, _, _, stocked in sold
        ),
        held=tuple(
            Held(QuickUUID(line), QuickUUID(lot), QuickUUID(balance), quantity)
            for line, lot, balance, quantity in orjson.loads(row["held"] or "[]")
        ),
        balances=tuple(
            LotBalance(
                QuickUUID(key), QuickUUID(lot), QuickUUID(product), code, day_or_none(expires), on_hand, reserved
            )
            for key, lot, product, code, expires, on_hand, reserved in orjson.loads(row["balances"] or "[]")
        ),
        advances=tuple(parse_advances(row["advances"])),
        stamps=(row["account_xmin"], row["order_xmin"], row["xmin"]),
    )  # fmt: skip


def check_expiry(document: OutDocument, lines: list[tuple[str, str, date | None]]) -> None:
    """Refuse lots (product, lot, expiry) that may not be sold any more on the business day."""
    for product, lot, expires in lines:
        if expires is not None and expires < document.day:
            raise DomainError(
                ErrorCode.INSUFFICIENT_STOCK,
                "Lot {lot} of {product} expired on {day}. Confirm the pick of {number} again with another lot.",
                path=("lines",), number=document.number, product=product, lot=lot, day=expires.isoformat(),
            )  # fmt: skip


__all__ = [
    "DocumentLine", "Held", "LotBalance", "OutDocument", "Purpose", "SoldLine", "check_expiry", "parse_document",
    "read_document",
]  # fmt: skip
