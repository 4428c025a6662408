"""Tables of orders (ORD-1, ORD-2)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.core.declare import PythonField, SqlField, SqlRelation
from erp_visit.core.models import Record, base_units, created, json, moment, money, price, text, to_one, version
from erp_visit.core.money_words import amount_in_words
from erp_visit.core.states import StateTable
from erp_visit.org.models import history
from erp_visit.org.rights import Right
from erp_visit.org.settings import settings_json_sql


class OrderState(StrEnum):
    """Where an order stands."""

    SUBMITTED = "SUBMITTED"
    HELD = "HELD"
    APPROVED = "APPROVED"
    PICKED = "PICKED"
    SHIPPED = "SHIPPED"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


class LineKind(StrEnum):
    """What an order line is. Gifts, returns and exchanges come with later capabilities."""

    SALE = "SALE"


class PriceSource(StrEnum):
    """Which rule gave a price."""

    CUSTOMER = "CUSTOMER"
    LEVEL = "LEVEL"
    GENERAL = "GENERAL"
    LIST = "LIST"
    MANUAL = "MANUAL"


_S = OrderState
ORDER_MOVES = StateTable(
    "Order",
    {
        (_S.SUBMITTED, _S.APPROVED), (_S.HELD, _S.APPROVED), (_S.SUBMITTED, _S.REJECTED), (_S.HELD, _S.REJECTED),
        (_S.APPROVED, _S.PICKED), (_S.PICKED, _S.SHIPPED), (_S.SHIPPED, _S.CLOSED),
        (_S.SUBMITTED, _S.CANCELLED), (_S.HELD, _S.CANCELLED), (_S.APPROVED, _S.CANCELLED), (_S.PICKED, _S.CANCELLED),
        (_S.SHIPPED, _S.CANCELLED), (_S.CLOSED, _S.CANCELLED), (_S.CLOSED, _S.SHIPPED),
    },
)  # fmt: skip


def _review_due(side: str) -> str:
    """SQL: whether an order waits for a review that the settings for its rep and department ask for."""
    return (
        f"{{t}}.state IN ('SUBMITTED', 'HELD') AND {{t}}.{side}_reviewed_at IS NULL"
        f" AND coalesce(({settings_json_sql('{t}.department_id', '{t}.rep_id')} ->> '{side}_review')::boolean, false)"
    )


class Order(Record):
    """A customer's order; it changes only by its named commands."""

    number = text(32, "Order number", unique=True)
    state = fields.CharEnumField(OrderState, max_length=10, description="State")
    customer = to_one("Customer", "Who orders", "orders")
    customer_id: object
    visit = to_one("Visit", "The visit in which it was taken", "orders", null=True)
    visit_id: object
    rep = to_one("Employee", "Whose order it is", "orders")
    rep_id: object
    department = to_one("Department", "The rep's department at that time")
    department_id: object
    warehouse = to_one("Warehouse", "The warehouse that delivers", "orders")
    warehouse_id: object
    business_day = fields.DateField(description="The business day it belongs to")
    goods_amount = money("Sum of the lines")
    tax_amount = money("VAT: part of the total where prices include it, else added to it")
    rounding = money("Rounding line (抹零), zero or negative", db_default=0)
    total = money("What the customer is to pay")
    cost_amount = money("Cost of the goods when it was submitted", null=True)
    hold_reasons = ArrayField("text", description="Error codes for which it was held", db_default=[])
    stock_reserved = fields.BooleanField(description="Whether stock is reserved for it", db_default=False)
    warehouse_reviewed_at = moment("When the warehouse agreed", null=True)
    warehouse_reviewed_by = to_one("Employee", "Who agreed for the warehouse", null=True)
    warehouse_reviewed_by_id: object
    finance_reviewed_at = moment("When finance agreed", null=True)
    finance_reviewed_by = to_one("Employee", "Who agreed for finance", null=True)
    finance_reviewed_by_id: object
    parameters = to_one("ParameterSet", "The control parameters that it was last judged by", null=True)
    parameters_id: object
    remark = text(500, "Remark", db_default="")
    submitted_at = created("When it was submitted")
    submitted_by = to_one("Employee", "Who submitted it")
    submitted_by_id: object
    decided_at = moment("When it was approved or rejected", null=True)
    decided_by = to_one("Employee", "Who approved or rejected it", null=True)
    decided_by_id: object
    decision_reason = text(255, "Reason given for the decision", db_default="")
    shipped_at = moment("When the goods left", null=True)
    cancelled_at = moment("When it was cancelled", null=True)
    cancel_reason = text(255, "Why it was cancelled", db_default="")
    version = version()

    sql_fields = (
        SqlField("margin", Decimal, "{t}.total - {t}.tax_amount - {t}.cost_amount",
                 "Total less VAT less cost; none if the cost is not known", nullable=True, right=Right.COST_VIEW),
        SqlField("exposure_after", Decimal,
                 "SELECT a.receivable + a.unbilled - a.advance"
                 " + CASE WHEN {t}.state IN ('SUBMITTED', 'HELD') THEN {t}.total ELSE 0 END"
                 " FROM customer_account a WHERE a.customer_id = {t}.customer_id",
                 "What the customer owes and has on order, less what is paid ahead; with this order, if it still waits",
                 right=Right.CREDIT_VIEW),
        SqlField("line_count", int, "SELECT count(*) FROM order_line n WHERE n.order_id = {t}.id",
                 "How many lines it has"),
        SqlField("warehouse_review_due", bool, _review_due("warehouse"),
                 "Whether it waits for the warehouse's agreement, which the settings ask for"),
        SqlField("finance_review_due", bool, _review_due("finance"),
                 "Whether it waits for finance's agreement, which the settings ask for"),
    )  # fmt: skip
    python_fields = (
        PythonField("total_in_words", str, ("total",), lambda total: amount_in_words(Decimal(total)),
                    "The total in Chinese capital figures (大写金额)"),
    )  # fmt: skip
    sql_relations = (history("Order"),)

    class Meta:
        table = "sales_order"
        indexes = (("customer", "submitted_at"), ("rep", "submitted_at"), ("department", "submitted_at"),
                   ("state", "submitted_at"), ("visit", "id"), ("submitted_at", "id"))  # fmt: skip

    class Access(Record.Access):
        right = Right.ORDER_VIEW
        fields = {
            "cost_amount": Right.COST_VIEW, "stock_documents": Right.STOCK_VIEW, "receivables": Right.RECEIVABLE_VIEW,
        }  # fmt: skip

    class Display(Record.Display):
        title = ("number",)
        search = ("number",)
        search_ends = ("number",)
        natural = "submitted_at"


