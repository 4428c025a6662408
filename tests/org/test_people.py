from __future__ import annotations

import asyncio
import importlib
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
import redis.asyncio as redis

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.customers.service import update_customer
from erp_visit.orders.cancel import cancel_order
from erp_visit.org import auth, departments, roles, service
from erp_visit.org.actors import load_actor
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from erp_visit.org.sessions import Session
from tests import books, factories
from tests.unchanged import contents, refused

PASSWORD = "correct horse battery"


@pytest.fixture
async def chief(db: ModuleType, store: redis.Redis) -> Actor:
    key = await service.create_user(username="chief", name="Chief", roles=["administrator"], password=PASSWORD)
    async with db.connection() as connection:
        return await load_actor(connection, key)


async def hire(db: ModuleType, by: Actor, code: str, *role: str, **more: Any) -> Actor:
    key = new_id()
    values = {"name": f"Person {code}", "department_id": by.department_id, "username": code.lower(), **more}
    await service.create_employee(by, id=key, code=code, roles=role, password=PASSWORD, **values)
    async with db.connection() as connection:
        return await load_actor(connection, key)


async def role_row(db: ModuleType, code: str) -> Any:
    async with db.connection() as connection:
        return await connection.fetchrow("SELECT * FROM role WHERE code = $1", code)


async def test_default_roles_are_made_once_and_edits_stay(db: ModuleType) -> None:
    async with db.transaction() as connection:
        assert await roles.ensure_roles(connection) == 0  # migrating made them
        await connection.execute("DELETE FROM role")
        assert await roles.ensure_roles(connection) == len(RoleCode)
        await connection.execute("UPDATE role SET rights = '{}' WHERE code = 'ADMINISTRATOR'")
        await connection.execute("UPDATE role SET rights = '{order.view}' WHERE code = 'REP'")
        await connection.execute("DELETE FROM role WHERE code = 'DRIVER'")
        assert await roles.ensure_roles(connection) == 1
        rows = {row["code"]: row for row in await connection.fetch("SELECT * FROM role")}
    assert list(rows["REP"]["rights"]) == ["order.view"]
    assert rows["DRIVER"]["name"] == "配送员"
    for code, (scope, rights) in DEFAULT_ROLES.items():
        assert rows[code]["scope"] == scope.value
        if code is not RoleCode.REP:
            assert set(rows[code]["rights"]) == set(rights)


async def test_the_first_administrator_comes_from_the_command_line(db: ModuleType) -> None:
    key = await service.create_user(username="Root.Admin", name="Root", roles=["administrator"], password=PASSWORD)
    async with db.connection() as connection:
        actor = await load_actor(connection, key)
        department = await connection.fetchrow("SELECT code, name, parent_id FROM department")
        audit = await connection.fetchrow("SELECT actor_id, action, number FROM audit_entry")
    assert (actor.username, actor.roles) == ("root.admin", ("ADMINISTRATOR",))
    assert tuple(department) == ("HQ", "公司", None)
    assert tuple(audit) == (None, "employee.create", "Root")
    async with refused(ErrorCode.DUPLICATE):
        await service.create_user(username="ROOT.ADMIN", name="Other", roles=[], password=PASSWORD)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await service.create_user(username="next", name="Other", roles=["boss"], password=PASSWORD)
    assert refusal.path == ("roles",)
    async with refused(ErrorCode.NOT_FOUND):
        await service.create_user(username="next", name="Other", roles=[], password=PASSWORD, department="NOWHERE")


