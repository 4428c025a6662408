"""Documents made to hurt: each is refused, or costs no more than an honest one."""

from __future__ import annotations

import asyncio

from graphql import get_introspection_query

from erp_visit.api.limits import MAX_ROOTS
from tests.api.client import Client
from tests.factories import World


async def test_fragments_that_spread_the_next_twice(clients: dict[str, Client], world: World) -> None:
    """2^30 spreads if each were followed."""
    bomb = " ".join(f"fragment f{n} on Customer {{ ...f{n + 1} ...f{n + 1} }}" for n in range(30))
    text = f"{{ customers {{ nodes {{ ...f0 }} }} }} {bomb} fragment f30 on Customer {{ status }}"
    assert await asyncio.wait_for(clients["rep"].data(text), 30) == {"customers": {"nodes": [{"status": "ACTIVE"}]}}


async def test_one_field_under_many_names(clients: dict[str, Client], world: World) -> None:
    """The answer grows by every alias, so aliases cost."""
    fields = " ".join(f"a{n}: name" for n in range(300))
    text = f"{{ customers(first: 500) {{ nodes {{ {fields} orders(first: 20) {{ id }} }} }} }}"
    body = await clients["rep"].ask(text)
    assert body["extensions"]["cost"]["requested"] == 500 * (21 + 301 // 30)
    traces = " ".join(f"a{n}: priceTrace" for n in range(100))
    many = f"{{ orders(first: 500) {{ nodes {{ lines {{ {traces} }} }} }} }}"
    assert await clients["rep"].code(many) == "COST_EXCEEDED"
    wide = " ".join(f"a{n}: name" for n in range(501))
    assert await clients["rep"].code(f"{{ me {{ {wide} }} }}") == "COST_EXCEEDED"


async def test_filters_with_thousands_of_conditions(clients: dict[str, Client], world: World) -> None:
    text = "query ($filter: CustomerFilter) { customers(filter: $filter) { totalCount } }"
    for number, fits in ((900, True), (1001, False), (3_400, False)):
        body = await clients["rep"].ask(text, {"filter": {"or": [{"code": {"eq": "x"}}] * number}})
        codes = [error["extensions"]["code"] for error in body.get("errors", ())]
        assert codes == ([] if fits else ["COST_EXCEEDED"]), number


async def test_introspection_is_bounded(nobody: Client) -> None:
    """It needs no log-in, and has no cost in rows."""
    usual = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True)
    assert "errors" not in await nobody.ask(usual)
    part = "__schema { types { fields { args { name type { name } } type { name kind ofType { name } } } } }"
    assert "errors" not in await nobody.ask(f"{{ {part} }}")
    args = "args { name type { name } }"
    for text in (
        "{ " + " ".join(f"a{n}: {part}" for n in range(20)) + " }",
        "{ __schema { types { fields { " + " ".join(f"a{n}: {args}" for n in range(100)) + " } } } }",
        "{ __schema { types { fields { ...f0 } } } } "
        + " ".join(f"fragment f{n} on __Field {{ a{n}: {args} b{n}: {args} ...f{n + 1} }}" for n in range(50))
        + " fragment f50 on __Field { name }",
    ):
        assert await nobody.code(text) == "COST_EXCEEDED"


async def test_one_document_has_so_many_roots(clients: dict[str, Client]) -> None:
    for kind in ("query", "mutation"):
        field = "me { name }" if kind == "query" else "logout { loggedOut }"
        many = f"{kind} {{ " + " ".join(f"a{n}: {field}" for n in range(MAX_ROOTS + 1)) + " }"
        assert await clients["rep"].code(many) == "COST_EXCEEDED"
    assert await clients["rep"].data("{ " + " ".join(f"a{n}: me {{ name }}" for n in range(MAX_ROOTS)) + " }")
