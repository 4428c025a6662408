"""May this actor see this row? The same declarations that reads are filtered by, asked by commands.

A command authorises in two steps: `actor.require(...)` for what it does, `require_visible` for what it does
it to. A row that does not exist and one that the actor may not see get the same answer.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from erp_visit.core import clock
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.declare import parent_of, row_visibility
from erp_visit.core.errors import not_found
from erp_visit.core.models import Record
from erp_visit.db import Connection

_VALUE = re.compile(r"(?<!:):(actor|departments|today)\b")
_DEEPEST = 8


def visibility_condition(model: type[Record], profile: Profile, alias: str, depth: int = 0) -> str:
    """The SQL condition, over `alias`, for the rows of a model that a profile sees.

    It holds the values `:actor`, `:departments` and `:today`. A model that declares neither a condition nor a
    parent is open to all who have its right.
    """
    _load_declarations(model)
    own = row_visibility(model)
    if own is not None:
        return f"({own(profile).replace('{t}', alias)})"
    relation = parent_of(model)
    if relation is None:
        return "TRUE"
    if depth == _DEEPEST:
        raise RuntimeError(f"visibility of {model.__name__} goes through more than {_DEEPEST} parents")
    field: Any = model._meta.fields_map[relation]
    parent: type[Record] = field.related_model
    above = f"v{depth}"
    condition = visibility_condition(parent, profile, above, depth + 1)
    return (
        f'EXISTS (SELECT FROM "{parent._meta.db_table}" {above} '
        f'WHERE {above}."id" = {alias}."{field.source_field}" AND {condition})'
    )


def bind_values(sql: str, actor: Actor, taken: int, today: date | None = None) -> tuple[str, list[Any]]:
    """Replace the actor's named values in a condition by `$n`, counting on from `taken`; with the values."""
    available: dict[str, Any] = {"actor": actor.id, "departments": list(actor.department_ids)}
    numbers: dict[str, int] = {}
    values: list[Any] = []

    def number(match: re.Match[str]) -> str:
        name = match[1]
        if name not in numbers:
            values.append(available[name] if name in available else today or clock.today())
            numbers[name] = taken + len(values)
        return f"${numbers[name]}"

    return _VALUE.sub(number, sql), values


async def require_visible(
    connection: Connection,
    actor: Actor,
    model: type[Record],
    key: UUID,
    *path: str | int,
    columns: Sequence[str] = ("id",),
    lock: str = "",
) -> Any:
    """The named columns of one row, as an asyncpg record.

    `lock` is a locking clause such as `FOR UPDATE OF t`; the row's alias is `t`. Raises FORBIDDEN if the
    actor lacks the right to see records of this type, NOT_FOUND (with `path`) if the row is not there or out
    of sight.
    """
    actor.require(str(model.Access.right))
    condition, values = bind_values(visibility_condition(model, actor.profile, "t"), actor, 1)
    sql = f'{_select(model, tuple(columns))} WHERE t."id" = $1 AND {condition} {lock}'
    row = await connection.fetchrow(sql, key, *values)
    if row is None:
        raise not_found(model.__name__, key, *path)
    return row


async def visible_among(
    connection: Connection, actor: Actor, model: type[Record], keys: Iterable[UUID]
) -> frozenset[UUID]:
    """Those of the keys whose rows the actor sees; none if it lacks the right to see records of this type."""
    wanted = list(keys)
    if not wanted or not actor.may(str(model.Access.right)):
        return frozenset()
    condition, values = bind_values(visibility_condition(model, actor.profile, "t"), actor, 1)
    sql = f'{_select(model, ("id",))} WHERE t."id" = ANY($1::uuid[]) AND {condition}'
    return frozenset(row["id"] for row in await connection.fetch(sql, wanted, *values))


@lru_cache(maxsize=512)
def _select(model: type[Record], columns: tuple[str, ...]) -> str:
    known = model._meta.fields_db_projection_reverse
    unknown = [column for column in columns if column not in known]
    if unknown:
        raise LookupError(f"{model.__name__} has no column {', '.join(unknown)}")
    listed = ", ".join(f't."{column}"' for column in columns)
    return f'SELECT {listed} FROM "{model._meta.db_table}" t'


@cache
def _load_declarations(model: type[Record]) -> None:
    """Declarations stand in `queries` beside the model: a process that has not read them must not see all."""
    package = model.__module__.rpartition(".")[0]
    if package.startswith("erp_visit.") and importlib.util.find_spec(f"{package}.queries") is not None:
        importlib.import_module(f"{package}.queries")


__all__ = ["bind_values", "require_visible", "visibility_condition", "visible_among"]
