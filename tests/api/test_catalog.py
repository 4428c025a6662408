"""Products, units and prices through GraphQL: refusals with the path of the input field, repeats, withdrawal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from erp_visit.core.ids import new_id
from tests import books, factories
from tests.api.client import Client
from tests.api.operations import document, run
from tests.api.test_mutations import gid, nothing_written, refuse
from tests.factories import World, today


async def test_refusals_of_products(clients: dict[str, Client], world: World) -> None:
    key, product = str(new_id()), gid("Product", world.products[0].id)
    clerk = clients["clerk"]
    fields: dict[str, Any] = {"sku": "N", "name": "N", "baseUnit": "瓶"}
    for name, given, expected in (
        ("CreateProduct", {"id": key, "fields": {}}, ["fields.sku", "fields.name", "fields.baseUnit"]),
        ("CreateProduct", {"id": key, "fields": {**fields, "taxRate": "13"}}, ["fields.taxRate"]),
        ("CreateProduct", {"id": key, "fields": {**fields, "categoryId": product}}, ["fields.categoryId"]),
        ("UpdateProduct", {"productId": product, "changes": {"listPrice": "-1"}}, ["changes.listPrice"]),
        ("UpdateProduct", {"productId": product, "changes": {"active": None}}, ["changes.active"]),
        ("AddProductUnit", {"id": key, "productId": product, "fields": {"name": "件", "factor": 1}}, ["fields.factor"]),
    ):
        await refuse(clerk, name, given, *[("INVALID_INPUT", path) for path in expected])
    missing = {"productId": gid("Product", new_id()), "changes": {"name": "X"}}
    await refuse(clerk, "UpdateProduct", missing, ("NOT_FOUND", "productId"))
    stale = {"productId": product, "changes": {"name": "X"}, "expectedVersion": 9}
    await refuse(clerk, "UpdateProduct", stale, ("CONFLICT", "expectedVersion"))
    settled = {"productId": product, "changes": {"baseUnit": "罐"}}
    await refuse(clerk, "UpdateProduct", settled, ("WRONG_STATE", "changes.baseUnit"))
    twice = {"id": key, "productId": product, "fields": {"name": "箱", "factor": 7}}
    await refuse(clerk, "AddProductUnit", twice, ("DUPLICATE", "fields.name"))
    await books.submitted(world, 1)
    other = {"productUnitId": gid("ProductUnit", world.products[0].units["箱"]), "changes": {"factor": 10}}
    await refuse(clerk, "UpdateProductUnit", other, ("WRONG_STATE", "changes.factor"))
    async with nothing_written():
        cost = {"productId": product, "changes": {"costPrice": "1"}}
        assert await clerk.code(document("UpdateProduct"), {"input": cost}) == "FORBIDDEN"
        assert (
            await clients["rep"].code(document("CreateProduct"), {"input": {"id": key, "fields": fields}})
            == "FORBIDDEN"
        )


async def test_refusals_of_categories(clients: dict[str, Client], world: World) -> None:
    clerk, key = clients["clerk"], str(new_id())
    made = await run(clerk, "CreateCategory", input={"id": key, "name": "茶"})
    assert made["category"] == {"id": f"Category:{key}", "name": "茶"}
    other = {"id": str(new_id()), "name": "茶"}
    await refuse(clerk, "CreateCategory", other, ("DUPLICATE", "name"))
    await refuse(clerk, "CreateCategory", {**other, "name": " "}, ("INVALID_INPUT", "name"))
    for change, expected in (
        ({"name": None}, ("INVALID_INPUT", "name")),
        ({"categoryId": gid("Category", new_id()), "name": "X"}, ("NOT_FOUND", "categoryId")),
        ({"categoryId": gid("Product", world.products[0].id), "name": "X"}, ("INVALID_INPUT", "categoryId")),
    ):
        await refuse(clerk, "UpdateCategory", {"categoryId": made["category"]["id"], **change}, expected)
    async with nothing_written():
        assert await clients["rep"].code(document("CreateCategory"), {"input": {**other, "name": "X"}}) == "FORBIDDEN"


async def test_a_price_that_ties_is_refused_and_one_that_never_applied_is_withdrawn(
    clients: dict[str, Client], world: World
) -> None:
    clerk, product = clients["clerk"], gid("Product", world.products[0].id)
    given = {"id": str(new_id()), "productId": product, "price": "9", "level": "A"}
    given["startsOn"] = str(today() + timedelta(days=1))
    first = await run(clerk, "SetPrice", input=given)
    assert (await run(clerk, "SetPrice", input=given)) == {**first, "replayed": True}
    again = {**given, "id": str(new_id())}
    await refuse(clerk, "SetPrice", again, ("AMBIGUOUS_PRICE", "startsOn"))
    for wrong, expected in (
        ({"price": "-1"}, ("INVALID_INPUT", "price")),
        ({"customerId": gid("Customer", world.customer)}, ("INVALID_INPUT", "level")),
        ({"unitId": gid("ProductUnit", new_id())}, ("NOT_FOUND", "unitId")),
        ({"minimumQuantity": 0}, ("INVALID_INPUT", "minimumQuantity")),
    ):
        await refuse(clerk, "SetPrice", {**again, **wrong}, expected)
    ending: dict[str, Any] = {"priceRuleId": first["priceRule"]["id"], "endsOn": str(today() - timedelta(days=2))}
    await refuse(clerk, "EndPrice", ending, ("INVALID_INPUT", "endsOn"))
    ending |= {"endsOn": str(today()), "operationId": str(new_id())}
    withdrawn = await run(clerk, "EndPrice", input=ending)
    assert withdrawn == {"priceRule": None, "product": {"id": product}, "replayed": False}
    assert (await run(clerk, "EndPrice", input=ending))["replayed"] is True
    await run(clerk, "SetPrice", input=again)


async def test_a_price_for_a_customer_out_of_sight_stays_so(clients: dict[str, Client], world: World) -> None:
    shop = await factories.customer(None, world.sales)
    given = {
        "id": str(new_id()),
        "productId": gid("Product", world.products[0].id),
        "customerId": gid("Customer", shop),
        "price": "1",
    }
    made = await run(clients["clerk"], "SetPrice", input=given)
    ending = {"priceRuleId": made["priceRule"]["id"], "endsOn": str(today())}
    async with nothing_written():
        assert await clients["rep"].code(document("EndPrice"), {"input": ending}) == "FORBIDDEN"
