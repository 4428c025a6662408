"""The second factor of a log-in as it is asked for: in force or not, and whether a code is right and unused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.db import Connection
from erp_visit.org.codes import recovery_hash, step_of
from erp_visit.org.news import tell
from erp_visit.org.sealing import unseal

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FactorState:
    """What an employee is shown of the own second factor."""

    since: datetime
    codes_left: int


async def in_force(connection: Connection, employee_id: UUID) -> FactorState | None:
    """The employee's second factor; None without one."""
    row = await connection.fetchrow(
        "SELECT confirmed_at, cardinality(recovery_codes) AS codes FROM second_factor"
        " WHERE employee_id = $1 AND secret IS NOT NULL",
        employee_id,
    )
    return None if row is None else FactorState(row["confirmed_at"], row["codes"])


async def accept_code(connection: Connection, employee_id: UUID, code: str) -> bool:
    """Whether a code of the app, or a recovery code, is right. It counts once: the next time it is refused.

    Raises BAD_CREDENTIALS if the app's codes cannot be checked any more.
    """
    hashed = recovery_hash(code)
    if hashed is not None:
        left = await connection.fetchval(
            "UPDATE second_factor SET recovery_codes = array_remove(recovery_codes, $2)"
            " WHERE employee_id = $1 AND secret IS NOT NULL AND $2 = ANY(recovery_codes)"
            " RETURNING cardinality(recovery_codes)",
            employee_id, hashed,
        )  # fmt: skip
        if left is not None:
            template = "A recovery code of your log-in was used; {count} are left."
            await tell(connection, employee_id, template, count=left)
        return left is not None
    stored = await connection.fetchval("SELECT secret FROM second_factor WHERE employee_id = $1", employee_id)
    if stored is None:
        return False
    secret = unseal(stored)
    if secret is None:
        log.error("a second factor was sealed with another key", employee=str(employee_id))
        raise DomainError(
            ErrorCode.BAD_CREDENTIALS,
            "The server's key has changed, so that codes of the app cannot be checked. Use a recovery code, or have an"
            " administrator take the second factor away.",
            path=("code",),
        )
    step = step_of(secret, code)
    if step is None:
        return False
    done = await connection.execute(
        "UPDATE second_factor SET last_step = $2 WHERE employee_id = $1 AND last_step < $2", employee_id, step
    )
    return done == "UPDATE 1"


__all__ = ["FactorState", "accept_code", "in_force"]
