"""What a document was judged by: all control parameters as they were, stored once per content.

A document names its set before the set is stored: the foreign keys are checked at the commit. So a set that is new is
inserted when its command has taken all its locks, and of two commands with the same new set one waits for the other
without being waited for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

import orjson

from erp_visit import db
from erp_visit.org.settings import ControlParameters

_NAMESPACE = UUID("6d1c4b60-6f0e-5c0b-9f0e-3a2b7f5d9c41")
_known: set[UUID] = set()
"""Sets that are stored for certain: this process saw the commit."""


@lru_cache(maxsize=1024)
def _identified(parameters: ControlParameters) -> tuple[UUID, str]:
    values = {field.name: getattr(parameters, field.name) for field in dataclasses.fields(parameters)}
    content = orjson.dumps(values, option=orjson.OPT_SORT_KEYS, default=_as_text).decode()
    return uuid5(_NAMESPACE, content), content


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place among the control parameters")


def parameter_set_row(parameters: ControlParameters) -> tuple[UUID, str]:
    """The key of the set with these parameters and its content as JSON."""
    return _identified(parameters)


def parameter_set_id(parameters: ControlParameters) -> UUID:
    """The key of the set with these parameters, for `parameters_id` of a document; see `remember_parameters`."""
    return _identified(parameters)[0]


async def remember_parameters(connection: db.Connection, parameters: ControlParameters) -> UUID:
    """Store what a document was judged by, unless it is stored already, and answer its key.

    It belongs into the transaction of the document, behind its last statement that takes locks; or, if a single
    statement writes the document, before that.
    """
    key, content = _identified(parameters)
    if key not in _known:
        await connection.execute(
            "INSERT INTO parameter_set (id, content) VALUES ($1, $2::jsonb) ON CONFLICT (id) DO NOTHING", key, content
        )

        async def committed() -> None:
            _known.add(key)

        db.after_commit(committed)
    return key


def forget_parameter_sets() -> None:
    """Believe nothing to be stored any more; for whoever empties the database."""
    _known.clear()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Key → value before and after, of those that differ; None where a version of the program did not know the key."""
    keys = [*after, *(key for key in before if key not in after)]
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}


__all__ = ["differences", "forget_parameter_sets", "parameter_set_id", "parameter_set_row", "remember_parameters"]
