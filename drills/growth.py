"""The same page of every list in three companies: the biggest table has 1,000, 100,000 and 10,000,000 rows.

The three servers are asked in turn, so that what else the machine does is in all three figures. What a page takes in
the larger companies is compared with the smallest one whose page has as many rows.
"""

from __future__ import annotations

import http.client
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
import redis

from drills.grown import DAYS, FAST, grow
from drills.known import known
from drills.lists import PAGE, PEOPLE, Question, body, cursor, questions
from drills.load import Seen
from drills.scene import Result
from drills.sheet import Sheet
from drills.stage import Server, Stage
from drills.verify import Verdict
from erp_visit import cache, db
from erp_visit.core.actor import Actor
from erp_visit.demo.load import DemoSize, load, until
from erp_visit.embedded.postgres import Postgres
from erp_visit.migrate import upgrade
from erp_visit.org.actors import find_account
from erp_visit.org.sessions import current_epoch, open_session
from erp_visit.web import COOKIE

BOUND = 1.5
"""How many times as long a page of a list may take as in the smallest company (p95)."""
FIRST_BYTE = 150.0
"""Milliseconds within which a page of the panel begins to arrive (p95)."""
TIMES = (1, 100, 10_000)
_BASE = DemoSize(until=until(), customers=60, orders=200, days=DAYS)
_WARM = 6
_ASKED, _PAGES = 24, 10
_SURE = 4
"""What is over its bound is asked so many times as often at the end, and that counts: of few asks, two amid which the
machine was busy are the p95."""
_ROUNDS = 2
"""How often, if it is over its bound for no known cause: what the machine is busy with may last some seconds."""


@dataclass
class Company:
    """A database with its server and who is logged in there."""

    label: str
    database: str
    connection: asyncpg.Connection
    server: Server
    tokens: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def ask(self, question: Question, content: bytes, path: str) -> tuple[float, int, bytes]:
        """Milliseconds until the first byte of the answer, its status and the whole of it."""
        head = {"accept": "text/html" if path else "application/json"}
        began = time.perf_counter()
        if path:
            head["cookie"] = f"{COOKIE}={self.tokens[question.who]}"
            head |= {"x-fragment": "1"} if question.is_part else {}
            self.line.request("GET", path, headers=head)
        else:
            head |= {"authorization": f"Bearer {self.tokens[question.who]}", "content-type": "application/json"}
            self.line.request("POST", "/graphql", content, head)
        answer = self.line.getresponse()
        taken = (time.perf_counter() - began) * 1000
        return taken, answer.status, answer.read()


@dataclass
class Measured:
    """What a question took in each company, p95 in milliseconds."""

    question: Question
    rows: list[int]
    p95: list[float]
    ratio: float | None
    asked: int
    """How often each company was asked."""

    @property
    def problem(self) -> str:
        """What was promised and not kept."""
        if self.question.is_list and self.ratio is not None and self.ratio > BOUND:
            return f"{self.ratio:.1f} ×"
        if self.question.path and self.question.is_promised and self.p95[-1] > FIRST_BYTE:
            return f"{self.p95[-1]:.0f} ms"
        return ""

    @property
    def cause(self) -> str:
        """Why it is over its bound, if that is known and not more than is known."""
        reason = known(self.question.name, self.question.who)
        if not self.problem or reason is None:
            return ""
        base, *larger = self.p95[self.rows.index(self.rows[-1]) :]
        return reason.cause if max(larger) <= BOUND * base + reason.milliseconds else ""


async def growing(stage: Stage) -> Result:
    """Build the companies, ask everything, and say what grew."""
    counts = await _build(stage)
    with ExitStack() as running:
        companies = [await _open(stage, running, number, counts[number]) for number in range(len(TIMES))]
        people = await _people(companies[0])
        found, refused = await _ask_everything(stage, companies, people)
        for company in companies:
            await company.connection.close()
    await _drop(stage)
    result = Result("growth", 0, Seen(), Verdict(0, 0, 0, []), timed=False)
    result.seen.answers = sum(len(TIMES) * one.asked for one in found)
    bad = [one for one in found if one.problem and not one.cause]
    result.bad = [f"{one.question.name} as {one.question.who}: {one.problem}" for one in bad] + refused
    result.notes = [f"rows of the biggest tables: {'; '.join(counts)}", *_counted(found)]
    result.sheet = _sheet(found, [company.label for company in companies])
    return result


