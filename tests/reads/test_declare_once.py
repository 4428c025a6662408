"""Declare once: a model of a new module is queryable, filterable, ordered and connected, with nothing else written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from tortoise import Tortoise, connections, fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.api.execution import Engine
from erp_visit.api.schema import Api
from erp_visit.core.declare import PythonField, SqlField, visible_through
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.models import APP, Record, money, text, to_one
from erp_visit.customers.models import Customer
from erp_visit.domains import public_models
from erp_visit.org.rights import Right
from tests import books, factories
from tests.reads.data import insert
from tests.reads.test_pages import order_by, walk
from tests.statements import statements


class Fridge(Record):
    """A fridge that stands at a customer's."""

    number = text(32, "Inventory number", unique=True)
    model = text(64, "Model", db_default="")
    customer = to_one("Customer", "Where it stands", "fridges", null=True)
    customer_id: object
    deposit = money("Deposit", null=True)
    placed_on = fields.DateField(description="Since when", null=True)
    doors = fields.IntField(description="Doors", db_default=1)
    labels = ArrayField("text", description="Labels", db_default=[])

    sql_fields = (SqlField("days", int, ":today - {t}.placed_on", "Days since it was placed", nullable=True),)
    python_fields = (
        PythonField(
            "plate", str, ("number", "doors"), lambda number, doors: f"{number}/{doors}", "What is on its plate"
        ),
    )

    class Meta:
        table = "fridge"
        indexes = (("placed_on", "deposit"), ("customer", "id"))

    class Access(Record.Access):
        right = Right.CUSTOMER_VIEW
        fields = {"deposit": Right.CREDIT_VIEW, "model": Right.PRODUCT_EDIT}  # noqa: RUF012  # as all models have it

    class Display(Record.Display):
        title = ("number",)
        search = ("number", "model")


visible_through(Fridge, "customer")


_RELATIONS: list[Any] = []
"""The relation from customers to fridges: Tortoise makes it once per process."""


@pytest.fixture(scope="module")
def joined() -> Iterator[None]:
    """The model belongs to the application for the time of these tests; customers know their fridges."""
    public_models()
    apps = Tortoise._get_context().apps
    assert apps is not None
    apps[APP]["Fridge"] = Fridge
    meta = Customer._meta
    if _RELATIONS:
        meta.fields_map["fridges"] = _RELATIONS[0]
        meta.backward_fk_fields.add("fridges")
        meta.finalise_fields()
    else:
        apps._init_relations()
        _RELATIONS.append(meta.fields_map["fridges"])
    yield
    del apps[APP]["Fridge"]
    del meta.fields_map["fridges"]
    meta.backward_fk_fields.discard("fridges")
    meta.finalise_fields()


@pytest.fixture
async def engine(db: ModuleType, joined: None) -> AsyncIterator[Engine]:
    """The application with the model: its table from Tortoise's own DDL, everything else derived."""
    client = connections.get("default")
    Fridge._meta.default_connection = "default"
    ddl = client.schema_generator(client)._get_table_sql(Fridge, safe=False)["table_creation_string"]
    async with db.connection() as connection:
        await connection.execute(ddl)
    api = Api([*public_models()])
    yield Engine(api.schema, api.reader)
    async with db.connection() as connection:
        await connection.execute('DROP TABLE "fridge"')


@pytest.fixture
async def world(engine: Engine) -> factories.World:
    """The rep's shop has three fridges, another shop one, the store one."""
    world = await factories.world(products=1)
    other = await factories.customer(None, world.company, name="Other")
    await insert("fridge", [
        {"id": new_id(), "number": number, "model": f"M{number}", "customer_id": customer, "deposit": deposit, "placed_on": placed, "doors": 2}
        for number, customer, deposit, placed in [
            ("F1", world.customer, Decimal("500.00"), factories.today() - timedelta(days=3)),
            ("F2", world.customer, None, factories.today() - timedelta(days=3)),
            ("F3", world.customer, Decimal("1.00"), None),
            ("F4", other, Decimal("2.00"), factories.today()),
            ("F5", None, None, None),
        ]
    ])  # fmt: skip
    return world


async def test_it_is_in_the_schema(engine: Engine) -> None:
    lines = engine.schema.as_str().splitlines()
    for line in (
        "type Fridge implements Node {", "type FridgeConnection {", "input FridgeFilter {", "input FridgeOrderBy {",
        "enum FridgeOrderField {", "  days: Int", "  plate: String!", "  deposit: Decimal", "  customer: Customer",
    ):  # fmt: skip
        assert line in lines
    assert '  """Deposit. Needs the right credit.view."""' in lines


