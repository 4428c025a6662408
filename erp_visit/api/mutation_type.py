"""The root type of mutations, made of the registered commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry

from erp_visit.api.execution import Context, Field, Finished
from erp_visit.api.login import login_fields
from erp_visit.api.mutations import COMMANDS, Command
from erp_visit.api.payloads import PayloadSpec, Values, carry_out
from erp_visit.api.quotes import quote_field
from erp_visit.api.sync import sync_field
from erp_visit.api.types import TypeFactory


def mutation_type(factory: TypeFactory) -> type:
    """The root type of mutations."""

    mutation = type("Mutation", (), {})
    for item in COMMANDS.values():
        setattr(mutation, item.name, _field(item, factory))
    for name, field in login_fields(factory).items():
        setattr(mutation, name, field)
    mutation.quote_order = quote_field()  # type: ignore[attr-defined]
    mutation.sync_operations = sync_field()  # type: ignore[attr-defined]
    return strawberry.type(
        mutation, description="What can be done. One mutation per request: siblings in one document commit one by one."
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
    return await carry_out(spec, context, Field.of(info._raw_info), run)


__all__ = ["mutation_type"]
