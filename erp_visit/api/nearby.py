"""The root `nearbyCustomers` (CUS-11): whom one can visit from here, nearest first, in one statement."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from graphql import FieldNode

from erp_visit.api.types import FIRST, TypeFactory, graphql_enum, resolver
from erp_visit.core.errors import invalid
from erp_visit.core.geo import Datum, to_wgs84
from erp_visit.reads.arguments import Leaf, Symbol, plain
from erp_visit.reads.compiler import Compiler, Plan
from erp_visit.reads.pages import DEFAULT_PAGE, page_size
from erp_visit.reads.parameters import Run
from erp_visit.reads.sql import Scope, Select, Text, array_text, member, where_sql

TYPE = "NearbyCustomer"
MAX_RADIUS = 50_000
"""Metres: beyond that it is a journey, not a neighbourhood."""


def nearby_field(factory: TypeFactory) -> Any:
    """The Strawberry field."""
    cls = type(TYPE, (), {})
    cls.__annotations__ = {"distance": float, "customer": factory.objects["Customer"]}
    cls.distance = strawberry.field(description="Metres from the position, on a sphere: right to about 0.5 %")  # type: ignore[attr-defined]
    nearby = strawberry.type(cls, name=TYPE, description="A customer and how far away it is.")
    arguments = {
        "latitude": Annotated[float, strawberry.argument(description="Degrees, -90 to 90")],
        "longitude": Annotated[float, strawberry.argument(description="Degrees, -180 to 180")],
        "datum": Annotated[graphql_enum(Datum), strawberry.argument(description="Datum of the position")],
        "radius": Annotated[float, strawberry.argument(description=f"Metres, up to {MAX_RADIUS}")],
        "first": FIRST,
        "filter": factory.filters["Customer"] | None,
    }
    return strawberry.field(
        resolver(list[nearby] | None, arguments),  # type: ignore[valid-type]
        name="nearbyCustomers",
        description="The customers that you may see around a position, nearest first. Needs the right customer.view.",
    )


def compile_nearby(compiler: Compiler, nodes: list[FieldNode], arguments: Mapping[str, Symbol]) -> Plan:
    """The statement; the index on customers' places finds the candidates."""
    spec = compiler.registry["Customer"]
    compiler.require(spec.right)
    alias = compiler.alias()
    here = _here(compiler, arguments)
    radius = compiler.parameters.leaf(arguments["radius"], "float8", _radius)
    place = f"ll_to_earth({alias}.latitude, {alias}.longitude)"
    where = [
        f"{alias}.latitude IS NOT NULL",
        f"earth_box({here}, {radius}) @> {place}",
        f"earth_distance({place}, {here}) <= {radius}",
        compiler.visible(spec, alias),
    ]
    looked = compiler.narrow(spec, alias, where, arguments, (TYPE,))  # of those around the place, not of the table
    first = arguments.get("first")
    size = DEFAULT_PAGE if first is None else page_size(compiler, first, "first")
    scope = Scope(alias)
    text, cost = Text().literal("{"), 0
    for position, (key, fields) in enumerate(compiler.merged(nodes, TYPE).items()):
        text.literal(member(position, key))
        match fields[0].name.value:
            case "__typename":
                text.literal(f'"{TYPE}"')
            case "distance":
                text.expression(f"round({alias}.__distance::numeric, 1)::text")
            case _:
                row, rows = compiler.row(spec, scope, compiler.merged(fields, spec.name), ("*", key))
                text.extend(row)
                cost += rows
    order = f"{alias}.__distance, {alias}.id"
    source = (
        f"(SELECT {alias}.*, earth_distance({place}, {here}) AS __distance FROM {spec.table} {alias}{where_sql(where)}"
        f" ORDER BY __distance, {alias}.id LIMIT {size}) {alias}"
    )
    array = array_text(text.literal("}"), order)
    return compiler.plan(Select(array, f"{source}{scope.sql()}"), size * (1 + cost) + looked)


def _here(compiler: Compiler, arguments: Mapping[str, Symbol]) -> str:
    """SQL for the position as a point of the earth; conversion of the datum happens when the parameters are read."""
    latitude: Leaf = arguments["latitude"]
    longitude: Leaf = arguments["longitude"]
    datum: Leaf = arguments["datum"]

    def part(index: int) -> str:
        def get(run: Run) -> float:
            values = (leaf.read(run.variables) for leaf in (latitude, longitude))
            return to_wgs84(*values, plain(datum.read(run.variables)))[index]

        return compiler.parameters.add(get, "float8")

    return f"ll_to_earth({part(0)}, {part(1)})"


def _radius(metres: float) -> float:
    if not math.isfinite(metres) or not 0 < metres <= MAX_RADIUS:
        raise invalid(
            "The radius is {value} m; it may be up to {maximum} m.", "radius", value=metres, maximum=MAX_RADIUS
        )
    return metres


__all__ = ["compile_nearby", "nearby_field"]