class OrderLine(Record):
    """One product and unit of an order, with the price and how it came about."""

    order = to_one("Order", "The order", "lines")
    order_id: object
    number = fields.IntField(description="Line number")
    kind = fields.CharEnumField(LineKind, max_length=8, description="Kind", db_default=LineKind.SALE)
    product = to_one("Product", "The product", "order_lines")
    product_id: object
    unit = to_one("ProductUnit", "The unit it is sold in; none for the base unit", null=True)
    unit_id: object
    unit_name = text(16, "Name of the unit at that time")
    unit_factor = base_units("Base units in one unit at that time")
    quantity = base_units("How many units")
    base_quantity = base_units("How many base units")
    shipped_quantity = base_units("Base units that left; less than ordered after a short pick", null=True)
    unit_price = price("Price of one unit")
    price_source = fields.CharEnumField(PriceSource, max_length=8, description="Which rule gave the price")
    price_trace = json("The quote behind the price: candidates, chosen rule, rounding")
    amount = money("Unit price × quantity, rounded half up")
    tax_amount = money("VAT in or on the amount")
    cost_amount = money("Cost of the goods when it was submitted", null=True)
    lot = to_one("Lot", "The lot reserved for it; of several, the one that expires first", null=True)
    lot_id: object

    sql_relations = (
        SqlRelation(
            "balances", "StockBalance",
            "{r}.product_id = {t}.product_id AND {r}.on_hand > 0 AND {r}.warehouse_id ="
            " (SELECT w.warehouse_id FROM sales_order w WHERE w.id = {t}.order_id)",
            "What the order's warehouse holds of the product, lot by lot", right=Right.STOCK_VIEW,
        ),
    )  # fmt: skip

    class Meta:
        table = "order_line"
        unique_together = (("order", "number"),)
        indexes = (("product", "order"),)

    class Access(Record.Access):
        right = Right.ORDER_VIEW
        fields = {"cost_amount": Right.COST_VIEW, "movements": Right.STOCK_VIEW, "lot": Right.STOCK_VIEW}

    class Display(Record.Display):
        title = ("number",)


class Reservation(Record):
    """Stock of one lot that is promised to an order line."""

    order_line = to_one("OrderLine", "The order line", "reservations")
    order_line_id: object
    warehouse = to_one("Warehouse", "The warehouse")
    warehouse_id: object
    lot = to_one("Lot", "The lot", "reservations")
    lot_id: object
    quantity = base_units("Base units")

    class Meta:
        table = "reservation"
        unique_together = (("order_line", "lot"),)

    class Access(Record.Access):
        right = Right.STOCK_VIEW


__all__ = ["ORDER_MOVES", "LineKind", "Order", "OrderLine", "OrderState", "PriceSource", "Reservation"]
