"""Forms of categories, products, units and prices, on the commands of erp_visit.catalog."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from erp_visit.catalog.categories import create_category, update_category
from erp_visit.catalog.editing import add_unit, create_product, update_product, update_unit
from erp_visit.catalog.fields import COST_FIELDS, PRODUCT_FIELDS, UNIT_FIELDS
from erp_visit.catalog.price_rules import create_price_rule, end_price_rule
from erp_visit.core.errors import invalid, not_found
from erp_visit.customers.models import CustomerLevel
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField, Typed, as_text
from erp_visit.panel.forms.pages import FormPage
from erp_visit.panel.security import BASE
from erp_visit.panel.wording import enum_label, field_label, translate
from erp_visit.reads.spec import camel

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_LONGEST = {"sku": 64, "name": 120, "barcode": 32, "brand": 64, "base_unit": 16}
_KINDS = {
    "category_id": "record", "shelf_life_days": "number", "batch_tracked": "switch", "stocked": "switch",
    "active": "switch", "factor": "number", "product_id": "record", "customer_id": "record", "level": "choice",
    "minimum_quantity": "number", "starts_on": "date", "ends_on": "date",
}  # fmt: skip
_LISTS = {"category_id": "categories", "product_id": "products", "customer_id": "customers"}
_REQUIRED = frozenset({"sku", "name", "base_unit", "tax_rate", "factor", "product_id", "price"})
_PRICE_FIELDS = (
    "product_id", "unit_id", "customer_id", "level", "price", "minimum_quantity", "starts_on", "ends_on",
)  # fmt: skip
_HINTS = {
    "base_unit": "What all quantities count; settled by the first stock or order.",
    "tax_rate": "0.13 for 13 %.",
    "list_price": "Of one base unit",
    "factor": "How many base units it holds; fixed once an order used it.",
    "unit_id": "Empty: the base unit; other units follow by their factor",
    "customer_id": "For one customer, for a level, or without either for everyone.",
    "minimum_quantity": "In base units; 1 if left out",
    "starts_on": "Left empty: today.",
    "ends_on": "Left empty: no end.",
}
_END_HINT = "The last day it applies. Yesterday ends it now; a day before its first withdraws it."


def catalog_routes(frame: Frame) -> list[BaseRoute]:
    """New and changed products and units; new and ended prices."""
    forms = CatalogForms(frame)
    right = Right.PRODUCT_EDIT
    new = FormPage(
        frame, right, forms.titled("New product"), forms.product_fields, forms.new_product, forms.create_product,
        lambda _: f"{BASE}/products", "The product is made.",
    )  # fmt: skip
    change = FormPage(
        frame, right, forms.named, forms.product_fields, forms.load_product, forms.change_product, to_product,
        "The product is changed.",
    )  # fmt: skip
    new_unit = FormPage(
        frame, right, forms.titled("New unit"), forms.unit_fields, forms.new_unit, forms.add_unit, to_product,
        "The unit is made.",
    )  # fmt: skip
    change_unit = FormPage(
        frame, right, forms.named, forms.unit_fields, forms.load_unit, forms.change_unit,
        lambda request: f"{BASE}/product-units/{request.path_params['key']}", "The unit is changed.",
    )  # fmt: skip
    new_price = FormPage(
        frame, right, forms.titled("New price"), forms.price_fields, forms.new_price, forms.create_price,
        lambda _: f"{BASE}/price-rules", "The price is set.",
    )  # fmt: skip
    end_price = FormPage(
        frame, right, forms.titled("End the price"), forms.end_fields, forms.load_end, forms.end_price,
        lambda request: f"{BASE}/price-rules/{request.path_params['key']}", "The price ends.",
    )  # fmt: skip
    new_category = FormPage(
        frame, right, forms.titled("New category"), forms.category_fields, forms.new_category, forms.create_category,
        lambda _: f"{BASE}/categories", "The category is made.",
    )  # fmt: skip
    change_category = FormPage(
        frame, right, forms.named, forms.category_fields, forms.load_category, forms.change_category,
        lambda request: f"{BASE}/categories/{request.path_params['key']}", "The category is changed.",
    )  # fmt: skip
    methods = ["GET", "POST"]
    return [
        Route("/categories/new", new_category.__call__, methods=methods),
        Route("/categories/{key}/edit", change_category.__call__, methods=methods),
        Route("/products/new", new.__call__, methods=methods),
        Route("/products/{key}/edit", change.__call__, methods=methods),
        Route("/products/{key}/units/new", new_unit.__call__, methods=methods),
        Route("/product-units/{key}/edit", change_unit.__call__, methods=methods),
        Route("/price-rules/new", new_price.__call__, methods=methods),
        Route("/price-rules/{key}/end", end_price.__call__, methods=methods),
    ]


class CatalogForms:
    """Fields, present values and commands of the forms."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def product_fields(self, request: Request) -> list[FormField]:
        costs = request.state.actor.may(Right.COST_VIEW)
        return [self._field(request, "Product", name) for name in PRODUCT_FIELDS if costs or name not in COST_FIELDS]

    def unit_fields(self, request: Request) -> list[FormField]:
        return [self._field(request, "ProductUnit", name) for name in UNIT_FIELDS]

    def price_fields(self, request: Request) -> list[FormField]:
        return [self._field(request, "PriceRule", name) for name in _PRICE_FIELDS]

    def end_fields(self, request: Request) -> list[FormField]:
        label = field_label(self.frame.registry["PriceRule"], "ends_on", request.state.locale)
        hint = translate(_END_HINT, request.state.locale, {})
        return [FormField("ends_on", label, "date", required=True, hint=hint)]

    def category_fields(self, request: Request) -> list[FormField]:
        label = field_label(self.frame.registry["Category"], "name", request.state.locale)
        return [FormField("name", label, required=True, maximum=64)]

    async def new_category(self, request: Request, fields: list[FormField]) -> Typed:
        return Typed(fields, {"name": ""})

    async def load_category(self, request: Request, fields: list[FormField]) -> Typed:
        text = "query($id: ID!) { one: category(id: $id) { name } }"
        return _typed(fields, await self._one(request, text, f"Category:{_key(request, 'Category')}"))

    async def create_category(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        done = await create_category(request.state.actor, id=operation, name=values["name"])
        return f"{BASE}/categories/{done.category_id}"

    async def change_category(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request, "Category")
        await update_category(request.state.actor, category_id=key, changes=values, operation_id=operation)
        return f"{BASE}/categories/{key}"

    async def new_product(self, request: Request, fields: list[FormField]) -> Typed:
        switches = {"batch_tracked": "true", "stocked": "true", "active": "true"}
        return Typed(fields, {**{one.name: "" for one in fields}, **switches, "tax_rate": "0.13"})

    async def new_unit(self, request: Request, fields: list[FormField]) -> Typed:
        return Typed(fields, {**{one.name: "" for one in fields}, "active": "true"})

    async def new_price(self, request: Request, fields: list[FormField]) -> Typed:
        """Empty, or for the product that the address names."""
        typed = Typed(fields, {one.name: "" for one in fields})
        wanted = request.query_params.get("product", "")
        if wanted:
            text = "query($id: ID!) { one: product(id: $id) { name } }"
            key = _uuid(wanted, "Product")
            node = await self._one(request, text, f"Product:{key}")
            typed.texts["product_id"], typed.titles["product_id"] = str(key), node["name"]
        return typed

    async def load_product(self, request: Request, fields: list[FormField]) -> Typed:
        own = " ".join(camel(one.name) for one in fields if one.kind != "record")
        text = f"query($id: ID!) {{ one: product(id: $id) {{ version {own} category {{ id name }} }} }}"
        node = await self._one(request, text, f"Product:{_key(request, 'Product')}")
        typed = _typed(fields, node)
        if node["category"]:
            typed.texts["category_id"] = node["category"]["id"].rpartition(":")[2]
            typed.titles["category_id"] = node["category"]["name"]
        return typed

    async def load_unit(self, request: Request, fields: list[FormField]) -> Typed:
        text = f"query($id: ID!) {{ one: productUnit(id: $id) {{ {' '.join(UNIT_FIELDS)} }} }}"
        return _typed(fields, await self._one(request, text, f"ProductUnit:{_key(request, 'ProductUnit')}"))

    async def load_end(self, request: Request, fields: list[FormField]) -> Typed:
        text = "query($id: ID!) { one: priceRule(id: $id) { version endsOn } }"
        return _typed(fields, await self._one(request, text, f"PriceRule:{_key(request, 'PriceRule')}"))

    async def create_product(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        given = {name: value for name, value in values.items() if value is not None and value != ""}
        done = await create_product(request.state.actor, id=operation, values=given)
        return f"{BASE}/products/{done.product_id}"

    async def change_product(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request, "Product")
        await update_product(
            request.state.actor,
            product_id=key,
            changes=values,
            expected_version=typed.version,
            operation_id=operation,
        )
        return f"{BASE}/products/{key}"

    async def add_unit(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request, "Product")
        await add_unit(request.state.actor, id=operation, product_id=key, values=values)
        return f"{BASE}/products/{key}"

    async def change_unit(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        key = _key(request, "ProductUnit")
        done = await update_unit(request.state.actor, unit_id=key, changes=values, operation_id=operation)
        return f"{BASE}/products/{done.product_id}"

    async def create_price(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        given = {name: value for name, value in values.items() if value is not None and value != ""}
        if "unit_id" in given:
            given["unit_id"] = await self._unit(request, given["product_id"], given["unit_id"])
        done = await create_price_rule(request.state.actor, id=operation, values=given)
        return f"{BASE}/price-rules/{done.price_rule_id}"

    async def end_price(self, request: Request, values: dict[str, Any], typed: Typed, operation: UUID) -> str:
        done = await end_price_rule(
            request.state.actor,
            price_rule_id=_key(request, "PriceRule"),
            ends_on=values["ends_on"],
            expected_version=typed.version,
            operation_id=operation,
        )
        return f"{BASE}/products/{done.product_id}"

    def titled(self, text: str) -> Callable[[Request, Typed], str]:
        return lambda request, _: self.frame.text(request, text)

    def named(self, request: Request, typed: Typed) -> str:
        return self.frame.text(request, "Change {name}", name=typed.texts.get("name", ""))

    async def _unit(self, request: Request, product_id: UUID, name: str) -> UUID | None:
        """A unit of the product by the name that people say; none for the base unit."""
        text = "query($id: ID!) { one: product(id: $id) { name baseUnit units { id name } } }"
        product = (await self.frame.read(request, text, {"id": f"Product:{product_id}"}))["one"]
        if product is None:
            raise not_found("Product", product_id, "productId")
        if name == product["baseUnit"]:
            return None
        for unit in product["units"]:
            if unit["name"] == name:
                return UUID(unit["id"].rpartition(":")[2])
        raise invalid(
            "{product} has the units {units}; {value} is none of them.",
            "unitId",
            product=product["name"],
            units=", ".join([product["baseUnit"], *(unit["name"] for unit in product["units"])]),
            value=name[:40],
        )

    async def _one(self, request: Request, text: str, key: str) -> dict[str, Any]:
        node: dict[str, Any] | None = (await self.frame.read(request, text, {"id": key}))["one"]
        if node is None:
            raise not_found(*key.split(":", 1))
        return node

    def _field(self, request: Request, type_name: str, name: str) -> FormField:
        locale, hint = request.state.locale, _HINTS.get(name, "")
        levels = tuple((one.name, enum_label(CustomerLevel, one.value, locale)) for one in CustomerLevel)
        return FormField(
            name,
            field_label(self.frame.registry[type_name], name.removesuffix("_id"), locale),
            _KINDS.get(name, "text"),
            required=name in _REQUIRED,
            maximum=16 if type_name == "ProductUnit" and name == "name" else _LONGEST.get(name, 32),
            choices=(("", "–"), *levels) if name == "level" else (),
            list=_LISTS.get(name, ""),
            hint=translate(hint, locale, {}) if hint else "",
        )


def to_product(request: Request) -> str:
    """Where the form of a product's part leads back to."""
    return f"{BASE}/products/{request.path_params['key']}"


def _typed(fields: list[FormField], node: dict[str, Any]) -> Typed:
    texts = {one.name: "" if one.kind == "record" else _short(as_text(node[camel(one.name)]), one) for one in fields}
    return Typed(fields, texts, version=node.get("version"))


def _short(text: str, field: FormField) -> str:
    """A price without the zeros that nobody types: 5.5000 is 5.5."""
    if field.name not in {"tax_rate", "list_price", "minimum_price", "cost_price"}:
        return text
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


def _key(request: Request, kind: str) -> UUID:
    return _uuid(request.path_params["key"], kind)


def _uuid(text: str, kind: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise not_found(kind, text) from None


__all__ = ["catalog_routes"]
