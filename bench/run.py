"""One run: the servers of a database size, and who is logged in at them."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import asyncpg
import redis

from bench.load import Generator, Job
from bench.measure import Database, Sample, drive
from bench.stage import Process, Say, Size, Stage, floor, product
from erp_visit import cache, db
from erp_visit.org.actors import find_account
from erp_visit.org.sessions import current_epoch, open_session

READER, SELLER, CLERK, KEEPER = "executive", "admin", "clerk", "keeper"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody logged in."""

    id: uuid.UUID
    token: str


@dataclass(slots=True)
class Run:
    """What a figure measures with."""

    size: Size
    quick: bool
    say: Say
    generator: Generator
    connection: asyncpg.Connection
    product: Process
    floor: Process
    people: dict[str, Person]
    redis: redis.Redis
    database: Database
    another: Callable[..., Process]
    """The product's server once more, with settings of its own."""

    def drive(self, process: Process, job: Job) -> Sample:
        """Run a job against one of the servers."""
        return drive(self.generator, process, self.database, job)

    def fresh_budgets(self) -> None:
        """Fill the cost budgets: a few people of ours ask for more than the product grants to one of them."""
        keys = [f"erp-visit:cost:{person.id}" for person in self.people.values()]
        self.redis.delete(*keys)


@asynccontextmanager
async def running(stage: Stage, generator: Generator, size: Size, *, quick: bool) -> AsyncIterator[Run]:
    """Product and floor on a fresh database of a size."""
    database = await stage.database(size)
    connection = await asyncpg.connect(stage.url(database), server_settings={"timezone": "UTC", "jit": "off"})
    client = redis.Redis.from_url(stage.addresses.redis_url)
    cache.open_redis(stage.addresses.redis_url)
    await db.open_pool(stage.url(database), 2)
    try:
        with tempfile.TemporaryDirectory() as folder:
            stage.say("starting the servers …")
            with product(stage, database, folder) as server, floor(stage, database, folder) as bare:
                people = {name: await _log_in(connection, name) for name in (READER, SELLER, CLERK, KEEPER)}
                backend = Database(await connection.fetchval("SELECT pg_backend_pid()"))
                another = partial(product, stage, database, folder)
                yield Run(size, quick, stage.say, generator, connection, server, bare, people, client, backend, another)
    finally:
        await db.close_pool()
        await cache.close_redis()
        client.close()
        await connection.close()


async def _log_in(connection: asyncpg.Connection, username: str) -> Person:
    """A session of somebody of the demo data."""
    key: uuid.UUID | None = await connection.fetchval("SELECT id FROM employee WHERE username = $1", username)
    if key is None:
        raise RuntimeError(f"the demo data hold no employee {username}")
    return await open_for(connection, key)


async def open_for(connection: asyncpg.Connection, key: uuid.UUID) -> Person:
    """A session as a log-in opens it; the log-in itself would be slowed down after a few from one address."""
    account = await find_account(connection, key)
    if account is None:
        raise RuntimeError(f"there is no employee {key}")
    session = await open_session(account, await current_epoch())
    return Person(key, session.token)


__all__ = ["CLERK", "KEEPER", "READER", "SELLER", "Person", "Run", "open_for", "running"]
