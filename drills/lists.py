"""What is asked of each company: every list, by every order that it promises, and every page of the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
from graphql import FieldNode, NonNullTypeNode, OperationDefinitionNode, OperationType, parse

from drills.stage import ROOT, document
from erp_visit.api.schema import api
from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.panel.navigation import Navigation, screen_path
from erp_visit.panel.screens.columns import Columns
from erp_visit.panel.security import BASE
from erp_visit.reads.ordering import cursor_text, cursor_values, keys_of, sortable
from erp_visit.reads.spec import TypeSpec

PAGE = 20
ALL, MOST, TEAM, REP = "admin", "manager", "supervisor", "rep1"
FEW_TEAM, FEW_REP = "last-supervisor", "last-rep"
PEOPLE = (ALL, MOST, TEAM, REP, FEW_TEAM, FEW_REP)
_DEEP = 0.9
"""Share of a table's rows that lies before a page from deep inside."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of whom it does not depend how large the company is. `path` of the panel, else GraphQL."""

    name: str
    who: str
    text: str = ""
    path: str = ""
    order: tuple[str, bool] | None = None
    """By which column a page from deep inside is asked for, and whether it falls."""
    spec: TypeSpec | None = None
    variables: tuple[tuple[str, Any], ...] = ()
    is_list: bool = True
    """Whether it may take no longer than in the smallest company."""
    is_part: bool = False
    """Whether it is what a page asks for once it is there; nobody waits for its first byte."""

    @property
    def is_promised(self) -> bool:
        """Whether anything is promised of how long it takes: of lists, and of when a page of the panel begins."""
        return self.is_list or bool(self.path and not self.is_part)


def questions(people: Mapping[str, Actor]) -> list[Question]:
    """Everything that is asked."""
    registry = api().registry
    columns = Columns(registry)
    found: list[Question] = []
    for spec in registry.types.values():
        for who, actor in people.items():
            if actor.may(spec.right) and (who == ALL or _is_restricted(spec, actor)):
                found += _connection(columns, spec, who, actor)
    found += [
        Question(
            f"{name}.graphql", who, document(name), variables=tuple((one, _VALUES[one](actor)) for one in sorted(given))
        )
        for name, given in _documents()
        for who, actor in people.items()
        if who in (ALL, TEAM, REP)
    ]
    for who in (ALL, TEAM):
        for section in Navigation(registry).visible(people[who]):
            for entry in section.entries:
                name = entry.href + (f", {who}" if who != ALL else "")
                is_list = entry.spec is not None and _is_bound(entry.spec, who)
                found.append(Question(name, who, path=entry.href, is_list=is_list))
                if entry.href in _FIGURES:
                    part = Question(f"{name}: its figures", who, path=entry.href, is_list=False, is_part=True)
                    found.append(part)
    for spec in registry.types.values():
        if people[ALL].may(spec.right) and spec.name != "Notification":  # its page is no list of the panel's kind
            order = columns.newest_first(spec)[0]
            name = next(name for name, one in sortable(spec).items() if name == order[0])
            deep = (name, order[1] == "DESC")
            path = f"{screen_path(spec)}?size={PAGE}"
            found.append(Question(f"{screen_path(spec)}, deep", ALL, path=path, order=deep, spec=spec))
    return found


def _is_bound(spec: TypeSpec, who: str) -> bool:
    """Parts of what somebody sees some of, as one list, have no order of their own to be found by."""
    return spec.parent() is None or who in (ALL, FEW_TEAM, FEW_REP)


def _is_restricted(spec: TypeSpec, actor: Actor) -> bool:
    """Whether what somebody sees of a type is less than everything."""
    while spec.parent() is not None:
        spec = api().registry[spec.relations[str(spec.parent())].target]
    predicate = spec.visible()
    return predicate is not None and predicate(actor.profile) != "TRUE"


