"""What somebody is told of the own log-in. Who tells is higher up: notifications belong to `work`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from erp_visit.db import Connection

Teller = Callable[[Connection, UUID, str, Mapping[str, Any]], Awaitable[None]]
_tellers: list[Teller] = []


def told_by(teller: Teller) -> Teller:
    """Register who tells employees; it is given the employee, an English template and its values."""
    _tellers.append(teller)
    return teller


async def tell(connection: Connection, employee_id: UUID, template: str, **params: Any) -> None:
    """Tell an employee, in the transaction of the cause."""
    for teller in _tellers:
        await teller(connection, employee_id, template, params)


__all__ = ["tell", "told_by"]
