"""A process remembers who sent a token, and forgets at once when sessions or rights end, wherever that happens."""

from __future__ import annotations

import asyncio
from types import ModuleType

import orjson
import pytest
import redis.asyncio as redis

from erp_visit import events
from erp_visit.core.background import beside
from erp_visit.org import auth, roles, sessions
from erp_visit.org.rights import Right
from tests.org.test_auth import HOME, PASSWORD, user


@pytest.fixture(autouse=True)
def _for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is told makes it forget, not the time."""
    monkeypatch.setattr(sessions, "REMEMBERED", 3600.0)


async def logged_in(db: ModuleType) -> sessions.Session:
    """Somebody whom this process remembers."""
    await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    assert await sessions.actor_of(session.token) == session.actor
    return session


async def test_redis_is_asked_once(db: ModuleType, store: redis.Redis) -> None:
    session = await logged_in(db)
    await store.flushdb()
    assert await sessions.actor_of(session.token) == session.actor


async def test_not_for_long(db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "REMEMBERED", 0.0)
    session = await logged_in(db)
    async with db.transaction() as connection:
        await connection.execute("DELETE FROM login_session")
    await store.flushdb()
    assert await sessions.actor_of(session.token) is None


async def test_a_log_out_here(db: ModuleType, store: redis.Redis) -> None:
    session = await logged_in(db)
    assert await sessions.logout(session.token)
    assert await sessions.actor_of(session.token) is None


async def test_rights_that_end_here(db: ModuleType, store: redis.Redis) -> None:
    session = await logged_in(db)
    assert session.actor.may(Right.ORDER_SUBMIT)
    chief = await user(db, "chief", "administrator")
    await roles.set_roles(chief, employee_id=session.actor.id, roles=["keeper"])
    actor = await sessions.actor_of(session.token)
    assert actor is not None
    assert not actor.may(Right.ORDER_SUBMIT)


async def test_a_log_out_in_another_process(db: ModuleType, store: redis.Redis) -> None:
    session = await logged_in(db)
    hub = events.Hub()
    async with beside(hub.listen(), "events"), beside(sessions.forgetting(hub), "sessions"):
        # What the other process does, and this one does not see.
        await store.delete(f"{sessions.SESSION}{session.actor.session}")
        async with db.transaction() as connection:
            await connection.execute("DELETE FROM login_session")
        message = orjson.dumps([{"kind": sessions.ENDED, "keys": [], "event": "changed"}])
        async with asyncio.timeout(20):
            while await sessions.actor_of(session.token) is not None:
                await store.publish(events.CHANNEL, message)
                await asyncio.sleep(0.01)


async def test_an_answer_that_comes_after_the_end_is_not_remembered(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log-out overtakes a request that has asked Redis already."""
    await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    look_up = sessions._look_up

    async def slow(name: str, used: bool) -> object:
        found = await look_up(name, used)
        await sessions.logout(session.token)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(sessions, "_look_up", slow)
        assert await sessions.actor_of(session.token) == session.actor
    assert await sessions.actor_of(session.token) is None