async def test_hiring(db: ModuleType, chief: Actor) -> None:
    key = new_id()
    command: dict[str, Any] = {
        "id": key, "code": "E7", "name": " 李四 ", "department_id": chief.department_id, "username": "LiSi",
        "password": PASSWORD, "roles": ["rep"], "phone": "13800138000",
    }  # fmt: skip
    assert await service.create_employee(chief, **command) == service.EmployeeChanged(key)
    before = await contents()
    assert await service.create_employee(chief, **command) == service.EmployeeChanged(key, replayed=True)
    assert await contents() == before
    async with refused(ErrorCode.KEY_REUSED):
        await service.create_employee(chief, **{**command, "name": "王五"})
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM employee WHERE id = $1", key)
        audit = await connection.fetchval("SELECT after::text FROM audit_entry WHERE entity_id = $1", key)
    assert (row["code"], row["name"], row["username"], row["phone"]) == ("E7", "李四", "lisi", "13800138000")
    assert row["password_changed_at"] is not None
    assert PASSWORD not in audit
    assert "argon2" not in audit


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"code": ""}, ErrorCode.INVALID_INPUT, ("code",)),
        ({"code": "U-chief"}, ErrorCode.DUPLICATE, ("code",)),
        ({"name": " "}, ErrorCode.INVALID_INPUT, ("name",)),
        ({"name": "x" * 1_000_000}, ErrorCode.INVALID_INPUT, ("name",)),
        ({"name": "NUL\x00"}, ErrorCode.INVALID_INPUT, ("name",)),
        ({"username": "CHIEF"}, ErrorCode.DUPLICATE, ("username",)),
        ({"username": "a b"}, ErrorCode.INVALID_INPUT, ("username",)),
        ({"username": None}, ErrorCode.INVALID_INPUT, ("username",)),
        ({"password": "password123"}, ErrorCode.INVALID_INPUT, ("password",)),
        ({"roles": ["boss"]}, ErrorCode.INVALID_INPUT, ("roles",)),
        ({"locale": "fr"}, ErrorCode.INVALID_INPUT, ("locale",)),
        ({"department_id": new_id()}, ErrorCode.NOT_FOUND, ("departmentId",)),
    ],
)
async def test_a_wrong_hiring_is_refused(
    db: ModuleType, chief: Actor, wrong: dict[str, Any], code: ErrorCode, path: tuple[str]
) -> None:
    command = {"code": "E1", "name": "A", "department_id": chief.department_id, "username": "abc", "password": PASSWORD}
    async with refused(code) as refusal:
        await service.create_employee(chief, id=new_id(), **{**command, **wrong})
    assert refusal.path == path


async def test_changing_an_employee(db: ModuleType, chief: Actor) -> None:
    rep = await hire(db, chief, "E1", "rep")
    await service.update_employee(chief, employee_id=rep.id, changes={"name": "New", "phone": "1"}, expected_version=1)
    before = await contents()
    await service.update_employee(chief, employee_id=rep.id, changes={"name": "New"})
    assert await contents() == before
    async with refused(ErrorCode.CONFLICT) as refusal:
        await service.update_employee(chief, employee_id=rep.id, changes={"name": "Other"}, expected_version=1)
    assert refusal.params == {"name": "New", "version": 2}
    for changes in ({"password_hash": "x"}, {"status": "LEFT"}, {"version = 1; --": 1}):
        async with refused(ErrorCode.INVALID_INPUT):
            await service.update_employee(chief, employee_id=rep.id, changes=changes)
    async with refused(ErrorCode.NOT_FOUND):
        await service.update_employee(chief, employee_id=new_id(), changes={"name": "Other"})
    async with db.connection() as connection:
        audit = await connection.fetchrow(
            "SELECT before::text, after::text FROM audit_entry WHERE action = 'employee.update'"
        )
    assert audit["before"] == '{"name": "Person E1", "phone": ""}'
    assert audit["after"] == '{"name": "New", "phone": "1"}'


async def test_who_leaves_gives_the_customers_back(db: ModuleType, chief: Actor) -> None:
    rep, colleague = await hire(db, chief, "E1", "rep"), await hire(db, chief, "E2", "rep")
    shops = {await factories.customer(rep, rep.department_id) for _ in range(3)}
    kept = await factories.customer(colleague, rep.department_id)
    operation = new_id()
    done = await service.disable_employee(chief, employee_id=rep.id, reason="离职", operation_id=operation)
    assert set(done.released_customer_ids) == shops
    async with db.connection() as connection:
        owners = {row["id"]: row["owner_id"] for row in await connection.fetch("SELECT id, owner_id FROM customer")}
        status = await connection.fetchval("SELECT status FROM employee WHERE id = $1", rep.id)
        released = await connection.fetch("SELECT * FROM audit_entry WHERE action = 'customer.release'")
        reason = await connection.fetchval("SELECT reason FROM audit_entry WHERE action = 'employee.disable'")
    assert owners == {**dict.fromkeys(shops), kept: colleague.id}
    assert status == "LEFT"
    assert {row["entity_id"] for row in released} == shops
    assert reason == "离职"
    again = await service.disable_employee(chief, employee_id=rep.id, reason="离职", operation_id=operation)
    assert again.replayed
    assert again.released_customer_ids == done.released_customer_ids
    async with refused(ErrorCode.WRONG_STATE):
        await service.disable_employee(chief, employee_id=rep.id)
    async with refused(ErrorCode.WRONG_STATE):
        await service.set_password(chief, employee_id=rep.id, password="another horse entirely")


