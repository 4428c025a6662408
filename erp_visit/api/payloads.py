"""Answers of mutations: what a command changed, read by the compiler after the command has committed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import strawberry
from graphql import FieldNode, get_named_type
from strawberry.scalars import JSON

from erp_visit import db
from erp_visit.api.execution import Context, Field, Finished
from erp_visit.api.problems import about_input, domain_error, user_error
from erp_visit.api.reader import compute
from erp_visit.api.types import TypeFactory, list_of
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.clock import today
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode, meaning
from erp_visit.reads.arguments import Place
from erp_visit.reads.compiler import Compiler, Computation
from erp_visit.reads.parameters import Run

Values = Mapping[str, Any]
"""What a command says of a payload's fields: keys of records, or JSON for fields that are no records."""

ErrorCodeEnum = strawberry.enum(
    ErrorCode,
    name="ErrorCode",
    description="Every code of `errors[].extensions.code` and of `userErrors[].code`.",
)
for _value in ErrorCodeEnum.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = meaning(ErrorCode[_value.name])


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
    guarded: bool = True
    """Whether single records need the right of their type; one's own does not."""

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
    computations: tuple[Computation, ...]


class PayloadPlan:
    """The selection on one payload, compiled before the command runs: what may not be seen is refused before
    anything is written. Like every plan it fits one profile and one shape of variables."""

    def __init__(self, spec: PayloadSpec, compiler: Compiler, nodes: list[FieldNode]) -> None:
        self.spec = spec
        selected = compiler.merged(nodes, spec.name)
        self.fields = [(key, fields[0].name.value) for key, fields in selected.items()]
        self.error_fields = {
            key: [(inner, found[0].name.value) for inner, found in compiler.merged(fields, "UserError").items()]
            for key, fields in selected.items()
            if fields[0].name.value == "userErrors"
        }
        self.object_fields = {key: _objects(spec, compiler, fields) for key, fields in selected.items()}
        self.columns: list[_Column] = []
        self.cost = 1
        parts = [
            self._compile(compiler, key, fields)
            for key, fields in selected.items()
            if fields[0].name.value in spec.records
        ]
        self.sql = "SELECT " + ", ".join(parts) if parts else ""
        self.getters = tuple(compiler.parameters.getters)
        self.nothing: dict[str, Any] = {f"__{field}": [] if spec.record(field)[1] else None for field in spec.records}

    def _compile(self, compiler: Compiler, key: str, fields: list[FieldNode]) -> str:
        name = fields[0].name.value
        kind, many = self.spec.record(name)
        target = compiler.registry[kind]
        before = len(compiler.computations)
        place = Place((f"__{name}",))
        selected = compiler.merged(fields, kind)
        if many:
            compiler.require(target.right)
            alias = compiler.alias()
            keys = compiler.parameters.leaf(place, "uuid[]")
            where = [f"{alias}.id = ANY({keys})", compiler.visible(target, alias)]
            select, cost = compiler.array(target, alias, where, {}, selected, (), False)
        else:
            select, cost = compiler.one(
                target, compiler.parameters.leaf(place, "uuid"), selected, guarded=self.spec.guarded
            )
        self.cost += cost
        self.columns.append(_Column(key, tuple(compiler.computations[before:])))
        return f"({select.scalar()})"

    async def read(self, actor: Actor, variables: Mapping[str, Any], values: Values) -> bytes:
        """The payload's JSON for what the command changed."""
        found: dict[str, bytes] = {}
        if self.sql:
            given = {f"__{field}": _keys(value) for field, value in values.items()}
            run = Run({**variables, **self.nothing, **given}, actor, today())
            async with db.connection() as connection:
                row = await connection.fetchrow(self.sql, *(getter(run) for getter in self.getters))
            assert row is not None  # a SELECT of scalars without FROM
            for column, text in zip(self.columns, row, strict=True):
                if text is not None:
                    found[column.key] = (
                        compute(text, column.computations, actor.locale) if column.computations else text.encode()
                    )
        return self._json(found, values, [])

    def without_records(self, values: Values) -> bytes:
        """The payload's JSON for a success in which no record is read."""
        return self._json({}, values, [])

    def refused(self, errors: list[DomainError], locale: str) -> bytes:
        """The payload's JSON for a refusal."""
        return self._json({}, {}, [user_error(error, locale) for error in errors])

    def _json(self, found: Mapping[str, bytes], values: Values, errors: list[dict[str, Any]]) -> bytes:
        parts = []
        for key, name in self.fields:
            if name == "userErrors":
                value = orjson.dumps([self._error(key, error) for error in errors])
            elif name == "__typename":
                value = orjson.dumps(self.spec.name)
            elif name == "replayed":
                value = orjson.dumps(bool(values.get("replayed", False)))
            elif name in self.spec.plain:
                value = orjson.dumps(self._plain(key, values.get(name)))
            else:
                value = found.get(key, b"[]" if self.spec.record(name)[1] else b"null")
            parts.append(b'"' + key.encode() + b'":' + value)
        return b"{" + b",".join(parts) + b"}"

    def _plain(self, key: str, value: Any) -> Any:
        """The value, or of objects that are no records what was chosen of each."""
        chosen = self.object_fields[key]
        if chosen is None or value is None:
            return value
        kind, fields = chosen
        return [{inner: kind if name == "__typename" else one[name] for inner, name in fields} for one in value]

    def _error(self, key: str, error: dict[str, Any]) -> dict[str, Any]:
        return {inner: "UserError" if name == "__typename" else error[name] for inner, name in self.error_fields[key]}


