"""A slow, obvious resolver: all rows in memory, one field after the other, visibility of each row asked for itself.

It shares with the compiler what the rules are (who may see a row, which right a field needs) and nothing of how
they are applied.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
)

from erp_visit import db
from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.visibility import visible_among
from erp_visit.reads.compiler import DEFAULT_LIST
from erp_visit.reads.pages import DEFAULT_PAGE
from tests.reads.computed import COMPUTED
from tests.reads.documents import Field, Node, flat, plain
from tests.reads.rights import allowed_keys, missing_rights
from tests.reads.shape import INTERFACES, MANY, MODELS, SCHEMA, WHOLE, is_to_many, snake

Row = dict[str, Any]


_USUAL = {"Order": "submitted_at", "Visit": "created_at"}
"""By what a connection stands that is asked for in no order, where it is not the id."""
_AFTER = {
    ("Order", "state"): ("submitted_at",),
    ("StockDocument", "state"): ("created_at",),
    ("Receipt", "state"): ("created_at",),
    ("Receivable", "state"): ("due_on",),
}
"""What follows a column of an order, for rows that are alike."""


class Refused(Exception):
    """The reference's refusal."""

    def __init__(self, code: ErrorCode, rights: frozenset[str] = frozenset()) -> None:
        self.code = code
        self.rights = rights


