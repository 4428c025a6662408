from __future__ import annotations

import asyncio
import copy
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import global_id, new_id
from erp_visit.forms import service as forms
from erp_visit.org.rights import RoleCode
from erp_visit.visits.actions import ActionSubmitted, correct_visit_action, submit_visit_action
from erp_visit.visits.leaving import check_out
from tests import factories
from tests.forms.test_definition import FORM
from tests.unchanged import refused
from tests.visits.steps import photo

PHOTO = {"key": "photo", "label": "货架照片", "kind": "PHOTO", "maxCount": 2}
NOTE = {"key": "note", "label": "备注", "kind": "TEXT", "required": True}


@pytest.fixture
async def world(db: ModuleType) -> factories.World:
    return await factories.world(products=2, on_hand=10)


async def published(clerk: Actor, draft: list[dict[str, Any]], department_id: UUID | None = None, **more: Any) -> UUID:
    key = new_id()
    await forms.create_form(clerk, id=key, name="库存盘点", department_id=department_id, draft=draft, **more)
    await forms.publish_form(clerk, template_id=key)
    return key


def answers(world: factories.World, **more: Any) -> dict[str, Any]:
    return {
        "lines": [
            {"product": global_id("Product", world.products[0].id), "stock": 12, "price": "2.5"},
            {"product": global_id("Product", world.products[1].id), "stock": 5},
        ],
        "promo": "有", **more,
    }  # fmt: skip


async def rows(db: ModuleType, action: UUID) -> list[tuple[Any, ...]]:
    async with db.connection() as connection:
        found = await connection.fetch(
            'SELECT field, "row", text_value, number_value, unit, product_id, file_id FROM action_answer'
            " WHERE action_id = $1 ORDER BY id",
            action,
        )
    return [
        (one["field"], one["row"],
         one["text_value"] or (None if one["number_value"] is None else str(one["number_value"])) or one["file_id"],
         one["unit"], one["product_id"])
        for one in found
    ]  # fmt: skip


async def test_answers_become_a_record_and_rows(db: ModuleType, world: factories.World) -> None:
    template = await published(world.clerk, [*FORM, PHOTO])
    visit, shot, key = await factories.visit(world.rep, world.customer), await photo(world.rep), new_id()
    given = answers(world, photo=[global_id("StoredFile", shot)], total="1000000")
    command = {"id": key, "visit_id": visit, "template_id": template, "form_version_number": 1, "answers": given}
    assert await submit_visit_action(world.rep, **command) == ActionSubmitted(key, visit)
    assert await submit_visit_action(world.rep, **command) == ActionSubmitted(key, visit, replayed=True)
    async with refused(ErrorCode.KEY_REUSED):
        await submit_visit_action(world.rep, **command | {"answers": answers(world)})
    async with db.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM visit_action")
        attached = await connection.fetchval("SELECT attached_at IS NOT NULL FROM stored_file WHERE id = $1", shot)
    assert (row["id"], row["visit_id"], row["submitted_by_id"], row["version"]) == (key, visit, world.rep.id, 1)
    assert orjson.loads(row["answers"])["total"] == "30.00"
    assert attached
    first, second = (one.id for one in world.products)
    assert [(one[0], one[1], one[3], one[4]) for one in await rows(db, key)] == [
        ("lines", 1, "", first), ("stock", 1, "瓶", first), ("price", 1, "", first), ("value", 1, "", first),
        ("lines", 2, "", second), ("stock", 2, "瓶", second), ("total", 0, "", None), ("promo", 0, "", None),
        ("photo", 0, "", None),
    ]  # fmt: skip
    values = [one[2] for one in await rows(db, key)]
    assert [values[1], values[2], values[3], values[5:]] == [
        "12.0000",
        "2.5000",
        "30.0000",
        ["5.0000", "30.0000", "有", shot],
    ]


