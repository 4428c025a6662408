"""nearbyCustomers: nearest first, within the radius, whatever the datum, only whom one may see, by the index."""

from __future__ import annotations

import math
from typing import Any

import pytest

from erp_visit import db as database
from erp_visit.core.geo import distance_m
from tests import factories
from tests.api.client import Client
from tests.factories import World
from tests.statements import statements

HERE = (31.2304, 121.4737)
TEXT = """query ($lat: Float!, $lon: Float!, $datum: Datum! = WGS84, $radius: Float!, $first: Int, $f: CustomerFilter) {
    nearbyCustomers(latitude: $lat, longitude: $lon, datum: $datum, radius: $radius, first: $first, filter: $f) {
        distance customer { name } } }"""


@pytest.fixture
async def shops(world: World) -> World:
    """Shops at 0, 100, 1,000, 10,000 and 60,000 m to the north, another rep's at 500, one without a position."""
    degree = distance_m(HERE[0], HERE[1], HERE[0] + 1, HERE[1])
    for metres in (10_000, 0, 1_000, 100, 60_000):
        await factories.customer(
            world.rep,
            world.sales,
            name=str(metres),
            position=(HERE[0] + metres / degree, HERE[1]),
            level="A" if metres else "B",
        )
    other = await factories.employee(world.company, factories.RoleCode.REP)
    await factories.customer(other, world.company, name="foreign", position=(HERE[0], HERE[1] + 0.005))
    return world


async def found(client: Client, radius: float, **more: Any) -> list[str]:
    data = await client.data(TEXT, {"lat": HERE[0], "lon": HERE[1], "radius": radius, **more})
    return [row["customer"]["name"] for row in data["nearbyCustomers"]]


async def test_nearest_first_within_the_radius(clients: dict[str, Client], shops: World) -> None:
    rep = clients["rep"]
    assert await found(rep, 50_000) == ["0", "100", "1000", "10000"]
    assert await found(rep, 1_010) == ["0", "100", "1000"]
    assert await found(rep, 990) == ["0", "100"]
    assert await found(rep, 0.1) == ["0"]
    assert await found(rep, 50_000, first=2) == ["0", "100"]
    assert await found(rep, 50_000, f={"level": {"eq": "A"}}) == ["100", "1000", "10000"]
    assert await found(clients["clerk"], 2_000) == ["0", "100", "foreign", "1000"]
    data = await rep.data(TEXT, {"lat": HERE[0], "lon": HERE[1], "radius": 50_000.0})
    for row in data["nearbyCustomers"]:
        assert math.isclose(row["distance"], float(row["customer"]["name"]), rel_tol=0.006, abs_tol=0.2)


async def test_any_datum(clients: dict[str, Client], shops: World) -> None:
    """The same place as Amap and Baidu give it; both differ from WGS-84 by hundreds of metres here."""
    for datum, latitude, longitude in (("GCJ02", 31.228443, 121.478222), ("BD09", 31.234177, 121.484764)):
        data = await clients["rep"].data(TEXT, {"lat": latitude, "lon": longitude, "datum": datum, "radius": 20.0})
        assert [row["customer"]["name"] for row in data["nearbyCustomers"]] == ["0"], datum


async def test_one_statement_by_the_index(clients: dict[str, Client], shops: World) -> None:
    text = TEXT.replace(
        "customer { name }", "customer { name owner { name } orders(first: 1) { id } account { advance } }"
    )
    async with statements() as sent:
        # Who sees all customers: with one's own the planner may find those few first, and then their places.
        await clients["clerk"].data(text, {"lat": HERE[0], "lon": HERE[1], "radius": 1_000.0})
    (sql,) = sent
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = await connection.fetch(f"EXPLAIN {sql}", HERE[0], HERE[1], 1000.0)
    assert "customer_place" in "\n".join(row[0] for row in plan)


@pytest.mark.parametrize(
    ("given", "argument"),
    [({"radius": 0.0}, "radius"), ({"radius": -1.0}, "radius"), ({"radius": 50_001.0}, "radius"), ({"lat": 91.0}, "latitude"),
     ({"lon": 181.0}, "longitude"), ({"lat": 0.0, "lon": 0.0}, "latitude"), ({"first": -1}, "first"), ({"first": 501}, "first"),
     ({"f": {}}, "filter"), ({"f": None}, "filter")],
)  # fmt: skip
async def test_refusals(clients: dict[str, Client], shops: World, given: dict[str, Any], argument: str) -> None:
    variables = {"lat": HERE[0], "lon": HERE[1], "radius": 100.0, **given}
    error = await clients["rep"].error(TEXT, variables)
    assert error["extensions"]["code"] == "INVALID_INPUT"
    assert error["extensions"]["argument"] == [argument]


async def test_fragments_and_names(clients: dict[str, Client], shops: World) -> None:
    text = TEXT.replace(
        "distance customer { name }", "__typename d: distance customer { ...C } customer { code @skip(if: true) }"
    )
    data = await clients["rep"].data(
        text + " fragment C on Customer { n: name __typename }", {"lat": HERE[0], "lon": HERE[1], "radius": 1.0}
    )
    assert data["nearbyCustomers"] == [
        {"__typename": "NearbyCustomer", "d": 0.0, "customer": {"n": "0", "__typename": "Customer"}}
    ]
    error = await clients["driver"].error(
        TEXT.replace("{ name }", "{ creditLimit }"), {"lat": 1.0, "lon": 1.0, "radius": 1.0}
    )
    assert error["extensions"]["params"] == {"right": "credit.view"}
