"""Commands without graphql-core's executor: mutations whose input is one variable.

graphql-core and Strawberry take a quarter of such a request's processor time to find out anew, each time, what the
document and the schema have settled long before. The outcome is the same; whatever looks different (an input written
out in the document, `login`, `__typename` beside the commands) still goes their way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any

from strawberry import Schema
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition

from erp_visit.api.execution import DIRECT, Context, Field, Finished
from erp_visit.api.mutations import COMMANDS, Command
from erp_visit.api.payloads import Values, carry_out

Convert = Callable[[Any], Any]


def run_directly(schema: Schema) -> None:
    """Leave word at each command's field how to run it."""
    root = schema._schema.mutation_type
    assert root is not None
    for name, command in COMMANDS.items():
        root.fields[name].extensions[DIRECT] = _runner(command, schema)


def _runner(command: Command, schema: Schema) -> Any:
    spec = command.payload
    convert = _object(command.input, schema) if command.input is not None else None

    async def run(context: Context, field: Field, given: Any) -> Finished:
        data = convert(given) if convert is not None else None

        async def work() -> Values:
            return await command.run(context, data)

        return await carry_out(spec, context, field, work)

    return run


def _object(kind: Any, schema: Schema) -> Convert:
    """From the dictionary of a coerced input to the object that the command takes, as Strawberry makes it."""
    definition = kind.__strawberry_definition__
    fields: list[tuple[str, str, Convert | None]] = []
    absent: dict[str, None] = {}
    for field in definition.fields:
        name = schema.config.name_converter.from_field(field)
        fields.append((name, field.python_name, _converter(field.resolve_type(type_definition=definition), schema)))
        if field.default is MISSING and field.default_factory is MISSING:
            absent[field.python_name] = None

    def convert(given: dict[str, Any]) -> Any:
        values: dict[str, Any] = dict(absent)
        for name, attribute, inner in fields:
            if name in given:
                value = given[name]
                values[attribute] = value if inner is None or value is None else inner(value)
        return kind(**values)

    return convert


def _converter(kind: Any, schema: Schema) -> Convert | None:
    """How to convert a value that is not null; None if graphql-core has done it all (scalars, enums)."""
    if isinstance(kind, StrawberryOptional):
        return _converter(kind.of_type, schema)
    if isinstance(kind, StrawberryList):
        inner = _converter(kind.of_type, schema)
        if inner is None:
            return list
        return lambda items: [None if item is None else inner(item) for item in items]
    return _object(kind, schema) if has_object_definition(kind) else None


__all__ = ["run_directly"]