class Something:
    """Equal to any text: for cursors, which the reference does not know."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    __hash__ = None  # type: ignore[assignment]


class Reference:
    """All rows and who sees which."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[UUID, Row]] = {}
        self.seen: dict[tuple[UUID, str, str], frozenset[UUID]] = {}
        self.ranks: dict[str, int] = {}

    @classmethod
    async def load(cls, actors: tuple[Actor, ...]) -> Reference:
        self = cls()
        texts: set[str] = set()
        async with db.connection() as connection:
            for name, model in MODELS.items():
                found = await connection.fetch(f'SELECT * FROM "{model._meta.db_table}"')
                self.rows[name] = {row["id"]: dict(row) for row in found}
                for row in found:
                    texts.update(str(value) for value in row.values() if isinstance(value, (str, UUID)))
                for actor in actors:
                    self.seen[actor.id, actor.name, name] = await visible_among(
                        connection, actor, model, self.rows[name]
                    )
            ranked = await connection.fetch(
                "SELECT t, dense_rank() OVER (ORDER BY t) AS rank FROM unnest($1::text[]) t", list(texts)
            )
        self.ranks = {row["t"]: row["rank"] for row in ranked}
        return self

    # -- answers

    def answer(self, actor: Actor, roots: list[Node]) -> dict[str, Any]:
        """The data of a query. Raises Refused."""
        result: dict[str, Any] = {}
        for root in flat(roots, "Query", {}):
            missing = frozenset(missing_rights(actor, root))
            if missing:
                raise Refused(ErrorCode.FORBIDDEN, missing)
            result[root.key] = self.root(actor, root)
        return result

    def root(self, actor: Actor, root: Field) -> Any:
        assert root.selection is not None
        if root.name == "me":
            return self.record(actor, "Employee", self.rows["Employee"][actor.id], root.selection)
        kind = get_named_type(SCHEMA.query_type.fields[root.name].type).name  # type: ignore[union-attr]
        if kind.endswith("Connection"):
            kind = kind.removesuffix("Connection")
            return self.page(actor, kind, list(self.rows[kind].values()), root)
        kind, _, key = plain(root.arguments["id"]).partition(":")
        row = self.rows[kind].get(UUID(key))
        if row is None or not self.sees(actor, kind, row):
            raise Refused(ErrorCode.NOT_FOUND)
        return self.record(actor, kind, row, root.selection)

    def record(self, actor: Actor, kind: str, row: Row, selection: list[Node]) -> dict[str, Any]:
        """One record; equal response keys are merged."""
        result: dict[str, Any] = {}
        for node in flat(selection, kind, INTERFACES):
            value = self.value(actor, kind, row, node)
            if node.key in result and isinstance(value, (dict, list)):
                value = merged(result[node.key], value)
            result[node.key] = value
        return result

    def value(self, actor: Actor, kind: str, row: Row, node: Field) -> Any:
        if node.name == "__typename":
            return kind
        returned = get_named_type(SCHEMA.get_type(kind).fields[node.name].type)  # type: ignore[union-attr]
        if not isinstance(returned, (GraphQLObjectType, GraphQLInterfaceType)):
            found = self.text(kind, row, node.name)
            return allowed_keys(actor, kind, node.name, found) if isinstance(found, dict) else found
        assert node.selection is not None
        many = node.name.removesuffix("Connection") if returned.name.endswith("Connection") else node.name
        if is_to_many(kind, many):
            target, related = self.related(actor, kind, row, many)
            if returned.name.endswith("Connection"):
                return self.page(actor, target, related, node, known_visible=many == "history")
            return self.array(actor, kind, target, related, node)
        other = self.to_one(actor, kind, row, node.name)
        return None if other is None else self.record(actor, returned.name, other, node.selection)

    def related(self, actor: Actor, kind: str, row: Row, name: str) -> tuple[str, list[Row]]:
        """Rows behind a relation to many that the actor sees."""
        if name == "history":
            return "AuditEntry", [
                other for other in self.rows["AuditEntry"].values()
                if (other["entity"], other["entity_id"]) == (kind, row["id"])
            ]  # fmt: skip
        if name == "balances" and kind in ("OrderLine", "StockDocumentLine"):
            document = self.rows["Order"][row["order_id"]] if kind == "OrderLine" else (
                self.rows["StockDocument"][row["document_id"]]
            )  # fmt: skip
            found = [
                other for other in self.rows["StockBalance"].values()
                if other["product_id"] == row["product_id"] and other["on_hand"] > 0
                and other["warehouse_id"] == document["warehouse_id"]
            ]  # fmt: skip
            return "StockBalance", [other for other in found if self.sees(actor, "StockBalance", other)]
        target, column = MANY[kind][name]
        return target, [
            other for other in self.rows[target].values()
            if other[column] == row["id"] and self.sees(actor, target, other)
        ]  # fmt: skip

    def to_one(self, actor: Actor, kind: str, row: Row, name: str) -> Row | None:
        if (kind, name) == ("Customer", "account"):
            (other,) = [one for one in self.rows["CustomerAccount"].values() if one["customer_id"] == row["id"]]
            return other
        target = get_named_type(SCHEMA.get_type(kind).fields[name].type).name  # type: ignore[union-attr]
        found = self.rows[target].get(row[f"{snake(name)}_id"])
        return found if found is not None and self.sees(actor, target, found) else None

    def sees(self, actor: Actor, kind: str, row: Row) -> bool:
        return row["id"] in self.seen[actor.id, actor.name, kind]

    # -- lists

    def array(self, actor: Actor, kind: str, target: str, rows: list[Row], node: Field) -> list[Any]:
        whole = (kind, node.name) in WHOLE
        found = self.chosen(actor, target, rows, node, by_number=whole)
        first = plain(node.arguments.get("first"))
        if first is None and not whole:
            first = DEFAULT_LIST
        assert node.selection is not None
        return [self.record(actor, target, row, node.selection) for row in found[:first]]

    def page(
        self, actor: Actor, kind: str, rows: list[Row], node: Field, *, known_visible: bool = False
    ) -> dict[str, Any]:
        rows = [row for row in rows if known_visible or self.sees(actor, kind, row)]
        found = self.chosen(actor, kind, rows, node, usual=_USUAL.get(kind))
        last = plain(node.arguments.get("last"))
        first = plain(node.arguments.get("first"))
        size = last or (DEFAULT_PAGE if first is None else first)
        shown = found[-size:] if last else found[:size]
        more = len(found) > size
        result: dict[str, Any] = {}
        assert node.selection is not None
        for part in flat(node.selection, f"{kind}Connection", {}):
            value: Any
            match part.name:
                case "__typename":
                    value = f"{kind}Connection"
                case "totalCount":
                    most = plain(part.arguments.get("atMost"))
                    value = len(found) if most is None else min(len(found), most)
                case "nodes":
                    value = [self.record(actor, kind, row, part.selection or []) for row in shown]
                case "edges":
                    value = [self.edge(actor, kind, row, part.selection or []) for row in shown]
                case _:
                    value = {}
                    for inner in flat(part.selection or [], "PageInfo", {}):
                        value[inner.key] = {
                            "__typename": "PageInfo",
                            "hasNextPage": more and not last,
                            "hasPreviousPage": more and bool(last),
                            "startCursor": Something() if shown else None,
                            "endCursor": Something() if shown else None,
                        }[inner.name]
            if part.key in result and isinstance(value, (dict, list)):
                value = merged(result[part.key], value)
            result[part.key] = value
        return result

    def edge(self, actor: Actor, kind: str, row: Row, selection: list[Node]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for node in flat(selection, f"{kind}Edge", {}):
            match node.name:
                case "__typename":
                    value: Any = f"{kind}Edge"
                case "cursor":
                    value = Something()
                case _:
                    value = self.record(actor, kind, row, node.selection or [])
            if node.key in result and isinstance(value, dict):
                value = merged(result[node.key], value)
            result[node.key] = value
        return result

    def chosen(
        self,
        actor: Actor,
        kind: str,
        rows: list[Row],
        node: Field,
        *,
        by_number: bool = False,
        usual: str | None = None,
    ) -> list[Row]:
        """The rows that the filter lets through, in order."""
        if "filter" in node.arguments:
            condition = plain(node.arguments["filter"])
            rows = [row for row in rows if self.holds(actor, kind, row, condition)]
        keys: list[tuple[str, bool]] = []
        for key in plain(node.arguments.get("orderBy")) or []:
            if key["field"].lower() not in dict(keys):  # a column counts where it stands first
                keys.append((key["field"].lower(), key.get("direction") == "DESC"))
        if not keys and by_number and rows and "number" in rows[0]:
            keys = [("number", False)]
        if not keys and usual is not None:
            keys = [(usual, False)]
        keys += [(name, keys[0][1]) for name in _AFTER.get((kind, *dict(keys)), ())]
        if "id" not in dict(keys):
            keys.append(("id", keys[-1][1] if keys else False))
        for name, descending in reversed(keys):
            rows = sorted(rows, key=functools.partial(self.rank, name), reverse=descending)
        return rows

    def rank(self, name: str, row: Row) -> Any:
        value = row[name]
        if isinstance(value, str) or (isinstance(value, UUID) and name != "id"):
            value = self.ranks[str(value)]
        return (value is None, 0 if value is None else value)

    # -- filters

    def holds(self, actor: Actor, kind: str, row: Row, condition: dict[str, Any]) -> bool:
        return all(self.member(actor, kind, row, key, value) for key, value in condition.items())

    def member(self, actor: Actor, kind: str, row: Row, key: str, value: Any) -> bool:
        match key:
            case "and":
                return all(self.holds(actor, kind, row, one) for one in value)
            case "or":
                return any(self.holds(actor, kind, row, one) for one in value)
            case "not":
                return not self.holds(actor, kind, row, value)
        fields = SCHEMA.get_type(kind).fields  # type: ignore[union-attr]
        if key.endswith("IsNull") and key not in fields:
            return (row[f"{snake(key[:-6])}_id"] is None) is value if key != "accountIsNull" else not value
        target = get_named_type(fields[key].type)
        if is_to_many(kind, key):
            other, rows = self.related(actor, kind, row, key)
            tests: dict[str, Callable[[dict[str, Any]], bool]] = {
                "some": lambda inner: any(self.holds(actor, other, one, inner) for one in rows),
                "none": lambda inner: not any(self.holds(actor, other, one, inner) for one in rows),
                "every": lambda inner: all(self.holds(actor, other, one, inner) for one in rows),
            }
            return all(tests[quantifier](inner) for quantifier, inner in value.items())
        if isinstance(target, GraphQLObjectType):
            single = self.to_one(actor, kind, row, key)
            return single is not None and self.holds(actor, target.name, single, value)
        found = self.raw(kind, row, key)
        return all(compare(target.name, found, operator, operand) for operator, operand in value.items())

    # -- values

    def raw(self, kind: str, row: Row, name: str) -> Any:
        """A column or computed field as Python has it."""
        computed = COMPUTED.get((kind, name))
        return computed(self, row) if computed else row[snake(name)]

    def text(self, kind: str, row: Row, name: str) -> Any:
        """As it stands in the answer."""
        value = self.raw(kind, row, name)
        if value is None:
            return None
        named = get_named_type(SCHEMA.get_type(kind).fields[name].type).name  # type: ignore[union-attr]
        if name == "id":
            return f"{kind}:{value}"
        match named:
            case "JSON":
                return orjson.loads(value)
            case "Decimal" | "Date":
                return str(value)
            case "DateTime":
                return pg_moment(value)
            case "String":
                return [str(item) for item in value] if isinstance(value, list) else str(value)
            case _:
                return value


def merged(one: Any, other: Any) -> Any:
    """Two answers to one response key, laid over one another."""
    if isinstance(one, list):
        return [merged(left, right) for left, right in zip(one, other, strict=True)]
    if isinstance(one, dict):
        return one | {key: merged(one[key], value) if key in one else value for key, value in other.items()}
    return other


def pg_moment(value: datetime) -> str:
    text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f"{value.microsecond:06}".rstrip("0")
    return f"{text}{'.' + fraction if fraction else ''}+00:00"


def compare(type_name: str, value: Any, operator: str, operand: Any) -> bool:
    """SQL's comparison; what is unknown there does not hold."""
    if operator == "isNull":
        return (value is None) is operand
    if isinstance(operand, list):
        operand = [literal(type_name, item) for item in operand]
    else:
        operand = literal(type_name, operand)
    if operator in {"ne", "notIn"}:
        return value is None or not COMPARISONS["eq" if operator == "ne" else "in"](value, operand)
    return value is not None and COMPARISONS[operator](value, operand)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, operand: bool(value == operand),
    "in": lambda value, operand: value in operand,
    "gt": lambda value, operand: bool(value > operand),
    "gte": lambda value, operand: bool(value >= operand),
    "lt": lambda value, operand: bool(value < operand),
    "lte": lambda value, operand: bool(value <= operand),
    "contains": lambda value, operand: folded(operand) in folded(value),
    "startsWith": lambda value, operand: folded(value).startswith(folded(operand)),
    "has": lambda value, operand: operand in value,
    "hasAny": lambda value, operand: any(item in value for item in operand),
}


def folded(text: str) -> str:
    """Lower case of ASCII letters: the data have no other letters with case, but é."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def literal(type_name: str, operand: Any) -> Any:
    match type_name:
        case "ID":
            return UUID(operand.partition(":")[2])
        case "Decimal":
            return Decimal(operand)
        case "Date":
            return date.fromisoformat(operand)
        case "DateTime":
            return datetime.fromisoformat(operand)
    return operand


__all__ = ["Reference", "Refused"]