async def _build(stage: Stage) -> list[str]:
    """Make the databases while the server keeps no log of what it can write anew; the largest tables of each."""
    stage.postgres.stop()
    Postgres(stage.layout, stage.postgres.account, FAST).ensure_running()
    admin = await asyncpg.connect(stage.url("postgres"))
    counts = []
    try:
        stage.say("making demo data …")
        await admin.execute('CREATE DATABASE "grown_base"')
        await upgrade(stage.url("grown_base"))
        inside = await asyncpg.connect(stage.url("grown_base"), server_settings={"timezone": "UTC", "jit": "off"})
        await load(inside, _BASE, "none")
        await inside.close()
        for number, times in enumerate(TIMES):
            await admin.execute(f'CREATE DATABASE "grown_{number}" TEMPLATE "grown_base" STRATEGY FILE_COPY')
            await grow(stage.url(f"grown_{number}"), times, stage.say)
            counts.append(await _largest(stage, number))
            stage.say(f"grown × {times:,}: {counts[-1]}")
    finally:
        await admin.close()
    stage.postgres.stop()
    stage.postgres.ensure_running()
    return counts


async def _drop(stage: Stage) -> None:
    """Give the disk back to the drills that follow."""
    admin = await asyncpg.connect(stage.url("postgres"))
    try:
        for name in ("base", *range(len(TIMES))):
            await admin.execute(f'DROP DATABASE "grown_{name}" WITH (FORCE)')
    finally:
        await admin.close()


async def _largest(stage: Stage, number: int) -> str:
    connection = await asyncpg.connect(stage.url(f"grown_{number}"))
    try:
        rows = await connection.fetch(
            "SELECT relname, reltuples::bigint AS n FROM pg_class WHERE relkind = 'r' AND relnamespace ="
            " 'public'::regnamespace ORDER BY reltuples DESC LIMIT 3"
        )
    finally:
        await connection.close()
    return ", ".join(f"{row['relname']} {row['n']:,}" for row in rows)


async def _open(stage: Stage, running: ExitStack, number: int, label: str) -> Company:
    database = f"grown_{number}"
    server = running.enter_context(stage.server({"DATABASE_URL": stage.url(database)}))
    connection = await asyncpg.connect(stage.url(database), server_settings={"timezone": "UTC"})
    company = Company(label, database, connection, server)
    cache.open_redis(stage.addresses.redis_url)
    await db.open_pool(stage.url(database), 2)
    try:
        for name in PEOPLE:
            key = await connection.fetchval("SELECT id FROM employee WHERE username = $1", name)
            account = await find_account(connection, key)
            assert account is not None, name
            company.tokens[name] = (await open_session(account, await current_epoch())).token
    finally:
        await db.close_pool()
        await cache.close_redis()
    return company


async def _people(company: Company) -> dict[str, Actor]:
    found = {}
    for name in PEOPLE:
        key = await company.connection.fetchval("SELECT id FROM employee WHERE username = $1", name)
        account = await find_account(company.connection, key)
        assert account is not None
        found[name] = account.actor
    return found


async def _ask_everything(
    stage: Stage, companies: list[Company], people: dict[str, Actor]
) -> tuple[list[Measured], list[str]]:
    client = redis.Redis.from_url(stage.addresses.redis_url)
    budgets = [f"erp-visit:cost:{actor.id}" for actor in people.values()]
    found: list[Measured] = []
    refused: list[str] = []
    asked = questions(people)
    for place, question in enumerate(asked):
        if place % 50 == 0:
            stage.say(f"asking, {place} of {len(asked)} …")
        client.delete(*budgets)
        try:
            one = await _measure(companies, question)
        except _NotTheirs:
            continue
        except _Refused as error:
            refused.append(f"{question.name} as {question.who}: {error}")
            continue
        found += [one] if one is not None else []
    for turn in range(_ROUNDS):
        stage.say("asking again what is over its bound …")
        for place, one in enumerate(found):
            if one.problem and not (turn and one.cause):
                client.delete(*budgets)
                found[place] = await _measure(companies, one.question, _SURE) or one
    client.close()
    return found, refused


class _Refused(Exception):
    pass


class _NotTheirs(Exception):
    """Published documents are asked by people of whom some may not."""


