"""Filters: every column, and/or/not, and some/none/every over relations (CUS-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from erp_visit.core.errors import invalid
from erp_visit.core.ids import parse_id
from erp_visit.reads.arguments import Leaf, Symbol, is_zero, plain
from erp_visit.reads.spec import SQL_TYPE, ColumnSpec, Kind, RelationSpec, TypeSpec, camel
from erp_visit.reads.sql import quote

if TYPE_CHECKING:
    from erp_visit.reads.compiler import Compiler

EQUALITY = ("eq", "ne", "in", "notIn", "isNull")
OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.ID: EQUALITY,
    Kind.TEXT: (*EQUALITY, "contains", "startsWith"),
    Kind.ENUM: EQUALITY,
    Kind.INT: (*EQUALITY, "gt", "gte", "lt", "lte"),
    Kind.FLOAT: (*EQUALITY, "gt", "gte", "lt", "lte"),
    Kind.DECIMAL: (*EQUALITY, "gt", "gte", "lt", "lte"),
    Kind.DATE: (*EQUALITY, "gt", "gte", "lt", "lte"),
    Kind.DATETIME: (*EQUALITY, "gt", "gte", "lt", "lte"),
    Kind.BOOL: ("eq", "isNull"),
    Kind.TEXTS: ("has", "hasAny"),
    Kind.JSON: ("isNull",),
}
MAX_NESTING = 30
_COMPARE = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def like_escape(text: str) -> str:
    """Text to be found literally by LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_PATTERNS: dict[str, Callable[[str], str]] = {
    "contains": lambda text: f"%{like_escape(text)}%",
    "startsWith": lambda text: f"{like_escape(text)}%",
}


def filter_sql(compiler: Compiler, spec: TypeSpec, alias: str, symbol: Symbol, *path: str | int) -> str:
    """The condition for a filter on rows of `spec`; an empty or null filter is refused, never «all»."""
    if len(path) > MAX_NESTING:
        raise invalid("The filter is nested more than {limit} steps deep; make it simpler.", *path, limit=MAX_NESTING)
    if not symbol:
        raise invalid(
            "The filter is {what}; leave it out to get everything.", *path, what="null" if symbol is None else "empty"
        )
    parts = []
    for key, value in symbol.items():
        at = (*path, key)
        if key in ("and", "or"):
            if not value:
                raise invalid("`{key}` needs at least one filter.", *at, key=key)
            inner = [filter_sql(compiler, spec, alias, item, *at, index) for index, item in enumerate(value)]
            parts.append("(" + f" {key.upper()} ".join(inner) + ")")
        elif key == "not":
            # A condition on NULL is unknown; «not» means every row for which it does not hold.
            parts.append(f"(({filter_sql(compiler, spec, alias, value, *at)}) IS NOT TRUE)")
        else:
            parts.append(_member(compiler, spec, alias, key, value, at))
    return "(" + " AND ".join(parts) + ")"


def _member(compiler: Compiler, spec: TypeSpec, alias: str, key: str, value: Symbol, at: tuple[str | int, ...]) -> str:
    column = next((column for column in spec.columns.values() if camel(column.name) == key), None)
    if column is not None:
        compiler.require(column.right)
        if not value:
            raise invalid("The filter on {field} is empty; name an operator.", *at, field=key)
        return " AND ".join(
            column_condition(compiler, column, alias, operator, operand, (*at, operator))
            for operator, operand in value.items()
        )
    for relation in spec.relations.values():
        if camel(relation.name) == key:
            return _related(compiler, relation, alias, value, at)
        if f"{camel(relation.name)}IsNull" == key:
            compiler.require(relation.right)
            if value is None:
                raise invalid("`{operator}` needs true or false.", *at, operator=key)
            target = compiler.registry[relation.target]
            other = compiler.alias()
            condition = relation.condition.replace("{t}", alias).replace("{r}", other)
            negation = "NOT " if compiler.now(value) else ""
            return f"{negation}EXISTS (SELECT 1 FROM {target.table} {other} WHERE {condition})"
    raise AssertionError(f"the schema let an unknown filter key through: {key}")


def _related(compiler: Compiler, relation: RelationSpec, alias: str, value: Symbol, at: tuple[str | int, ...]) -> str:
    target = compiler.enter(relation)
    if not relation.many:
        other = compiler.alias()
        base = _reach(compiler, relation, target, alias, other)
        return (
            f"EXISTS (SELECT 1 FROM {target.table} {other} WHERE {base}"
            f" AND {filter_sql(compiler, target, other, value, *at)})"
        )
    if not value:
        raise invalid("The filter on {field} is empty; use some, none or every.", *at, field=relation.name)
    parts = []
    for quantifier, inner in value.items():
        other = compiler.alias()
        base = _reach(compiler, relation, target, alias, other)
        condition = filter_sql(compiler, target, other, inner, *at, quantifier)
        if quantifier == "some":
            parts.append(f"EXISTS (SELECT 1 FROM {target.table} {other} WHERE {base} AND {condition})")
        elif quantifier == "none":
            parts.append(f"NOT EXISTS (SELECT 1 FROM {target.table} {other} WHERE {base} AND {condition})")
        else:
            parts.append(
                f"NOT EXISTS (SELECT 1 FROM {target.table} {other} WHERE {base} AND ({condition}) IS NOT TRUE)"
            )
    return "(" + " AND ".join(parts) + ")"


def _reach(compiler: Compiler, relation: RelationSpec, target: TypeSpec, alias: str, other: str) -> str:
    condition = relation.condition.replace("{t}", alias).replace("{r}", other)
    visible = compiler.visible(target, other, relation)
    return condition if visible == "TRUE" else f"{condition} AND {visible}"


