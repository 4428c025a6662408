from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.customers import service
from erp_visit.customers.service import ContactChanged, CustomerChanged
from erp_visit.org.rights import Right, RoleCode
from tests import factories
from tests.unchanged import contents, refused

LICENCE = "911101085923662400"


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=0)


async def row(db: ModuleType, key: UUID) -> Any:
    async with db.connection() as connection:
        return await connection.fetchrow("SELECT * FROM customer WHERE id = $1", key)


async def test_a_rep_makes_a_customer(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    values: dict[str, Any] = {
        "name": " 好邻居便利店 ", "kind": "CONVENIENCE", "level": "A", "phone": "13800138000",
        "tags": ["烟", "酒", "烟"],
        "position": {"latitude": 31.2284577, "longitude": 121.4782231, "datum": "GCJ02"},
        "licence_number": LICENCE.lower(), "custom": {"门头": "红"}, "anniversary": date(2020, 2, 29),
    }  # fmt: skip
    assert await service.create_customer(world.rep, id=key, values=values) == CustomerChanged(key)
    made = await row(db, key)
    assert (made["name"], made["pinyin"], made["kind"], made["level"]) == ("好邻居便利店", "hljbld", "CONVENIENCE", "A")
    assert (made["owner_id"], made["department_id"]) == (world.rep.id, world.sales)
    assert (made["tags"], made["licence_number"]) == (["烟", "酒"], LICENCE)
    assert (made["latitude"], made["longitude"]) == pytest.approx((31.2304, 121.4737), abs=1e-6)
    assert made["code"][0] == "C"
    assert made["code"][1:].isdecimal()
    assert (made["status"], made["credit_limit"], made["version"]) == ("ACTIVE", None, 1)
    assert orjson.loads(made["custom"]) == {"门头": "红"}
    async with db.connection() as connection:
        account = await connection.fetchrow("SELECT * FROM customer_account WHERE customer_id = $1", key)
        audit = await connection.fetchrow("SELECT * FROM audit_entry")
    assert (account["receivable"], account["unbilled"], account["advance"]) == (0, 0, 0)
    assert (audit["action"], audit["number"], audit["before"]) == ("customer.create", "好邻居便利店", None)
    before = await contents()
    assert await service.create_customer(world.rep, id=key, values=values) == CustomerChanged(key, replayed=True)
    assert await contents() == before
    async with refused(ErrorCode.KEY_REUSED):
        await service.create_customer(world.rep, id=key, values={**values, "level": "B"})


async def test_an_id_of_another_customer_is_refused(db: ModuleType, world: factories.World) -> None:
    async with refused(ErrorCode.KEY_REUSED):
        await service.create_customer(world.rep, id=world.customer, values={"name": "X"})


async def test_a_given_number_is_left_out_when_numbering(db: ModuleType, world: factories.World) -> None:
    async with db.connection() as connection:
        following = await connection.fetchval("SELECT nextval('customer_number')") + 1
    await service.create_customer(world.rep, id=new_id(), values={"name": "A", "code": f"C{following:06}"})
    key = new_id()
    await service.create_customer(world.rep, id=key, values={"name": "B"})
    assert (await row(db, key))["code"] == f"C{following + 1:06}"


async def test_changes_are_audited_before_and_after_and_nothing_else(db: ModuleType, world: factories.World) -> None:
    changes = {"name": "新邻居", "remark": "第一行\n第二行", "level": "C"}
    await service.update_customer(world.rep, customer_id=world.customer, changes=changes, expected_version=1)
    changed = await row(db, world.customer)
    assert (changed["name"], changed["pinyin"], changed["version"]) == ("新邻居", "xlj", 2)
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT before, after FROM audit_entry WHERE action = 'customer.update'")
    assert set(orjson.loads(audit["before"])) == {"name", "pinyin", "remark"}
    assert orjson.loads(audit["after"]) == {"name": "新邻居", "pinyin": "xlj", "remark": "第一行\n第二行"}
    before = await contents()
    await service.update_customer(world.rep, customer_id=world.customer, changes={"name": "新邻居", "level": "C"})
    assert await contents() == before


async def test_an_old_version_shows_what_is_there_now(db: ModuleType, world: factories.World) -> None:
    await service.update_customer(world.clerk, customer_id=world.customer, changes={"name": "现在", "level": "B"})
    async with refused(ErrorCode.CONFLICT) as refusal:
        await service.update_customer(
            world.rep, customer_id=world.customer, changes={"name": "我的", "tags": ["a"]}, expected_version=1
        )
    assert refusal.params == {"name": "现在", "version": 2, "current": {"name": "现在", "tags": []}}


async def test_of_many_changes_from_one_version_one_wins(db: ModuleType, world: factories.World) -> None:
    outcomes = await asyncio.gather(
        *(
            service.update_customer(
                world.rep, customer_id=world.customer, changes={"remark": f"{number}"}, expected_version=1
            )
            for number in range(5)
        ),
        return_exceptions=True,
    )
    assert [isinstance(outcome, CustomerChanged) for outcome in outcomes].count(True) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, DomainError)} == {ErrorCode.CONFLICT}
    assert (await row(db, world.customer))["version"] == 2


