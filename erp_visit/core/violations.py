"""What the database refuses, or is too busy for: the last net under the checks of the commands, in words of the domain.

Each domain says which of its constraints means what; a violation that nobody named is a fault of ours and stays
an exception.
"""

from __future__ import annotations

import errno

import asyncpg
from redis.exceptions import RedisError

from erp_visit.core.errors import DomainError, ErrorCode

_meaning: dict[str, tuple[ErrorCode, str]] = {}


def constraint_means(constraint: str, code: ErrorCode, message: str) -> None:
    """Declare the refusal that stands for the violation of a constraint. The message takes no parameters."""
    _meaning[constraint] = (code, message)


_COLLIDED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_TOO_SLOW = (
    asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError, asyncpg.IdleInTransactionSessionTimeoutError,
    TimeoutError,
)  # fmt: skip
_AWAY = (
    asyncpg.PostgresConnectionError, asyncpg.InsufficientResourcesError, asyncpg.OperatorInterventionError, RedisError,
    OSError,
    # Those of a server that was set up anew, or whose disk fails: none of them is the user's doing.
    asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError,
    asyncpg.ReadOnlySQLTransactionError, asyncpg.PostgresSystemError,
)  # fmt: skip
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_GONE = ("connection is closed", "connection was closed", "released back to the pool", "pool is clos")
"""What asyncpg says when it is used after its connection broke, or when this process is about to stop. It raises the
same for mistakes of ours, such as two statements at once on one connection, which stay errors of ours."""


_SAID_FAREWELL = "another operation (2) is in progress"
"""What asyncpg says when a server that stops took leave amid what precedes a statement: that was not sent."""


def refusal(error: BaseException) -> DomainError | None:
    """What a user is told of an error of the database, or of its being away; None for a fault of ours."""
    if isinstance(error, _COLLIDED):
        return DomainError(
            ErrorCode.CONFLICT, "Somebody changed the same records at the same moment. Reload, then decide again."
        )
    if isinstance(error, asyncpg.LockNotAvailableError):
        return DomainError(
            ErrorCode.TIMEOUT, "Somebody else is working on the same records for long. Try again in a moment."
        )
    if isinstance(error, _TOO_SLOW):
        return DomainError(ErrorCode.TIMEOUT, "The request took too long and was stopped. Ask for less at a time.")
    if isinstance(error, asyncpg.NumericValueOutOfRangeError):
        return DomainError(
            ErrorCode.INVALID_INPUT, "A sum becomes larger than the books can hold. Check amounts and quantities."
        )
    if isinstance(error, asyncpg.DiskFullError) or (isinstance(error, OSError) and error.errno in _NO_ROOM):
        return DomainError(
            ErrorCode.UNAVAILABLE,
            "The server's disk is full. Nothing was written; tell your administrator, and try again later.",
        )
    name = getattr(error, "constraint_name", None)
    if isinstance(name, str) and name in _meaning:
        code, message = _meaning[name]
        return DomainError(code, message)
    if (
        isinstance(error, _AWAY)
        or (isinstance(error, asyncpg.InterfaceError) and any(words in str(error) for words in _GONE))
        or (isinstance(error, asyncpg.InternalClientError) and _SAID_FAREWELL in str(error))
    ):
        return DomainError(
            ErrorCode.UNAVAILABLE, "A server cannot be reached just now. Nothing was written; try again."
        )
    return None


constraint_means(
    "operation_pkey",
    ErrorCode.KEY_REUSED,
    "The operation id was used before for something else. Make a fresh UUID for each new command.",
)

__all__ = ["constraint_means", "refusal"]
