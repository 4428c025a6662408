"""Documents made to hurt: each is refused, or costs no more than an honest one."""

from __future__ import annotations

import asyncio

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
    for number, fits in ((900, True), (1001, False), (40_000, False)):
        body = await clients["rep"].ask(text, {"filter": {"or": [{"code": {"eq": "x"}}] * number}})
        codes = [error["extensions"]["code"] for error in body.get("errors", ())]
        assert codes == ([] if fits else ["COST_EXCEEDED"]), number
