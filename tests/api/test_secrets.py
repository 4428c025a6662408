"""What a role may not see it does not see by another way: history, refusals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from erp_visit.core.errors import DomainError
from erp_visit.customers.service import update_customer
from erp_visit.orders.fulfilment import confirm_stock_document
from erp_visit.orders.shipping import ship_stock_document
from tests import books, factories
from tests.api.client import Client
from tests.factories import World

HISTORY = "history(first: 20, orderBy: [{ field: AT }]) { action before after }"


async def test_history_keeps_credit_and_money_from_who_may_not_see_them(
    clients: dict[str, Client], world: World
) -> None:
    await update_customer(
        world.administrator, customer_id=world.customer, changes={"credit_limit": Decimal(7000), "territory": "North"}
    )
    order = await books.approved(world, 2)
    document = order.stock_document_ids[0]
    await confirm_stock_document(world.keeper, document_id=document)
    await ship_stock_document(world.keeper, document_id=document)
    text = f"""query ($customer: ID!, $order: ID!, $document: ID!) {{
        customer(id: $customer) {{ {HISTORY} }} order(id: $order) {{ {HISTORY} }}
        stockDocument(id: $document) {{ {HISTORY} }} }}"""
    variables = {
        "customer": f"Customer:{world.customer}", "order": f"Order:{order.order_id}",
        "document": f"StockDocument:{document}",
    }  # fmt: skip

    def told(data: dict[str, dict[str, list[dict[str, dict[str, object] | None]]]]) -> dict[str, set[str]]:
        return {
            name: {key for entry in record["history"] for side in ("before", "after") for key in entry[side] or ()}
            for name, record in data.items()
        }

    secret = {"credit_limit", "unbilled", "amount", "open"}
    keeper = told(await clients["keeper"].data(text, variables))
    assert not secret & set().union(*keeper.values())
    assert keeper["customer"] == {"territory"}
    assert "state" in keeper["order"]
    finance = told(await clients["finance"].data(text, variables))
    assert secret <= set().union(*finance.values())


async def test_a_keeper_is_not_told_what_the_customer_has_paid(clients: dict[str, Client], world: World) -> None:
    await factories.setting("payment_before_shipping", True)
    document = (await books.approved(world, 2)).stock_document_ids[0]
    await confirm_stock_document(world.keeper, document_id=document)
    with pytest.raises(DomainError) as refused:
        await ship_stock_document(world.keeper, document_id=document)
    assert set(refused.value.params) == {"number", "customer"}
    with pytest.raises(DomainError) as refused:
        await ship_stock_document(world.administrator, document_id=document)
    assert refused.value.params["advance"] == 0
