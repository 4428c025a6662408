"""The writes: an order of five lines submitted, approved and shipped."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from bench import orders
from bench.load import Job, post
from bench.measure import CLIENTS, Row, Sample, clients_words, compare
from bench.run import CLERK, KEEPER, SELLER, Run
from bench.stage import ROOT

DONE = b'"userErrors":[]'
ANSWERED = b'{"data":{'
STATEMENT = "one statement, on the pool"
BEHIND_ASGI = "one statement, behind bare ASGI"
ASKING = "one statement that asks, on the pool"
"""The only one that submits or approves: the others are told prices, lots and that credit suffices, and write."""
GOAL = 0.40
GOAL_OF_MANY = 0.50
"""With the most clients, so that nobody waits for the way to and fro."""
PUBLISHED = {
    name: (ROOT / "graphql" / "operations" / f"{name}.graphql").read_text(encoding="utf-8")
    for name in ("ApproveOrder", "ShipStockDocument")
}


@dataclass(slots=True)
class _Batch:
    """Orders of one round at one number of clients, one share per system."""

    clients: int
    product: list[str]
    published: list[str]
    statement: list[str]
    behind: list[str]
    asking: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.product, *self.published, *self.statement, *self.behind, *self.asking]


async def writes(run: Run, wanted: set[str], clients: Sequence[int] = CLIENTS) -> list[Row]:
    """Submit the orders that are needed; then approve and ship them, product and floors taking turns."""
    turns, share = (3, 40) if run.quick else (5, 300)
    run.say("opening the market …")
    market = await orders.open_market(run.connection)
    chance = random.Random(uuid.uuid4().int)
    batches, rows = await _submit(run, market, chance, clients, turns + 1, share)
    rows = rows if "submit" in wanted else []
    if wanted & {"approve", "ship"}:
        approved = await _approve(run, batches, clients)
        rows += approved if "approve" in wanted else []
    if "ship" in wanted:
        rows += await _ship(run, batches, clients)
    return rows


async def _submit(
    run: Run, market: orders.Market, chance: random.Random, clients: Sequence[int], turns: int, share: int
) -> tuple[list[_Batch], list[Row]]:
    token = run.people[SELLER].token
    batches, rows = [], []
    for count in clients:
        samples: dict[str, list[Sample]] = {}
        for turn in range(turns):
            run.say(f"submitting orders, {clients_words(count)}, {turn + 1} of {turns} …")
            inputs = market.inputs(5 * share, chance)
            ids = [one["id"] for one in inputs]
            run.fresh_budgets()
            requests = [post("/graphql", orders.request(orders.SUBMIT, one), token) for one in inputs]
            product = run.drive(run.product, Job(run.product.port, requests, count, None, ANSWERED, DONE))
            once_more = await orders.submissions(run.connection, ids[: 2 * share])
            statement = pooled(run, "submit", once_more[:share], count)
            behind = asgi(run, "submit", once_more[share:], count)
            asked = await orders.questions(run.connection, ids[2 * share : 3 * share])
            asking = pooled(run, "submit_asking", asked, count)
            if turn:
                for name, sample in (
                    ("product", product),
                    (STATEMENT, statement),
                    (BEHIND_ASGI, behind),
                    (ASKING, asking),
                ):
                    samples.setdefault(name, []).append(sample)
            await _same_submission(run, ids[0], *(one[1] for one in (once_more[0], once_more[-1], asked[0])))
            await _same_judgement(run, ids[2 * share : 3 * share], [one[1] for one in asked])
            chance.shuffle(ids)
            batches.append(_Batch(count, *(ids[part * share : (part + 1) * share] for part in range(5))))
        goal = GOAL_OF_MANY if count == max(clients) else None
        rows += compare("submit", clients_words(count), samples, {STATEMENT: goal, BEHIND_ASGI: None, ASKING: goal})
    return batches, rows


async def _same_submission(run: Run, *ids: str) -> None:
    """Product and floor must have written the same kinds of rows."""
    left = [await orders.submitted(run.connection, one) for one in ids]
    if any(one != left[0] for one in left):
        raise RuntimeError(f"product and floor do not submit the same: {left}")


async def _same_judgement(run: Run, product: list[str], floor: list[str]) -> None:
    """What the floor finds out by itself must be what the product found, to the cent."""
    mine = [await orders.amounts(run.connection, one) for one in product]
    for key in floor:
        if (judged := await orders.amounts(run.connection, key)) not in mine:
            raise RuntimeError(f"the floor judges an order in another way: {judged}")


async def _approve(run: Run, batches: list[_Batch], clients: Sequence[int]) -> list[Row]:
    clerk = run.people[CLERK]

    async def values(ids: list[str]) -> list[list[Any]]:
        return await orders.approvals(run.connection, clerk.id, ids)

    def inputs(ids: list[str]) -> Iterator[dict[str, Any]]:
        return ({"orderId": f"Order:{one}", "operationId": str(uuid.uuid4())} for one in ids)

    rows = []
    for count in clients:
        samples: dict[str, list[Sample]] = {}
        for turn, batch in enumerate(one for one in batches if one.clients == count):
            run.say(f"approving, {clients_words(count)} …")
            statement, behind = await values(batch.statement), await values(batch.behind)
            asking = await orders.decisions(run.connection, clerk.id, batch.asking)
            _take_turns(run, turn, samples, {
                "product": partial(_asked, run, orders.APPROVE, inputs(batch.product), clerk.token, count),
                "published": partial(
                    _asked, run, PUBLISHED["ApproveOrder"], inputs(batch.published), clerk.token, count),
                STATEMENT: partial(pooled, run, "approve", statement, count),
                BEHIND_ASGI: partial(asgi, run, "approve", behind, count),
                ASKING: partial(pooled, run, "approve_asking", asking, count),
            })  # fmt: skip
            await _same_writes(run, batch, asking=True)
        rows += _rows("approve", count, samples)
    return rows


async def _ship(run: Run, batches: list[_Batch], clients: Sequence[int]) -> list[Row]:
    keeper = run.people[KEEPER]

    async def values(ids: list[str]) -> list[list[Any]]:
        return await orders.shipments(run.connection, keeper.id, ids)

    async def inputs(ids: list[str]) -> list[dict[str, Any]]:
        return [
            {"stockDocumentId": one, "operationId": str(uuid.uuid4())}
            for one in await orders.documents(run.connection, ids)
        ]

    rows = []
    for count in clients:
        samples: dict[str, list[Sample]] = {}
        for turn, batch in enumerate(one for one in batches if one.clients == count):
            run.say(f"shipping, {clients_words(count)} …")
            await orders.pick(run.connection, keeper.id, batch.all)
            plain, published = await inputs(batch.product), await inputs(batch.published)
            statement, behind = await values(batch.statement), await values(batch.behind)
            _take_turns(run, turn, samples, {
                "product": partial(_asked, run, orders.SHIP, plain, keeper.token, count),
                "published": partial(
                    _asked, run, PUBLISHED["ShipStockDocument"], published, keeper.token, count),
                STATEMENT: partial(pooled, run, "ship", statement, count),
                BEHIND_ASGI: partial(asgi, run, "ship", behind, count),
            })  # fmt: skip
            await _same_writes(run, batch, asking=False)
        rows += _rows("ship", count, samples)
    return rows


def _take_turns(run: Run, turn: int, samples: dict[str, list[Sample]], systems: dict[str, Any]) -> None:
    """One round, each beginning with another system; the first is a warm-up."""
    for name in take_turns(turn, systems):
        run.fresh_budgets()
        sample = systems[name]()
        if turn:
            samples.setdefault(name, []).append(sample)


def take_turns(turn: int, systems: Mapping[str, Any]) -> list[str]:
    """The systems in the order of a round: each round begins with another one."""
    names = list(systems)
    return names[turn % len(names) :] + names[: turn % len(names)]


def _rows(figure: str, count: int, samples: dict[str, list[Sample]]) -> list[Row]:
    what = clients_words(count)
    goal = GOAL_OF_MANY if count == max(CLIENTS) else GOAL
    floors = {STATEMENT: goal, BEHIND_ASGI: None, ASKING: goal}
    rows = compare(figure, what, samples, {name: goal for name, goal in floors.items() if name in samples})
    full = {**samples, "product": samples["published"]}
    return rows + compare(f"{figure}, published document", what, full, {STATEMENT: None})


def _asked(run: Run, document: str, inputs: Any, token: str, clients: int) -> Sample:
    requests = [post("/graphql", orders.request(document, one), token) for one in inputs]
    return run.drive(run.product, Job(run.product.port, requests, clients, None, ANSWERED, DONE))


def asgi(run: Run, name: str, values: list[list[Any]], clients: int) -> Sample:
    requests = [post(f"/{name}", orjson.dumps(one)) for one in values]
    return run.drive(run.floor, Job(run.floor.port, requests, clients, None, ANSWERED))


def pooled(run: Run, name: str, values: list[list[Any]], clients: int) -> Sample:
    body = orjson.dumps({"name": name, "values": values, "clients": clients})
    before = run.database.cpu
    answer = orjson.loads(run.generator.run(Job(run.floor.port, [post("/sql", body)], 1)).last)
    after, count = run.database.cpu, len(values)
    database = None if before is None or after is None else (after - before) / count * 1000
    return Sample(count / answer["seconds"], cpu=answer["cpu"] / count * 1000, database=database)


async def _same_writes(run: Run, batch: _Batch, *, asking: bool) -> None:
    """Product and floor must have left the same behind."""
    floors = (batch.statement, batch.behind, *((batch.asking,) if asking else ()))
    left = [await orders.traces(run.connection, ids[0]) for ids in (batch.product, *floors)]
    if any(one != left[0] for one in left):
        raise RuntimeError(f"product and floor do not write the same: {left}")


__all__ = ["ANSWERED", "BEHIND_ASGI", "DONE", "STATEMENT", "asgi", "pooled", "take_turns", "writes"]
