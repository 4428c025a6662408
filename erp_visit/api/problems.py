"""How errors look on the wire: one code from ErrorCode on each, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from graphql import GraphQLError

from erp_visit.core.errors import RETRYABLE, DomainError, DomainErrors, ErrorCode
from erp_visit.core.i18n import translate
from erp_visit.core.ids import new_id
from erp_visit.core.violations import refusal

log = structlog.get_logger(__name__)

TOP_LEVEL = frozenset({ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN, ErrorCode.TIMEOUT, ErrorCode.UNAVAILABLE})
"""Refusals of a mutation that are not about its input: they stand in `errors`, the others in `userErrors`."""


def problem(error: DomainError, locale: str, path: Sequence[str | int] | None = None) -> dict[str, Any]:
    """An entry of `errors` for a refusal; `path` is where in the answer the value is missing."""
    entry: dict[str, Any] = {"message": translate(error.message, locale, error.params)}
    if path is not None:
        entry["path"] = list(path)
    entry["extensions"] = {
        "code": error.code.name,
        "retryable": error.code in RETRYABLE,
        "params": plain_params(error.params),
    }
    if error.path:
        entry["extensions"]["argument"] = [str(step) for step in error.path]
    return entry


def user_error(error: DomainError, locale: str) -> dict[str, Any]:
    """An entry of `userErrors`; the path names the input field."""
    return {
        "code": error.code.name,
        "path": [str(step) for step in error.path],
        "message": translate(error.message, locale, error.params),
        "retryable": error.code in RETRYABLE,
        "params": plain_params(error.params),
    }


def about_input(error: DomainError | DomainErrors) -> list[DomainError]:
    """The `userErrors` of a refused mutation; a refusal that is not about its input is raised again."""
    if isinstance(error, DomainErrors):
        return error.errors
    if error.code in TOP_LEVEL:
        raise error
    return [error]


def plain_params(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters as JSON: numbers stay, everything else as text."""
    return {
        name: value if isinstance(value, (int, float, bool, str, list, dict)) or value is None else str(value)
        for name, value in params.items()
    }


def document_problem(error: GraphQLError, code: ErrorCode) -> dict[str, Any]:
    """An entry of `errors` for a document that cannot be run: graphql-core says what is wrong in it."""
    entry: dict[str, Any] = {"message": error.message}
    if error.locations:
        entry["locations"] = [location.formatted for location in error.locations]
    entry["extensions"] = {"code": code.name, "retryable": False}
    return entry


def execution_problem(error: GraphQLError, locale: str) -> list[dict[str, Any]]:
    """Entries of `errors` for what a resolver raised."""
    cause = error.original_error
    path = error.path or []
    if isinstance(cause, DomainError):
        return [problem(cause, locale, path)]
    if isinstance(cause, DomainErrors):
        return [problem(one, locale, path) for one in cause.errors]
    if cause is None:  # graphql-core's own: a value that does not fit its type
        entry = document_problem(error, ErrorCode.VALIDATION_ERROR)
        entry["path"] = list(path)
        return [entry]
    return [problem(domain_error(cause), locale, path)]


def domain_error(error: BaseException) -> DomainError:
    """What a user may know of an unforeseen error; the log knows the rest."""
    if isinstance(error, DomainError):
        return error
    told = refusal(error)
    if told is not None:
        if told.code is ErrorCode.UNAVAILABLE:
            log.error("server unavailable", exc_info=error)
        return told
    incident = new_id()
    log.error("unforeseen error", incident=str(incident), exc_info=error)
    return DomainError(
        ErrorCode.INTERNAL,
        "Something went wrong on our side. Tell us the number {incident}; nothing was written.",
        incident=str(incident),
    )


__all__ = ["TOP_LEVEL", "about_input", "document_problem", "domain_error", "execution_problem", "problem", "user_error"]