def _connection(columns: Columns, spec: TypeSpec, who: str, actor: Actor) -> Iterator[Question]:
    """The pages of one connection."""
    known = columns.of(spec.name, actor.profile)
    names = columns.default(spec.name, actor.profile)
    fields = " ".join(["id", *(known[name].selection for name in names if name != "id")])
    panel, direction = columns.newest_first(spec)[0]
    orders = [(panel, direction == "DESC")]
    if who == ALL:
        orders += [("ID", False), *((name, True) for name in sortable(spec))]
    for name, falls in dict.fromkeys(orders):
        order = _order(name, falls)
        for deep in (False, True) if who == ALL else (False,):
            head, after = ("($first: Int, $after: String)", ", after: $after") if deep else ("($first: Int)", "")
            text = (
                f"query {head} {{ list: {spec.plural}(first: $first{after}{order}) {{ nodes {{ {fields} }}"
                " pageInfo { hasNextPage endCursor } } }"
            )
            label = f"{spec.plural} by {name}{' falling' if falls else ''}{', deep' if deep else ''}"
            order_in = (name, falls) if deep else None
            yield Question(label, who, text, order=order_in, spec=spec, is_list=_is_bound(spec, who))


def _order(name: str, falls: bool) -> str:
    return f", orderBy: [{{ field: {name}, direction: {'DESC' if falls else 'ASC'} }}]"


async def cursor(connection: asyncpg.Connection, spec: TypeSpec, order: tuple[str, bool]) -> str | None:
    """The cursor of a row behind nine tenths of the others; None if the table's statistics do not say which."""
    name, falls = order
    keys = keys_of(spec, [(name, falls)])
    column = keys[0].column
    bounds = await connection.fetchval(
        "SELECT histogram_bounds::text::text[] FROM pg_stats WHERE schemaname = 'public' AND tablename = $1"
        " AND attname = $2",
        spec.table.strip('"'), column.name,
    )  # fmt: skip
    if not bounds:
        return None
    at = bounds[int((len(bounds) - 1) * (1 - _DEEP if falls else _DEEP))]
    kind = await connection.fetchval(f"SELECT pg_typeof({column.expression('t')}) FROM {spec.table} t LIMIT 1")
    ways = ", ".join(key.sql("t", False) for key in keys)
    text: str | None = await connection.fetchval(
        f"SELECT {cursor_text(spec, keys, cursor_values(keys, 't'))} FROM {spec.table} t"
        f" WHERE {column.expression('t')} {'<=' if falls else '>='} $1::text::{kind} ORDER BY {ways} LIMIT 1",
        str(at),
    )
    return text


def body(question: Question, **variables: Any) -> bytes:
    """A GraphQL request."""
    return orjson.dumps({"query": question.text, "variables": {**dict(question.variables), **variables}})


def _documents() -> Iterator[tuple[str, set[str]]]:
    """The published documents that read whole lists, with their variables; those that need to know a record read its
    own."""
    plurals = {spec.plural for spec in api().registry.types.values()}
    for path in sorted((ROOT / "graphql" / "operations").glob("*.graphql")):
        for definition in parse(path.read_text(encoding="utf-8")).definitions:
            if not isinstance(definition, OperationDefinitionNode):  # a fragment
                continue
            roots = {one.name.value for one in definition.selection_set.selections if isinstance(one, FieldNode)}
            variables = {
                one.variable.name.value: isinstance(one.type, NonNullTypeNode) and one.default_value is None
                for one in definition.variable_definitions or ()
            }
            needed = {name for name, is_needed in variables.items() if is_needed}
            if definition.operation is OperationType.QUERY and roots <= plurals and needed <= _VALUES.keys():
                yield path.stem, variables.keys() & _VALUES.keys()


_VALUES: dict[str, Callable[[Actor], str]] = {
    "day": lambda _: today().isoformat(),
    "from": lambda _: today().replace(day=1).isoformat(),
    "to": lambda _: today().isoformat(),
    "until": lambda _: today().isoformat(),
    "rep": lambda actor: f"Employee:{actor.id}",
    "search": lambda _: "LAST",
}
"""What is given to documents by the name of the variable."""

_FIGURES = frozenset({f"{BASE}/insight/visits"})
"""Pages that ask for their figures themselves."""

__all__ = ["ALL", "PAGE", "PEOPLE", "Question", "body", "cursor", "questions"]
