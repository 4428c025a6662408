"""Mutations: each parses its input, calls one command, and answers with what changed.

`command(name, records…)` registers a function `(context, input) -> values`; the payload type is derived from
the records that it names.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry

from erp_visit.api.execution import Context
from erp_visit.api.payloads import PayloadSpec, Values
from erp_visit.api.places import Places, placed
from erp_visit.core.errors import DomainError, DomainErrors
from erp_visit.core.ids import parse_id

Run = Callable[[Context, Any], Awaitable[Values]]


@dataclass(frozen=True, slots=True)
class Command:
    """One mutation: `name(input: Input!): NamePayload`."""

    name: str
    input: Any
    records: dict[str, str]
    plain: dict[str, Any]
    run: Run
    description: str
    repeatable: bool = True

    @property
    def payload(self) -> PayloadSpec:
        name = f"{self.name[0].upper()}{self.name[1:]}Payload"
        return PayloadSpec(name, self.records, self.plain, self.repeatable)


COMMANDS: dict[str, Command] = {}


def command(
    name: str,
    input_type: Any,
    records: dict[str, str],
    *,
    plain: dict[str, Any] | None = None,
    repeatable: bool = True,
    places: Places | None = None,
) -> Callable[[Run], Run]:
    """Register a mutation; its docstring is its description in the schema. `places` is for `placed`."""

    def register(run: Run) -> Run:
        description = " ".join((run.__doc__ or "").split())
        done = run if places is None else _placing(run, places)
        COMMANDS[name] = Command(name, input_type, records, plain or {}, done, description, repeatable)
        return run

    return register


def _placing(run: Run, places: Places) -> Run:
    async def placing(context: Context, data: Any) -> Values:
        try:
            return await run(context, data)
        except DomainError as error:
            raise placed(error, places) from error
        except DomainErrors as errors:
            raise DomainErrors([placed(error, places) for error in errors.errors]) from errors

    return placing


def key(value: str, kind: str, *path: str | int) -> UUID:
    """A required id."""
    return parse_id(value, kind, *path)


def optional_key(value: Any, kind: str, *path: str | int) -> UUID | None:
    """An id that may be left out or null."""
    return parse_id(value, kind, *path) if given(value) is not None else None


def given(value: Any) -> Any:
    """None for what was left out."""
    return None if value is strawberry.UNSET else value


__all__ = ["COMMANDS", "Command", "command", "given", "key", "optional_key"]
