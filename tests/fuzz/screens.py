"""What comes to the panel in addresses, forms and bodies, and how each of it is read."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from erp_visit.api.documents import Documents
from erp_visit.api.schema import api
from erp_visit.core.actor import Profile, Scope
from erp_visit.core.errors import DomainError
from erp_visit.org.rights import Right
from erp_visit.panel.forms.fields import FormField
from erp_visit.panel.insight.asked import read_asked
from erp_visit.panel.records import inputs
from erp_visit.panel.records.present import parse_key
from erp_visit.panel.screens import query
from erp_visit.panel.screens.columns import Columns
from tests.fuzz.hostile import DAYS, NUMBERS, clean_texts

EVERYBODY = Profile(frozenset(map(str, Right)), Scope.ALL)
REGISTRY = api().registry
COLUMNS = Columns(REGISTRY)
DOCUMENTS = Documents(api().schema._schema)
TODAY = date(2026, 11, 22)
SPECS = list(REGISTRY.types.values())
NAMES = sorted({name for spec in SPECS for name in (*spec.columns, *spec.relations)})
conditions = st.builds(
    lambda marks, path, operator, value: f"{marks}{'.'.join(path)}:{operator}:{value}",
    st.sampled_from(["", "!", "~", "!~"]), st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
    st.sampled_from([*sorted({one for many in query.OPERATORS.values() for one in many}), "x"]),
    st.sampled_from([*NUMBERS, *DAYS, *query.PRESETS]) | clean_texts,
)  # fmt: skip


@st.composite
def fitting(draw: st.DrawFn) -> tuple[int, str]:
    """A condition on a column that the type has, with a value that may not fit."""
    place = draw(st.integers(0, len(SPECS) - 1))
    column = draw(st.sampled_from(sorted(SPECS[place].columns)))
    operator = draw(st.sampled_from(query.OPERATORS.get(SPECS[place].columns[column].kind, ("eq",))))
    value = draw(st.sampled_from([*NUMBERS, *DAYS, *query.PRESETS]) | clean_texts)
    return place, f"{column}:{operator}:{value}"


def run_conditions(given: tuple[int, str]) -> None:
    asked = query.parse(QueryParams([("f", given[1])]))
    spec = SPECS[given[0]]
    wanted = query.Filters(COLUMNS, EVERYBODY).build(spec, asked.conditions)
    text_ = f"query($filter: {spec.name}Filter) {{ list: {spec.plural}(filter: $filter) {{ nodes {{ id }} }} }}"
    DOCUMENTS.variables(DOCUMENTS.get(text_).operation(None), {"filter": wanted})


addresses = st.lists(
    st.tuples(
        st.sampled_from(["q", "f", "sort", "cols", "size", "after", "before", "at", "of", "x"]),
        clean_texts | conditions | st.sampled_from(NUMBERS),
    ),
    max_size=8,
).map(QueryParams)


def run_address(parameters: QueryParams) -> None:
    asked = query.parse(parameters)
    query.parse(QueryParams(asked.text()))
    asked.url("/x", size=20)


def run_asked(parameters: QueryParams) -> None:
    read_asked(parameters, TODAY).url("/x")


spans = st.lists(
    st.tuples(
        st.sampled_from(["from", "to", "span", "by", "department", "rep", "level", "sort"]),
        st.sampled_from(DAYS) | clean_texts,
    ),
    max_size=8,
).map(QueryParams)


def run_typed(given: tuple[str, str]) -> None:
    FormField("name", "Name", given[0], required=True, maximum=20, choices=(("a", "A"),)).value(given[1])


def run_body(body: dict[str, Any]) -> None:
    for read in (inputs.text_in, inputs.whole_in, inputs.key_in):
        with suppress(DomainError):
            read(body, "x")
    parse_key(str(body.get("x")))
    inputs.operation_in(body)


__all__ = [
    "SPECS", "TODAY", "addresses", "conditions", "fitting", "run_address", "run_asked", "run_body", "run_conditions",
    "run_typed", "spans",
]  # fmt: skip
