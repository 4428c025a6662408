"""Checks that commands of all domains begin with: texts, reasons, versions."""

from __future__ import annotations

from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, invalid

MAX_REASON = 255


def check_version(expected: int | None, version: int, state: str, number: str) -> None:
    """Raise CONFLICT, telling the version and state now, unless the version is the expected one or none was named."""
    if expected is not None and expected != version:
        raise DomainError(
            ErrorCode.CONFLICT,
            "{number} was changed meanwhile and is now {state}. Look at it again, then decide.",
            path=("expectedVersion",), number=number, version=version, state=state,
        )  # fmt: skip


def check_text(value: str, maximum: int, *path: str | int) -> str:
    """A line of text without NUL characters, which PostgreSQL cannot store."""
    if len(value) > maximum:
        raise invalid("The text has {length} characters; {maximum} are allowed.", *path, length=len(value), maximum=maximum)
    if "\x00" in value:
        raise invalid("The text contains a NUL character; remove it.", *path)
    return value


def check_reason(reason: str, *path: str | int) -> str:
    """A reason that somebody will read later: at least one character that shows."""
    check_text(reason, MAX_REASON, *path)
    if not reason.strip():
        raise invalid("A reason is needed; say why.", *path)
    return reason


def raise_all(errors: list[DomainError]) -> None:
    """Raise one refusal as it is, several together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise DomainErrors(errors)


__all__ = ["MAX_REASON", "check_reason", "check_text", "check_version", "raise_all"]
