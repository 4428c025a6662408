"""Checks that commands of all domains begin with: reasons and versions."""

from __future__ import annotations

from enum import Enum

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.text import check_text

MAX_REASON = 255


def check_version(expected: int | None, version: int, state: Enum | None, number: str) -> None:
    """Raise CONFLICT, telling the version and state now, unless it is the expected version or none was named."""
    if expected is None or expected == version:
        return
    if state is None:
        raise DomainError(
            ErrorCode.CONFLICT,
            "{name} was changed meanwhile. Look at it again, then decide.",
            path=("expectedVersion",), name=number, version=version,
        )  # fmt: skip
    raise DomainError(
        ErrorCode.CONFLICT,
        "{number} was changed meanwhile and is now {state}. Look at it again, then decide.",
        path=("expectedVersion",), number=number, version=version, state=state,
    )  # fmt: skip


def check_reason(reason: str, *path: str | int, required: bool = True) -> str:
    """A reason that somebody will read later, trimmed; raises INVALID_INPUT if it is too long or missing."""
    return check_text(reason, MAX_REASON, *path, required=required)


def raise_all(errors: list[DomainError]) -> None:
    """Raise one refusal as it is, several together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise DomainErrors(errors)


__all__ = ["MAX_REASON", "check_reason", "check_version", "raise_all"]
