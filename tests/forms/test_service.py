from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.forms import service
from erp_visit.forms.models import FormKind
from erp_visit.org.rights import Right, RoleCode
from tests import factories
from tests.forms.test_definition import FORM
from tests.unchanged import refused


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=0)


async def form(db: ModuleType, key: UUID) -> Any:
    async with db.connection() as connection:
        return await connection.fetchrow("SELECT * FROM form_template WHERE id = $1", key)


async def versions(db: ModuleType, key: UUID) -> list[Any]:
    async with db.connection() as connection:
        return await connection.fetch("SELECT * FROM form_version WHERE template_id = $1 ORDER BY number", key)


async def test_a_form_is_drafted_published_and_published_anew(db: ModuleType, world: factories.World) -> None:
    key, clerk = new_id(), world.clerk
    made = await service.create_form(
        clerk, id=key, name=" 库存盘点 ", kind=FormKind.STOCK_COUNT, department_id=world.sales
    )
    assert made == service.FormChanged(key)
    again = await service.create_form(
        clerk, id=key, name=" 库存盘点 ", kind=FormKind.STOCK_COUNT, department_id=world.sales
    )
    assert again.replayed
    row = await form(db, key)
    assert (row["name"], row["kind"], row["department_id"]) == ("库存盘点", "STOCK_COUNT", world.sales)
    assert (row["required"], row["active"], row["version"], row["draft"]) == (False, True, 1, "[]")
    unfinished = [{"key": "", "label": "库", "kind": ""}]
    await service.save_draft(clerk, template_id=key, draft=unfinished, expected_version=1)
    assert orjson.loads((await form(db, key))["draft"]) == [{"label": "库"}]
    async with refused(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT) as refusal:
        await service.publish_form(clerk, template_id=key)
    assert [error.path for error in refusal.errors] == [("fields", 0, "key"), ("fields", 0, "kind")]
    await service.save_draft(clerk, template_id=key, draft=FORM, expected_version=2)
    first = await service.publish_form(clerk, template_id=key, expected_version=3)
    async with refused(ErrorCode.WRONG_STATE):
        await service.publish_form(clerk, template_id=key)
    await service.save_draft(clerk, template_id=key, draft=[*FORM, {"key": "note", "label": "备注", "kind": "TEXT"}])
    second = await service.publish_form(clerk, template_id=key)
    found = await versions(db, key)
    assert [(one["id"], one["number"], len(orjson.loads(one["definition"]))) for one in found] == [
        (first.version_id, 1, 3), (second.version_id, 2, 4),
    ]  # fmt: skip
    async with db.connection() as connection:
        with pytest.raises(Exception, match="form_version"):
            await connection.execute("UPDATE form_version SET number = 9")
        told = await connection.fetchval("SELECT after FROM audit_entry WHERE action = 'form.publish' ORDER BY at DESC")
    assert orjson.loads(told) == {"number": 2, "differences": ["ADDED note"]}


async def test_who_may_change_which_forms(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    async with refused(ErrorCode.FORBIDDEN):
        await service.create_form(world.rep, id=key, name="x")
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await service.create_form(world.manager, id=key, name="x")
    assert refusal.path == ("departmentId",)
    await service.create_form(world.manager, id=key, name="x", department_id=world.sales)
    async with refused(ErrorCode.FORBIDDEN):
        await service.update_form(world.manager, template_id=key, changes={"department_id": None})
    company_wide = new_id()
    await service.create_form(world.clerk, id=company_wide, name="y", draft=FORM)
    for command in (
        lambda: service.update_form(world.manager, template_id=company_wide, changes={"active": False}),
        lambda: service.save_draft(world.manager, template_id=company_wide, draft=[]),
        lambda: service.publish_form(world.manager, template_id=company_wide),
    ):
        async with refused(ErrorCode.FORBIDDEN):
            await command()
    async with refused(ErrorCode.NOT_FOUND):
        await service.publish_form(world.clerk, template_id=new_id())
    blind = await factories.employee(world.company, RoleCode.CLERK, less=frozenset({Right.FORM_EDIT}))
    async with refused(ErrorCode.FORBIDDEN) as refusal:
        await service.publish_form(blind, template_id=company_wide)
    assert refusal.params == {"right": "form.edit"}


async def test_a_stale_draft_does_not_overwrite_a_newer_one(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    await service.create_form(world.clerk, id=key, name="x")
    await service.save_draft(world.clerk, template_id=key, draft=FORM, expected_version=1)
    async with refused(ErrorCode.CONFLICT) as refusal:
        await service.save_draft(world.marketing, template_id=key, draft=[], expected_version=1)
    assert refusal.params["version"] == 2
    await service.save_draft(world.clerk, template_id=key, draft=FORM, expected_version=2)
    assert (await form(db, key))["version"] == 2, "the same draft again changes nothing"


async def test_two_who_publish_at_once_make_one_version(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    await service.create_form(world.clerk, id=key, name="x", draft=FORM)
    results = await asyncio.gather(
        *(service.publish_form(world.clerk, template_id=key) for _ in range(4)), return_exceptions=True
    )
    codes = sorted(one.code.name if isinstance(one, DomainError) else "done" for one in results)
    assert codes == ["WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "done"]
    assert len(await versions(db, key)) == 1


async def test_fields_of_a_form_are_changed_with_their_history(db: ModuleType, world: factories.World) -> None:
    key = new_id()
    await service.create_form(world.clerk, id=key, name="x")
    await service.update_form(
        world.clerk, template_id=key, expected_version=1,
        changes={"name": "价格检查", "kind": FormKind.PRICE, "required": True, "active": False, "department_id": world.sales},
    )  # fmt: skip
    row = await form(db, key)
    assert (row["name"], row["kind"], row["required"], row["active"], row["version"]) == (
        "价格检查", "PRICE", True, False, 2,
    )  # fmt: skip
    async with refused(ErrorCode.CONFLICT):
        await service.update_form(world.clerk, template_id=key, expected_version=1, changes={"active": True})
    async with refused(ErrorCode.INVALID_INPUT):
        await service.update_form(world.clerk, template_id=key, changes={"draft": []})
    async with refused(ErrorCode.INVALID_INPUT):
        await service.update_form(world.clerk, template_id=key, changes={"name": " "})
