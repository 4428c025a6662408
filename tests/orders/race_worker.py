"""One of several processes that order the same goods at the same moment; prints how often each outcome came."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from uuid import UUID

from tortoise import Tortoise

from erp_visit import db
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.errors import DomainError
from erp_visit.core.ids import new_id
from erp_visit.orders.service import LineInput, submit_order


async def main(url: str, actor_id: str, department: str, rights: list[str], customers: list[str], product: str) -> None:
    await Tortoise.init(config=db.tortoise_config(url), _enable_global_fallback=True)
    db.POOL_SECONDS = 60.0  # as in tests/conftest.py
    await db.open_pool(url, 6)
    actor = Actor(
        UUID(actor_id), "Rep", "rep", UUID(department), (UUID(department),), Profile(frozenset(rights), Scope.OWN)
    )
    outcomes: Counter[str] = Counter()

    async def order(customer: str) -> None:
        try:
            await submit_order(actor, id=new_id(), customer_id=UUID(customer), lines=[LineInput(UUID(product), 1)])
            outcomes["sold"] += 1
        except DomainError as error:
            outcomes[error.code.name] += 1

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    await asyncio.gather(*(order(customer) for customer in customers))
    sys.stdout.write(json.dumps(outcomes) + "\n")
    await db.close_pool()
    await Tortoise.close_connections()


asyncio.run(main(**json.loads(sys.argv[1])))
