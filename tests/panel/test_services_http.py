"""The panel on orders with freight and services: no shortage where there is no stock, and nothing hidden."""

from __future__ import annotations

import re

from erp_visit.core.ids import new_id
from erp_visit.orders.approval import approve_order
from erp_visit.orders.service import LineInput, submit_order
from tests import books, factories
from tests.panel.desk import Desk


async def test_a_service_is_never_short_and_ships_from_the_queue(desk: Desk) -> None:
    world = await factories.world(products=1)
    freight = await factories.product(name="Freight", units={}, stocked=False)
    client = await desk.client(world.administrator)
    goods = LineInput(world.products[0].id, 1)
    for lines, told in (([LineInput(freight.id, 5), goods], 1), ([LineInput(freight.id, 5)], 0)):
        order = await submit_order(world.rep, id=new_id(), customer_id=world.customer, lines=lines)
        page = (await client.get(f"/admin/orders/{order.order_id}", **{"X-Fragment": "1"})).text
        assert "Freight" in page
        assert "short 5" not in page
        assert page.count("not kept in stock") == told
        approval = await approve_order(world.manager, order_id=order.order_id)
        path = f"/admin/stock-documents/{approval.stock_document_ids[0]}"
        page = (await client.get(path, **{"X-Fragment": "1"})).text
        assert ("there is nothing to take" in page) == (told == 0)
        version = int(re.findall(r'data-version="(\d+)"', page)[0])
        answer = await client.decide(f"{path}/confirm", version=version)
        assert answer.json()["outcome"] == "done", answer.text
        answer = await client.decide(f"{path}/ship", version=version + 1)
        assert answer.json()["outcome"] == "done", answer.text
        assert await books.state_of(order.order_id) == "SHIPPED"
        page = (await client.get(path, **{"X-Fragment": "1"})).text
        assert ("Nothing of it is kept in stock." in page) == (told == 0)
    await books.audit()
