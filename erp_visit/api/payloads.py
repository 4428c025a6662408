"""Answers of mutations: what a command changed, read by the compiler in the command's own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
import strawberry
from strawberry.scalars import JSON

from erp_visit import db
from erp_visit.api.execution import Context, Finished
from erp_visit.api.problems import TOP_LEVEL, user_error
from erp_visit.api.reader import check_cost, compute
from erp_visit.api.throttle import Budget, charge
from erp_visit.api.types import TypeFactory, list_of
from erp_visit.core.actor import Profile, Scope
from erp_visit.core.clock import business_day, now
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.reads.arguments import Place
from erp_visit.reads.compiler import Compiler, Computation, Selected
from erp_visit.reads.parameters import Run
from graphql import FieldNode, GraphQLResolveInfo

NOBODY = Profile(frozenset(), Scope.OWN)
Values = Mapping[str, Any]
"""What a command says of a payload's fields: keys of records, or JSON for fields that are no records."""

ErrorCodeEnum = strawberry.enum(
    ErrorCode,
    name="ErrorCode",
    description="Every code of `errors[].extensions.code` and of `userErrors[].code`.",
)


@strawberry.type(description="Why a command was refused. Nothing was written.")
class UserError:
    code: ErrorCodeEnum = strawberry.field(description="Stable code to decide by")  # type: ignore[valid-type]
    path: list[str] = strawberry.field(description="The input field, outermost first; empty if it is about the whole")
    message: str = strawberry.field(description="What is wrong and what to do, in the reader's language")
    retryable: bool = strawberry.field(description="Whether the same request may succeed later")
    params: JSON = strawberry.field(description="The values in the message")


@dataclass(frozen=True, slots=True)
class PayloadSpec:
    """A mutation's payload: records by field name, `[Type]` for lists, and plain fields by their Python type."""

    name: str
    records: dict[str, str]
    plain: dict[str, Any]
    repeatable: bool = True

    def record(self, field: str) -> tuple[str, bool]:
        """Type of a record field, and whether it is a list."""
        kind = self.records[field]
        return (kind[1:-1], True) if kind.startswith("[") else (kind, False)

    def strawberry_type(self, factory: TypeFactory) -> Any:
        cls = type(self.name, (), {})
        annotations: dict[str, Any] = {}
        for field in self.records:
            kind, many = self.record(field)
            target = factory.objects[kind]
            annotations[field] = list_of(target) if many else target | None
            what = (
                f"{factory.registry[kind].plural} that changed" if many else f"The {kind} as it is now; null if refused"
            )
            setattr(cls, field, strawberry.field(name=field, description=what))
        for field, kind in self.plain.items():
            annotations[field] = kind
            setattr(cls, field, strawberry.field(name=field))
        if self.repeatable:
            annotations["replayed"] = bool
            cls.replayed = strawberry.field(  # type: ignore[attr-defined]
                name="replayed", description="Whether this repeats an earlier command of the same id and content"
            )
        annotations["userErrors"] = list[UserError]
        cls.userErrors = strawberry.field(name="userErrors", description="Why it was refused")  # type: ignore[attr-defined]
        cls.__annotations__ = annotations
        return strawberry.type(cls, name=self.name, description="What the command changed, or why it was refused.")


@dataclass(frozen=True, slots=True)
class _Column:
    key: str
    many: bool
    computations: tuple[Computation, ...]


