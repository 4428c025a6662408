"""What the database refuses: the last net under the checks of the commands, in the words of the domain.

Each domain says which of its constraints means what; a violation that nobody named is a fault of ours and stays
an exception.
"""

from __future__ import annotations

import asyncpg

from erp_visit.core.errors import DomainError, ErrorCode

_meaning: dict[str, tuple[ErrorCode, str]] = {}


def constraint_means(constraint: str, code: ErrorCode, message: str) -> None:
    """Declare the refusal that stands for the violation of a constraint. The message takes no parameters."""
    _meaning[constraint] = (code, message)


def refusal(error: asyncpg.PostgresError) -> DomainError | None:
    """The domain's refusal for an error of the database, if it is one."""
    if isinstance(error, (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)):
        return DomainError(
            ErrorCode.CONFLICT, "Somebody changed the same records at the same moment. Reload, then decide again."
        )
    name = getattr(error, "constraint_name", None)
    if name is None or name not in _meaning:
        return None
    code, message = _meaning[name]
    return DomainError(code, message)


constraint_means(
    "operation_pkey",
    ErrorCode.KEY_REUSED,
    "The operation id was used before for something else. Make a fresh UUID for each new command.",
)

__all__ = ["constraint_means", "refusal"]
