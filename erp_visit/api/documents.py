"""Documents: parsed, validated and analysed once; then remembered by their text."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    coerce_input_value,
    parse,
    type_from_ast,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values
from graphql.validation.rules import overlapping_fields_can_be_merged

from erp_visit.api.limits import INTROSPECTION, MAX_LENGTH, MAX_OPERATIONS, MAX_VALUES, Limits, too_many
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.reads.arguments import shape
from erp_visit.reads.ordering import cursor_shape

MAX_TOKENS = 5_000
"""Refusing so many takes less than 100 ms; the usual introspection has under 200, our largest document 400."""
_TOO_MANY_TOKENS = f"Document contains more than {MAX_TOKENS} tokens"
_TOO_DEEP = "Document is nested too deeply"
"""What graphql-core says of documents past its limits: its errors have no other mark."""
# Comparing all pairs of fields of one name takes seconds in the largest document; real ones stay far below this.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000
_NESTS = "The document nests too deeply. Ask for less at a time."
MAX_ERRORS = 5
MAX_PLANS = 32
"""Of one operation: a plan fits one set of rights and one shape of variables."""
MAX_KEPT = 1_000_000
"""Characters of the documents that are remembered."""
MAX_DOCUMENTS = 500
"""Documents that are remembered: with their plans, who makes up ever new ones claims some hundred MB at most."""

K = TypeVar("K")
V = TypeVar("V")

INPUT = "input"
"""The one argument of a mutation that is a command."""
_EXACT = frozenset({"first", "last", "atMost"})
_CURSORS = frozenset({"after", "before"})


class LastUsed(OrderedDict[K, V], Generic[K, V]):
    """A mapping that forgets what was not used for longest, past its size."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def recall(self, key: K) -> V | None:
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def remember(self, key: K, value: V) -> V:
        self[key] = value
        if len(self) > self.size:
            self.popitem(last=False)
        return value


class VariableUses(NamedTuple):
    """The variables that decide a statement's text by their value."""

    exact: frozenset[str]
    cursors: frozenset[str]
    nodes: frozenset[str]
    inputs: frozenset[str]
    """Variables that are the whole `input` of mutations and nothing else: commands read them, statements do not."""


class _VariableFinder(Visitor):
    """Finds how variables are used. A visitor holds itself: it is not to be kept, lest the collector has to free it."""

    def __init__(self) -> None:
        super().__init__()
        self.exact: set[str] = set()
        self.cursors: set[str] = set()
        self.nodes: set[str] = set()
        self._elsewhere: Counter[str] = Counter()
        self._whole: set[str] = set()

    @classmethod
    def uses(cls, ast: DocumentNode) -> VariableUses:
        """What a document says."""
        found = cls()
        visit(ast, found)
        inputs = (name for name in found._whole if not found._elsewhere[name])
        return VariableUses(frozenset(found.exact), frozenset(found.cursors), frozenset(found.nodes), frozenset(inputs))

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        self._elsewhere[node.variable.name.value] -= 1  # which enter_variable is about to count

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self._elsewhere[node.name.value] += 1

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if not isinstance(argument.value, VariableNode):
                continue
            variable, name = argument.value.name.value, argument.name.value
            if name == INPUT:
                self._whole.add(variable)
                self._elsewhere[variable] -= 1
            if name in _EXACT:
                self.exact.add(variable)
            elif name in _CURSORS:
                self.cursors.add(variable)
            elif node.name.value == "node":
                self.nodes.add(variable)


