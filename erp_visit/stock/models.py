"""Tables of stock (STK-1…3). Balances never go below zero, movements only grow; the database sees to both."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields

from erp_visit.core.declare import SqlField, SqlRelation
from erp_visit.core.models import Record, base_units, created, moment, price, text, to_one, version
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right


class WarehouseKind(StrEnum):
    """A building or a vehicle that holds stock."""

    WAREHOUSE = "WAREHOUSE"
    VEHICLE = "VEHICLE"


class StockDocumentKind(StrEnum):
    """What a stock document does."""

    OUT = "OUT"
    IN = "IN"


class StockDocumentState(StrEnum):
    """Where a stock document stands."""

    PENDING = "PENDING"
    PICKED = "PICKED"
    SHIPPED = "SHIPPED"
    RECEIVED = "RECEIVED"
    CANCELLED = "CANCELLED"
    REVERSED = "REVERSED"


class MovementKind(StrEnum):
    """Why stock moved."""

    RECEIPT = "RECEIPT"
    SALE = "SALE"
    RETURN = "RETURN"
    ADJUSTMENT = "ADJUSTMENT"
    REVERSAL = "REVERSAL"


_S = StockDocumentState
STOCK_DOCUMENT_MOVES = StateTable(
    "Stock document",
    {
        (_S.PENDING, _S.PICKED), (_S.PICKED, _S.SHIPPED), (_S.PENDING, _S.CANCELLED), (_S.PICKED, _S.CANCELLED),
        (_S.PICKED, _S.PICKED), (_S.SHIPPED, _S.REVERSED), (_S.PENDING, _S.RECEIVED), (_S.RECEIVED, _S.REVERSED),
    },
)  # fmt: skip


class Warehouse(Record):
    """A place that holds stock."""

    code = text(32, "Short unique code", unique=True)
    name = text(64, "Name")
    kind = fields.CharEnumField(WarehouseKind, max_length=12, description="Building or vehicle",
                                db_default=WarehouseKind.WAREHOUSE)  # fmt: skip
    address = text(255, "Address", db_default="")
    active = fields.BooleanField(description="Whether orders may draw on it", db_default=True)

    class Meta:
        table = "warehouse"

    class Access(Record.Access):
        right = Right.STOCK_VIEW

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "code")


class Lot(Record):
    """A batch of a product. A product that is not batch-tracked has one lot with an empty code."""

    product = to_one("Product", "The product", "lots")
    product_id: object
    code = text(64, "Batch number", db_default="")
    produced_on = fields.DateField(description="Production date", null=True)
    expires_on = fields.DateField(description="Last day it may be sold; none if it keeps", null=True)
    received_on = fields.DateField(description="When it first came in")
    unit_cost = price("Cost of one base unit", null=True)

    class Meta:
        table = "lot"
        unique_together = (("product", "code"),)
        indexes = (("code", "id"),)

    class Access(Record.Access):
        right = Right.STOCK_VIEW
        fields = {"unit_cost": Right.COST_VIEW}

    class Display(Record.Display):
        title = ("code",)
        search = ("code",)


class StockBalance(Record):
    """What one warehouse holds of one lot: always the sum of its movements."""

    warehouse = to_one("Warehouse", "The warehouse", "balances")
    warehouse_id: object
    product = to_one("Product", "The product", "balances")
    product_id: object
    lot = to_one("Lot", "The lot", "balances")
    lot_id: object
    on_hand = base_units("On hand, in base units", db_default=0)
    reserved = base_units("Promised to approved orders, in base units", db_default=0)

    sql_fields = (
        SqlField("available", int,
                 "SELECT CASE WHEN l.expires_on < :today THEN 0 ELSE {t}.on_hand - {t}.reserved END"
                 " FROM lot l WHERE l.id = {t}.lot_id",
                 "On hand less reserved, nothing of an expired lot; in base units"),
    )  # fmt: skip

    class Meta:
        table = "stock_balance"
        unique_together = (("warehouse", "lot"),)
        indexes = (("product", "warehouse"),)

    class Access(Record.Access):
        right = Right.STOCK_VIEW


class StockDocument(Record):
    """A document by which stock leaves or comes in; it changes only by its named commands."""

    number = text(32, "Document number", unique=True)
    kind = fields.CharEnumField(StockDocumentKind, max_length=4, description="Out or in")
    state = fields.CharEnumField(StockDocumentState, max_length=10, description="State")
    warehouse = to_one("Warehouse", "The warehouse", "stock_documents")
    warehouse_id: object
    customer = to_one("Customer", "The customer that the goods are for", "stock_documents", null=True)
    customer_id: object
    order = to_one("Order", "The order that it fulfils", "stock_documents", null=True)
    order_id: object
    business_day = fields.DateField(description="The business day it belongs to")
    remark = text(500, "Remark", db_default="")
    created_at = created()
    picked_at = moment("When the pick was confirmed", null=True)
    picked_by = to_one("Employee", "Who confirmed the pick", null=True)
    picked_by_id: object
    shipped_at = moment("When it was shipped", null=True)
    shipped_by = to_one("Employee", "Who shipped it", null=True)
    shipped_by_id: object
    version = version()

    sql_fields = (
        SqlField("line_count", int, "SELECT count(*) FROM stock_document_line n WHERE n.document_id = {t}.id",
                 "How many lines it has"),
    )  # fmt: skip
    sql_relations = (history("StockDocument"),)

    class Meta:
        table = "stock_document"
        indexes = (("order", "id"), ("customer", "created_at"), ("state", "created_at"), ("created_at", "id"))

    class Access(Record.Access):
        right = Right.STOCK_VIEW

    class Display(Record.Display):
        title = ("number",)
        search = ("number",)
        search_ends = ("number",)


class StockDocumentLine(Record):
    """What is to leave from one lot, and what left."""

    document = to_one("StockDocument", "The stock document", "lines")
    document_id: object
    order_line = to_one("OrderLine", "The order line that it fulfils", "stock_lines", null=True)
    order_line_id: object
    number = fields.IntField(description="Line number")
    product = to_one("Product", "The product")
    product_id: object
    lot = to_one("Lot", "The lot")
    lot_id: object
    planned = base_units("Reserved for it, in base units")
    actual = base_units("Picked, in base units; none until the pick is confirmed", null=True)

    sql_relations = (
        SqlRelation(
            "balances", "StockBalance",
            "{r}.product_id = {t}.product_id AND {r}.on_hand > 0 AND {r}.warehouse_id ="
            " (SELECT w.warehouse_id FROM stock_document w WHERE w.id = {t}.document_id)",
            "What the document's warehouse holds of the product, lot by lot",
        ),
    )  # fmt: skip

    class Meta:
        table = "stock_document_line"
        indexes = (("document", "number"), ("order_line", "id"))

    class Access(Record.Access):
        right = Right.STOCK_VIEW

    class Display(Record.Display):
        title = ("number",)


class StockMovement(Record):
    """Stock that came (positive) or left (negative), with its document; never changed."""

    at = created("When it was booked")
    business_day = fields.DateField(description="The business day it belongs to")
    kind = fields.CharEnumField(MovementKind, max_length=10, description="Why it moved")
    warehouse = to_one("Warehouse", "The warehouse", "movements")
    warehouse_id: object
    product = to_one("Product", "The product", "movements")
    product_id: object
    lot = to_one("Lot", "The lot", "movements")
    lot_id: object
    quantity = base_units("Base units, positive in, negative out")
    unit_cost = price("Cost of one base unit at that time", null=True)
    document = to_one("StockDocument", "The stock document that caused it", "movements")
    document_id: object
    order_line = to_one("OrderLine", "The order line behind it", "movements", null=True)
    order_line_id: object
    reverses = to_one("StockMovement", "The movement that it takes back", null=True)
    reverses_id: object

    class Meta:
        table = "stock_movement"
        indexes = (("document", "id"), ("order_line", "id"), ("product", "at"), ("warehouse", "lot"), ("at", "id"))

    class Access(Record.Access):
        right = Right.STOCK_VIEW
        fields = {"unit_cost": Right.COST_VIEW}

    class Display(Record.Display):
        title = ("kind", "quantity")


__all__ = [
    "STOCK_DOCUMENT_MOVES", "Lot", "MovementKind", "StockBalance", "StockDocument", "StockDocumentKind",
    "StockDocumentLine", "StockDocumentState", "StockMovement", "Warehouse", "WarehouseKind",
]  # fmt: skip