def column_condition(
    compiler: Compiler, column: ColumnSpec, alias: str, operator: str, operand: Leaf | None, at: tuple[str | int, ...]
) -> str:
    """The condition `column operator operand`. A null operand is refused: that is what isNull is for."""
    if operand is None:
        raise invalid("`{operator}` needs a value; use isNull to look for missing ones.", *at, operator=operator)
    value = compiler.value(column, alias)
    sql_type = SQL_TYPE[column.kind]
    one: Callable[[Any], Any] | None = None
    if column.kind is Kind.ID:
        kind = str(column.id_of)

        def one(text: Any) -> Any:
            return parse_id(text, kind, *at)

    def many(values: Any) -> Any:
        return [one(item) for item in values] if one else values

    place = _place(compiler, column, operator, operand, at)
    match operator:
        case "isNull":
            return f"{value} IS NULL" if compiler.now(operand) else f"{value} IS NOT NULL"
        case "ne":
            return f"{value} IS DISTINCT FROM {place(sql_type, one)}"
        case "in":
            return f"{value} = ANY({place(sql_type + '[]', many)})"
        case "notIn":
            return f"({value} = ANY({place(sql_type + '[]', many)})) IS NOT TRUE"
        case "has":
            return f"{value} @> ARRAY[{place('text')}]"
        case "hasAny":
            return f"{value} && {place('text[]')}"
    if operator in _PATTERNS:
        compiler.scans += 1
        return f"{value} ILIKE {place('text', _PATTERNS[operator])}"
    return f"{value} {_COMPARE[operator]} {place(sql_type, one)}"


def _place(
    compiler: Compiler, column: ColumnSpec, operator: str, operand: Leaf, at: tuple[str | int, ...]
) -> Callable[..., str]:
    """How to put the operand into the statement, given its SQL type."""
    if column.kind in (Kind.ENUM, Kind.BOOL) and operator in ("eq", "ne"):
        return partial(_decided, compiler.now(operand))
    if column.kind is Kind.ENUM and operator in ("in", "notIn"):
        return partial(_members, [plain(item) for item in compiler.now(operand)])
    if operator in _COMPARE and is_zero(compiler.now(operand)):
        return partial(_decided, 0)
    # One day has as many rows as another; a warehouse has most, or hardly any.
    return partial(compiler.parameters.leaf, operand, path=at, is_key=operator == "eq" and column.kind is Kind.DATE)


def _decided(value: str | bool | int, sql_type: str, _: object = None) -> str:
    """An enum's member, a boolean or zero, written into the statement: a plan fits one of them only
    (`arguments.shape`), and an index of the rows with something in stock or open is of no use to a plan for any bound.
    """
    return f"{quote(str(value))}::{sql_type}"


def _members(values: Sequence[str], sql_type: str, _: object = None) -> str:
    """Members of an enum, likewise: an index of the rows in some states is of no use to a plan for any states."""
    return f"ARRAY[{', '.join(map(quote, values))}]::{sql_type}"


def _sought(text: str) -> str:
    if not text.strip():
        raise invalid("`search` is empty; leave it out to get everything.", "search")
    return text.strip()


def search_sql(compiler: Compiler, spec: TypeSpec, alias: str, operand: Leaf) -> str:
    """Quick search: the text occurs in one of the type's search fields, or, for names, nearly so.

    Numbers of documents are sought by their start or their end, as people type them; what is only sought by its start
    (`search_starts`), as typed or in capital or small letters. Fields that the profile may
    not see are not searched either. Where there is an index of pieces, it finds the rows in which the text can be.
    """
    compiler.scans += 1
    place = partial(compiler.parameters.leaf, operand, "text", path=("search",))
    rights = {name: spec.columns[name].right for name in spec.search}
    allowed = [name for name, right in rights.items() if right is None or compiler.profile.may(right)]
    row = "s" if spec.search_grams else alias
    parts = []
    for name in allowed:
        column = f'{row}."{name}"'
        if name in spec.search_ends:
            parts += [f"{column} LIKE {place(_start)}", f"reverse({column}) LIKE {place(_end)}"]
        elif name in spec.search_starts:
            parts += [f"{column} LIKE {place(form)}" for form in (_start_typed, _start, _start_small)]
        else:
            parts.append(f"{column} ILIKE {place(_anywhere)}")
    nearly = [f'{place(_sought)} <% {row}."name"'] if "name" in allowed else []
    if not spec.search_grams:
        return "(" + " OR ".join(parts + nearly) + ")"
    pieces = " || ' ' || ".join(f's."{name}"' for name in spec.search)
    candidates = f"search_grams({pieces}) @> search_needles({place(_sought)})"
    finds = [f"{candidates} AND ({' OR '.join(parts)})" if parts else "FALSE", *nearly]
    return f"{alias}.id IN (" + " UNION ".join(f"SELECT s.id FROM {spec.table} s WHERE {find}" for find in finds) + ")"


def _anywhere(text: str) -> str:
    return f"%{like_escape(_sought(text))}%"


def _start(text: str) -> str:
    return f"{like_escape(_sought(text).upper())}%"


def _start_typed(text: str) -> str:
    return f"{like_escape(_sought(text))}%"


def _start_small(text: str) -> str:
    return f"{like_escape(_sought(text).lower())}%"


def _end(text: str) -> str:
    return f"{like_escape(_sought(text).upper()[::-1])}%"


__all__ = ["OPERATORS", "column_condition", "filter_sql", "like_escape", "search_sql"]
