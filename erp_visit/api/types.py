"""GraphQL types derived from the registry: objects, connections, filters, orders.

Nothing here runs at a request: roots answer finished JSON (see `erp_visit.reads`), so the derived types only
describe. They are made anew for each schema, so that a test can build one with models of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from erp_visit.core.actor import Profile, Scope
from erp_visit.reads.compiler import DEFAULT_LIST
from erp_visit.reads.filters import OPERATORS
from erp_visit.reads.ordering import orderable
from erp_visit.reads.pages import DEFAULT_PAGE, MAX_PAGE
from erp_visit.reads.spec import ColumnSpec, Kind, Registry, RelationSpec, TypeSpec, camel

_PYTHON: dict[Kind, Any] = {
    Kind.ID: strawberry.ID, Kind.INT: int, Kind.FLOAT: float, Kind.DECIMAL: Decimal, Kind.TEXT: str,
    Kind.BOOL: bool, Kind.DATE: date, Kind.DATETIME: datetime, Kind.JSON: JSON, Kind.TEXTS: list[str],
}  # fmt: skip
_FILTER_NAME = {
    Kind.ID: "IdFilter", Kind.INT: "IntFilter", Kind.FLOAT: "FloatFilter", Kind.DECIMAL: "DecimalFilter",
    Kind.TEXT: "TextFilter", Kind.BOOL: "BooleanFilter", Kind.DATE: "DateFilter", Kind.DATETIME: "DateTimeFilter",
    Kind.JSON: "JsonFilter", Kind.TEXTS: "TextListFilter",
}  # fmt: skip
_NARROWEST = Profile(frozenset(), Scope.OWN)
FIRST = Annotated[
    int | None,
    strawberry.argument(description=f"How many from the start; {DEFAULT_PAGE} if neither, at most {MAX_PAGE}"),
]
AT_MOST = Annotated[
    int | None, strawberry.argument(description="Count no further than this: a full count of a large list takes long")
]
LAST = Annotated[int | None, strawberry.argument(description=f"How many from the end, at most {MAX_PAGE}")]


@strawberry.enum(description="Ascending, which is also the default, or descending. NULL counts as the largest value.")
class Direction(Enum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.interface(description="Anything with a global id (Relay).")
class Node:
    id: strawberry.ID = strawberry.field(description="Global id, e.g. Order:0190….")


@strawberry.type(description="Where a page lies in its list (Relay).")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether rows follow the page")
    has_previous_page: bool = strawberry.field(description="Whether rows lie before the page")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row")


@cache
def graphql_enum(enum: type[Enum]) -> type[Enum]:
    """An enum of a model as a GraphQL enum: once for all schemas."""
    name = "DataScope" if enum is Scope else enum.__name__
    return strawberry.enum(enum, name=name, description=_summary(enum.__doc__))


class TypeFactory:
    """Makes the Strawberry types of one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.objects = {name: type(name, (Node,), {}) for name in registry.types}
        self.connections = {name: type(f"{name}Connection", (), {}) for name in registry.types}
        self.edges = {name: type(f"{name}Edge", (), {}) for name in registry.types}
        self.filters = {name: type(f"{name}Filter", (), {}) for name in registry.types}
        self.list_filters = {name: type(f"{name}ListFilter", (), {}) for name in registry.types}
        self.orders: dict[str, Any] = {}
        self._value_filters: dict[str, Any] = {}
        for spec in registry.types.values():
            self.orders[spec.name] = self._order(spec)
        for spec in registry.types.values():
            self._filter(spec)
        for spec in registry.types.values():
            self._connection(spec)
            self._object(spec)

    # -- values

    def value(self, column: ColumnSpec) -> Any:
        base = graphql_enum(column.enum) if column.enum else _PYTHON[column.kind]
        return base | None if column.nullable else base

    # -- inputs

    def _order(self, spec: TypeSpec) -> Any:
        make: Any = Enum  # mypy knows only enums whose name stands in the text
        fields = make(
            f"{spec.name}OrderField",
            {
                name: strawberry.enum_value(name, description=column.description)
                for name, column in orderable(spec).items()
            },
        )
        field_enum = strawberry.enum(fields, description=f"What {spec.plural} can be ordered by.")
        return strawberry.input(
            _with_fields(
                type(f"{spec.name}OrderBy", (), {}),
                {"field": field_enum, "direction": Direction | None},
                defaults={"direction": strawberry.UNSET},
            ),
            name=f"{spec.name}OrderBy",
            description=f"One key of an order of {spec.plural}; the id is always the last one.",
        )

    def _value_filter(self, column: ColumnSpec) -> Any:
        name = f"{column.enum.__name__}Filter" if column.enum else _FILTER_NAME[column.kind]
        if name not in self._value_filters:
            base = graphql_enum(column.enum) if column.enum else _PYTHON[column.kind]
            fields: dict[str, Any] = {}
            for operator in OPERATORS[column.kind]:
                if operator == "isNull":
                    annotation: Any = bool | None
                elif operator in ("in", "notIn"):
                    annotation = list_of(base) | None
                elif operator == "hasAny":
                    annotation = list[str] | None
                elif operator == "has":
                    annotation = str | None
                else:
                    annotation = base | None
                fields[operator] = annotation
            self._value_filters[name] = strawberry.input(
                _with_fields(type(name, (), {}), fields, optional=True),
                name=name,
                description="Conditions that all hold.",
            )
        return self._value_filters[name]

    def _filter(self, spec: TypeSpec) -> None:
        own = self.filters[spec.name]
        fields: dict[str, Any] = {"and": list_of(own) | None, "or": list_of(own) | None, "not": own | None}
        for column in spec.columns.values():
            fields[camel(column.name)] = self._value_filter(column) | None
        for relation in spec.relations.values():
            if relation.target not in self.filters:
                continue
            target = self.list_filters if relation.many else self.filters
            fields[camel(relation.name)] = target[relation.target] | None
            if not relation.many and relation.nullable:
                fields[f"{camel(relation.name)}IsNull"] = bool | None
        strawberry.input(
            _with_fields(own, fields, optional=True),
            name=f"{spec.name}Filter",
            description=f"Which {spec.plural}: all conditions hold. An empty or null filter is refused.",
        )
        strawberry.input(
            _with_fields(
                self.list_filters[spec.name],
                {"some": own | None, "none": own | None, "every": own | None},
                optional=True,
            ),
            name=f"{spec.name}ListFilter",
            description=f"Conditions on related {spec.plural}.",
        )

    # -- outputs

    def _connection(self, spec: TypeSpec) -> None:
        node, edge = self.objects[spec.name], self.edges[spec.name]
        count = resolver(int, {"at_most": AT_MOST})
        self.connections[spec.name].total_count = strawberry.field(  # type: ignore[attr-defined]
            resolver=count,
            name="totalCount",
            description="How many match in all, whatever the page. Without atMost it is dear.",
        )
        strawberry.type(
            _with_fields(edge, {"cursor": str, "node": node}),
            name=f"{spec.name}Edge",
            description=f"One of the {spec.plural} with its cursor.",
        )
        strawberry.type(
            _with_fields(
                self.connections[spec.name],
                {"edges": list_of(edge), "nodes": list_of(node), "pageInfo": PageInfo},
            ),
            name=f"{spec.name}Connection",
            description=f"A page of {spec.plural}. `totalCount` counts all that match: ask only if you show it.",
        )

    def _object(self, spec: TypeSpec) -> None:
        cls = self.objects[spec.name]
        annotations: dict[str, Any] = {}
        for column in spec.columns.values():
            if column.name == "id":
                continue
            annotations[column.name] = self.value(column)
            setattr(cls, column.name, strawberry.field(name=camel(column.name), description=_with_right(column)))
        for computed in spec.python.values():
            base = _PYTHON[{int: Kind.INT, str: Kind.TEXT, bool: Kind.BOOL, list: Kind.TEXTS}[computed.kind]]
            annotations[computed.name] = base | None if computed.nullable else base
            setattr(cls, computed.name, strawberry.field(name=camel(computed.name), description=computed.description))
        for relation in spec.relations.values():
            if relation.target not in self.objects:
                continue
            target = self.objects[relation.target]
            description = _with_right(relation)
            name = camel(relation.name)
            if relation.many:
                self._many(cls, relation, name, description)
            else:
                sure = not relation.nullable and (relation.upward or self.always_visible(relation.target))
                annotations[relation.name] = target if sure else target | None
                setattr(cls, relation.name, strawberry.field(name=name, description=description))
        cls.__annotations__ = annotations
        strawberry.type(cls, name=spec.name, description=_summary(spec.description))

    def _many(self, cls: type, relation: RelationSpec, name: str, description: str) -> None:
        target = relation.target
        first: Any = (
            Annotated[
                int | None, strawberry.argument(description=f"At most this many; all if not given, at most {MAX_PAGE}")
            ]
            if relation.composed
            else Annotated[int, strawberry.argument(description=f"At most this many, at most {MAX_PAGE}")]
        )
        setattr(
            cls,
            relation.name,
            strawberry.field(
                resolver(
                    list_of(self.objects[target]),
                    self.list_arguments(target, first),
                    {} if relation.composed else {"first": DEFAULT_LIST},
                ),
                name=name,
                description=description,
            ),
        )
        if not relation.composed:
            setattr(
                cls,
                f"{relation.name}_connection",
                strawberry.field(
                    resolver(self.connections[target], self.page_arguments(target)),
                    name=f"{name}Connection",
                    description=f"{description.rstrip(chr(46))}, page by page.",
                ),
            )

    def list_arguments(self, name: str, first: Any) -> dict[str, Any]:
        """Arguments of a nested list."""
        return {"first": first, "filter": self.filters[name] | None, "order_by": list_of(self.orders[name]) | None}

    def page_arguments(self, name: str) -> dict[str, Any]:
        """Arguments of a connection."""
        arguments: dict[str, Any] = {"first": FIRST, "after": str | None, "last": LAST, "before": str | None}
        arguments["filter"] = self.filters[name] | None
        arguments["order_by"] = list_of(self.orders[name]) | None
        if self.registry[name].search:
            arguments["search"] = Annotated[str | None, strawberry.argument(description=_sought(self.registry[name]))]
        return arguments

    def always_visible(self, name: str) -> bool:
        """Whether rows of a type are hidden from nobody who may read the type."""
        spec = self.registry[name]
        parent = spec.parent()
        if parent is not None:
            return self.always_visible(spec.relations[parent].target)
        predicate = spec.visible()
        return predicate is None or predicate(_NARROWEST) == "TRUE"


