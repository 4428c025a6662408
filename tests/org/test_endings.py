"""Administrators end the log-ins of others: of one employee, of everybody, and on the server."""

from __future__ import annotations

from types import ModuleType

import pytest
import redis.asyncio as redis

from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org import auth, endings, enrolment, sessions
from erp_visit.org.actors import load_actor
from erp_visit.org.service import create_user
from erp_visit.work import notify
from tests.phone import clock, code_of
from tests.unchanged import refused

pytestmark = pytest.mark.usefixtures("phone_clock")
PASSWORD = "correct horse battery"
HOME = "192.0.2.7"
assert notify, "which tells people of their log-ins"


async def user(db: ModuleType, username: str, role: str) -> Actor:
    key = await create_user(username=username, name=username.title(), roles=[role], password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


async def log_in(username: str) -> str:
    session = await auth.login(username, PASSWORD, address=HOME)
    assert isinstance(session, sessions.Session)
    return session.token


async def holder(token: str) -> Actor:
    found = await sessions.actor_of(token)
    assert found is not None
    return found


async def trail(db: ModuleType) -> list[tuple[str, str, str]]:
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT * FROM audit_entry WHERE action LIKE '%end_log_ins' ORDER BY id")
    return [(row["action"], row["number"], row["after"]) for row in rows]


async def test_those_of_one_employee(db: ModuleType, store: redis.Redis) -> None:
    chief, rep = await user(db, "chief", "administrator"), await user(db, "rep1", "rep")
    tokens = [await log_in("rep1") for _ in range(3)]
    mine, other = await log_in("chief"), await log_in("chief")
    assert [await sessions.actor_of(token) for token in tokens] == [rep] * 3
    async with refused(ErrorCode.FORBIDDEN):
        await endings.end_log_ins_of(rep, employee_id=chief.id)
    async with refused(ErrorCode.NOT_FOUND):
        await endings.end_log_ins_of(chief, employee_id=new_id())
    assert await endings.end_log_ins_of(chief, employee_id=rep.id) == 3
    assert [await sessions.actor_of(token) for token in tokens] == [None] * 3
    assert await sessions.actor_of(mine) == chief
    assert await endings.end_log_ins_of(chief, employee_id=rep.id) == 0
    assert await endings.end_log_ins_of(await holder(mine), employee_id=chief.id) == 1, "not the one at hand"
    assert [await sessions.actor_of(token) for token in (mine, other)] == [chief, None]
    assert await sessions.actor_of(await log_in("rep1")) == rep, "the password stays"
    assert await trail(db) == [
        ("employee.end_log_ins", "rep1", '{"ended": 3}'), ("employee.end_log_ins", "rep1", '{"ended": 0}'),
        ("employee.end_log_ins", "chief", '{"ended": 1}'),
    ]  # fmt: skip
    async with db.connection() as connection:
        told = await connection.fetch("SELECT recipient_id, template FROM notification")
    assert [(row["recipient_id"], row["template"]) for row in told] == [
        (rep.id, "An administrator has ended your log-ins. Log in again.")
    ]


async def test_nobody_ends_those_of_a_higher_one(db: ModuleType, store: redis.Redis) -> None:
    await user(db, "chief", "administrator")
    async with db.connection() as connection:
        role = await connection.fetchval(
            "INSERT INTO role (code, name, scope, rights) VALUES ('hr', 'HR', 'ALL', ARRAY['employee.manage'])"
            " RETURNING id"
        )
    clerk, chief = await user(db, "hr-1", "hr"), await user(db, "boss", "administrator")
    assert role
    async with refused(ErrorCode.FORBIDDEN):
        await endings.end_log_ins_of(clerk, employee_id=chief.id)
    async with refused(ErrorCode.FORBIDDEN):
        await endings.end_all_log_ins(clerk, password=PASSWORD, address=HOME)


async def test_those_of_everybody_but_the_one_at_hand(db: ModuleType, store: redis.Redis) -> None:
    chief = await user(db, "chief", "administrator")
    for name in ("rep1", "rep2"):
        await user(db, name, "rep")
    mine = await log_in("chief")
    others = [await log_in(name) for name in ("rep1", "rep1", "rep2", "chief")]
    here = await holder(mine)
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await endings.end_all_log_ins(here, password="wrong horse", address=HOME)
    assert refusal.path == ("password",)
    assert await endings.end_all_log_ins(here, password=PASSWORD, address=HOME) == 4
    assert [await sessions.actor_of(token) for token in others] == [None] * 4
    assert await sessions.actor_of(mine) == chief
    assert await trail(db) == [("company.end_log_ins", "", '{"ended": 4}')]


async def test_who_has_a_second_factor_shows_it(db: ModuleType, store: redis.Redis) -> None:
    chief = await user(db, "chief", "administrator")
    made = await enrolment.begin_second_factor(chief, password=PASSWORD, address=HOME)
    done = await enrolment.confirm_second_factor(chief, code=code_of(made.secret), address=HOME)
    clock.later()
    here = await holder(done.session.token)
    async with refused(ErrorCode.BAD_CREDENTIALS) as refusal:
        await endings.end_all_log_ins(here, password=PASSWORD, address=HOME)
    assert refusal.path == ("code",)
    assert await endings.end_all_log_ins(here, password=PASSWORD, code=code_of(made.secret), address=HOME) == 0


async def test_without_redis_they_end_as_well(
    db: ModuleType, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief, rep = await user(db, "chief", "administrator"), await user(db, "rep1", "rep")
    token = await log_in("rep1")

    def away() -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(sessions, "redis", away)
    sessions.forget_sessions()
    assert await sessions.actor_of(token) == rep
    assert await endings.end_log_ins_of(chief, employee_id=rep.id) == 1
    assert await sessions.actor_of(token) is None


async def test_on_the_server(db: ModuleType, store: redis.Redis) -> None:
    await user(db, "chief", "administrator")
    await user(db, "rep1", "rep")
    tokens = [await log_in(name) for name in ("chief", "rep1", "rep1")]
    assert await endings.end_log_ins_here(" REP1 ") == 2
    assert [await sessions.actor_of(token) is None for token in tokens] == [False, True, True]
    assert await endings.end_log_ins_here(None) == 1
    assert await sessions.actor_of(tokens[0]) is None
    async with refused(ErrorCode.NOT_FOUND):
        await endings.end_log_ins_here("nobody")
    assert await trail(db) == [
        ("employee.end_log_ins", "rep1", '{"ended": 2}'), ("company.end_log_ins", "", '{"ended": 1}'),
    ]  # fmt: skip
