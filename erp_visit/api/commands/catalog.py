"""Categories, products, their units, and prices."""

from __future__ import annotations

from typing import Any

import strawberry

from erp_visit.api import inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.catalog import categories, editing, price_rules


@command("createCategory", inputs.CreateCategoryInput, {"category": "Category"})
async def create_category(context: Context, data: inputs.CreateCategoryInput) -> Values:
    """Add a category for products."""
    changed = await categories.create_category(context.require_actor(), id=data.id, name=data.name)
    return {"category": changed.category_id, "replayed": changed.replayed}


@command("updateCategory", inputs.UpdateCategoryInput, {"category": "Category"})
async def update_category(context: Context, data: inputs.UpdateCategoryInput) -> Values:
    """Rename a category; its products stay in it."""
    changed = await categories.update_category(
        context.require_actor(),
        category_id=key(data.category_id, "Category", "categoryId"),
        changes={} if data.name is strawberry.UNSET else {"name": data.name},
        operation_id=given(data.operation_id),
    )
    return {"category": changed.category_id, "replayed": changed.replayed}


@command(
    "createProduct", inputs.CreateProductInput, {"product": "Product"},
    places={"id": "id", "fields": "fields", "": "fields"},
)  # fmt: skip
async def create_product(context: Context, data: inputs.CreateProductInput) -> Values:
    """Add a product."""
    changed = await editing.create_product(
        context.require_actor(), id=data.id, values=_product_fields(data.fields, "fields")
    )
    return {"product": changed.product_id, "replayed": changed.replayed}


@command(
    "updateProduct", inputs.UpdateProductInput, {"product": "Product"},
    places={"productId": "productId", "expectedVersion": "expectedVersion", "changes": "changes", "": "changes"},
)  # fmt: skip
async def update_product(context: Context, data: inputs.UpdateProductInput) -> Values:
    """Change fields of a product. Minimum price and cost need the right cost.view as well."""
    changed = await editing.update_product(
        context.require_actor(),
        product_id=key(data.product_id, "Product", "productId"),
        changes=_product_fields(data.changes, "changes"),
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"product": changed.product_id, "replayed": changed.replayed}


@command(
    "addProductUnit", inputs.AddProductUnitInput, {"productUnit": "ProductUnit", "product": "Product"},
    places={"productId": "productId", "": "fields"},
)  # fmt: skip
async def add_product_unit(context: Context, data: inputs.AddProductUnitInput) -> Values:
    """Sell a product in one more unit."""
    changed = await editing.add_unit(
        context.require_actor(),
        id=data.id,
        product_id=key(data.product_id, "Product", "productId"),
        values=_fields(data.fields),
    )
    return {"productUnit": changed.unit_id, "product": changed.product_id, "replayed": changed.replayed}


@command(
    "updateProductUnit", inputs.UpdateProductUnitInput, {"productUnit": "ProductUnit", "product": "Product"},
    places={"productUnitId": "productUnitId", "unitId": "productUnitId", "": "changes"},
)  # fmt: skip
async def update_product_unit(context: Context, data: inputs.UpdateProductUnitInput) -> Values:
    """Change a unit. Its factor stays once an order used it: make a new unit then, and deactivate this one."""
    changed = await editing.update_unit(
        context.require_actor(),
        unit_id=key(data.product_unit_id, "ProductUnit", "productUnitId"),
        changes=_fields(data.changes),
        operation_id=given(data.operation_id),
    )
    return {"productUnit": changed.unit_id, "product": changed.product_id, "replayed": changed.replayed}


@command("createPriceRule", inputs.CreatePriceRuleInput, {"priceRule": "PriceRule", "product": "Product"})
async def create_price_rule(context: Context, data: inputs.CreatePriceRuleInput) -> Values:
    """Set a price. One that would have the same rank as another on some day is refused as AMBIGUOUS_PRICE."""
    values = {
        "product_id": key(data.product_id, "Product", "productId"),
        "unit_id": optional_key(data.unit_id, "ProductUnit", "unitId"),
        "customer_id": optional_key(data.customer_id, "Customer", "customerId"),
        "level": given(data.level),
        "price": data.price,
        "minimum_quantity": 1 if given(data.minimum_quantity) is None else data.minimum_quantity,
        "starts_on": given(data.starts_on),
        "ends_on": given(data.ends_on),
    }
    changed = await price_rules.create_price_rule(context.require_actor(), id=data.id, values=values)
    return {"priceRule": changed.price_rule_id, "product": changed.product_id, "replayed": changed.replayed}


@command("endPriceRule", inputs.EndPriceRuleInput, {"priceRule": "PriceRule", "product": "Product"})
async def end_price_rule(context: Context, data: inputs.EndPriceRuleInput) -> Values:
    """Let a price end. One that never applied is withdrawn: priceRule is null then."""
    changed = await price_rules.end_price_rule(
        context.require_actor(),
        price_rule_id=key(data.price_rule_id, "PriceRule", "priceRuleId"),
        ends_on=data.ends_on,
        expected_version=given(data.expected_version),
        operation_id=given(data.operation_id),
    )
    return {"priceRule": changed.price_rule_id, "product": changed.product_id, "replayed": changed.replayed}


def _fields(given_fields: inputs.ProductFields | inputs.ProductUnitFields) -> dict[str, Any]:
    return {name: value for name, value in vars(given_fields).items() if value is not strawberry.UNSET}


def _product_fields(fields: inputs.ProductFields, *path: str) -> dict[str, Any]:
    values = _fields(fields)
    if values.get("category_id") is not None:
        values["category_id"] = key(values["category_id"], "Category", *path, "categoryId")
    return values
