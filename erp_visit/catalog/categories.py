"""Commands on product categories (CAT-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.catalog.models import Category
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.operations import Operation, first_result, once, remember
from erp_visit.core.text import check_text
from erp_visit.core.violations import constraint_means
from erp_visit.core.visibility import require_visible
from erp_visit.db import Connection
from erp_visit.events import announce
from erp_visit.org.audit import changed, record_audit
from erp_visit.org.rights import Right

constraint_means(
    "category_pkey", ErrorCode.KEY_REUSED, "The id stands for another category. Make a fresh UUID for each one."
)
constraint_means(
    "category_name_key", ErrorCode.DUPLICATE, "Another category has this name. Use that one, or choose another name."
)


@dataclass(frozen=True, slots=True)
class CategoryChanged:
    """The category that a command made or changed."""

    category_id: UUID
    replayed: bool = False


async def create_category(
    actor: Actor,
    *,
    id: UUID,  # noqa: A002 -- the name that the schema has
    name: str,
) -> CategoryChanged:
    """Make a category under the client's id.

    Raises FORBIDDEN, INVALID_INPUT, DUPLICATE (name), KEY_REUSED.
    """
    actor.require(Right.PRODUCT_EDIT)
    operation = Operation.of(actor, "category.create", id, name=name)
    values = _checked({"name": name})

    async def work(connection: Connection) -> CategoryChanged:
        earlier = await first_result(connection, operation, CategoryChanged)
        if earlier is not None:
            return earlier
        await _check_name(connection, values["name"], None)
        await connection.execute("INSERT INTO category (id, name) VALUES ($1, $2)", id, values["name"])
        await record_audit(connection, actor, "category.create", "Category", id, number=values["name"], after=values)
        announce("Category", id)
        result = CategoryChanged(id)
        await remember(connection, operation, result)
        return result

    return await once(operation, CategoryChanged, work)


async def update_category(
    actor: Actor, *, category_id: UUID, changes: Mapping[str, Any], operation_id: UUID | None = None
) -> CategoryChanged:
    """Rename a category; its products stay in it. An equal name changes nothing.

    Raises FORBIDDEN, INVALID_INPUT, NOT_FOUND, DUPLICATE (name), KEY_REUSED.
    """
    actor.require(Right.PRODUCT_EDIT)
    operation = Operation.of(actor, "category.update", operation_id, category=category_id, changes=dict(changes))
    wanted = _checked(changes)

    async def work(connection: Connection) -> CategoryChanged:
        earlier = await first_result(connection, operation, CategoryChanged)
        if earlier is not None:
            return earlier
        row = await require_visible(
            connection, actor, Category, category_id, "categoryId", columns=("name",), lock="FOR NO KEY UPDATE OF t"
        )
        before, after = changed(dict(row), wanted)
        if after:
            await _check_name(connection, after["name"], category_id)
            await connection.execute("UPDATE category SET name = $2 WHERE id = $1", category_id, after["name"])
            await record_audit(
                connection, actor, "category.update", "Category", category_id, number=after["name"], before=before,
                after=after,
            )  # fmt: skip
            announce("Category", category_id)
        result = CategoryChanged(category_id)
        await remember(connection, operation, result)
        return result

    return await once(operation, CategoryChanged, work)


async def _check_name(connection: Connection, name: str, category_id: UUID | None) -> None:
    if await connection.fetchval(
        "SELECT EXISTS (SELECT FROM category WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2)",
        name, category_id,
    ):  # fmt: skip
        raise DomainError(
            ErrorCode.DUPLICATE,
            "There is a category {value} already. Use that one, or choose another name.",
            path=("name",), value=name,
        )  # fmt: skip


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    for name in changes:
        if name != "name":
            raise invalid("{field} of a category cannot be changed.", name[:64], field=name[:64])
    return {name: check_text(value or "", 64, name, required=True) for name, value in changes.items()}


__all__ = ["CategoryChanged", "create_category", "update_category"]