async def test_it_is_queried_filtered_ordered_and_connected(world: factories.World, engine: Engine) -> None:
    text = """query ($f: FridgeFilter) { fridges(filter: $f, orderBy: [{field: PLACED_ON}, {field: DEPOSIT, direction: DESC}]) {
        totalCount nodes { number deposit placedOn doors labels days plate customer { name } } } }"""
    async with statements() as sent:
        answer = await engine.read(world.administrator, text, {"f": {"customer": {"level": {"eq": "C"}}}})
    assert len(sent) == 1
    placed = str(factories.today() - timedelta(days=3))
    shop = (await books.rows("SELECT name FROM customer WHERE id = $1", world.customer))[0][0]
    common = {"doors": 2, "labels": []}
    assert answer["fridges"] == {
        "totalCount": 4,
        "nodes": [
            {"number": "F2", "deposit": None, "placedOn": placed, "days": 3, "plate": "F2/2", "customer": {"name": shop}, **common},
            {"number": "F1", "deposit": "500.00", "placedOn": placed, "days": 3, "plate": "F1/2", "customer": {"name": shop}, **common},
            {"number": "F4", "deposit": "2.00", "placedOn": str(factories.today()), "days": 0, "plate": "F4/2",
             "customer": {"name": "Other"}, **common},
            {"number": "F3", "deposit": "1.00", "placedOn": None, "days": None, "plate": "F3/2", "customer": {"name": shop}, **common},
        ],
    }  # fmt: skip


async def test_the_other_side_knows_it(world: factories.World, engine: Engine) -> None:
    text = """query ($id: ID!) { customer(id: $id) {
        fridges(first: 1, orderBy: {field: NUMBER, direction: DESC}) { number }
        dear: fridges(filter: {deposit: {gte: "1"}}) { number } } }"""
    answer = await engine.read(world.rep, text, {"id": f"Customer:{world.customer}"})
    assert answer == {"customer": {"fridges": [{"number": "F3"}], "dear": [{"number": "F1"}, {"number": "F3"}]}}
    text = '{ customers(filter: {fridges: {some: {number: {eq: "F4"}}}}) { nodes { name } } }'
    assert await engine.read(world.administrator, text) == {"customers": {"nodes": [{"name": "Other"}]}}
    assert await engine.read(world.administrator, '{ fridges(search: "f5") { nodes { number } } }') == {
        "fridges": {"nodes": [{"number": "F5"}]}
    }


async def test_who_may_see_it(world: factories.World, engine: Engine) -> None:
    """Through the customer, as it was declared; F5 stands at nobody's and is seen by those who see all."""
    text = "{ fridges { nodes { number } } }"
    assert await engine.read(world.rep, text) == {"fridges": {"nodes": [{"number": f"F{n}"} for n in (1, 2, 3)]}}
    assert len((await engine.read(world.keeper, text))["fridges"]["nodes"]) == 5
    for text in ("{ fridges { nodes { deposit } } }", "{ fridges(orderBy: {field: DEPOSIT}) { totalCount } }",
                 "{ fridges(filter: {deposit: {isNull: true}}) { totalCount } }"):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            await engine.read(world.keeper, text)
        assert (caught.value.code, caught.value.params) == (ErrorCode.FORBIDDEN, {"right": "credit.view"})


async def test_search_does_not_look_into_fields_that_may_not_be_seen(world: factories.World, engine: Engine) -> None:
    text = '{ fridges(search: "mf1") { nodes { number } } }'
    assert await engine.read(world.administrator, text) == {"fridges": {"nodes": [{"number": "F1"}]}}
    assert await engine.read(world.rep, text) == {"fridges": {"nodes": []}}
    assert (
        len((await engine.read(world.rep, '{ fridges(search: "f1") { nodes { number } } }'))["fridges"]["nodes"]) == 1
    )


async def test_pages_with_nulls_in_two_keys(world: factories.World, engine: Engine) -> None:
    text = """query ($n: Int, $after: String, $by: [FridgeOrderBy!]) { page: fridges(first: $n, after: $after, orderBy: $by)
        { nodes { id: number } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    back = text.replace("first: $n, after: $after", "last: $n, before: $after")
    orders = {
        ("PLACED_ON", "DEPOSIT", "NUMBER"): "F1 F2 F4 F3 F5",
        ("PLACED_ON", "DEPOSIT-", "NUMBER"): "F2 F1 F4 F5 F3",
        ("PLACED_ON-", "DEPOSIT-", "NUMBER"): "F5 F3 F4 F2 F1",
        ("DEPOSIT-", "PLACED_ON", "NUMBER-"): "F2 F5 F1 F4 F3",
    }
    for keys, expected in orders.items():
        for size in (1, 2, 4):
            pages = await walk(engine, world.administrator, text, order_by(list(keys)), size)
            assert " ".join(number for page in pages for number in page) == expected, keys
            pages = await walk(engine, world.administrator, back, order_by(list(keys)), size, back=True)
            assert " ".join(number for page in reversed(pages) for number in page) == expected, keys