async def test_wrong_answers_are_refused_as_a_whole(db: ModuleType, world: factories.World) -> None:
    template = await published(world.clerk, [*FORM, PHOTO])
    visit = await factories.visit(world.rep, world.customer)
    command = {"id": new_id(), "visit_id": visit, "template_id": template, "form_version_number": 1}
    given = answers(world, colour="red")
    given["lines"][0]["stock"] = -1
    given["lines"][1]["product"] = str(new_id())
    async with refused(ErrorCode.INVALID_INPUT, ErrorCode.INVALID_INPUT, ErrorCode.NOT_FOUND) as refusal:
        await submit_visit_action(world.rep, **command, answers=given)
    assert [error.path for error in refusal.errors] == [
        ("answers", "colour"), ("answers", "lines", 0, "stock"), ("answers", "lines", 1, "product"),
    ]  # fmt: skip
    own, other = await photo(world.rep), await photo(world.supervisor)
    async with refused(ErrorCode.NOT_FOUND) as refusal:
        await submit_visit_action(world.rep, **command, answers=answers(world, photo=[str(own), str(other)]))
    assert refusal.path == ("answers", "photo", 1)
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await submit_visit_action(world.rep, **command, answers={"promo": "有", "x": "y" * 300_000})
    assert refusal.path == ("answers",)


async def test_whose_visit_and_which_form(db: ModuleType, world: factories.World) -> None:
    template = await published(world.clerk, FORM)
    elsewhere = await factories.department("Elsewhere", world.company)
    theirs = await published(world.clerk, FORM, elsewhere)
    above = await published(world.clerk, FORM, world.company)
    visit = await factories.visit(world.rep, world.customer)
    command = {"id": new_id(), "visit_id": visit, "template_id": template, "form_version_number": 1}
    given = answers(world)
    async with refused(ErrorCode.FORBIDDEN):
        await submit_visit_action(world.supervisor, **command, answers=given)
    async with refused(ErrorCode.FORBIDDEN):
        await submit_visit_action(world.keeper, **command, answers=given)
    stranger = await factories.employee(elsewhere, RoleCode.REP)
    async with refused(ErrorCode.NOT_FOUND):
        await submit_visit_action(stranger, **command, answers=given)
    for wrong in (theirs, new_id()):
        async with refused(ErrorCode.NOT_FOUND) as refusal:
            await submit_visit_action(world.rep, **command | {"template_id": wrong}, answers=given)
        assert refusal.path == ("formTemplateId",)
    for number in (0, 2, -1, 2**40):
        async with refused(ErrorCode.INVALID_INPUT) as refusal:
            await submit_visit_action(world.rep, **command | {"form_version_number": number}, answers=given)
        assert refusal.path == ("formVersionNumber",)
    await submit_visit_action(world.rep, **command | {"template_id": above}, answers=given)
    await forms.update_form(world.clerk, template_id=template, changes={"active": False})
    async with refused(ErrorCode.INACTIVE):
        await submit_visit_action(world.rep, **command | {"id": new_id()}, answers=given)


async def test_a_form_changed_while_a_visit_is_open_costs_nobody_his_work(
    db: ModuleType, world: factories.World
) -> None:
    template = await published(world.clerk, FORM)
    early = await factories.visit(world.rep, world.customer)
    await forms.save_draft(world.clerk, template_id=template, draft=[*FORM, NOTE])
    await forms.publish_form(world.clerk, template_id=template)
    command = {"template_id": template, "answers": answers(world)}
    await submit_visit_action(world.rep, id=new_id(), visit_id=early, form_version_number=1, **command)
    async with refused(ErrorCode.INVALID_INPUT):
        await submit_visit_action(world.rep, id=new_id(), visit_id=early, form_version_number=2, **command)
    command["answers"] = answers(world, note="缺货")
    await submit_visit_action(world.rep, id=new_id(), visit_id=early, form_version_number=2, **command)
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET state = 'DONE' WHERE id = $1", early)
    late = await factories.visit(world.rep, world.customer)
    async with refused(ErrorCode.CONFLICT) as refusal:
        await submit_visit_action(world.rep, id=new_id(), visit_id=late, form_version_number=1, **command)
    assert refusal.params == {"number": 1, "form": "库存盘点", "newest": 2}


@pytest.mark.parametrize("state", ["PLANNED", "STARTED", "SHOP_CLOSED", "CANCELLED"])
async def test_only_an_open_visit_takes_answers(db: ModuleType, world: factories.World, state: str) -> None:
    template = await published(world.clerk, FORM)
    visit = await factories.visit(world.rep, world.customer, state=state)
    async with refused(ErrorCode.WRONG_STATE):
        await submit_visit_action(
            world.rep, id=new_id(), visit_id=visit, template_id=template, form_version_number=1, answers=answers(world)
        )


