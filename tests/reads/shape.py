"""The schema as the slow resolver needs it: which relations there are, by whose columns."""

from __future__ import annotations

from tortoise.fields.relational import BackwardFKRelation, BackwardOneToOneRelation

from erp_visit.api.schema import api
from erp_visit.core.declare import parent_of
from erp_visit.domains import public_models

SCHEMA = api().schema._schema
MODELS = {model.__name__: model for model in public_models()}
INTERFACES = {"Node": set(MODELS)}

MANY: dict[str, dict[str, tuple[str, str]]] = {
    "Department": {
        "children": ("Department", "parent_id"), "employees": ("Employee", "department_id"),
        "customers": ("Customer", "department_id"),
    },
    "Employee": {
        "roles": ("EmployeeRole", "employee_id"), "customers": ("Customer", "owner_id"), "visits": ("Visit", "rep_id"),
        "recordedReceipts": ("Receipt", "recorded_by_id"), "orders": ("Order", "rep_id"),
    },
    "Role": {"employees": ("EmployeeRole", "role_id")},
    "Customer": {
        "contacts": ("Contact", "customer_id"), "priceRules": ("PriceRule", "customer_id"),
        "visits": ("Visit", "customer_id"), "stockDocuments": ("StockDocument", "customer_id"),
        "ledgerEntries": ("LedgerEntry", "customer_id"), "receipts": ("Receipt", "customer_id"),
        "receivables": ("Receivable", "customer_id"), "orders": ("Order", "customer_id"),
    },
    "Category": {"products": ("Product", "category_id")},
    "Product": {
        "priceRules": ("PriceRule", "product_id"), "units": ("ProductUnit", "product_id"),
        "lots": ("Lot", "product_id"), "balances": ("StockBalance", "product_id"),
        "movements": ("StockMovement", "product_id"), "orderLines": ("OrderLine", "product_id"),
    },
    "Visit": {"orders": ("Order", "visit_id")},
    "Lot": {
        "balances": ("StockBalance", "lot_id"), "movements": ("StockMovement", "lot_id"),
        "reservations": ("Reservation", "lot_id"),
    },
    "StockDocument": {
        "lines": ("StockDocumentLine", "document_id"), "movements": ("StockMovement", "document_id"),
        "receivables": ("Receivable", "stock_document_id"),
    },
    "Warehouse": {
        "balances": ("StockBalance", "warehouse_id"), "stockDocuments": ("StockDocument", "warehouse_id"),
        "movements": ("StockMovement", "warehouse_id"), "orders": ("Order", "warehouse_id"),
    },
    "Receipt": {"allocations": ("Allocation", "receipt_id"), "ledgerEntries": ("LedgerEntry", "receipt_id")},
    "Receivable": {
        "creditUses": ("Allocation", "credit_note_id"), "allocations": ("Allocation", "receivable_id"),
        "ledgerEntries": ("LedgerEntry", "receivable_id"),
    },
    "Order": {
        "stockDocuments": ("StockDocument", "order_id"), "receivables": ("Receivable", "order_id"),
        "lines": ("OrderLine", "order_id"),
    },
    "OrderLine": {
        "stockLines": ("StockDocumentLine", "order_line_id"), "movements": ("StockMovement", "order_line_id"),
        "reservations": ("Reservation", "order_line_id"),
    },
}  # fmt: skip
"""Relations to many by type and field: the other type, and its column that points here."""
WHOLE = {
    ("Employee", "roles"), ("Customer", "contacts"), ("Product", "units"), ("StockDocument", "lines"),
    ("StockDocument", "movements"), ("Receivable", "allocations"), ("Order", "lines"), ("OrderLine", "reservations"),
}  # fmt: skip
"""Lists that are part of their record: all of them unless `first` says otherwise."""


def _take_up_others() -> None:
    """Relations that came after this table was written, from Tortoise's metadata."""
    for kind, model in MODELS.items():
        for name, field in model._meta.fields_map.items():
            if isinstance(field, BackwardFKRelation) and not isinstance(field, BackwardOneToOneRelation):
                target, column = field.related_model, field.relation_source_field
                if target.__name__ not in MODELS or camel(name) in MANY.get(kind, ()):
                    continue
                MANY.setdefault(kind, {})[camel(name)] = (target.__name__, str(column))
                parent = parent_of(target)
                if parent is not None and f"{parent}_id" == column:
                    WHOLE.add((kind, camel(name)))


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


_take_up_others()


def is_known(kind: str, name: str) -> bool:
    """Whether the slow resolver knows how to follow a relation."""
    if (kind, name) == ("Customer", "account") or is_to_many(kind, name):
        return True
    return f"{snake(name)}_id" in MODELS[kind]._meta.db_fields


def is_to_many(kind: str, name: str) -> bool:
    return name == "history" or name in MANY.get(kind, ()) or (
        name == "balances" and kind in ("OrderLine", "StockDocumentLine")
    )  # fmt: skip


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


__all__ = ["INTERFACES", "MANY", "MODELS", "SCHEMA", "WHOLE", "is_known", "is_to_many", "snake"]
