"""Record pages without a browser: what is linked, what is hidden, consequences, money, live events."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from types import ModuleType

import orjson
import pytest

from erp_visit import db, events
from erp_visit.core.background import beside
from erp_visit.core.ids import new_id
from erp_visit.finance.models import PaymentMethod
from erp_visit.orders.approval import approve_order
from erp_visit.orders.fulfilment import confirm_stock_document
from erp_visit.orders.models import Order
from erp_visit.orders.service import LineInput, submit_order
from erp_visit.orders.shipping import ship_stock_document
from erp_visit.org import sessions
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from erp_visit.panel.live import _stream
from erp_visit.panel.records.actions import Action, offer
from erp_visit.panel.records.stock import SHIP, pick_lines
from erp_visit.panel.records.visits import ACCEPT
from erp_visit.settings import Settings
from tests import books, factories
from tests.factories import World
from tests.panel.desk import Client, Desk, log_in, open_desk


@pytest.fixture
async def desk(db: ModuleType, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(settings) as opened:
        yield opened


async def whole_thread() -> tuple[World, dict[str, str]]:
    """A paid order taken in a visit; with the addresses of all its documents."""
    world = await factories.world(credit_limit="5000")
    visit = await factories.visit(world.rep, world.customer)
    order = await submit_order(
        world.rep,
        id=new_id(),
        customer_id=world.customer,
        visit_id=visit,
        lines=[LineInput(world.products[0].id, 2, "箱")],
    )
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET state = 'DONE', checked_out_at = now() WHERE id = $1", visit)
    approval = await approve_order(world.manager, order_id=order.order_id)
    document = approval.stock_document_ids[0]
    await confirm_stock_document(world.keeper, document_id=document)
    shipment = await ship_stock_document(world.keeper, document_id=document)
    receipt = await books.paid(world, "100", method=PaymentMethod.WECHAT)
    return world, {
        "visit": f"/admin/visits/{visit}",
        "order": f"/admin/orders/{order.order_id}",
        "stock": f"/admin/stock-documents/{document}",
        "receivable": f"/admin/receivables/{shipment.receivable_ids[0]}",
        "receipt": f"/admin/receipts/{receipt.receipt_id}",
        "customer": f"/admin/customers/{world.customer}",
        "account": f"/admin/accounts/{world.customer}",
    }


async def text_of(client: Client, path: str) -> str:
    answer = await client.get(path, **{"X-Fragment": "1"})
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


async def test_from_each_document_the_others_are_one_click_away(desk: Desk) -> None:
    world, addresses = await whole_thread()
    client = await desk.client(world.administrator)
    documents = ("visit", "order", "stock", "receivable", "receipt")
    for name in documents:
        page = await text_of(client, addresses[name])
        links = set(re.findall(r'href="([^"]+)"', page))
        missing = {addresses[other] for other in documents if other != name} - links
        assert not missing, (name, missing)
        assert 'aria-current="page"' in page
    for name in documents[1:]:
        assert addresses[name] in await text_of(client, addresses["customer"])


async def test_a_document_number_is_an_address_too(desk: Desk) -> None:
    world, _ = await whole_thread()
    client = await desk.client(world.administrator)
    for table, path in (
        ("sales_order", "orders"), ("stock_document WHERE kind = 'OUT'", "stock-documents"), ("receivable",
        "receivables"),
        ("receipt", "receipts"),
    ):  # fmt: skip
        number = await books.value(f"SELECT number FROM {table}")
        assert number in await text_of(client, f"/admin/{path}/{number}")


async def test_figures_agree_on_every_page(desk: Desk) -> None:
    world, addresses = await whole_thread()
    client = await desk.client(world.administrator)
    for name, path in addresses.items():
        page = await text_of(client, path)
        missing = [figure for figure in ("¥240.00", "¥100.00", "¥140.00") if figure not in page]  # billed, paid, open
        assert not missing, (name, missing)


async def test_what_a_role_may_not_see_is_not_there(desk: Desk) -> None:
    """The driver sees neither money nor visits, the rep no costs; the page says that it leaves something out."""
    world, addresses = await whole_thread()
    driver = await text_of(await desk.client(world.driver), addresses["stock"])
    assert driver.count("no right to see it") == 3  # visit, receivable, receipts
    assert addresses["receivable"] not in driver
    assert addresses["order"] in driver
    rep = await text_of(await desk.client(world.rep), addresses["order"])
    manager = await text_of(await desk.client(world.manager), addresses["order"])
    assert "Margin" in manager
    assert "Margin" not in rep
    keeper = await desk.client(world.keeper)
    for name in ("receivable", "receipt", "account"):
        assert (await keeper.get(addresses[name])).status_code == 403, name
    customer = await text_of(keeper, addresses["customer"])
    assert "Credit limit" not in customer
    assert "Open items" not in customer


async def test_every_role_gets_a_page_or_a_refusal(desk: Desk) -> None:
    """Whatever is left out for lack of a right, a page is never broken by it."""
    world, addresses = await whole_thread()
    needs = {
        "visit": Right.VISIT_VIEW, "order": Right.ORDER_VIEW, "stock": Right.STOCK_VIEW, "receivable": Right.RECEIVABLE_VIEW,
        "receipt": Right.RECEIVABLE_VIEW, "customer": Right.CUSTOMER_VIEW, "account": Right.RECEIVABLE_VIEW,
    }  # fmt: skip
    for role in RoleCode:
        client = await desk.client(world.actors[role])
        for name, path in addresses.items():
            answer = await client.get(path)
            assert answer.status_code == (200 if needs[name] in DEFAULT_ROLES[role][1] else 403), (role, name)


async def test_every_page_reads_a_fixed_number_of_statements(desk: Desk) -> None:
    world, addresses = await whole_thread()
    client = await desk.client(world.administrator)

    async def reads() -> dict[str, str]:
        found = {}
        for name, path in addresses.items():
            header = (await client.get(path)).headers["server-timing"]
            match = re.search(r'desc="(\d+) reads"', header)
            assert match is not None
            found[name] = match[1]
        return found

    before = await reads()
    assert set(before.values()) == {"1"}
    for _ in range(5):
        await books.shipped(world, 1, 1)
        await books.paid(world, "10")
    assert await reads() == before


async def test_cancelling_names_what_depends_on_it(desk: Desk) -> None:
    world, addresses = await whole_thread()
    client = await desk.client(world.clerk)
    page = await text_of(client, addresses["order"])
    assert "1 stock movements are reversed" in page
    assert "1 receivables of ¥240.00 are reversed." in page
    assert "¥100.00 that was paid for it becomes the customer&#39;s advance." in page
    version = await books.value("SELECT version FROM sales_order")
    answer = await client.decide(f"{addresses['order']}/cancel", version=version, reason="sent back")
    assert answer.json()["outcome"] == "done"
    assert await books.rows("SELECT receivable, unbilled, advance FROM customer_account") == [
        (Decimal("0.00"), Decimal("0.00"), Decimal("100.00"))
    ]
    after = await text_of(client, addresses["order"])
    assert "sent back" in after
    assert 'data-action="cancel"' not in after
    await books.audit()


async def test_what_a_state_does_not_allow_says_when_it_will(desk: Desk) -> None:
    world = await factories.world()
    document = (await books.approved(world, 1)).stock_document_ids[0]
    page = await text_of(await desk.client(world.keeper, "zh"), f"/admin/stock-documents/{document}")
    told = re.sub(r"<[^>]+>|\s+", "", page[page.index('class="rec-whynots"') :].partition("</ul>")[0]).split(">")[-1]
    assert told == "出库当前为“待拣货”，变为“已拣货”后才可操作。"


@pytest.mark.parametrize(
    ("kind", "action", "state", "said"),
    [
        ("Visit", ACCEPT, "PLANNED", "It is Planned; this can be done once it is Done / Shop closed."),
        ("Visit", ACCEPT, "CANCELLED", "It is Cancelled, and that cannot be changed any more."),
        ("StockDocument", SHIP, "PENDING", "It is Pending; this can be done once it is Picked."),
        ("StockDocument", SHIP, "SHIPPED", "It is Shipped, and that cannot be changed any more."),
    ],
)
async def test_only_states_that_are_still_to_come_are_named(
    db: ModuleType, kind: str, action: Action, state: str, said: str
) -> None:
    actor = await factories.employee(await factories.department(), role=RoleCode.ADMINISTRATOR)
    assert offer(action, actor, kind, state, "en").why_not == (said,)


async def test_reversing_a_receipt_names_what_opens_again(desk: Desk) -> None:
    world = await factories.world()
    await books.shipped(world, 1)
    receipt = await books.paid(world, "150")
    client = await desk.client(world.finance)
    page = await text_of(client, f"/admin/receipts/{receipt.receipt_id}")
    assert "1 receivables are open again by ¥120.00" in page
    assert "1 closed orders are shipped and unpaid again" in page
    assert "The advance of ¥30.00 is gone." in page
    answer = await client.decide(f"/admin/receipts/{receipt.receipt_id}/reverse", version=1, reason="wrong customer")
    assert answer.json()["outcome"] == "done"
    again = await client.decide(f"/admin/receipts/{receipt.receipt_id}/reverse", version=1, reason="wrong customer")
    assert (again.status_code, again.json()["outcome"]) == (409, "overtaken")
    assert f"Receipt reversed by {world.finance.name}" in again.json()["message"]
    await books.audit()


async def test_the_preview_settles_what_booking_settles(desk: Desk) -> None:
    world = await factories.world()
    shipped = [await books.shipped(world, quantity) for quantity in (1, 2)]
    client = await desk.client(world.finance)
    numbers = dict(await books.rows("SELECT id, number FROM receivable"))

    async def preview(amount: str, named: object = "") -> list[tuple[str, ...]]:
        answer = await client.http.get(
            f"/admin/accounts/{world.customer}/preview", params={"amount": amount, "receivableId": str(named)}
        )
        assert answer.status_code == 200
        rows = re.findall(r"<tr>(.*?)</tr>", answer.text, re.DOTALL)[1:]
        return [tuple(cell for cell in re.findall(r"[A-Z]{2}\d{8}-\d+|¥[\d,.]+", row)) for row in rows]

    first, second = (numbers[one.receivable_id] for one in shipped)
    assert await preview("200") == [(first, "¥120.00", "¥0.00"), (second, "¥80.00", "¥160.00")]
    assert await preview("1,000", shipped[1].receivable_id) == [
        (second, "¥240.00", "¥0.00"), (first, "¥120.00", "¥0.00"), ("¥640.00",),
    ]  # fmt: skip
    assert await preview("0") == []
    assert await preview("a lot") == []
    wrong = await client.http.get(f"/admin/accounts/{world.customer}/preview?amount=5&receivableId={new_id()}")
    assert "was not found" in wrong.text
    keeper = await desk.client(world.keeper)
    assert (await keeper.get(f"/admin/accounts/{world.customer}/preview?amount=5")).status_code == 403


async def test_the_ledger_runs_to_what_the_account_says(desk: Desk) -> None:
    world = await factories.world()
    await books.shipped(world, 1)
    receipt = await books.paid(world, "150")
    await books.shipped(world, 2)
    client = await desk.client(world.finance)
    await client.decide(f"/admin/receipts/{receipt.receipt_id}/reverse", version=2, reason="bounced")
    page = await text_of(client, f"/admin/accounts/{world.customer}")
    ledger = page[page.index('id="ledger"') :]
    balances = re.findall(r"([−¥\d,.]+)</td></tr>", ledger)
    owed = await books.value("SELECT receivable - advance FROM customer_account")
    assert balances[0] == f"¥{owed:,.2f}"
    assert len(balances) == await books.value("SELECT count(*) FROM ledger_entry")


def test_a_pick_is_counted_as_the_plan_is_told() -> None:
    """13 of 箱 24, 提 12 are told as 1提1盒 and typed so; nobody has to work out what that is in 盒."""
    product = {"baseUnit": "盒", "units": [{"name": "提", "factor": 12}, {"name": "箱", "factor": 24}]}
    for planned, actual, sold, shown in (
        (13, None, 1, [("提", 12, 1), ("盒", 1, 1)]),
        (13, None, 24, [("箱", 24, 0), ("提", 12, 1), ("盒", 1, 1)]),
        (48, None, 24, [("箱", 24, 2), ("盒", 1, 0)]),
        (48, 30, 24, [("箱", 24, 1), ("盒", 1, 6)]),
        (5, None, 1, [("箱", 24, 0), ("盒", 1, 5)]),
        (5, None, None, [("箱", 24, 0), ("盒", 1, 5)]),
    ):
        line = {
            "id": "1", "product": product, "planned": planned, "actual": actual, "lot": {"id": "1"}, "balances": [],
            "orderLine": sold and {"unitFactor": sold},
        }  # fmt: skip
        assert list(pick_lines({"lines": [line]})[0].counts) == shown, (planned, actual, sold)


async def test_a_short_pick_by_post(desk: Desk) -> None:
    """Lots and quantities as the form sends them; what was not taken is free again, and the bill is short."""
    world = await factories.world()
    order = await books.approved(world, 2)
    document = order.stock_document_ids[0]
    client = await desk.client(world.keeper)
    ((line, lot),) = await books.rows("SELECT id, lot_id FROM stock_document_line WHERE document_id = $1", document)
    second = world.lots[world.products[0].id][1]
    path = f"/admin/stock-documents/{document}/confirm"
    for lines, field in (
        ([{"lineId": str(line), "lotId": str(lot), "quantity": 25}], ["lines"]),
        ([{"lineId": str(line), "lotId": str(lot), "quantity": 1.5}], ["lines", "0", "quantity"]),
        ([{"lineId": str(line), "lotId": str(lot), "quantity": None}], ["lines", "0", "quantity"]),
        ([{"lineId": str(line), "lotId": str(lot), "quantity": "1e+21"}], ["lines", "0", "quantity"]),
        ([{"lineId": str(line), "lotId": str(lot), "quantity": 10**12}], ["lines", "0", "quantity"]),
        ([{"lineId": "line", "lotId": str(lot), "quantity": 1}], ["lines", "0", "lineId"]),
        ("everything", ["lines"]),
    ):
        refused = await client.decide(path, version=1, lines=lines)
        assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, field)
    picks = [{"lineId": str(line), "lotId": str(key), "quantity": count} for key, count in ((lot, 10), (second, 5))]
    answer = await client.decide(path, version=1, lines=picks)
    assert answer.json()["outcome"] == "done", answer.text
    assert (await client.decide(f"/admin/stock-documents/{document}/ship", version=2)).json()["outcome"] == "done"
    assert await books.rows("SELECT amount FROM receivable") == [(Decimal("150.00"),)]
    await books.audit()


async def test_events_reach_those_who_may_see_the_record(desk: Desk) -> None:
    world = await factories.world()
    stranger = await factories.employee(world.sales, RoleCode.REP)
    hub = events.Hub()
    heard: dict[str, list[dict[str, object]]] = {"clerk": [], "stranger": []}
    subscribed, told = {name: asyncio.Event() for name in heard}, asyncio.Event()

    async def listen(name: str, token: str) -> None:
        async for chunk in _stream(hub, {"Order": Order}, token):
            if chunk.startswith(b"event: lost"):  # what was said before Redis was listened to
                subscribed[name].set()
            if chunk.startswith(b"event: changed"):
                heard[name].append(orjson.loads(chunk.split(b"data: ", 1)[1]))
                told.set()

    tokens = {"clerk": await log_in(world.clerk), "stranger": await log_in(stranger)}
    async with asyncio.timeout(60), beside(hub.listen(), "events"):
        tasks = [asyncio.create_task(listen(name, token)) for name, token in tokens.items()]
        await asyncio.gather(*(one.wait() for one in subscribed.values()))
        order = await books.submitted(world, 1)
        await told.wait()
        hub.end()  # behind all that was said
        await asyncio.gather(*tasks)
    assert heard["clerk"] == [{"kind": "Order", "keys": [str(order.order_id)], "event": "changed"}]
    assert heard["stranger"] == []


async def test_the_stream_of_a_page_ends_within_five_seconds_of_its_session(desk: Desk) -> None:
    """Though nothing happens: a page left open is a stream like any other."""
    world = await factories.world()
    token = await log_in(world.clerk)
    stream = _stream(events.Hub(), {"Order": Order}, token)
    assert await anext(stream) == b"retry: 2000\n\n"
    silent = asyncio.create_task(anext(stream, b"the end"))
    assert await sessions.logout_everywhere(world.clerk.id) == 1
    async with asyncio.timeout(5):
        assert await silent == b"the end"