@pytest.mark.parametrize("everybody", [False, True])
async def test_customers_with_open_business_stay_until_taken_over(
    db: ModuleType, chief: Actor, everybody: bool
) -> None:
    for domain in ("finance", "orders"):  # debts and orders oblige
        importlib.import_module(f"erp_visit.{domain}.queries")
    world = await factories.world(products=1)
    await factories.setting("pool_takes_obligations", everybody)
    shops: dict[str, UUID] = {}
    stages = {
        "submitted": books.submitted, "approved": books.approved, "picked": books.picked, "owing": books.shipped,
        "paid": books.shipped, "advance": None, "nothing": None, "cancelled": books.submitted,
    }  # fmt: skip
    for name, stage in stages.items():
        world.customer = shops[name] = await factories.customer(world.rep, world.sales)
        done: Any = None if stage is None else await stage(world, 1)
        if name in {"paid", "advance"}:
            await books.paid(world, "120")
        if name == "cancelled":
            await cancel_order(world.clerk, order_id=done.order_id, reason="no")
    names = {key: name for name, key in shops.items()}
    leaving = await service.disable_employee(chief, employee_id=world.rep.id)
    kept = [] if everybody else ["approved", "owing", "picked", "submitted"]
    assert sorted(names[key] for key in leaving.kept_customer_ids) == kept
    owners = await books.rows("SELECT id FROM customer WHERE owner_id = $1", world.rep.id)
    assert sorted(names[key] for (key,) in owners if key in names) == kept
    released = {names[key] for key in leaving.released_customer_ids if key in names}
    assert released == set(shops) - set(kept)
    trail = "SELECT entity_id FROM audit_entry WHERE action = 'customer.release'"
    assert {key for (key,) in await books.rows(trail)} == set(leaving.released_customer_ids)
    noted = await books.value("SELECT after ->> 'kept_customers' FROM audit_entry WHERE action = 'employee.disable'")
    assert int(noted) == len(kept)
    if not everybody:
        # Taken over, the customer is somebody's like any other.
        colleague = await factories.employee(world.sales)
        change = {"owner_id": colleague.id}
        await update_customer(chief, customer_id=shops["owing"], changes=change)
        assert await books.value("SELECT owner_id FROM customer WHERE id = $1", shops["owing"]) == colleague.id


async def test_somebody_can_always_administer(db: ModuleType, chief: Actor) -> None:
    other = await hire(db, chief, "E1", "administrator")
    async with refused(ErrorCode.WRONG_STATE):
        await service.disable_employee(chief, employee_id=chief.id)
    await service.disable_employee(chief, employee_id=other.id)
    async with refused(ErrorCode.WRONG_STATE):
        await roles.set_roles(chief, employee_id=chief.id, roles=["rep"])
    role = await role_row(db, "ADMINISTRATOR")
    async with refused(ErrorCode.WRONG_STATE):
        await roles.update_role(chief, role_id=role["id"], changes={"rights": ["order.view"]})


