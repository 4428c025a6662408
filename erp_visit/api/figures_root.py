"""The root `visitFigures` (INS-1): figures of visits by rep, team, level, territory or time, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from graphql import FieldNode

from erp_visit.api.types import TypeFactory, graphql_enum, resolver
from erp_visit.core.errors import invalid
from erp_visit.core.ids import parse_id
from erp_visit.customers.models import CustomerLevel
from erp_visit.insight.figure_sql import Asked, By, Places, figures_sql
from erp_visit.insight.figures import check_days, require_figures
from erp_visit.insight.measures import BY_NAME, FIGURES, Shape
from erp_visit.org.rights import Right
from erp_visit.reads.arguments import Symbol, plain
from erp_visit.reads.compiler import Compiler, Plan
from erp_visit.reads.parameters import Getter, Run, clean
from erp_visit.reads.spec import camel
from erp_visit.reads.sql import Select, Text, member

TYPE, ROW = "VisitFigures", "VisitFigure"
COST = 500
"""What figures are reckoned at, whatever they are of: they read an index, not records."""
MOST_CHOSEN = 1_000
_KINDS = {Shape.COUNT: int, Shape.SHARE: float, Shape.SECONDS: int, Shape.MONEY: Decimal}
_ID_OF = {By.REP: "Employee:", By.DEPARTMENT: "Department:"}


def figures_field(factory: TypeFactory) -> Any:
    """The Strawberry field."""
    row = type(ROW, (), {})
    row.__annotations__ = {"key": str | None, "label": str | None, "parent": str | None}
    described = {
        "key": "Global id of the rep or department, the level, the territory, or the first day; null for the totals",
        "label": "Name of the rep or department; else the key",
        "parent": "Global id of the department above",
    }
    for name, text in described.items():
        setattr(row, name, strawberry.field(description=text))
    for figure in FIGURES:
        kind = _KINDS[figure.shape]
        row.__annotations__[figure.name] = kind | None if figure.by else kind
        setattr(row, figure.name, strawberry.field(description=figure.meaning))
    group = strawberry.type(row, name=ROW, description="The figures of a group, or of everything.")
    cls = type(TYPE, (), {})
    cls.__annotations__ = {"total": group, "groups": list[group]}  # type: ignore[valid-type]
    cls.total = strawberry.field(  # type: ignore[attr-defined]
        description="Over everything that was asked for: shares from the sums, every customer once"
    )
    cls.groups = strawberry.field(  # type: ignore[attr-defined]
        description="Reps by name, departments with all below them in the order of the tree, else by key"
    )
    many = list[strawberry.ID] | None
    arguments = {
        "from_": Annotated[date, strawberry.argument(name="from", description="First business day")],
        "to": Annotated[date, strawberry.argument(description="Last business day, up to 400 days in all")],
        "by": Annotated[graphql_enum(By), strawberry.argument(description="What to group by")],
        "department_id": Annotated[
            strawberry.ID | None, strawberry.argument(description="Only this department and those below it")
        ],
        "rep_ids": Annotated[many, strawberry.argument(description="Only these reps")],
        "levels": Annotated[
            list[graphql_enum(CustomerLevel)] | None,  # type: ignore[misc]
            strawberry.argument(description="Only customers of these levels, as they are now"),
        ],
        "territories": Annotated[
            list[str] | None, strawberry.argument(description="Only customers of these territories, as they are now")
        ],
    }
    return strawberry.field(
        resolver(strawberry.type(cls, name=TYPE, description="Figures of visits.") | None, arguments),
        name="visitFigures",
        description=(
            "Figures of the visits in your scope: your own, your team's, or all. Needs the rights insight.view,"
            " visit.view, customer.view, by rep or department employee.view, and for orders order.view."
        ),
    )


def compile_figures(compiler: Compiler, nodes: list[FieldNode], arguments: Mapping[str, Symbol]) -> Plan:
    """The statement of `erp_visit.insight.figure_sql`, written out as JSON."""
    by = By(plain(compiler.now(arguments["by"])))
    require_figures(compiler.require, by)
    asked = Asked(
        by=by,
        scope=compiler.profile.scope,
        department=arguments.get("departmentId") is not None,
        reps=arguments.get("repIds") is not None,
        levels=arguments.get("levels") is not None,
        territories=arguments.get("territories") is not None,
        orders=compiler.profile.may(Right.ORDER_VIEW),
    )
    getters = _getters(arguments)
    kinds = {
        "from": "date", "to": "date", "department": "uuid", "reps": "uuid[]", "levels": "text[]",
        "territories": "text[]",
    }  # fmt: skip

    def place(name: str, number: int) -> str:
        if name in ("actor", "departments"):
            return compiler.parameters.bind(f":{name}")
        return compiler.parameters.add(getters[name], kinds[name])

    compiler.parameters.weighed = True  # a day or a year
    source = f"({figures_sql(asked, Places(place))}) f HAVING TRUE"
    text = Text().literal("{")
    for position, (key, fields) in enumerate(compiler.merged(nodes, TYPE).items()):
        text.literal(member(position, key))
        match fields[0].name.value:
            case "__typename":
                text.literal(f'"{TYPE}"')
            case "total":
                row = _row(compiler, fields, by).sql()
                text.expression(f"coalesce(min({row}) FILTER (WHERE f.total), 'null')", large=True)
            case _:
                row = _row(compiler, fields, by).sql()
                listed = f"string_agg({row}, ',' ORDER BY f.place, f.key) FILTER (WHERE NOT f.total)"
                text.literal("[").expression(f"coalesce({listed}, '')", large=True).literal("]")
    return compiler.plan(Select(text.literal("}"), source), COST)


def _getters(arguments: Mapping[str, Symbol]) -> dict[str, Getter]:
    def days(run: Run) -> tuple[date, date]:
        first, last = (arguments[name].read(run.variables) for name in ("from", "to"))
        check_days(first, last)
        return first, last

    def chosen(name: str, kind: str | None) -> Getter:
        def get(run: Run) -> Any:
            values = arguments[name]
            read = [leaf.read(run.variables) for leaf in values] if isinstance(values, list) else None
            found = values.read(run.variables) if read is None else read
            if not found or len(found) > MOST_CHOSEN:
                raise invalid("Name between 1 and {maximum} of them, or leave it out.", name, maximum=MOST_CHOSEN)
            return [parse_id(one, kind, name) if kind else clean(one, (name,)) for one in found]

        return get

    return {
        "from": lambda run: days(run)[0],
        "to": lambda run: days(run)[1],
        "department": lambda run: parse_id(arguments["departmentId"].read(run.variables), "Department", "departmentId"),
        "reps": chosen("repIds", "Employee"),
        "levels": chosen("levels", None),
        "territories": chosen("territories", None),
    }


def _row(compiler: Compiler, fields: list[FieldNode], by: By) -> Text:
    """The JSON text of a group."""
    names = {camel(name): figure for name, figure in BY_NAME.items()}
    text = Text().literal("{")
    for position, (key, nodes) in enumerate(compiler.merged(fields, ROW).items()):
        text.literal(member(position, key))
        name = nodes[0].name.value
        if name == "__typename":
            text.literal(f'"{ROW}"')
        elif name in names:
            figure = names[name]
            compiler.require(figure.right)
            value = f"{figure.sql('f')}::text"
            if figure.shape is Shape.MONEY:
                value = f"'\"' || {value} || '\"'"
            text.expression(f"coalesce({value}, 'null')")
        else:
            prefix = f"'{_ID_OF[by]}' || " if by in _ID_OF and name != "label" else ""
            text.expression(f"coalesce(to_json({prefix}f.{name})::text, 'null')")
    return text.literal("}")


__all__ = ["compile_figures", "figures_field"]
