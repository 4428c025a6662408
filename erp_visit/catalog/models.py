"""Tables of products, units and price rules (CAT-1, CAT-2)."""

from __future__ import annotations

from tortoise import fields

from erp_visit.core.models import Record, base_units, created, price, text, to_one, version
from erp_visit.customers.models import CustomerLevel
from erp_visit.org.rights import Right


class Category(Record):
    """A group of products."""

    name = text(64, "Name", unique=True)

    class Meta:
        table = "category"

    class Access(Record.Access):
        right = Right.PRODUCT_VIEW

    class Display(Record.Display):
        title = ("name",)
        search = ("name",)


class Product(Record):
    """An article that is bought and sold. Its quantities are integers of the base unit."""

    sku = text(64, "Article number", unique=True)
    name = text(120, "Name")
    pinyin = text(120, "Pinyin initials of the name, lower case", db_default="")
    barcode = text(32, "Bar code of the base unit", db_default="")
    brand = text(64, "Brand", db_default="")
    category = to_one("Category", "The group it belongs to", "products", null=True)
    category_id: object
    base_unit = text(16, "Name of the base unit, e.g. 瓶; grams for weighed goods")
    shelf_life_days = fields.IntField(description="Days from production to expiry; none if it keeps", null=True)
    batch_tracked = fields.BooleanField(description="Whether lots are kept apart", db_default=True)
    stocked = fields.BooleanField(
        description="Whether it is kept in stock; freight and services are not", db_default=True
    )
    tax_rate = fields.DecimalField(5, 4, description="VAT rate, 0.13 for 13 %", db_default="0.13")
    list_price = price("List price of one base unit; none if only price rules apply", null=True)
    minimum_price = price("Lowest price of one base unit, net of discounts", null=True)
    cost_price = price("Cost of one base unit for margins", null=True)
    active = fields.BooleanField(description="Whether it may be sold", db_default=True)
    created_at = created()
    version = version()

    class Meta:
        table = "product"
        indexes = (("name", "id"), ("created_at", "id"), ("category", "id"))

    class Access(Record.Access):
        right = Right.PRODUCT_VIEW
        fields = {"cost_price": Right.COST_VIEW, "minimum_price": Right.COST_VIEW}

    class Display(Record.Display):
        title = ("name",)
        search = ("name", "sku", "barcode", "pinyin")
        search_grams = True


class ProductUnit(Record):
    """A unit a product is sold in, with its exact factor to the base unit."""

    product = to_one("Product", "The product", "units")
    product_id: object
    name = text(16, "Name, e.g. 箱")
    factor = base_units("How many base units it holds")
    barcode = text(32, "Bar code", db_default="")
    active = fields.BooleanField(description="Whether it may be sold in this unit", db_default=True)

    class Meta:
        table = "product_unit"
        unique_together = (("product", "name"), ("product", "factor"))
        indexes = (("name", "id"),)

    class Access(Record.Access):
        right = Right.PRODUCT_VIEW

    class Display(Record.Display):
        title = ("name",)
        search = ("name",)


class PriceRule(Record):
    """A price for one customer, one level or everyone, from and to a day, from a quantity on.

    A customer's own price goes before a level's, a level's before the general one; within one rank the
    unit's own price goes before the base unit's, then the largest quantity break that is reached.
    """

    product = to_one("Product", "The product", "price_rules")
    product_id: object
    unit = to_one("ProductUnit", "The unit it is for; none for the base unit, multiplied by the factor", null=True)
    unit_id: object
    customer = to_one("Customer", "The customer it is for", "price_rules", null=True)
    customer_id: object
    level = fields.CharEnumField(CustomerLevel, max_length=1, description="The level it is for", null=True)
    price = price("Price of one unit")
    minimum_quantity = base_units("From how many base units on", db_default=1)
    starts_on = fields.DateField(description="First business day it applies")
    ends_on = fields.DateField(description="Last business day it applies; none for no end", null=True)
    version = version()

    class Meta:
        table = "price_rule"
        indexes = (("product", "customer"), ("customer", "id"))

    class Access(Record.Access):
        right = Right.PRODUCT_VIEW

    class Display(Record.Display):
        title = ("price", "product")


__all__ = ["Category", "PriceRule", "Product", "ProductUnit"]
