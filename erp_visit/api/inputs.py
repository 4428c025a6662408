"""Inputs of the mutations. Ids are global ids; the id of something to be created is a fresh UUID of the client's."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from strawberry.scalars import JSON

from erp_visit.api.types import graphql_enum
from erp_visit.customers.models import CustomerKind, CustomerLevel, CustomerStatus
from erp_visit.finance.models import PaymentMethod
from erp_visit.visits.models import Datum

for _enum in (CustomerKind, CustomerLevel, CustomerStatus, PaymentMethod, Datum):
    graphql_enum(_enum)

NEW = "A fresh UUID of yours: the id of what is created, and what makes a repeat safe"
OPERATION = "A fresh UUID of yours for this command: repeated with equal content it answers the first result"
VERSION = "The version that you read; if the record has changed since, the command is refused as CONFLICT"


ISO_DAY = "Business day; today if not given"


def _new() -> Any:
    return strawberry.field(description=NEW)


def _operation() -> Any:
    return strawberry.field(description=OPERATION, default=strawberry.UNSET)


def _version() -> Any:
    return strawberry.field(description=VERSION, default=strawberry.UNSET)


def _required(description: str) -> Any:
    return strawberry.field(description=description)


def _optional(description: str) -> Any:
    return strawberry.field(description=description, default=strawberry.UNSET)


def _text(description: str) -> Any:
    return strawberry.field(description=description, default="")


@strawberry.input(description="A position and its datum; it is stored as WGS-84.")
class PositionInput:
    latitude: float = _required("Degrees, -90 to 90")
    longitude: float = _required("Degrees, -180 to 180")
    datum: Datum = _required("WGS84 from phones' own sensors, GCJ02 from Amap and Tencent, BD09 from Baidu")


@strawberry.input(
    description="Fields of a customer. What is left out stays as it is; null empties a field that may be empty."
)
class CustomerFields:
    code: str | None = _optional("Customer number; the next free one if not given")
    name: str | None = _optional("Name")
    kind: CustomerKind | None = _optional("Channel")
    level: CustomerLevel | None = _optional("Level")
    status: CustomerStatus | None = _optional("Life cycle")
    source: str | None = _optional("Where the customer came from")
    phone: str | None = _optional("Main phone")
    address: str | None = _optional("Address")
    position: PositionInput | None = _optional("Position of the shop")
    licence_number: str | None = _optional("Business licence number")
    tags: list[str] | None = _optional("Tags")
    anniversary: date | None = _optional("Birthday or anniversary")
    owner_id: strawberry.ID | None = _optional("The sales rep who looks after the customer")
    department_id: strawberry.ID | None = _optional("Department; the owner's if not given")
    territory: str | None = _optional("Territory")
    opening_hours: JSON | None = _optional(
        'Hours per weekday, 1 Monday to 7: {"1": [["08:00", "12:00"]]}; a weekday that is not named is closed'
    )
    visit_minutes: int | None = _optional("Minutes that a visit takes; null for as the settings say")
    visits_per_month: int | None = _optional("Visits in four weeks; null for as the level asks")
    closed_from: date | None = _optional("First day on which the shop is closed for a while")
    closed_until: date | None = _optional("Last day of that; null while nobody knows")
    credit_limit: Decimal | None = _optional("Most that the customer may owe; null for no limit")
    credit_days: int | None = _optional("Days until a receivable is due")
    remark: str | None = _optional("Remark")


@strawberry.input
class CreateCustomerInput:
    id: uuid.UUID = _new()
    fields: CustomerFields = _required("What is known of the customer; the name at least")


@strawberry.input
class UpdateCustomerInput:
    id: strawberry.ID = _required("The customer")
    changes: CustomerFields = _required("What is to change")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(
    description="Fields of a product. What is left out stays as it is; null empties a field that may be empty."
)
class ProductFields:
    sku: str | None = _optional("Article number")
    name: str | None = _optional("Name")
    barcode: str | None = _optional("Bar code of the base unit")
    brand: str | None = _optional("Brand")
    category_id: strawberry.ID | None = _optional("The group it belongs to")
    base_unit: str | None = _optional("What its quantities count, e.g. 瓶; settled by the first lot or order")
    shelf_life_days: int | None = _optional("Days from production to expiry; null if it keeps")
    batch_tracked: bool | None = _optional("Whether lots are kept apart; settled by the first lot or order")
    stocked: bool | None = _optional("Whether it is kept in stock; settled by the first lot or order")
    tax_rate: Decimal | None = _optional("VAT rate, 0.13 for 13 %")
    list_price: Decimal | None = _optional("List price of one base unit; null if only price rules apply")
    minimum_price: Decimal | None = _optional("Lowest price of one base unit; needs the right cost.view")
    cost_price: Decimal | None = _optional("Cost of one base unit; needs the right cost.view")
    active: bool | None = _optional("Whether it may be sold")


@strawberry.input
class CreateCategoryInput:
    id: uuid.UUID = _new()
    name: str = _required("Name; no two categories have the same")


@strawberry.input
class UpdateCategoryInput:
    category_id: strawberry.ID = _required("The category")
    name: str | None = _optional("Name; no two categories have the same")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CreateProductInput:
    id: uuid.UUID = _new()
    fields: ProductFields = _required("What is known of the product; sku, name and baseUnit at least")


@strawberry.input
class UpdateProductInput:
    product_id: strawberry.ID = _required("The product")
    changes: ProductFields = _required("What is to change")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(description="Fields of a unit that a product is sold in.")
class ProductUnitFields:
    name: str | None = _optional("Name, e.g. 箱")
    factor: int | None = _optional("How many base units it holds, 2 or more; fixed once an order used the unit")
    barcode: str | None = _optional("Bar code")
    active: bool | None = _optional("Whether it may be sold in this unit")


@strawberry.input
class AddProductUnitInput:
    id: uuid.UUID = _new()
    product_id: strawberry.ID = _required("The product")
    fields: ProductUnitFields = _required("The unit; name and factor at least")


@strawberry.input
class UpdateProductUnitInput:
    product_unit_id: strawberry.ID = _required("The unit")
    changes: ProductUnitFields = _required("What is to change")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(description="A price for one customer, for a level, or without either for everyone.")
class CreatePriceRuleInput:
    id: uuid.UUID = _new()
    product_id: strawberry.ID = _required("The product")
    unit_id: strawberry.ID | None = _optional("The unit; the base unit if not given, others follow by factor")
    customer_id: strawberry.ID | None = _optional("The customer it is for")
    level: CustomerLevel | None = _optional("The level it is for")
    price: Decimal = _required("Price of one unit, 0 or more")
    minimum_quantity: int | None = _optional("From how many base units on; 1 if not given")
    starts_on: date | None = _optional("First business day, today or later; today if not given")
    ends_on: date | None = _optional("Last business day; no end if not given")


@strawberry.input
class EndPriceRuleInput:
    price_rule_id: strawberry.ID = _required("The price rule")
    ends_on: date = _required("Last business day, yesterday or later; before its first day withdraws it")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class OrderLineInput:
    product_id: strawberry.ID = _required("The product")
    unit_id: strawberry.ID | None = _optional("The unit; the base unit if not given")
    quantity: int = _required("How many of the unit")
    unit_price: Decimal | None = _optional("A price by hand for one unit; the valid price if not given")


@strawberry.input
class QuoteOrderInput:
    customer_id: strawberry.ID = _required("Who would order")
    lines: list[OrderLineInput] = _required("What; 1 to 200 lines")
    warehouse_id: strawberry.ID | None = _optional("The warehouse; the first active one if not given")
    business_day: date | None = _optional(ISO_DAY)


@strawberry.input
class SubmitOrderInput:
    id: uuid.UUID = _new()
    customer_id: strawberry.ID = _required("Who orders")
    visit_id: strawberry.ID | None = _optional("The visit in which it is taken")
    warehouse_id: strawberry.ID | None = _optional("The warehouse; the first active one if not given")
    lines: list[OrderLineInput] = _required("What; 1 to 200 lines")
    remark: str = _text("Remark")
    expected_total: Decimal | None = _optional("The total that the quote showed; CONFLICT if it is another now")


@strawberry.input
class ApproveOrderInput:
    order_id: strawberry.ID = _required("The order")
    expected_version: int | None = _version()
    preview_token: str | None = _optional("From approvalPreview: refused as CONFLICT if what it showed has changed")
    reason: str = _text("Why, for the record; needed by nobody")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class RejectOrderInput:
    order_id: strawberry.ID = _required("The order")
    reason: str = _required("Why")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.enum(description="Who reviews an order before it is approved.")
class ReviewSide(Enum):
    WAREHOUSE = "WAREHOUSE"
    FINANCE = "FINANCE"


@strawberry.input
class ReviewOrderInput:
    order_id: strawberry.ID = _required("The order")
    side: ReviewSide = _required("For whom one agrees")
    reason: str = _text("Remark")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class CancelOrderInput:
    order_id: strawberry.ID = _required("The order")
    reason: str = _required("Why")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(description="What was really picked for a line of a stock document.")
class PickInput:
    line_id: strawberry.ID = _required("The line")
    lot_id: strawberry.ID = _required("The lot that it was taken from")
    quantity: int = _required("How many base units; 0 for none")


@strawberry.input
class ConfirmStockDocumentInput:
    stock_document_id: strawberry.ID = _required("The stock document")
    lines: list[PickInput] | None = _optional("What was picked; as planned if not given")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class ShipStockDocumentInput:
    stock_document_id: strawberry.ID = _required("The stock document")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input(description="Goods that come in.")
class StockInLineInput:
    product_id: strawberry.ID = _required("The product")
    unit_id: strawberry.ID | None = _optional("The unit; the base unit if not given")
    quantity: int = _required("How many of the unit")
    lot_code: str = _text("Batch number; empty for products whose lots are not kept apart")
    produced_on: date | None = _optional("Production date")
    expires_on: date | None = _optional("Expiry; from production and shelf life if not given")
    unit_cost: Decimal | None = _optional("Cost of one base unit")


@strawberry.input
class ReceiveStockInput:
    id: uuid.UUID = _new()
    warehouse_id: strawberry.ID = _required("The warehouse")
    lines: list[StockInLineInput] = _required("What came in")
    remark: str = _text("Remark")


@strawberry.input
class RecordReceiptInput:
    id: uuid.UUID = _new()
    customer_id: strawberry.ID = _required("Who paid")
    amount: Decimal = _required("How much")
    method: PaymentMethod = _required("How")
    receivable_id: strawberry.ID | None = _optional("What it is for; then, or without it, the oldest due first")
    reference: str = _text("Slip or transfer number")
    remark: str = _text("Remark")
    business_day: date | None = _optional(ISO_DAY)


@strawberry.input
class ReverseReceiptInput:
    receipt_id: strawberry.ID = _required("The receipt")
    reason: str = _required("Why")
    expected_version: int | None = _version()
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class SetSettingInput:
    key: str = _required("Which control parameter")
    value: JSON | None = _required("Its value; null takes it away, so that the one above or the default is in force")
    department_id: strawberry.ID | None = _optional("The department it is for; the whole company if not given")
    employee_id: strawberry.ID | None = _optional("The employee it is for; then no department is named")
    starts_on: date | None = _optional("Business day from which it is in force; from now on if not given or today")
    expected_version: int | None = _version()
    reason: str = _text("Why")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class WithdrawSettingInput:
    setting_id: strawberry.ID = _required("The value that is to come")
    expected_version: int | None = _version()
    reason: str = _text("Why")
    operation_id: uuid.UUID | None = _operation()


@strawberry.input
class RestoreSettingsInput:
    at: datetime = _required("The moment whose values are set back")
    department_id: strawberry.ID | None = _optional("The department; the whole company if not given")
    employee_id: strawberry.ID | None = _optional("The employee; then no department is named")
    starts_on: date | None = _optional("Business day from which they are in force; from now on if not given or today")
    reason: str = _required("Why")
    operation_id: uuid.UUID | None = _operation()
