"""What is done at one server process is so at the other: nothing but the database and Redis is between them.

The processes are the product's own, started as an operator starts them, behind the files of deploy/.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import redis.asyncio as redis

from erp_visit import jobs
from erp_visit.core import clock
from erp_visit.core.actor import Actor
from erp_visit.core.clock import Reckoning
from erp_visit.core.ids import new_id
from erp_visit.org import service, sessions
from tests import books
from tests.api.operations import document, run
from tests.api.test_sse import streaming
from tests.api.test_subscriptions import listening
from tests.factories import World
from tests.files import samples
from tests.scale.conftest import PATIENCE, Doors
from tools.cluster import Cluster

At = Callable[[Actor | None], Awaitable[Doors]]
ME = "{ me { name } }"
PASSWORD = "correct horse battery staple"
OVERDUE = "{ receivables(first: 1) { nodes { overdue } } }"


async def eventually(asked: Callable[[], Awaitable[Any]], expected: Any) -> None:
    """What another process knows by an event: a moment later."""
    async with asyncio.timeout(PATIENCE):
        while await asked() != expected:  # noqa: ASYNC110 -- it is another process
            await asyncio.sleep(0.01)


async def code(client: Any) -> str | None:
    """The code of the refusal to tell who is logged in; None if there is none."""
    body = (await client.post({"query": ME})).json()
    return body["errors"][0]["extensions"]["code"] if "errors" in body else None


def order(world: World, **more: Any) -> dict[str, Any]:
    lines = [{"productId": f"Product:{world.products[0].id}", "quantity": 1}]
    return {"input": {"id": str(new_id()), "customerId": f"Customer:{world.customer}", "lines": lines, **more}}


async def test_a_log_in_counts_everywhere_and_ends_everywhere(at: At) -> None:
    await service.create_user(username="chief", name="Chief", roles=["administrator"], password=PASSWORD)
    nobody = await at(None)
    given = {"username": "chief", "password": PASSWORD}
    token = (await run(nobody.one, "Login", **given))["token"]
    nobody.one.token = nobody.two.token = nobody.proxy.token = token
    for door in (nobody.one, nobody.two, nobody.proxy):
        assert await code(door) is None
    await run(nobody.two, "Logout")
    assert await code(nobody.two) == "UNAUTHENTICATED"
    await eventually(lambda: code(nobody.one), "UNAUTHENTICATED")
    assert await code(nobody.proxy) == "UNAUTHENTICATED"


async def test_rights_that_change_are_felt_everywhere(at: At, world: World, db: Any) -> None:
    """The account behind the session has other rights than the test gave it: they count once the epoch is renewed."""
    manager = await at(world.manager)
    assert await code(manager.one) is None
    assert await code(manager.two) is None
    async with db.transaction() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", world.manager.id)
        sessions.renew_epoch()
    await eventually(lambda: code(manager.one), "UNAUTHENTICATED")
    await eventually(lambda: code(manager.two), "UNAUTHENTICATED")


async def test_an_order_repeated_at_the_other_process_is_the_same_order(at: At, world: World) -> None:
    rep = await at(world.rep)
    asked = order(world)
    first = await run(rep.one, "SubmitOrder", **asked)
    second = await run(rep.two, "SubmitOrder", **asked)
    assert (first.pop("replayed"), second.pop("replayed")) == (False, True)
    assert first["order"] == second["order"]
    asked = order(world)
    answers = await asyncio.gather(
        *(run(door, "SubmitOrder", **asked) for _ in range(4) for door in (rep.one, rep.two, rep.proxy))
    )
    assert Counter(answer["replayed"] for answer in answers) == {False: 1, True: 11}
    assert len({answer["order"]["number"] for answer in answers}) == 1
    assert await books.value("SELECT count(*) FROM sales_order") == 2
    await books.audit()


async def test_both_processes_sell_no_more_than_there_is(at: At, world: World) -> None:
    """Twelve orders for a quarter of the stock each, submitted at one and approved at the other."""
    rep = await at(world.rep)
    pieces = await books.value("SELECT sum(on_hand) FROM stock_balance WHERE product_id = $1", world.products[0].id)
    one = {"productId": f"Product:{world.products[0].id}", "quantity": int(pieces) // 4}
    clerk = await at(world.clerk)

    async def sell(number: int) -> bool:
        door, desk = (rep.one, clerk.two) if number % 2 else (rep.two, clerk.one)
        body = await door.data(document("SubmitOrder"), order(world, lines=[one]))
        made = body["submitOrder"]["order"]
        if made is None:
            return False
        given = {"orderId": made["id"], "operationId": str(new_id())}
        decided = await desk.data(document("ApproveOrder"), {"input": given})
        return not decided["approveOrder"]["userErrors"]

    sold = await asyncio.gather(*(sell(number) for number in range(12)))
    assert sum(sold) == 4
    await books.audit()


async def test_subscriptions_tell_of_what_the_other_process_does(
    at: At, world: World, running_cluster: Cluster
) -> None:
    """By WebSocket and by server-sent events, through the proxy."""
    rep, clerk = await at(world.rep), await at(world.clerk)
    made = (await books.submitted(world, 1)).order_id
    given = {"orderId": f"Order:{made}", "operationId": str(new_id())}
    listen = "subscription { orderChanged { order { id state } } }"
    async with (
        listening(running_cluster.port, rep.one.token) as listener,
        streaming(running_cluster.port, rep.one.token, listen) as stream,
    ):
        await listener.subscribe(listen)
        await asyncio.sleep(0.3)  # the head of the other stream is sent before it listens
        await run(clerk.two, "ApproveOrder", input=given)
        told = {"state": "SUBMITTED"}
        while told["state"] == "SUBMITTED":  # what was announced before one listened may still come
            told = (await listener.next())["orderChanged"]["order"]
        assert told == {"id": f"Order:{made}", "state": "APPROVED"}
        assert await stream.order("APPROVED") == told


async def test_each_job_is_done_once_by_one_of_the_processes(at: At, world: World, db: Any) -> None:
    async with db.transaction() as connection:
        numbers = [await jobs.queue(connection, "forget_repeats", timestamp=number) for number in range(60)]
    done = "SELECT count(*) FROM procrastinate_jobs WHERE id = ANY($1) AND status = 'succeeded'"
    await eventually(lambda: books.value(done, numbers), 60)
    events = await books.rows(
        "SELECT type::text, count(*), count(DISTINCT job_id) FROM procrastinate_events WHERE job_id = ANY($1)"
        " GROUP BY type",
        numbers,
    )
    assert {name: (number, of) for name, number, of in events} == {
        "deferred": (60, 60), "started": (60, 60), "succeeded": (60, 60)
    }  # fmt: skip


async def test_settings_changed_at_one_process_are_in_force_at_the_other(at: At, world: World) -> None:
    administrator = await at(world.administrator)
    for number, (here, there) in enumerate([(administrator.one, administrator.two)] * 2, 1):
        asked = {"input": {"key": "tolerance_radius", "value": 100 + number, "operationId": str(new_id())}}
        await run(here, "SetSetting", **asked)
        (found,) = await run(there, "SettingsInForce", keys=["tolerance_radius"])
        assert found["value"] == 100 + number


async def test_the_companys_clock_is_the_same_in_both(at: At, world: World) -> None:
    """What a process remembers of it, it learns anew when it changes at the other."""
    administrator, finance = await at(world.administrator), await at(world.finance)
    early, late = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # never on the same day
    day = Reckoning(late).day(clock.now())
    await books.shipped(world, 1)
    await books.rows("UPDATE receivable SET due_on = $1 RETURNING id", day)
    for zone, expected in ((early, True), (late, False)):
        await run(administrator.one, "SetSetting",
                  input={"key": "timezone", "value": zone, "operationId": str(new_id())})  # fmt: skip

        async def overdue() -> bool:
            (one,) = (await finance.two.data(OVERDUE))["receivables"]["nodes"]
            return bool(one["overdue"])

        await eventually(overdue, expected)


async def test_a_file_sent_to_one_process_comes_from_the_other(at: At, world: World) -> None:
    rep = await at(world.rep)
    head = {"authorization": f"Bearer {rep.one.token}", "x-file-id": str(new_id())}
    sent = await rep.one.http.post("/files", content=samples.jpeg(800, 600), headers=head)
    assert sent.status_code == 201, sent.text
    got = await rep.two.http.get(sent.json()["file"]["url"])
    assert (got.status_code, got.headers["content-type"]) == (200, "image/jpeg")
    again = await rep.proxy.http.post("/files", content=samples.jpeg(800, 600), headers=head)
    assert again.json()["replayed"] is True


async def test_the_proxy_says_who_asks_and_nobody_else_does(at: At, redis_client: redis.Redis) -> None:
    """Attempts to log in count for the address that the proxy saw, whatever the client says of itself."""
    nobody = await at(None)
    for number in range(3):
        wrong = {"query": document("Login"), "variables": {"username": f"u{number}", "password": "wrong"}}
        await nobody.proxy.post(wrong, {"x-forwarded-for": f"203.0.113.{number}"})
    keys = [key async for key in redis_client.scan_iter("*address*tries")]
    assert [key.split("address:")[1].partition(":tries")[0] for key in keys] == ["127.0.0.1"]
    assert await redis_client.get(keys[0]) == "3"


async def test_transactions_keep_apart_in_the_poolers_sessions(at: At, world: World, running_cluster: Cluster) -> None:
    """More of them at once than there are sessions behind; what one sets for itself is gone with it."""
    rep = await at(world.rep)
    asked = [order(world) for _ in range(60)]
    answers = await asyncio.gather(
        *(run(rep.proxy, "SubmitOrder", **one) for one in asked), *(rep.proxy.data(ME) for _ in range(60))
    )
    assert sum("order" in answer for answer in answers) == 60
    left = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'erp-visit' AND state = 'idle in transaction'"
    )
    await eventually(lambda: books.value(left), 0)  # a job of the background may be amid one for a moment
    await books.audit()


async def test_one_process_after_the_other_is_restarted_and_no_request_fails(
    at: At, world: World, running_cluster: Cluster
) -> None:
    rep = await at(world.rep)
    seen: Counter[Any] = Counter()
    stopping = asyncio.Event()

    async def ask(number: int) -> None:
        while not stopping.is_set():
            body = {"query": ME} if number % 2 else {"query": document("SubmitOrder"), "variables": order(world)}
            try:
                answer = await rep.proxy.post(body)
                seen[answer.status_code, "errors" in answer.text[:20]] += 1
            except httpx.TransportError as error:
                seen[type(error).__name__] += 1
            await asyncio.sleep(0.02)

    asking = [asyncio.create_task(ask(number)) for number in range(6)]
    try:
        for server in running_cluster.servers:
            before = seen.total()
            assert await asyncio.to_thread(server.stop) == 0
            server.start()
            await asyncio.to_thread(server.wait)
            assert seen.total() > before
    finally:
        stopping.set()
        await asyncio.gather(*asking)
    assert set(seen) == {(200, False)}, seen
    assert await books.value("SELECT count(*) FROM sales_order") > 0
    await books.audit()