def _sought(spec: TypeSpec) -> str:
    """What the search of a list looks at."""
    parts = [camel(name) for name in spec.search if name not in spec.search_starts]
    starts = " and ".join(f"the beginning of {camel(name)}" for name in spec.search_starts)
    return f"Quick search in {', '.join([*parts, *([starts] if starts else [])])}"


def _with_fields(
    cls: type, fields: dict[str, Any], *, optional: bool = False, defaults: dict[str, Any] | None = None
) -> type:
    """Put annotated fields on a class to be decorated; GraphQL names as given."""
    annotations = {}
    for name, annotation in fields.items():
        attribute = f"{name}_" if name in ("and", "or", "not", "in", "is") else name
        annotations[attribute] = annotation
        options: dict[str, Any] = {"name": name}
        if optional:
            options["default"] = strawberry.UNSET
        elif defaults and name in defaults:
            options["default"] = defaults[name]
        setattr(cls, attribute, strawberry.field(**options))
    cls.__annotations__ = annotations
    return cls


def resolver(returns: Any, arguments: dict[str, Any], defaults: dict[str, Any] | None = None) -> Callable[..., Any]:
    """A function with the given signature, for Strawberry to read; the compiler answers in its stead."""

    def described(**_: Any) -> Any:
        raise AssertionError("derived fields are answered by the compiler")

    described.__annotations__ = {**arguments, "return": returns}
    described.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=(defaults or {}).get(name, strawberry.UNSET),
                annotation=annotation,
            )
            for name, annotation in arguments.items()
        ],
        return_annotation=returns,
    )
    return described


def list_of(member: Any) -> Any:
    """The list type of a class that is only known at run time."""
    return list[member]


def _summary(text: str | None) -> str:
    return " ".join((text or "").split())


def _with_right(item: ColumnSpec | RelationSpec) -> str:
    description = item.description.rstrip(".")
    return f"{description}. Needs the right {item.right}." if item.right else item.description


__all__ = ["Direction", "Node", "PageInfo", "TypeFactory", "graphql_enum", "list_of", "resolver"]
