from __future__ import annotations

import asyncio
from datetime import timedelta
from types import ModuleType

import pytest
import redis.asyncio as redis
from argon2 import PasswordHasher

from erp_visit import cache
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.org import auth, guessing, service, sessions
from erp_visit.org.actors import load_actor
from erp_visit.org.rights import DEFAULT_ROLES, RoleCode
from erp_visit.org.tries import Tries
from tests.statements import statements
from tests.unchanged import refused

PASSWORD = "correct horse battery"
HOME = "192.0.2.7"


async def user(db: ModuleType, username: str = "rep1", *roles: str) -> Actor:
    key = await service.create_user(username=username, name="张三", roles=roles or ("rep",), password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


async def test_the_right_password_opens_a_session(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    session = await auth.login(" ＲＥＰ1 ", PASSWORD, address=HOME, lifetime=timedelta(hours=2))
    assert session.actor == actor
    assert session.actor.roles == ("REP",)
    assert session.actor.profile.scope is Scope.OWN
    assert session.actor.profile.rights == frozenset(DEFAULT_ROLES[RoleCode.REP][1])
    assert await sessions.actor_of(session.token) == actor
    keys = await store.keys("erp-visit:session:*")
    assert keys == [f"erp-visit:session:{session.actor.session}"]
    assert session.token not in keys[0]
    assert 7190 <= await store.ttl(keys[0]) <= 7200


async def test_one_answer_whatever_is_wrong(db: ModuleType, store: redis.Redis) -> None:
    await user(db, "rep1")
    gone = await user(db, "gone")
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", gone.id)
        await connection.execute(
            "INSERT INTO employee (code, name, username, department_id) VALUES ('N', 'N', 'nopassword', $1)",
            gone.department_id,
        )
    texts = set()
    for username, password in (
        ("rep1", "wrong horse"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("nopassword", PASSWORD),
        ("nul\x00", PASSWORD),
        ("half\ud800", PASSWORD),
        ("x" * 1_000_000, "x" * 1_000_000),
    ):
        async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
            await auth.login(username, password, address=HOME)
        texts.add(str(refusal.error))
    assert texts == {"User name or password is wrong. Type both again; an administrator can set a new password."}
    assert await store.keys("erp-visit:session:*") == []


async def test_an_unknown_user_costs_a_hash_like_a_known_one(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await user(db)
    compared: list[str] = []

    async def noted(stored: str, password: str) -> bool:
        compared.append(stored.partition("$v=")[2].rpartition("$")[0].rpartition("$")[0])
        return False

    monkeypatch.setattr(auth, "verify_in_thread", noted)
    for username in ("rep1", "nobody"):
        with pytest.raises(DomainError):
            await auth.login(username, "wrong horse", address=HOME)
    assert compared == ["19$m=47104,t=1,p=1", "19$m=47104,t=1,p=1"]


async def wrong(username: str, address: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await auth.login(username, "wrong horse", address=address)
    return caught.value


async def test_an_account_is_throttled_with_growing_waits(db: ModuleType, store: redis.Redis) -> None:
    await user(db)
    for number in range(5):
        assert (await wrong("rep1", f"192.0.2.{number}")).code is ErrorCode.BAD_CREDENTIALS
    refusal = await wrong("REP1", "198.51.100.9")
    assert (refusal.code, refusal.params) == (ErrorCode.THROTTLED, {"seconds": pytest.approx(5, abs=4)})
    (door,) = await store.keys("erp-visit:throttle:account:*:wait")
    waits = []
    for _ in range(9):
        await store.delete(door)  # the time has passed
        assert (await wrong("rep1", "198.51.100.9")).code is ErrorCode.BAD_CREDENTIALS
        waits.append(await store.ttl(door))
    # A second may be over before the test looks, on a busy machine.
    assert waits == [pytest.approx(wait, abs=4) for wait in (10, 20, 40, 80, 160, 320, 640, 900, 900)]
    # A refused try does not look at the password, not even the right one.
    with pytest.raises(DomainError) as caught:
        await auth.login("rep1", PASSWORD, address=HOME)
    assert caught.value.code is ErrorCode.THROTTLED


async def test_many_tries_at_once_gain_nothing(db: ModuleType, store: redis.Redis) -> None:
    await user(db)
    answers = await asyncio.gather(*(wrong("rep1", f"192.0.2.{number}") for number in range(12)))
    codes = [answer.code for answer in answers]
    assert codes.count(ErrorCode.BAD_CREDENTIALS) == 5
    assert codes.count(ErrorCode.THROTTLED) == 7


async def test_a_successful_log_in_takes_the_count_away(db: ModuleType, store: redis.Redis) -> None:
    await user(db)
    for _ in range(4):
        await wrong("rep1", HOME)
    await auth.login("rep1", PASSWORD, address=HOME)
    assert await store.keys("erp-visit:throttle:account:*") == []
    for _ in range(4):
        assert (await wrong("rep1", HOME)).code is ErrorCode.BAD_CREDENTIALS


async def test_an_address_is_throttled_over_all_accounts(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "TRIES_PER_ADDRESS", 3)
    for number in range(3):
        # One network of 2^64 addresses is one address.
        assert (await wrong(f"user{number}", f"2001:db8:1:2::{number}")).code is ErrorCode.BAD_CREDENTIALS
    assert (await wrong("user9", "2001:db8:1:2:ffff::1")).code is ErrorCode.THROTTLED
    assert (await wrong("user9", "2001:db8:1:3::1")).code is ErrorCode.BAD_CREDENTIALS
    assert await store.get("erp-visit:throttle:address:2001:db8:1:2::/64:tries") == "3"
    await wrong("user9", "::ffff:192.0.2.1")
    assert await store.get("erp-visit:throttle:address:192.0.2.1:tries") == "1"
    await wrong("user9", "no address")
    assert len(await store.keys("erp-visit:throttle:address:*:tries")) == 4


async def test_an_outdated_hash_is_renewed_at_log_in(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET password_hash = $2 WHERE id = $1", actor.id, old)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    async with db.connection() as connection:
        stored = await connection.fetchval("SELECT password_hash FROM employee WHERE id = $1", actor.id)
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    await store.delete(sessions.EPOCH)
    assert await sessions.actor_of(session.token) == actor
    await auth.login("rep1", PASSWORD, address=HOME)


async def test_a_mornings_log_ins_close_no_address(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A branch office goes out by one address; only what failed counts against it."""
    monkeypatch.setattr(guessing, "TRIES_PER_ADDRESS", 3)
    await user(db)
    for _ in range(2):
        await wrong("nobody", HOME)
        for _ in range(3):
            await auth.login("rep1", PASSWORD, address=HOME)
    assert await store.get(f"erp-visit:throttle:address:{HOME}:tries") == "2"
    await wrong("nobody", HOME)
    assert (await wrong("nobody", HOME)).code is ErrorCode.THROTTLED


async def test_a_new_password_ends_all_sessions_but_gives_a_new_one(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    first = await auth.login("rep1", PASSWORD, address=HOME)
    second = await auth.login("rep1", PASSWORD, address=HOME)
    fresh = await auth.change_password(actor, current=PASSWORD, new="another horse entirely", address=HOME)
    assert await sessions.actor_of(first.token) is None
    assert await sessions.actor_of(second.token) is None
    assert await sessions.actor_of(fresh.token) == actor
    assert (await wrong("rep1", HOME)).code is ErrorCode.BAD_CREDENTIALS
    await auth.login("rep1", "another horse entirely", address=HOME)
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'employee.change_password'")
    assert (audit["actor_id"], audit["number"], audit["before"], audit["after"]) == (actor.id, "rep1", None, None)


async def test_a_new_password_needs_the_old_one_and_the_policy(db: ModuleType, store: redis.Redis) -> None:
    actor = await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await auth.change_password(actor, current="wrong horse", new="another horse entirely", address=HOME)
    assert refusal.path == ("current",)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await auth.change_password(actor, current=PASSWORD, new="password123", address=HOME)
    assert refusal.path == ("new",)
    assert await sessions.actor_of(session.token) == actor


async def test_without_redis_log_ins_go_on_and_so_do_their_limits(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "_here", Tries())
    actor = await user(db)
    before = await auth.login("rep1", PASSWORD, address=HOME)
    await cache.close_redis()
    cache.open_redis("redis://127.0.0.1:1/0")
    assert await sessions.actor_of(before.token) == before.actor
    session = await auth.login("rep1", PASSWORD, address=HOME)
    assert await sessions.actor_of(session.token) == session.actor
    assert await sessions.logout(session.token)
    assert await sessions.actor_of(session.token) is None
    for _ in range(auth.TRIES_PER_ACCOUNT):
        assert (await wrong("rep1", HOME)).code is ErrorCode.BAD_CREDENTIALS
    with pytest.raises(DomainError) as caught:
        await auth.login("rep1", PASSWORD, address=HOME)
    assert caught.value.code is ErrorCode.THROTTLED
    assert await sessions.logout_everywhere(actor.id) == 1
    assert await sessions.actor_of(before.token) is None


async def test_a_redis_that_lost_everything_logs_nobody_out(db: ModuleType, store: redis.Redis) -> None:
    await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    await store.flushdb()
    sessions.forget_sessions()
    assert await sessions.actor_of(session.token) == session.actor
    assert await store.keys(f"{sessions.SESSION}*") == [f"{sessions.SESSION}{session.actor.session}"]
    assert 0 < await store.ttl(f"{sessions.SESSION}{session.actor.session}") <= 12 * 3600
    await sessions.logout(session.token)
    assert await sessions.actor_of(session.token) is None


async def test_a_log_out_while_redis_is_away_counts_when_it_is_back(
    db: ModuleType, store: redis.Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    await cache.close_redis()
    cache.open_redis("redis://127.0.0.1:1/0")
    assert await sessions.logout(session.token)
    await cache.close_redis()
    cache.open_redis(redis_url)
    monkeypatch.setattr(sessions, "OLDEST_SNAPSHOT", 0.0)  # a minute later
    assert await sessions.actor_of(session.token) is None
    assert await store.keys(f"{sessions.SESSION}*") == []


async def test_made_up_tokens_make_no_process_forget(db: ModuleType, store: redis.Redis) -> None:
    await user(db)
    session = await auth.login("rep1", PASSWORD, address=HOME)
    actor = await sessions.actor_of(session.token)
    assert await sessions.actor_of("made up") is None
    assert await sessions.actor_of(session.token) is actor


async def events_of(db: ModuleType) -> list[tuple[str | None, str, str, str]]:
    """Who, what came of it, from where, by what; in order."""
    async with db.connection() as connection:
        rows = await connection.fetch(
            "SELECT e.username, l.outcome, l.address, l.device FROM login_event l"
            " LEFT JOIN employee e ON e.id = l.employee_id ORDER BY l.at, l.id"
        )
    return [tuple(row) for row in rows]


async def test_every_attempt_that_is_looked_at_is_written_down(db: ModuleType, store: redis.Redis) -> None:
    await user(db)
    await wrong("nobody", HOME)
    for _ in range(6):
        with pytest.raises(DomainError):
            await auth.login("rep1", "wrong horse", address=HOME, device="Phone\x00\n\ud800" + "x" * 500)
    phone = "Phone" + "x" * 195
    assert await events_of(db) == [
        (None, "REFUSED", HOME, ""), *[("rep1", "REFUSED", HOME, phone)] * 4, ("rep1", "LOCKED", HOME, phone),
    ]  # fmt: skip
    await store.flushdb()
    await auth.login("rep1", PASSWORD, address=HOME, device="Desk")
    assert (await events_of(db))[6:] == [("rep1", "LOGGED_IN", HOME, "Desk")]


async def test_known_and_unknown_users_cause_the_same_work(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No clock is looked at: the statements sent and the hashes made are the same, whatever is wrong."""
    gone = await user(db, "gone")
    await user(db, "rep1")
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", gone.id)
    work: list[str] = []
    verify = auth.verify_in_thread

    async def noted(stored: str, password: str) -> bool:
        work.append("hash")
        return await verify(stored, password)

    monkeypatch.setattr(auth, "verify_in_thread", noted)
    seen = []
    for username, password in (("rep1", "wrong horse"), ("nobody", "wrong horse"), ("gone", PASSWORD)):
        work.clear()
        async with statements() as sent:
            with pytest.raises(DomainError):
                await auth.login(username, password, address=HOME)
        seen.append((list(work), list(sent)))
    assert seen[0][0] == ["hash"]
    assert any("INSERT INTO login_event" in query for query in seen[0][1])
    assert seen[0] == seen[1] == seen[2]


async def test_a_password_that_an_administrator_set_is_changed_first(db: ModuleType, store: redis.Redis) -> None:
    chief = await user(db, "chief", "administrator")
    rep = await user(db)
    await service.set_password(chief, employee_id=rep.id, password="first horse of many")
    session = await auth.login("rep1", "first horse of many", address=HOME)
    assert (session.actor.duty, session.actor.profile.rights) == ("CHANGE_PASSWORD", frozenset())
    assert await sessions.actor_of(session.token) is None, "such a log-in is nobody"
    sessions.forget_sessions()
    held = await sessions.holder_of(session.token)
    assert held == session.actor
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await auth.change_password(held, current="first horse of many", new="first horse of many", address=HOME)
    assert refusal.path == ("new",)
    fresh = await auth.change_password(held, current="first horse of many", new="a horse of my own", address=HOME)
    assert fresh.actor.duty == ""
    assert await sessions.actor_of(fresh.token) == rep
    assert await sessions.holder_of(session.token) is None
    assert (await auth.login("rep1", "a horse of my own", address=HOME)).actor == rep


async def test_a_first_password_that_nobody_used_ends(db: ModuleType, store: redis.Redis) -> None:
    chief = await user(db, "chief", "administrator")
    rep = await user(db)
    await service.set_password(chief, employee_id=rep.id, password="first horse of many")
    async with db.connection() as connection:
        await connection.execute(
            "UPDATE employee SET password_changed_at = now() - interval '15 days' WHERE id = $1", rep.id
        )
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await auth.login("rep1", "first horse of many", address=HOME)
    assert "14 days" in str(refusal.error)
    assert "14 days" not in str(await wrong("rep1", HOME)), "who does not know it learns nothing"