def _objects(
    spec: PayloadSpec, compiler: Compiler, fields: list[FieldNode]
) -> tuple[str, list[tuple[str, str]]] | None:
    """The type of the objects in a plain field and what is chosen of each; None for a scalar."""
    name = fields[0].name.value
    if name not in spec.plain or fields[0].selection_set is None:
        return None
    payload: Any = compiler.schema.type_map[spec.name]
    kind = get_named_type(payload.fields[name].type).name
    return kind, [(inner, found[0].name.value) for inner, found in compiler.merged(fields, kind).items()]


def payload_plan(spec: PayloadSpec, context: Context, profile: Profile, field: Field) -> PayloadPlan:
    """The plan for the payload selected at a field, remembered with its operation."""
    operation, reader = context.operation, context.reader
    assert operation is not None
    assert reader is not None
    key = (spec.name, field.key, profile, operation.shape(field.variables))
    known: PayloadPlan | None = operation.plans.recall(key)
    if known is None:
        compiler = Compiler(reader.registry, reader.schema, operation.fragments, profile, field.variables)
        known = operation.plans.remember(key, PayloadPlan(spec, compiler, field.nodes))
    return known


def _keys(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, set, frozenset)) else value


async def carry_out(
    spec: PayloadSpec, context: Context, field: Field, command: Callable[[], Awaitable[Values]]
) -> Finished:
    """Run a command and read its answer; refusals become userErrors."""
    actor = context.require_actor()
    plan = payload_plan(spec, context, actor.profile, field)
    await context.spend(plan.cost)
    try:
        async with db.command():
            values = await command()
            return Finished(await _answer(plan, actor, field, values))
    except (DomainError, DomainErrors) as error:
        return Finished(plan.refused(about_input(error), context.locale))


async def _answer(plan: PayloadPlan, actor: Actor, field: Field, values: Values) -> bytes:
    try:
        return await plan.read(actor, field.variables, values)
    except Exception as error:
        raise DomainError(
            domain_error(error).code,  # which logs what we did not foresee
            "This was carried out, but what came of it could not be read. Reload and look; a repeat with the same id or"
            " operationId does nothing twice.",
        ) from error


__all__ = [
    "ErrorCodeEnum",
    "PayloadPlan",
    "PayloadSpec",
    "UserError",
    "Values",
    "carry_out",
    "payload_plan",
]