async def test_two_administrators_cannot_take_it_from_each_other(db: ModuleType, chief: Actor) -> None:
    other = await hire(db, chief, "E1", "administrator")
    outcomes = await asyncio.gather(
        roles.set_roles(chief, employee_id=other.id, roles=["rep"]),
        roles.set_roles(other, employee_id=chief.id, roles=["rep"]),
        return_exceptions=True,
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [refusal.code for refusal in refusals] == [ErrorCode.WRONG_STATE]


async def test_nobody_rises_by_managing_people(db: ModuleType, chief: Actor) -> None:
    rights = sorted({str(right) for right in DEFAULT_ROLES[RoleCode.REP][1]} | {"employee.manage"})
    await roles.create_role(chief, id=new_id(), code="hr", name="HR", scope="TEAM", rights=rights)
    clerk, finance = await hire(db, chief, "E1", "HR"), await hire(db, chief, "E2", "finance")
    rep = await hire(db, chief, "E3", "rep")
    await roles.set_roles(clerk, employee_id=rep.id, roles=["rep"])
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await roles.set_roles(clerk, employee_id=clerk.id, roles=["hr", "administrator"])
    assert refusal.params["right"] == "administer"
    async with refused(ErrorCode.FORBIDDEN):
        await roles.set_roles(clerk, employee_id=finance.id, roles=["rep"])
    async with refused(ErrorCode.FORBIDDEN):
        await service.set_password(clerk, employee_id=chief.id, password="another horse entirely")
    async with refused(ErrorCode.FORBIDDEN):
        await service.disable_employee(clerk, employee_id=finance.id)
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await roles.update_role(clerk, role_id=(await role_row(db, "HR"))["id"], changes={"scope": "ALL"})
    assert refusal.params == {"right": "administer"}
    await roles.create_role(chief, id=new_id(), code="wide", name="Wide", scope="ALL", rights=["order.view"])
    async with refused(ErrorCode.FORBIDDEN):
        await roles.set_roles(clerk, employee_id=rep.id, roles=["wide"])


async def test_people_are_managed_in_ones_own_part_of_the_tree(db: ModuleType, chief: Actor) -> None:
    east = new_id()
    await departments.create_department(chief, id=east, code="E", name="East", parent_id=chief.department_id)
    rights = sorted({str(right) for right in DEFAULT_ROLES[RoleCode.REP][1]} | {"employee.manage"})
    await roles.create_role(chief, id=new_id(), code="hr", name="HR", scope="TEAM", rights=rights)
    hr = await hire(db, chief, "E1", "hr", department_id=east)
    inside = await hire(db, hr, "E2", "rep")
    outside = await hire(db, chief, "E3", "rep")
    await service.update_employee(hr, employee_id=inside.id, changes={"name": "Changed"})
    async with refused(ErrorCode.FORBIDDEN):
        await service.update_employee(hr, employee_id=outside.id, changes={"name": "Changed"})
    async with refused(ErrorCode.FORBIDDEN):
        await service.update_employee(hr, employee_id=inside.id, changes={"department_id": chief.department_id})
    async with refused(ErrorCode.FORBIDDEN):
        await departments.create_department(hr, id=new_id(), code="W", name="W", parent_id=chief.department_id)


async def test_rights_of_people_commands(db: ModuleType, chief: Actor) -> None:
    rep = await hire(db, chief, "E1", "rep")
    role = await role_row(db, "REP")
    attempts = [
        service.create_employee(rep, id=new_id(), code="X", name="X", department_id=rep.department_id),
        service.update_employee(rep, employee_id=rep.id, changes={"name": "X"}),
        service.set_password(rep, employee_id=rep.id, password="another horse entirely"),
        service.disable_employee(rep, employee_id=chief.id),
        roles.set_roles(rep, employee_id=rep.id, roles=["administrator"]),
        roles.update_role(rep, role_id=role["id"], changes={"rights": ["administer"]}),
        roles.create_role(rep, id=new_id(), code="X", name="X", scope="ALL", rights=["administer"]),
        departments.create_department(rep, id=new_id(), code="X", name="X", parent_id=rep.department_id),
        departments.update_department(rep, department_id=rep.department_id, changes={"name": "X"}),
    ]
    for attempt in attempts:
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await attempt
        assert refusal.params["right"] in {Right.EMPLOYEE_MANAGE, Right.ADMINISTER}


async def test_roles(db: ModuleType, chief: Actor) -> None:
    key = new_id()
    await roles.create_role(chief, id=key, code="audit", name="审计", scope="ALL", rights=["audit.view", "audit.view"])
    row = await role_row(db, "AUDIT")
    assert (row["id"], row["name"], row["scope"], list(row["rights"])) == (key, "审计", "ALL", ["audit.view"])
    for wrong, path in (
        ({"rights": ["fly"]}, "rights"),
        ({"scope": "WORLD"}, "scope"),
        ({"name": ""}, "name"),
        ({"code": "X"}, "code"),
    ):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await roles.update_role(chief, role_id=key, changes=wrong)
        assert refusal.path == (path,)
    await roles.update_role(chief, role_id=key, changes={"rights": ["order.view", "audit.view"]}, expected_version=1)
    async with refused(ErrorCode.CONFLICT):
        await roles.update_role(chief, role_id=key, changes={"name": "X"}, expected_version=1)
    async with refused(ErrorCode.NOT_FOUND):
        await roles.update_role(chief, role_id=new_id(), changes={"name": "X"})
    async with refused(ErrorCode.DUPLICATE):
        await roles.create_role(chief, id=new_id(), code="Audit", name="X", scope="OWN")
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT before, after FROM audit_entry WHERE action = 'role.update'")
    assert audit["before"] == '{"rights": ["audit.view"]}'
    assert audit["after"] == '{"rights": ["audit.view", "order.view"]}'


async def test_the_department_tree_stays_a_tree(db: ModuleType, chief: Actor) -> None:
    root = chief.department_id
    keys = [root]
    for number in range(1, 4):
        keys.append(new_id())
        await departments.create_department(
            chief, id=keys[-1], code=f"D{number}", name=f"D{number}", parent_id=keys[-2]
        )
    for department, above in ((keys[1], keys[3]), (keys[1], keys[1]), (root, keys[3]), (keys[1], None)):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await departments.update_department(chief, department_id=department, changes={"parent_id": above})
        assert refusal.path == ("parentId",)
    await departments.update_department(chief, department_id=keys[3], changes={"parent_id": root, "name": "Moved"})
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT parent_id FROM department WHERE id = $1", keys[3]) == root
    async with refused(ErrorCode.NOT_FOUND):
        await departments.create_department(chief, id=new_id(), code="X", name="X", parent_id=new_id())
    async with refused(ErrorCode.INVALID_INPUT):
        await departments.create_department(chief, id=new_id(), code="X", name="X")
    async with refused(ErrorCode.DUPLICATE):
        await departments.create_department(chief, id=new_id(), code="D1", name="X", parent_id=root)
    async with refused(ErrorCode.NOT_FOUND):
        await departments.update_department(chief, department_id=new_id(), changes={"name": "X"})


async def test_the_tree_has_a_deepest_level(db: ModuleType, chief: Actor) -> None:
    above = chief.department_id
    for number in range(2, departments.DEEPEST + 1):
        key = new_id()
        await departments.create_department(chief, id=key, code=f"L{number}", name=f"L{number}", parent_id=above)
        above = key
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await departments.create_department(chief, id=new_id(), code="L", name="L", parent_id=above)
    assert refusal.params == {"maximum": 12}


async def test_moves_in_opposite_directions_make_no_ring(db: ModuleType, chief: Actor) -> None:
    one, two = new_id(), new_id()
    for key, code in ((one, "1"), (two, "2")):
        await departments.create_department(chief, id=key, code=code, name=code, parent_id=chief.department_id)
    outcomes = await asyncio.gather(
        departments.update_department(chief, department_id=one, changes={"parent_id": two}),
        departments.update_department(chief, department_id=two, changes={"parent_id": one}),
        return_exceptions=True,
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [refusal.code for refusal in refusals] == [ErrorCode.INVALID_INPUT]


async def begun(db: ModuleType) -> list[tuple[str, str]]:
    async with db.connection() as connection:
        rows = await connection.fetch("SELECT key, value FROM setting")
    return [(row["key"], row["value"]) for row in rows]


async def test_a_new_company_begins_by_asking_everybody_for_a_second_factor(db: ModuleType, store: redis.Redis) -> None:
    """OWASP ASVS 6.3.3; whoever wants less has to say so."""
    person = {"name": "王芳", "roles": ["administrator"], "password": PASSWORD}
    await service.create_user(username="wang", second_factor_for="EVERYBODY", **person)
    assert await begun(db) == [("second_factor_for", '"EVERYBODY"')]
    session = await auth.login("wang", PASSWORD, address="192.0.2.1")
    assert isinstance(session, Session)
    assert session.actor.duty == "ADD_SECOND_FACTOR"
    await service.create_user(username="li", second_factor_for="NOBODY", **person)
    assert await begun(db) == [("second_factor_for", '"EVERYBODY"')], "it is the first log-in that settles it"
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'setting.set'")
    assert (audit["actor_id"], audit["number"], audit["after"]) == (
        None, "second_factor_for", '{"value": "EVERYBODY"}',
    )  # fmt: skip


async def test_who_could_log_in_before_is_not_asked_all_at_once(chief: Actor, db: ModuleType) -> None:
    person = {"name": "王芳", "roles": ["rep"], "password": PASSWORD}
    await service.create_user(username="wang", second_factor_for="EVERYBODY", **person)
    assert await begun(db) == []


async def test_a_first_password_is_made_if_none_is_given(chief: Actor, db: ModuleType) -> None:
    rep = await hire(db, chief, "P-1", "rep")
    made = await service.set_password(chief, employee_id=rep.id)
    assert made.password not in repr(made)
    session = await auth.login("p-1", made.password, address="192.0.2.1")
    assert isinstance(session, Session)
    assert session.actor.duty == "CHANGE_PASSWORD"
    assert (await service.set_password(chief, employee_id=rep.id)).password != made.password
