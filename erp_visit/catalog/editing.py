"""Commands on products and their units (CAT-1). Prices are in erp_visit.catalog.price_rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.catalog.fields import COST_FIELDS, PRODUCT_FIELDS, SETTLED_FIELDS, UNIT_FIELDS
from erp_visit.catalog.models import Product, ProductUnit
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.customers.fields import camel, checked, pinyin_initials
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.rights import Right

_COLUMNS = (*PRODUCT_FIELDS, "pinyin")
constraint_means(
    "product_pkey", ErrorCode.KEY_REUSED, "The id stands for another product. Make a fresh UUID for each one."
)
constraint_means(
    "product_unit_pkey", ErrorCode.KEY_REUSED, "The id stands for another unit. Make a fresh UUID for each one."
)
constraint_means(
    "product_sku_key", ErrorCode.DUPLICATE, "Another product has this article number. Change that product instead."
)


@dataclass(frozen=True, slots=True)
class ProductChanged:
    """The product that a command made or changed."""

    product_id: UUID
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class UnitChanged:
    """The unit that a command made or changed, and whose it is."""

    unit_id: UUID
    product_id: UUID
    replayed: bool = False


async def create_product(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    values: Mapping[str, Any],
) -> ProductChanged:
    """Make a product under the client's id.

    `values` holds fields of `PRODUCT_FIELDS`; `sku`, `name` and `base_unit` are needed. Raises FORBIDDEN,
    INVALID_INPUT (all that is wrong at once), NOT_FOUND (category), DUPLICATE (article number), KEY_REUSED.
    """
    _require_rights(actor, values)
    operation = Operation.of(actor, "product.create", id, values=dict(values))
    row = checked({"sku": "", "name": "", "base_unit": "", **values}, PRODUCT_FIELDS)
    row["pinyin"] = pinyin_initials(row["name"])

    async def work(connection: Connection) -> ProductChanged:
        earlier = await first_result(connection, operation, ProductChanged)
        if earlier is not None:
            return earlier
        _check_prices(row, row)
        await _check_category(connection, row)
        await _check_sku(connection, row, None)
        await connection.execute(
            f"INSERT INTO product (id, {', '.join(row)})"
            f" VALUES ($1, {', '.join(f'${number}' for number in range(2, len(row) + 2))})",
            id, *row.values(),
        )  # fmt: skip
        await record_audit(connection, actor, "product.create", "Product", id, number=row["name"], after=row)
        announce("Product", id)
        result = ProductChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ProductChanged, work)


async def update_product(
    actor: Actor,
    *,
    product_id: UUID,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> ProductChanged:
    """Change fields of a product; what is not in `changes` stays. Equal values change nothing.

    Base unit, batches and stock-keeping are settled with the first lot or order: changing them then is WRONG_STATE,
    for all quantities would mean something else. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, DUPLICATE, KEY_REUSED,
    and CONFLICT with `current`, the values that the fields to be changed have now, and `version`.
    """
    _require_rights(actor, changes)
    operation = Operation.of(
        actor, "product.update", operation_id, product=product_id, changes=dict(changes), version=expected_version
    )
    wanted = checked(changes, PRODUCT_FIELDS)
    if "name" in wanted:
        wanted["pinyin"] = pinyin_initials(wanted["name"])

    async def work(connection: Connection) -> ProductChanged:
        earlier = await first_result(connection, operation, ProductChanged)
        if earlier is not None:
            return earlier
        row = dict(
            await require_visible(
                connection, actor, Product, product_id, "productId",
                columns=("id", "version", *_COLUMNS), lock="FOR NO KEY UPDATE OF t",
            )
        )  # fmt: skip
        if expected_version is not None and expected_version != row["version"]:
            raise _changed_meanwhile(row, wanted)
        before, after = changed(row, wanted)
        if after:
            _check_prices(after, {**row, **after})
            await _check_category(connection, after)
            await _check_sku(connection, after, product_id)
            await _check_settled(connection, row, after)
            assignments = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            await connection.execute(
                f"UPDATE product SET {assignments}, version = version + 1 WHERE id = $1", product_id, *after.values()
            )
            await record_audit(
                connection, actor, "product.update", "Product", product_id,
                number=str({**row, **after}["name"]), before=before, after=after,
            )  # fmt: skip
            announce("Product", product_id)
        result = ProductChanged(product_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, ProductChanged, work)


async def add_unit(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    product_id: UUID,
    values: Mapping[str, Any],
) -> UnitChanged:
    """Sell a product in one more unit; `values` holds fields of `UNIT_FIELDS`, of which name and factor are needed.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND (product), DUPLICATE (name, factor), KEY_REUSED.
    """
    actor.require(Right.PRODUCT_EDIT)
    operation = Operation.of(actor, "product_unit.create", id, product=product_id, values=dict(values))
    row = checked({"name": "", "factor": None, **values}, UNIT_FIELDS)

    async def work(connection: Connection) -> UnitChanged:
        earlier = await first_result(connection, operation, UnitChanged)
        if earlier is not None:
            return earlier
        product = await require_visible(
            connection, actor, Product, product_id, "productId",
            columns=("name", "base_unit"), lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        await _check_unit(connection, product, product_id, row, None)
        await connection.execute(
            f"INSERT INTO product_unit (id, product_id, {', '.join(row)})"
            f" VALUES ($1, $2, {', '.join(f'${number}' for number in range(3, len(row) + 3))})",
            id, product_id, *row.values(),
        )  # fmt: skip
        await record_audit(
            connection, actor, "product_unit.create", "ProductUnit", id,
            number=_of(product, row), after={"product_id": product_id, **row},
        )  # fmt: skip
        announce("Product", product_id)
        result = UnitChanged(id, product_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, UnitChanged, work)


async def update_unit(
    actor: Actor, *, unit_id: UUID, changes: Mapping[str, Any], operation_id: UUID | None = None
) -> UnitChanged:
    """Change fields of a unit; one that is not sold any more becomes inactive, for old orders name it.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, DUPLICATE, KEY_REUSED, and WRONG_STATE for another factor once an
    order used the unit.
    """
    actor.require(Right.PRODUCT_EDIT)
    operation = Operation.of(actor, "product_unit.update", operation_id, unit=unit_id, changes=dict(changes))
    wanted = checked(changes, UNIT_FIELDS)

    async def work(connection: Connection) -> UnitChanged:
        earlier = await first_result(connection, operation, UnitChanged)
        if earlier is not None:
            return earlier
        found = await require_visible(connection, actor, ProductUnit, unit_id, "unitId", columns=("product_id",))
        product_id = found["product_id"]
        product = await require_visible(
            connection, actor, Product, product_id, "unitId",
            columns=("name", "base_unit"), lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        # Orders that come in refer to the unit: they wait for this lock, so that "not used yet" stays true.
        lock = "FOR UPDATE OF t" if "factor" in wanted else "FOR NO KEY UPDATE OF t"
        row = dict(
            await require_visible(connection, actor, ProductUnit, unit_id, "unitId", columns=(*UNIT_FIELDS,), lock=lock)
        )
        before, after = changed(row, wanted)
        if after:
            await _check_unit(connection, product, product_id, after, unit_id)
            await _check_factor(connection, product, product_id, unit_id, row, after)
            assignments = ", ".join(f"{name} = ${number}" for number, name in enumerate(after, start=2))
            await connection.execute(f"UPDATE product_unit SET {assignments} WHERE id = $1", unit_id, *after.values())
            await record_audit(
                connection, actor, "product_unit.update", "ProductUnit", unit_id,
                number=_of(product, {**row, **after}), before=before, after=after,
            )  # fmt: skip
            announce("Product", product_id)
        result = UnitChanged(unit_id, product_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, UnitChanged, work)


def _require_rights(actor: Actor, values: Mapping[str, Any]) -> None:
    actor.require(Right.PRODUCT_EDIT)
    for name in values:
        if name in COST_FIELDS and not actor.may(Right.COST_VIEW):
            raise DomainError(
                ErrorCode.FORBIDDEN,
                "You lack the right {right}. An administrator can grant it to your role.",
                path=(camel(name),),
                right=Right.COST_VIEW.value,
            )


def _check_prices(given: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """`given` is what is set, `row` all that will be. The message tells no price: not all may see the minimum."""
    lowest, listed = row.get("minimum_price"), row.get("list_price")
    if lowest is None or listed is None or {"minimum_price", "list_price"}.isdisjoint(given):
        return
    if lowest > listed:
        raise invalid(
            "The list price would be below the minimum price. Raise the list price or lower the minimum price.",
            "minimumPrice" if "minimum_price" in given else "listPrice",
        )


async def _check_category(connection: Connection, row: Mapping[str, Any]) -> None:
    key = row.get("category_id")
    if key is not None and not await connection.fetchval("SELECT EXISTS (SELECT FROM category WHERE id = $1)", key):
        raise not_found("Category", key, "categoryId")


async def _check_sku(connection: Connection, row: Mapping[str, Any], product_id: UUID | None) -> None:
    if "sku" not in row:
        return
    other = await connection.fetchrow(
        "SELECT id, name FROM product WHERE sku = $1 AND id IS DISTINCT FROM $2", row["sku"], product_id
    )
    if other is not None:
        raise DomainError(
            ErrorCode.DUPLICATE,
            "{product} has the article number {value} already. Change that product, or give another number.",
            path=("sku",),
            product=other["name"],
            value=row["sku"],
            id=str(other["id"]),
        )


async def _check_settled(connection: Connection, row: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """What quantities mean may change only while there are none."""
    if "base_unit" in after and await connection.fetchval(
        "SELECT EXISTS (SELECT FROM product_unit WHERE product_id = $1 AND name = $2)", row["id"], after["base_unit"]
    ):
        raise _unit_twice(row["name"], after["base_unit"], "baseUnit")
    fixed = [name for name in after if name in SETTLED_FIELDS]
    if not fixed:
        return
    # Orders and lots that come in refer to the product: they wait for this lock, so that "none yet" stays true.
    await connection.execute("SELECT FROM product WHERE id = $1 FOR UPDATE", row["id"])
    used = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM lot WHERE product_id = $1)"
        " OR EXISTS (SELECT FROM order_line WHERE product_id = $1)",
        row["id"],
    )
    if used:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "{product} has stock or orders already that were counted so. Make a new product, and deactivate this one.",
            path=(camel(fixed[0]),),
            product=row["name"],
        )


async def _check_unit(
    connection: Connection, product: Mapping[str, Any], product_id: UUID, row: Mapping[str, Any], unit_id: UUID | None
) -> None:
    """A product has each unit name and each factor once."""
    if row.get("name") == product["base_unit"]:
        raise _unit_twice(product["name"], row["name"], "name")
    other = await connection.fetchrow(
        "SELECT name, factor FROM product_unit WHERE product_id = $1 AND (name = $2 OR factor = $3)"
        " AND id IS DISTINCT FROM $4 ORDER BY name = $2 DESC LIMIT 1",
        product_id, row.get("name"), row.get("factor"), unit_id,
    )  # fmt: skip
    if other is None:
        return
    if other["name"] == row.get("name"):
        raise _unit_twice(product["name"], row["name"], "name")
    raise DomainError(
        ErrorCode.DUPLICATE,
        "The unit {unit} of {product} holds {factor} already. Use that unit, or give another factor.",
        path=("factor",),
        unit=other["name"],
        product=product["name"],
        factor=other["factor"],
    )


async def _check_factor(
    connection: Connection,
    product: Mapping[str, Any],
    product_id: UUID,
    unit_id: UUID,
    row: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    if "factor" in after and await connection.fetchval(
        "SELECT EXISTS (SELECT FROM order_line WHERE product_id = $1 AND unit_id = $2)", product_id, unit_id
    ):
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "{product} was ordered by the {unit} of {factor} already. Make a new unit, and deactivate this one.",
            path=("factor",),
            product=product["name"],
            unit=row["name"],
            factor=row["factor"],
        )


def _unit_twice(product: str, unit: str, field: str) -> DomainError:
    return DomainError(
        ErrorCode.DUPLICATE,
        "{product} has the unit {unit} already. Change that unit, or give another name.",
        path=(field,),
        product=product,
        unit=unit,
    )


def _of(product: Mapping[str, Any], unit: Mapping[str, Any]) -> str:
    return f"{unit['name']} · {product['name']}"


def _changed_meanwhile(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> DomainError:
    return DomainError(
        ErrorCode.CONFLICT,
        "{name} was changed by somebody else meanwhile. Look at the current values, then decide again.",
        path=("expectedVersion",),
        name=row["name"],
        version=row["version"],
        current={camel(name): plain(row[name]) for name in wanted if name != "pinyin"},
    )


def plain(value: Any) -> Any:
    """A value as JSON has it; amounts as text."""
    return str(value) if value is not None and not isinstance(value, (bool, int, str)) else value


__all__ = ["ProductChanged", "UnitChanged", "add_unit", "create_product", "plain", "update_product", "update_unit"]