async def test_an_equal_repeat_of_a_change(db: ModuleType, world: factories.World) -> None:
    command: dict[str, Any] = {"customer_id": world.customer, "changes": {"name": "一"}, "operation_id": new_id()}
    await service.update_customer(world.rep, expected_version=1, **command)
    await service.update_customer(world.rep, customer_id=world.customer, changes={"name": "二"})
    again = await service.update_customer(world.rep, expected_version=1, **command)
    assert again == CustomerChanged(world.customer, replayed=True)
    assert (await row(db, world.customer))["name"] == "二"
    async with refused(ErrorCode.KEY_REUSED):
        await service.update_customer(world.rep, **{**command, "changes": {"name": "三"}})


async def test_credit_needs_its_right(db: ModuleType, world: factories.World) -> None:
    for values, field in (({"credit_limit": "1000"}, "creditLimit"), ({"credit_days": 0}, "creditDays")):
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await service.update_customer(world.rep, customer_id=world.customer, changes=values)
        assert (refusal.path, refusal.params) == ((field,), {"right": "credit.edit"})
        async with refused(ErrorCode.FORBIDDEN):
            await service.create_customer(world.rep, id=new_id(), values={"name": "X", **values})
    clerk = await factories.employee(world.company, RoleCode.CLERK, more=frozenset({Right.CREDIT_EDIT}))
    changes = {"credit_limit": "1000.50", "credit_days": 45}
    await service.update_customer(clerk, customer_id=world.customer, changes=changes)
    changed = await row(db, world.customer)
    assert (changed["credit_limit"], changed["credit_days"]) == (Decimal("1000.50"), 45)
    for wrong in ("-1", "1.005", "NaN", "1e9", 10**12):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await service.update_customer(clerk, customer_id=world.customer, changes={"credit_limit": wrong})
        assert refusal.path == ("creditLimit",)
    await service.update_customer(clerk, customer_id=world.customer, changes={"credit_limit": None})
    assert (await row(db, world.customer))["credit_limit"] is None


async def test_handing_over_follows_the_tree(db: ModuleType, world: factories.World) -> None:
    other = await factories.department("Other", world.company)
    colleague = await factories.employee(world.sales, RoleCode.REP)
    stranger = await factories.employee(other, RoleCode.REP)
    for owner in (colleague.id, None):
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await service.update_customer(world.rep, customer_id=world.customer, changes={"owner_id": owner})
        assert refusal.path == ("ownerId",)
        async with refused(ErrorCode.FORBIDDEN):
            await service.create_customer(world.rep, id=new_id(), values={"name": "X", "owner_id": owner})
    await service.update_customer(world.supervisor, customer_id=world.customer, changes={"owner_id": colleague.id})
    assert (await row(db, world.customer))["owner_id"] == colleague.id
    async with refused(ErrorCode.FORBIDDEN):
        await service.update_customer(world.supervisor, customer_id=world.customer, changes={"owner_id": stranger.id})
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await service.update_customer(world.supervisor, customer_id=world.customer, changes={"department_id": other})
    assert refusal.path == ("departmentId",)
    # Who sees all may; the department goes with the new owner.
    await service.update_customer(world.clerk, customer_id=world.customer, changes={"owner_id": stranger.id})
    moved = await row(db, world.customer)
    assert (moved["owner_id"], moved["department_id"]) == (stranger.id, other)
    async with refused(ErrorCode.NOT_FOUND):
        await service.update_customer(world.clerk, customer_id=world.customer, changes={"owner_id": new_id()})
    async with refused(ErrorCode.NOT_FOUND):
        await service.update_customer(world.clerk, customer_id=world.customer, changes={"department_id": new_id()})
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", colleague.id)
    async with refused(ErrorCode.NOT_FOUND):
        await service.update_customer(world.clerk, customer_id=world.customer, changes={"owner_id": colleague.id})


