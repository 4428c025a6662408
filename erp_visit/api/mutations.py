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

from erp_visit.api.execution import Context, Finished
from erp_visit.api.payloads import PayloadSpec, Values, carry_out
from erp_visit.api.types import TypeFactory
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
) -> Callable[[Run], Run]:
    """Register a mutation; its docstring is its description in the schema."""

    def register(run: Run) -> Run:
        description = " ".join((run.__doc__ or "").split())
        COMMANDS[name] = Command(name, input_type, records, plain or {}, run, description, repeatable)
        return run

    return register


def key(value: str, kind: str, *path: str | int) -> UUID:
    """A required id."""
    return parse_id(value, kind, *path)


def optional_key(value: Any, kind: str, *path: str | int) -> UUID | None:
    """An id that may be left out or null."""
    return parse_id(value, kind, *path) if given(value) is not None else None


def given(value: Any) -> Any:
    """None for what was left out."""
    return None if value is strawberry.UNSET else value


def mutation_type(factory: TypeFactory) -> type:
    """The root type of mutations."""
    from erp_visit.api import commands  # noqa: F401  # registers the commands
    from erp_visit.api.login import login_field
    from erp_visit.api.quotes import quote_field

    Mutation = type("Mutation", (), {})
    for item in COMMANDS.values():
        setattr(Mutation, item.name, _field(item, factory))
    Mutation.login = login_field(factory)  # type: ignore[attr-defined]
    Mutation.quote_order = quote_field()  # type: ignore[attr-defined]
    return strawberry.type(
        Mutation, description="What can be done. One mutation per request: siblings in one document commit one by one."
    )


def _field(item: Command, factory: TypeFactory) -> Any:
    spec = item.payload
    payload = spec.strawberry_type(factory)

    async def resolve(info: strawberry.Info, input: Any) -> Any:  # noqa: A002  # GraphQL's own word
        context: Context = info.context

        async def run() -> Values:
            return await item.run(context, input)

        return await _carry_out(spec, context, info, run)

    async def resolve_bare(info: strawberry.Info) -> Any:
        context: Context = info.context

        async def run() -> Values:
            return await item.run(context, None)

        return await _carry_out(spec, context, info, run)

    function: Any = resolve if item.input is not None else resolve_bare
    function.__annotations__ = {"info": strawberry.Info, "return": payload | None}
    if item.input is not None:
        function.__annotations__["input"] = item.input
    return strawberry.field(resolver=function, name=item.name, description=item.description)


async def _carry_out(
    spec: PayloadSpec, context: Context, info: strawberry.Info, run: Callable[[], Awaitable[Values]]
) -> Finished:
    nodes = list(info._raw_info.field_nodes)
    return await carry_out(spec, context, nodes, run)


__all__ = ["COMMANDS", "Command", "command", "given", "key", "mutation_type", "optional_key"]