@dataclass(slots=True)
class Operation:
    """One operation of a document, ready to be compiled."""

    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variable_types: dict[str, GraphQLInputType]
    uses: VariableUses
    inputs: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    """Names of its root fields."""
    schema_share: float = 0.0
    """How much it asks of introspection, as a part of what it may."""
    plans: LastUsed[Any, Any] = field(default_factory=lambda: LastUsed(MAX_PLANS))

    @property
    def introspects(self) -> bool:
        """Whether it asks for the schema."""
        return not self.roots.isdisjoint(INTROSPECTION)

    @property
    def type(self) -> OperationType:
        return self.node.operation

    def shape(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """What of the variables decides a plan. The inputs of commands do not."""
        if not variables:
            return ()
        parts = []
        for name, type_ in self.variable_types.items():
            if name not in variables or name in self.inputs:
                continue
            value = variables[name]
            if name in self.uses.cursors:
                part: Any = cursor_shape(value)
            elif name in self.uses.nodes:
                part = str(value).partition(":")[0]
            else:
                part = shape(value, type_, exact=name in self.uses.exact)
            parts.append((name, part))
        return tuple(parts)


@dataclass(slots=True)
class Document:
    """A valid document."""

    text: str
    ast: DocumentNode
    operations: dict[str, Operation]

    def operation(self, name: str | None) -> Operation:
        """The operation to run. Raises VALIDATION_ERROR if the name does not settle it."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        operation = self.operations.get(name or "")
        if operation is None:
            raise DomainError(
                ErrorCode.VALIDATION_ERROR,
                "Say in operationName which operation to run: {names}.",
                names=", ".join(filter(None, self.operations)) or "there is none",
            )
        return operation


class InvalidDocument(Exception):
    """A document that cannot be parsed or does not fit the schema."""

    def __init__(self, code: ErrorCode, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.code = code
        self.errors = errors


@dataclass(frozen=True, slots=True)
class _Refused:
    """What is wrong with a document. It is not the exception that is remembered: one that is raised again keeps the
    frames of every time, and with them the requests."""

    code: ErrorCode
    errors: list[GraphQLError]

    @classmethod
    def of(cls, error: InvalidDocument) -> _Refused:
        """What an exception says: texts and places, without the parser's frames and tokens."""
        told = [GraphQLError(one.message, source=one.source, positions=one.positions) for one in error.errors]
        return cls(error.code, told)


class Documents:
    """The documents of one schema, by text. Invalid ones are remembered too: their check costs as much."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.limits = Limits(schema)
        self._known: LastUsed[str, Document | _Refused] = LastUsed(MAX_KEPT)
        self._kept = 0

    def get(self, text: str) -> Document:
        """The document; raises InvalidDocument."""
        if len(text) > MAX_LENGTH:
            raise _too_long(MAX_LENGTH, "characters")
        known = self._known.recall(text)
        if known is None:
            try:
                known = self._analyse(text)
            except InvalidDocument as error:
                known = _Refused.of(error)
            except RecursionError:  # a chain of a thousand fragments is few tokens, and so is one of fields
                known = _Refused(ErrorCode.VALIDATION_ERROR, [GraphQLError(_NESTS)])
            # A parsed document takes a hundred times its text: what a hostile client can claim is bounded.
            if len(text) <= MAX_KEPT // 20:
                self._known.remember(text, known)
                self._kept += len(text)
                while self._kept > MAX_KEPT or len(self._known) > MAX_DOCUMENTS:
                    self._kept -= len(self._known.popitem(last=False)[0])
        if isinstance(known, _Refused):
            raise InvalidDocument(known.code, known.errors)
        return known

    def _analyse(self, text: str) -> Document:
        try:
            ast = parse(text, max_tokens=MAX_TOKENS, allow_empty_selection_sets=False)
        except GraphQLError as error:
            if _TOO_MANY_TOKENS in error.message:
                raise _too_long(MAX_TOKENS, "tokens") from None
            if _TOO_DEEP in error.message:
                raise InvalidDocument(ErrorCode.COST_EXCEEDED, [GraphQLError(_NESTS)]) from None
            raise InvalidDocument(ErrorCode.SYNTAX_ERROR, [error]) from None
        _unchain(ast)
        if sum(isinstance(definition, OperationDefinitionNode) for definition in ast.definitions) > MAX_OPERATIONS:
            raise _too_long(MAX_OPERATIONS, "operations")
        errors = validate(self.schema, ast, max_errors=MAX_ERRORS, hide_suggestions=True)
        if errors:
            for one in errors:  # one suggestion does not ask whether it is wanted: 'Did you mean "me { ... }"?'
                one.message = one.message.partition(" Did you mean ")[0]
            raise InvalidDocument(ErrorCode.VALIDATION_ERROR, errors)
        fragments = {
            definition.name.value: definition
            for definition in ast.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        uses = _VariableFinder.uses(ast)
        operations = {}
        for definition in ast.definitions:
            if isinstance(definition, OperationDefinitionNode):
                types = {
                    variable.variable.name.value: type_from_ast(self.schema, variable.type)
                    for variable in definition.variable_definitions or ()
                }
                too_large = self.limits.problem(definition, fragments)
                if too_large is not None:
                    raise InvalidDocument(too_large[0], [too_large[1]])
                name = definition.name.value if definition.name else ""
                mutation = definition.operation is OperationType.MUTATION
                inputs = uses.inputs if mutation else frozenset()
                roots = self.limits.roots(definition, fragments)
                share = self.limits.schema_share(definition, fragments)
                operations[name] = Operation(definition, fragments, types, uses, inputs, roots, share)  # type: ignore[arg-type]
        return Document(text, ast, operations)

    def variables(self, operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
        """The operation's variables, coerced; raises InvalidDocument, COST_EXCEEDED."""
        most = MAX_VALUES[operation.type]
        if too_many(given, most):
            raise DomainError(
                ErrorCode.COST_EXCEEDED,
                "The variables hold more than {maximum} values. Send less at a time.",
                maximum=most,
            )
        definitions = operation.node.variable_definitions
        if not definitions:
            return {}
        quick = _inputs(operation, given)
        if quick is not None:
            return quick
        values = get_variable_values(
            self.schema, definitions, dict(given), max_errors=MAX_ERRORS, hide_suggestions=True
        )
        if isinstance(values, list):
            raise InvalidDocument(ErrorCode.VALIDATION_ERROR, values)
        return values.coerced


def _too_long(most: int, what: str) -> InvalidDocument:
    message = f"The document has more than {most} {what}. Ask for less at a time, and send values as variables."
    return InvalidDocument(ErrorCode.COST_EXCEEDED, [GraphQLError(message)])


def _unchain(ast: DocumentNode) -> None:
    """Let go of the tokens between the nodes. Each holds the next and the one before, so that only the collector could
    free those of a forgotten document, and it comes by when hundreds of thousands of objects more are there."""
    token = ast.loc.start_token if ast.loc else None
    while token is not None:
        following, token.prev, token.next = token.next, None, None
        token = following


def _inputs(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The variables, if they are the inputs of commands and valid: what get_variable_values finds out of the document
    anew each time is known already. None if it has to look and say what is wrong."""
    values: dict[str, Any] = {}
    for name, type_ in operation.variable_types.items():
        if name not in operation.inputs or not isinstance(type_, GraphQLNonNull):
            return None
        try:
            value = coerce_input_value(given.get(name), type_)
        except RecursionError:
            return None
        if value is Undefined:
            return None
        values[name] = value
    return values


__all__ = ["Document", "Documents", "InvalidDocument", "LastUsed", "Operation"]