async def test_a_licence_stands_for_one_customer(db: ModuleType, world: factories.World) -> None:
    await service.update_customer(world.rep, customer_id=world.customer, changes={"licence_number": LICENCE})
    name = (await row(db, world.customer))["name"]
    async with refused(ErrorCode.DUPLICATE) as refusal:
        await service.create_customer(world.rep, id=new_id(), values={"name": "X", "licence_number": LICENCE})
    assert refusal.path == ("licenceNumber",)
    assert refusal.params["customer"] == name
    assert refusal.params["id"] == str(world.customer)
    stranger = await factories.employee(world.sales, RoleCode.REP)
    async with refused(ErrorCode.DUPLICATE) as refusal:
        await service.create_customer(stranger, id=new_id(), values={"name": "X", "licence_number": LICENCE})
    assert refusal.params == {"value": LICENCE}
    assert name not in str(refusal.error)


async def test_the_same_licence_at_once(db: ModuleType, world: factories.World) -> None:
    outcomes = await asyncio.gather(
        *(
            service.create_customer(
                world.rep, id=new_id(), values={"name": "X", "licence_number": LICENCE, "code": f"Z{number}"}
            )
            for number in range(4)
        ),
        return_exceptions=True,
    )
    assert [isinstance(outcome, CustomerChanged) for outcome in outcomes].count(True) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, DomainError)} == {ErrorCode.DUPLICATE}


async def test_other_peoples_customers(db: ModuleType, world: factories.World) -> None:
    stranger = await factories.employee(world.sales, RoleCode.REP)
    for key in (world.customer, new_id()):
        async with refused(ErrorCode.NOT_FOUND) as refusal:
            await service.update_customer(stranger, customer_id=key, changes={"name": "X"})
        assert refusal.path == ("customerId",)
        async with refused(ErrorCode.NOT_FOUND):
            await service.add_contact(stranger, id=new_id(), customer_id=key, values={"name": "X"})


async def test_without_the_right_nothing_goes(db: ModuleType, world: factories.World) -> None:
    for attempt in (
        service.create_customer(world.keeper, id=new_id(), values={"name": "X"}),
        service.update_customer(world.keeper, customer_id=world.customer, changes={"name": "X"}),
        service.add_contact(world.keeper, id=new_id(), customer_id=world.customer, values={"name": "X"}),
        service.update_contact(world.keeper, contact_id=new_id(), changes={"name": "X"}),
    ):
        async with refused(ErrorCode.FORBIDDEN) as refusal:
            await attempt
        assert refusal.params == {"right": "customer.edit"}


async def test_all_errors_of_an_input_at_once(db: ModuleType, world: factories.World) -> None:
    async with refused(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT) as refusal:
        position = {"latitude": 31.0, "longitude": 121.0, "datum": "X"}
        await service.create_customer(world.rep, id=new_id(), values={"phone": "no", "position": position})
    assert [error.path for error in refusal.errors] == [("name",), ("phone",), ("position", "datum")]


async def test_a_position_can_be_taken_away(db: ModuleType, world: factories.World) -> None:
    position = {"latitude": 31.0, "longitude": 121.0, "datum": "WGS84"}
    await service.update_customer(world.rep, customer_id=world.customer, changes={"position": position})
    assert (await row(db, world.customer))["latitude"] == 31.0
    await service.update_customer(world.rep, customer_id=world.customer, changes={"position": None})
    assert (await row(db, world.customer))["latitude"] is None


async def test_contacts(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    values = {"name": "王老板", "role": "DECISION_MAKER", "phone": "13800138000", "birthday": date(1980, 5, 1)}
    made = await service.add_contact(world.rep, id=key, customer_id=world.customer, values=values)
    assert made == ContactChanged(key, world.customer)
    again = await service.add_contact(world.rep, id=key, customer_id=world.customer, values=values)
    assert again == ContactChanged(key, world.customer, replayed=True)
    await service.update_contact(world.rep, contact_id=key, changes={"role": "USER", "name": "王老板"})
    async with db.connection() as connection:
        contact = await connection.fetchrow("SELECT * FROM contact")
        audit = await connection.fetchrow("SELECT before, after FROM audit_entry WHERE action = 'contact.update'")
    assert (contact["name"], contact["role"], contact["birthday"]) == ("王老板", "USER", date(1980, 5, 1))
    assert (audit["before"], audit["after"]) == ('{"role": "DECISION_MAKER"}', '{"role": "USER"}')
    stranger = await factories.employee(world.sales, RoleCode.REP)
    for contact_id in (key, new_id()):
        async with refused(ErrorCode.NOT_FOUND):
            await service.update_contact(stranger, contact_id=contact_id, changes={"name": "X"})
    async with refused(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT) as refusal:
        await service.update_contact(world.rep, contact_id=key, changes={"name": "", "role": "BOSS"})
    assert [error.path for error in refusal.errors] == [("name",), ("role",)]
