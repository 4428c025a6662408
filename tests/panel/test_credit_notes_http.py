"""Credit notes in the panel: what is left of them, what they paid, and the way there from the order."""

from __future__ import annotations

import re

from tests import books, factories
from tests.panel.desk import Client, Desk


async def fragment(client: Client, path: str) -> str:
    answer = await client.get(path, **{"X-Fragment": "1"})
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.text)


async def test_a_credit_note_and_what_it_paid_are_one_click_apart(desk: Desk) -> None:
    world = await factories.world(products=1)
    client = await desk.client(world.administrator)
    note = f"/admin/receivables/{await books.credited(world, '200')}"
    account = f"/admin/accounts/{world.customer}"
    assert "It is not used yet" in await fragment(client, note)
    page = await fragment(client, account)
    assert "Credit notes not used yet" in page
    assert note in page
    order = await books.shipped(world, 1)
    for path in (f"/admin/orders/{order.order_id}", f"/admin/receivables/{order.receivable_id}"):
        assert note in await fragment(client, path), path
    page = await fragment(client, note)
    assert f"/admin/receivables/{order.receivable_id}" in page
    assert "It is not used yet" not in page
    assert "−¥80.00" in page
    assert "−¥80.00" in await fragment(client, account)
    await books.shipped(world, 1)
    assert "Credit notes not used yet" not in await fragment(client, account)