class PayloadReader:
    """The selection on one mutation's payload, compiled before the command runs: what may not be seen is
    refused before anything is written."""

    def __init__(self, spec: PayloadSpec, context: Context, compiler: Compiler, nodes: list[FieldNode]) -> None:
        self.spec = spec
        self.context = context
        self.compiler = compiler
        self.selected = self.compiler.merged(nodes, spec.name)
        self.columns: dict[str, _Column] = {}
        parts: list[str] = []
        self.cost = 1
        for key, fields in self.selected.items():
            name = fields[0].name.value
            if name in spec.records:
                parts.append(self._compile(key, name, fields))
        self.sql = "SELECT " + ", ".join(parts) if parts else ""

    def _compile(self, key: str, name: str, fields: list[FieldNode]) -> str:
        kind, many = self.spec.record(name)
        target = self.compiler.registry[kind]
        before = len(self.compiler.computations)
        place = Place((f"__{name}",))
        selected = self.compiler.merged(fields, kind)
        if many:
            self.compiler.require(target.right)
            alias = self.compiler.alias()
            keys = self.compiler.parameters.leaf(place, "uuid[]")
            where = [f"{alias}.id = ANY({keys})", self.compiler.visible(target, alias)]
            select, cost = self.compiler.array(target, alias, where, {}, selected, (), False)
        else:
            select, cost = self.compiler.one(target, self.compiler.parameters.leaf(place, "uuid"), selected)
        self.cost += cost
        self.columns[key] = _Column(key, many, tuple(self.compiler.computations[before:]))
        return f"({select.scalar()})"

    async def read(self, values: Values) -> bytes:
        """The payload's JSON for what the command changed."""
        found: dict[str, bytes] = {}
        if self.sql:
            empty: dict[str, Any] = {
                f"__{field}": [] if self.spec.record(field)[1] else None for field in self.spec.records
            }
            given = {f"__{field}": _keys(value) for field, value in values.items()}
            run = Run({**self.compiler.variables, **empty, **given}, self.context.require_actor(), business_day(now()))
            parameters = [getter(run) for getter in self.compiler.parameters.getters]
            async with db.connection() as connection:
                row = await connection.fetchrow(self.sql, *parameters)
            assert row is not None  # a SELECT of scalars without FROM
            for column, text in zip(self.columns.values(), row, strict=True):
                if text is not None:
                    found[column.key] = compute(text, column.computations) if column.computations else text.encode()
        return self._body(found, values, [])

    def refused(self, errors: list[DomainError]) -> bytes:
        """The payload's JSON for a refusal."""
        return self._body({}, {}, [user_error(error, self.context.locale) for error in errors])

    def _body(self, found: Mapping[str, bytes], values: Values, errors: list[dict[str, Any]]) -> bytes:
        return payload_json(self.spec, self.compiler, self.selected, found, values, errors)


def payload_json(
    spec: PayloadSpec,
    compiler: Compiler,
    selected: Selected,
    found: Mapping[str, bytes],
    values: Values,
    errors: list[dict[str, Any]],
) -> bytes:
    """The JSON of a payload: records that were read, plain values, errors, in the order of the selection."""
    parts = []
    for key, fields in selected.items():
        name = fields[0].name.value
        if name == "userErrors":
            value = orjson.dumps([_error(compiler, fields, error) for error in errors])
        elif name == "__typename":
            value = orjson.dumps(spec.name)
        elif name == "replayed":
            value = orjson.dumps(bool(values.get("replayed", False)))
        elif name in spec.plain:
            value = orjson.dumps(values.get(name))
        else:
            value = found.get(key, b"[]" if spec.record(name)[1] else b"null")
        parts.append(b'"' + key.encode() + b'":' + value)
    return b"{" + b",".join(parts) + b"}"


def user_errors_json(spec: PayloadSpec, info: strawberry.Info, errors: list[DomainError], locale: str) -> bytes:
    """The payload of a refusal before anybody is known to have rights."""
    raw = info._raw_info
    compiler = Compiler(info.context.reader.registry, raw.schema, raw.fragments, NOBODY, plain_variables(raw))
    selected = compiler.merged(list(raw.field_nodes), spec.name)
    return payload_json(spec, compiler, selected, {}, {}, [user_error(error, locale) for error in errors])


def plain_variables(raw: GraphQLResolveInfo[Any]) -> Mapping[str, Any]:
    """The coerced variables: at run time Strawberry hands on the plain dict, whatever graphql-core's types say."""
    return cast("Mapping[str, Any]", raw.variable_values)


def _error(compiler: Compiler, fields: list[FieldNode], error: dict[str, Any]) -> dict[str, Any]:
    selected = compiler.merged(fields, "UserError")
    return {
        key: "UserError" if nodes[0].name.value == "__typename" else error[nodes[0].name.value]
        for key, nodes in selected.items()
    }


def _keys(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, set, frozenset)) else value


async def carry_out(
    spec: PayloadSpec, context: Context, nodes: list[FieldNode], command: Callable[[], Awaitable[Values]]
) -> Finished:
    """Run a command and read its answer in one transaction; refusals become userErrors."""
    assert context.operation is not None
    assert context.reader is not None
    compiler = context.reader.compiler(context.operation, context.require_actor(), context.variables)
    reader = PayloadReader(spec, context, compiler, nodes)
    check_cost(reader.cost)
    await charge(Budget(context.actor), reader.cost)
    try:
        async with db.transaction():
            values = await command()
            return Finished(await reader.read(values))
    except DomainError as error:
        if error.code in TOP_LEVEL:
            raise
        return Finished(reader.refused([error]))
    except DomainErrors as error:
        return Finished(reader.refused(error.errors))


__all__ = [
    "ErrorCodeEnum",
    "PayloadReader",
    "PayloadSpec",
    "UserError",
    "Values",
    "carry_out",
    "plain_variables",
    "user_errors_json",
]
