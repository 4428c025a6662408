"""What a decision form sends: JSON from anybody, turned into the arguments of a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request

from erp_visit.core.errors import DomainError, ErrorCode, invalid


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that a request carries. Raises BAD_REQUEST."""
    try:
        value = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise _not_json() from error
    if not isinstance(value, dict):
        raise _not_json()
    return value


def _not_json() -> DomainError:
    return DomainError(ErrorCode.BAD_REQUEST, "The request is not a JSON object. Reload the page and try again.")


def text_in(body: Mapping[str, Any], name: str) -> str:
    """A text, empty if it is not there."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid("{field} is not a text.", name, field=name)
    return value


def whole_in(body: Mapping[str, Any], name: str, *path: str | int) -> int | None:
    """A whole number, None if it is not there."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid("{field} is not a whole number.", *(path or (name,)), field=name)
    return value


def key_in(body: Mapping[str, Any], name: str, *path: str | int, required: bool = False) -> UUID | None:
    """A key, given as a UUID or a global id; None if it is not there and need not be."""
    value = body.get(name)
    if value in (None, ""):
        if required:
            raise invalid("{field} is missing.", *(path or (name,)), field=name)
        return None
    try:
        return UUID(str(value).rpartition(":")[2])
    except ValueError:
        raise invalid("{value} is not an id.", *(path or (name,)), value=str(value)[:80]) from None


def operation_in(body: Mapping[str, Any]) -> UUID:
    """The operation id that every decision of a page carries, so that a repeat makes one record."""
    key = key_in(body, "operationId", required=True)
    assert key is not None
    return key


__all__ = ["body_of", "key_in", "operation_in", "text_in", "whole_in"]