async def test_answers_are_corrected_until_some_hours_after_check_out(db: ModuleType, world: factories.World) -> None:
    template = await published(world.clerk, FORM)
    visit, key = await factories.visit(world.rep, world.customer), new_id()
    given = answers(world)
    await submit_visit_action(
        world.rep, id=key, visit_id=visit, template_id=template, form_version_number=1, answers=given
    )
    changed = copy.deepcopy(given) | {"lines": [given["lines"][0] | {"stock": 20}]}
    del changed["promo"]
    operation = new_id()
    correct = {"action_id": key, "answers": changed, "expected_version": 1, "operation_id": operation}
    assert await correct_visit_action(world.rep, **correct) == ActionSubmitted(key, visit)
    assert (await correct_visit_action(world.rep, **correct)).replayed
    assert [one[:3] for one in await rows(db, key)][1:] == [
        ("stock", 1, "20.0000"), ("price", 1, "2.5000"), ("value", 1, "50.0000"), ("total", 0, "50.0000"),
    ]  # fmt: skip
    async with db.connection() as connection:
        audit = await connection.fetchrow("SELECT before, after FROM audit_entry WHERE action = 'visit_action.correct'")
    assert set(orjson.loads(audit["after"])) == {"lines", "total", "promo"}
    assert (orjson.loads(audit["before"])["promo"], orjson.loads(audit["after"])["promo"]) == ("有", None)
    async with refused(ErrorCode.CONFLICT):
        await correct_visit_action(world.rep, action_id=key, answers=given, expected_version=1)
    async with refused(ErrorCode.FORBIDDEN):
        await correct_visit_action(world.supervisor, action_id=key, answers=given)
    async with refused(ErrorCode.NOT_FOUND):
        await correct_visit_action(world.rep, action_id=new_id(), answers=given)
    await check_out(world.rep, visit_id=visit)
    await correct_visit_action(world.rep, action_id=key, answers=given, expected_version=2)
    async with db.connection() as connection:
        await connection.execute("UPDATE visit SET checked_out_at = now() - interval '3 hours'")
    async with refused(ErrorCode.WRONG_STATE):
        await correct_visit_action(world.rep, action_id=key, answers=changed)
    async with refused(ErrorCode.WRONG_STATE):
        await submit_visit_action(
            world.rep, id=new_id(), visit_id=visit, template_id=template, form_version_number=1, answers=given
        )


async def test_a_required_form_keeps_the_visit_open(db: ModuleType, world: factories.World) -> None:
    template = await published(world.clerk, FORM, world.sales, required=True)
    await published(world.clerk, FORM, await factories.department("Elsewhere", world.company), required=True)
    retired = await published(world.clerk, FORM, required=True)
    await forms.update_form(world.clerk, template_id=retired, changes={"active": False})
    await forms.create_form(world.clerk, id=new_id(), name="not yet", required=True, draft=FORM)
    visit = await factories.visit(world.rep, world.customer)
    await published(world.clerk, FORM, required=True)
    async with refused(ErrorCode.VISIT_INCOMPLETE) as refusal:
        await check_out(world.rep, visit_id=visit)
    assert refusal.params["formTemplate"] == str(template)
    await submit_visit_action(
        world.rep, id=new_id(), visit_id=visit, template_id=template, form_version_number=1, answers=answers(world)
    )
    await check_out(world.rep, visit_id=visit)


async def test_corrections_at_once_leave_the_rows_of_one(db: ModuleType, world: factories.World) -> None:
    template = await published(world.clerk, FORM)
    visit, key = await factories.visit(world.rep, world.customer), new_id()
    command = {"visit_id": visit, "template_id": template, "form_version_number": 1}
    same = await asyncio.gather(
        *(submit_visit_action(world.rep, id=key, **command, answers=answers(world)) for _ in range(4))
    )
    assert sorted(one.replayed for one in same) == [False, True, True, True]

    async def correct(number: int) -> Any:
        given = answers(world)
        given["lines"] = [given["lines"][0] | {"stock": number}]
        return await correct_visit_action(world.rep, action_id=key, answers=given, expected_version=1)

    results = await asyncio.gather(*(correct(number) for number in range(5)), return_exceptions=True)
    done = [one for one in results if not isinstance(one, DomainError)]
    assert len(done) == 1
    assert {one.code for one in results if isinstance(one, DomainError)} == {ErrorCode.CONFLICT}
    found = await rows(db, key)
    assert len([one for one in found if one[0] == "stock"]) == 1
    async with db.connection() as connection:
        stored = orjson.loads(await connection.fetchval("SELECT answers FROM visit_action"))
    assert found[1][2] == f"{stored['lines'][0]['stock']}.0000"