async def _measure(companies: list[Company], question: Question, times_over: int = 1) -> Measured | None:
    """Ask all companies in turn. None if there is no page to ask for."""
    requests = []
    rows = [0] * len(companies)
    for number, company in enumerate(companies):
        after = ""
        if question.order is not None and question.spec is not None:
            after = await cursor(company.connection, question.spec, question.order) or ""
            if not after:
                return None
        variables: dict[str, Any] = {"first": PAGE} if "$first" in question.text else {}
        path = f"{question.path}&after={_quoted(after)}" if after and question.path else question.path
        requests.append((b"" if path else body(question, **variables, **({"after": after} if after else {})), path))
        rows[number] = _check(*company.ask(question, *requests[-1])[1:], bool(path))
    count = times_over * (_PAGES if question.path else _ASKED)
    times: list[list[float]] = [[] for _ in companies]
    for turn in range(_WARM + count):
        for number, company in enumerate(companies):
            taken, status, content = company.ask(question, *requests[number])
            if turn >= _WARM:
                times[number].append(taken)
            elif turn == _WARM - 1:
                _check(status, content, bool(question.path))
    p95 = [_p95(each) for each in times]
    return Measured(question, rows, p95, _ratio(rows, p95), count)


def _quoted(text: str) -> str:
    return text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def _check(status: int, content: bytes, page: bool) -> int:
    """How many rows an answer holds. Raises _Refused if it is none."""
    if status != 200:
        raise _Refused(f"status {status}")
    if page:
        return content.count(b"<tr")
    answer = orjson.loads(content)
    if "errors" in answer and answer["errors"][0]["extensions"]["code"] == "FORBIDDEN":
        raise _NotTheirs
    if "errors" in answer:
        raise _Refused(answer["errors"][0]["message"])
    return sum(len(part["nodes"]) for part in answer["data"].values() if part and "nodes" in part)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _ratio(rows: list[int], p95: list[float]) -> float | None:
    """How many times as long the larger companies' pages take as the smallest's with as many rows."""
    base = rows.index(rows[-1])
    return max(p95[base + 1 :]) / p95[base] if base + 1 < len(p95) else None


def _verdict(one: Measured) -> str:
    """What there is to say of a page that has no problem."""
    if not one.question.is_promised:
        return "not promised"
    if not one.question.is_list:
        return "in time"
    return "kept" if one.ratio is not None else "not compared"


def _counted(found: list[Measured]) -> list[str]:
    """How many pages keep what is promised of them, and what becomes of those of which nothing is."""
    lists = [one for one in found if one.question.is_list]
    pages = [one for one in found if one.question.is_promised and not one.question.is_list]
    others = [one for one in found if not one.question.is_promised]
    over, late = ([one for one in some if one.problem] for some in (lists, pages))
    grown = sorted((one for one in others if (one.ratio or 0) > BOUND), key=lambda one: max(one.p95), reverse=True)
    slowest = "".join(
        f", the slowest {max(one.p95):.1f} ms ({one.question.name} as {one.question.who})" for one in grown[:1]
    )
    kept = sum(one.ratio is not None and not one.problem for one in lists)
    return [
        f"{len(lists)} pages of lists: {kept} kept {BOUND} ×, {len(over)} did not,"
        f" {sum(bool(one.cause) for one in over)} of these as known (drills/known.py),"
        f" {len(lists) - kept - len(over)} have as many rows in one company only",
        f"{len(pages)} other pages of the panel: {len(late)} begin after {FIRST_BYTE:.0f} ms",
        f"{len(others)} pages of which neither is promised: {len(grown)} over {BOUND} ×{slowest}",
    ]


def _sheet(found: list[Measured], labels: list[str]) -> Sheet:
    ordered = sorted(found, key=lambda one: -(one.ratio or 0))
    return Sheet(
        ("page", "as", *(f"p95 at × {times:,}, ms" for times in TIMES), "rows", "ratio", "verdict"),
        [
            (
                one.question.name, one.question.who, *(f"{each:.1f}" for each in one.p95),
                "/".join(map(str, one.rows)), "" if one.ratio is None else f"{one.ratio:.2f}",
                f"{one.problem} {one.cause}".strip() or _verdict(one),
            )
            for one in ordered
        ],
    )  # fmt: skip


__all__ = ["BOUND", "growing"]
