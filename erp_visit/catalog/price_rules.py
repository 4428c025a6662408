"""Commands on price rules (CAT-2): a price that was in force is never rewritten, it ends and a new one begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from erp_visit.catalog.editing import plain
from erp_visit.catalog.fields import PRICE_RULE_FIELDS
from erp_visit.catalog.models import PriceRule, Product
from erp_visit.catalog.pricing import Rule, Source, ties
from erp_visit.core.actor import Actor
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, ErrorCode, invalid, not_found
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.customers.fields import checked
from erp_visit.customers.models import Customer
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import record_audit
from erp_visit.org.rights import Right
from erp_visit.org.settings import control_parameters

_COLUMNS = (
    "id", "product_id", "unit_id", "customer_id", "level", "price", "minimum_quantity", "starts_on", "ends_on",
    "version",
)  # fmt: skip
constraint_means(
    "price_rule_pkey", ErrorCode.KEY_REUSED, "The id stands for another price. Make a fresh UUID for each one."
)


@dataclass(frozen=True, slots=True)
class PriceRuleChanged:
    """The price rule that a command made, ended or withdrew, and its product."""

    price_rule_id: UUID
    product_id: UUID
    replayed: bool = False


async def create_price_rule(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    values: Mapping[str, Any],
) -> PriceRuleChanged:
    """Set a price under the client's id.

    `values` holds fields of `PRICE_RULE_FIELDS`; product and price are needed. It is for one customer, for a level, or
    for everyone; it starts today unless said otherwise, and not earlier. Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND
    (product, unit, customer), INACTIVE (unit), KEY_REUSED, and AMBIGUOUS_PRICE with the rule that has the same rank on
    one of its days.
    """
    actor.require(Right.PRODUCT_EDIT)
    operation = Operation.of(actor, "price_rule.create", id, values=dict(values))
    row = checked({"price": None, "minimum_quantity": 1, **values}, PRICE_RULE_FIELDS)
    if row.get("customer_id") is not None and row.get("level") is not None:
        raise invalid("A price is for one customer or for a level, not for both.", "level")
    product_id: UUID = row["product_id"]

    async def work(connection: Connection) -> PriceRuleChanged:
        earlier = await first_result(connection, operation, PriceRuleChanged)
        if earlier is not None:
            return earlier
        # The lock lets one price at a time be made for a product: two at once could tie unseen.
        product = await require_visible(
            connection, actor, Product, product_id, "productId",
            columns=("name", "base_unit"), lock="FOR NO KEY UPDATE OF t",
        )  # fmt: skip
        await _check_unit(connection, product["name"], product_id, row.get("unit_id"))
        if row.get("customer_id") is not None:
            await require_visible(connection, actor, Customer, row["customer_id"], "customerId")
        today = await _today(connection, actor)
        row["starts_on"] = row.get("starts_on") or today
        _check_days(row["starts_on"], row.get("ends_on"), today)
        await _check_rank(connection, product["name"], id, row)
        await connection.execute(
            f"INSERT INTO price_rule (id, {', '.join(row)})"
            f" VALUES ($1, {', '.join(f'${number}' for number in range(2, len(row) + 2))})",
            id, *row.values(),
        )  # fmt: skip
        await record_audit(connection, actor, "price_rule.create", "PriceRule", id, number=product["name"], after=row)
        announce("PriceRule", id)
        announce("Product", product_id)
        result = PriceRuleChanged(id, product_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, PriceRuleChanged, work)


async def end_price_rule(
    actor: Actor,
    *,
    price_rule_id: UUID,
    ends_on: date,
    expected_version: int | None = None,
    operation_id: UUID | None = None,
) -> PriceRuleChanged:
    """Let a price end with a business day, yesterday at the earliest and not later than it would anyway.

    A rule that has not begun by then never applied and is withdrawn: it is taken away, the audit trail keeps it.
    Raises FORBIDDEN, NOT_FOUND, INVALID_INPUT (day), WRONG_STATE (it ended before; orders of its first day have it),
    KEY_REUSED, and CONFLICT with `current` and `version`.
    """
    actor.require(Right.PRODUCT_EDIT)
    operation = Operation.of(
        actor, "price_rule.end", operation_id, rule=price_rule_id, ends_on=ends_on, version=expected_version
    )
    last = checked({"ends_on": ends_on}, PRICE_RULE_FIELDS)["ends_on"]
    if last is None:
        raise invalid("Something is needed here; the field is empty.", "endsOn")

    async def work(connection: Connection) -> PriceRuleChanged:
        earlier = await first_result(connection, operation, PriceRuleChanged)
        if earlier is not None:
            return earlier
        row = await require_visible(
            connection, actor, PriceRule, price_rule_id, "priceRuleId", columns=_COLUMNS, lock="FOR UPDATE OF t"
        )
        product = await connection.fetchval("SELECT name FROM product WHERE id = $1", row["product_id"])
        if expected_version is not None and expected_version != row["version"]:
            raise DomainError(
                ErrorCode.CONFLICT,
                "{name} was changed by somebody else meanwhile. Look at the current values, then decide again.",
                path=("expectedVersion",),
                name=product,
                version=row["version"],
                current={"endsOn": plain(row["ends_on"])},
            )
        _check_end(product, row, last, await _today(connection, actor))
        if last < row["starts_on"]:
            await _withdraw(connection, actor, product, row)
        elif last != row["ends_on"]:
            await connection.execute(
                "UPDATE price_rule SET ends_on = $2, version = version + 1 WHERE id = $1", price_rule_id, last
            )
            await record_audit(
                connection, actor, "price_rule.end", "PriceRule", price_rule_id,
                number=product, before={"ends_on": row["ends_on"]}, after={"ends_on": last},
            )  # fmt: skip
        announce("PriceRule", price_rule_id)
        announce("Product", row["product_id"])
        result = PriceRuleChanged(price_rule_id, row["product_id"])
        await remember(connection, operation, result)
        return result

    return await once(operation, PriceRuleChanged, work)


async def _today(connection: Connection, actor: Actor) -> date:
    parameters = await control_parameters(connection, actor.department_id)
    return business_day(now(), parameters.timezone, parameters.cutoff_hour)


async def _check_unit(connection: Connection, product: str, product_id: UUID, unit_id: UUID | None) -> None:
    if unit_id is None:
        return
    unit = await connection.fetchrow(
        "SELECT name, active FROM product_unit WHERE id = $1 AND product_id = $2", unit_id, product_id
    )
    if unit is None:
        raise not_found("ProductUnit", unit_id, "unitId")
    if not unit["active"]:
        raise DomainError(
            ErrorCode.INACTIVE,
            "{product} is not sold by the {unit} any more. Choose another unit.",
            path=("unitId",),
            product=product,
            unit=unit["name"],
        )


def _check_days(starts_on: date, ends_on: date | None, today: date) -> None:
    if starts_on < today:
        raise invalid(
            "{value} is past: orders had other prices then. Let the price start on {today} or later.",
            "startsOn", value=starts_on.isoformat(), today=today.isoformat(),
        )  # fmt: skip
    if ends_on is not None and ends_on < starts_on:
        raise invalid(
            "The last day {value} lies before the first, {start}. Correct one of them.",
            "endsOn", value=ends_on.isoformat(), start=starts_on.isoformat(),
        )  # fmt: skip


async def _check_rank(connection: Connection, product: str, key: UUID, row: Mapping[str, Any]) -> None:
    """Two prices of one rank on one day are refused here, not met when an order is taken."""
    customer, level = row.get("customer_id"), row.get("level")
    source = Source.CUSTOMER if customer else Source.LEVEL if level else Source.GENERAL
    new = _rule(source, {"unit_id": None, "ends_on": None, **row, "id": key})
    others = await connection.fetch(
        "SELECT id, unit_id, price, minimum_quantity, starts_on, ends_on FROM price_rule WHERE product_id = $1"
        " AND customer_id IS NOT DISTINCT FROM $2::uuid AND level IS NOT DISTINCT FROM $3::varchar"
        " ORDER BY starts_on, id",
        row["product_id"], customer, level,
    )  # fmt: skip
    for other in others:
        if ties(new, _rule(source, dict(other))):
            raise DomainError(
                ErrorCode.AMBIGUOUS_PRICE,
                "{product} has the price {price} for the same from {start} to {end}. End that or choose other days.",
                path=("startsOn",),
                product=product,
                price=str(other["price"]),
                start=other["starts_on"].isoformat(),
                end="…" if other["ends_on"] is None else other["ends_on"].isoformat(),
                id=str(other["id"]),
            )


def _rule(source: Source, row: Mapping[str, Any]) -> Rule:
    return Rule(
        row["id"], source, row["unit_id"], row["price"], row["minimum_quantity"], row["starts_on"], row["ends_on"]
    )


def _check_end(product: str, row: Mapping[str, Any], last: date, today: date) -> None:
    yesterday = today - timedelta(days=1)
    if row["ends_on"] is not None and row["ends_on"] < today:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "This price of {product} ended on {day}. Make a new price instead.",
            path=("endsOn",),
            product=product,
            day=row["ends_on"].isoformat(),
        )
    if last < yesterday:
        raise invalid(
            "{value} is past: orders had this price then. End it on {yesterday} at the earliest.",
            "endsOn", value=last.isoformat(), yesterday=yesterday.isoformat(),
        )  # fmt: skip
    if row["ends_on"] is not None and last > row["ends_on"]:
        raise invalid(
            "This price ends on {day} anyway. Make a new price for the days after it.",
            "endsOn", day=row["ends_on"].isoformat(),
        )  # fmt: skip


async def _withdraw(connection: Connection, actor: Actor, product: str, row: Mapping[str, Any]) -> None:
    used = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM order_line l JOIN sales_order o ON o.id = l.order_id"
        " WHERE l.product_id = $1 AND o.business_day >= $2 AND l.price_trace->>'ruleId' = $3)",
        row["product_id"], row["starts_on"], str(row["id"]),
    )  # fmt: skip
    if used:
        raise DomainError(
            ErrorCode.WRONG_STATE,
            "Orders have this price of {product} since {day}. End it on that day at the earliest.",
            path=("endsOn",),
            product=product,
            day=row["starts_on"].isoformat(),
        )
    await connection.execute("DELETE FROM price_rule WHERE id = $1", row["id"])
    await record_audit(
        connection, actor, "price_rule.withdraw", "PriceRule", row["id"], number=product,
        before={name: row[name] for name in _COLUMNS if name not in {"id", "version"}},
    )  # fmt: skip


__all__ = ["PriceRuleChanged", "create_price_rule", "end_price_rule"]
