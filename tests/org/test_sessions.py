from __future__ import annotations

from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
import redis.asyncio as redis

from erp_visit.core.actor import Actor, Scope
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org import auth, departments, roles, service, sessions
from erp_visit.org.actors import load_actor
from erp_visit.org.rights import Right
from tests import factories

PASSWORD = "correct horse battery"


async def person(db: ModuleType, username: str, *role: str) -> Actor:
    key = await service.create_user(username=username, name=username.title(), roles=role, password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


@pytest.fixture
async def chief(db: ModuleType, store: redis.Redis) -> Actor:
    return await person(db, "chief", "administrator")


async def log_in(username: str) -> str:
    return (await auth.login(username, PASSWORD, address="192.0.2.1")).token


@pytest.mark.parametrize("token", ["", "x", "nobody's token", "\x00", "a" * 100_000])
async def test_no_session_no_actor(db: ModuleType, store: redis.Redis, token: str) -> None:
    assert await sessions.actor_of(token) is None


async def test_a_burst_of_requests_costs_one_round_trip(chief: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await log_in("chief")
    commands: list[Any] = []
    client = sessions.redis()
    execute = client.execute_command

    async def noted(*args: Any, **options: Any) -> Any:
        commands.append(args[0])
        return await execute(*args, **options)

    monkeypatch.setattr(client, "execute_command", noted)
    first = await sessions.actor_of(token)
    assert await sessions.actor_of(token) is first
    assert commands == ["MGET"]


async def test_log_out_ends_one_session(chief: Actor) -> None:
    here, there = await log_in("chief"), await log_in("chief")
    assert await sessions.logout(here)
    assert not await sessions.logout(here)
    assert await sessions.actor_of(here) is None
    assert await sessions.actor_of(there) == chief


async def test_log_out_everywhere_may_spare_one(chief: Actor, store: redis.Redis) -> None:
    tokens = [await log_in("chief") for _ in range(3)]
    assert await sessions.logout_everywhere(chief.id, keep=sessions.session_key(tokens[1])) == 2
    assert [await sessions.actor_of(token) for token in tokens] == [None, chief, None]
    assert await store.keys(f"{sessions.SESSION}*") == [f"{sessions.SESSION}{sessions.session_key(tokens[1])}"]
    assert await sessions.logout_everywhere(chief.id) == 1
    assert await sessions.logout_everywhere(chief.id) == 0


async def test_a_changed_role_counts_with_the_next_request(db: ModuleType, chief: Actor) -> None:
    await person(db, "rep", "rep")
    token = await log_in("rep")
    before = await sessions.actor_of(token)
    assert before is not None
    assert not before.may(Right.COST_VIEW)
    async with db.connection() as connection:
        role = await connection.fetchrow("SELECT id, rights FROM role WHERE code = 'REP'")
    changes = {"rights": [*role["rights"], "cost.view"], "scope": "TEAM"}
    await roles.update_role(chief, role_id=role["id"], changes=changes, expected_version=1)
    after = await sessions.actor_of(token)
    assert after is not None
    assert after.profile.rights == before.profile.rights | {"cost.view"}
    assert after.profile.scope is Scope.TEAM


async def test_other_roles_and_another_department_count_with_the_next_request(db: ModuleType, chief: Actor) -> None:
    rep = await person(db, "rep", "rep")
    token = await log_in("rep")
    await roles.set_roles(chief, employee_id=rep.id, roles=["keeper", "CLERK"])
    after = await sessions.actor_of(token)
    assert after is not None
    assert (after.roles, after.profile.scope) == (("CLERK", "KEEPER"), Scope.ALL)
    branch = new_id()
    await departments.create_department(chief, id=branch, code="B", name="Branch", parent_id=chief.department_id)
    after = await sessions.actor_of(token)
    assert after is not None
    assert after.department_ids == (chief.department_id, branch)
    await service.update_employee(chief, employee_id=rep.id, changes={"department_id": branch, "name": "Li Si"})
    after = await sessions.actor_of(token)
    assert after is not None
    assert (after.department_id, after.department_ids, after.name) == (branch, (branch,), "Li Si")


async def test_who_leaves_is_out_at_once(db: ModuleType, chief: Actor) -> None:
    rep = await person(db, "rep", "rep")
    token = await log_in("rep")
    await service.disable_employee(chief, employee_id=rep.id)
    assert await sessions.actor_of(token) is None
    async with db.connection() as connection:
        with pytest.raises(DomainError) as caught:
            await load_actor(connection, rep.id)
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_a_password_set_by_another_ends_the_sessions(db: ModuleType, chief: Actor) -> None:
    rep = await person(db, "rep", "rep")
    token = await log_in("rep")
    await service.set_password(chief, employee_id=rep.id, password="another horse entirely")
    assert await sessions.actor_of(token) is None


async def test_what_redis_missed_is_noticed_within_a_minute(
    db: ModuleType, chief: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rep = await person(db, "rep", "rep")
    changed, kept = await log_in("rep"), await log_in("chief")
    async with db.connection() as connection:  # as if Redis had been away when the command told it
        await connection.execute("UPDATE employee SET password_changed_at = now() WHERE id = $1", rep.id)
    assert await sessions.actor_of(changed) is not None
    clock = sessions.time.time
    monkeypatch.setattr(sessions.time, "time", lambda: clock() + 61)
    sessions.forget_sessions()
    assert await sessions.actor_of(changed) is None
    assert await sessions.actor_of(kept) == chief


async def test_a_log_out_is_not_undone_by_a_reload(
    db: ModuleType, chief: Actor, store: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await log_in("chief")
    await store.set(sessions.EPOCH, "another")
    find = sessions.find_account

    async def slow(connection: Any, employee_id: UUID) -> Any:
        await sessions.logout(token)
        return await find(connection, employee_id)

    monkeypatch.setattr(sessions, "find_account", slow)
    await sessions.actor_of(token)
    monkeypatch.setattr(sessions, "find_account", find)
    assert await sessions.actor_of(token) is None


async def test_an_actor_has_the_union_of_rights_and_the_widest_scope(db: ModuleType, store: redis.Redis) -> None:
    actor = await person(db, "both", "driver", "supervisor")
    assert actor.profile.scope is Scope.TEAM
    assert {"stock.ship", "order.approve"} <= actor.profile.rights
    assert actor.roles == ("DRIVER", "SUPERVISOR")
    nobody = await person(db, "nobody")
    assert (nobody.profile.rights, nobody.profile.scope, nobody.roles) == (frozenset(), Scope.OWN, ())


async def test_departments_of_an_actor_are_his_own_and_all_below(db: ModuleType, store: redis.Redis) -> None:
    actor = await person(db, "chief", "administrator")
    east = await factories.department("East", actor.department_id)
    shanghai = await factories.department("Shanghai", east)
    west = await factories.department("West", actor.department_id)
    async with db.connection() as connection:
        company = actor.department_id
        await connection.execute("UPDATE employee SET department_id = $2 WHERE id = $1", actor.id, east)
        assert (await load_actor(connection, actor.id)).department_ids == (east, shanghai)
        await connection.execute("UPDATE department SET parent_id = NULL WHERE id = $1", east)
        await connection.execute("UPDATE department SET parent_id = $2 WHERE id = $1", company, shanghai)
        found = (await load_actor(connection, actor.id)).department_ids
    assert found == (company, east, shanghai, west)  # in the order of their keys: reads look for one by halves
