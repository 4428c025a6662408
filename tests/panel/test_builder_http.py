"""Forms in the panel without a browser: rights, refusals, the visit's page, the table of answers and its export."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from uuid import UUID

import orjson
import pytest
from openpyxl import load_workbook

from erp_visit import db
from erp_visit.core.ids import global_id, new_id
from erp_visit.forms import service as forms
from erp_visit.forms.examples import example_forms, start_with_examples
from erp_visit.panel.screens import export_jobs
from erp_visit.settings import Settings
from erp_visit.visits.actions import submit_visit_action
from tests import factories
from tests.factories import World
from tests.forms.test_definition import FORM
from tests.panel.desk import Desk, open_desk
from tests.panel.test_exports_http import ended
from tests.panel.test_views_http import send
from tests.visits.steps import photo

NOTE = {"key": "note", "label": "备注", "kind": "TEXT"}


@pytest.fixture
async def world(desk: Desk) -> World:
    return await factories.world(products=2)


async def filled(world: World) -> tuple[UUID, UUID]:
    """A published form and a visit in which it was filled in."""
    key, visit = new_id(), await factories.visit(world.rep, world.customer)
    await forms.create_form(world.clerk, id=key, name="库存盘点", draft=[*FORM, NOTE])
    await forms.publish_form(world.clerk, template_id=key)
    lines = [{"product": str(product.id), "stock": stock, "price": "2.5"}
             for product, stock in zip(world.products, (12, 5), strict=True)]  # fmt: skip
    await submit_visit_action(
        world.rep, id=new_id(), visit_id=visit, template_id=key, form_version_number=1,
        answers={"lines": lines, "promo": "有", "note": "=HYPERLINK(1)"},
    )  # fmt: skip
    return key, visit


async def test_who_may_see_and_change_forms(desk: Desk, world: World) -> None:
    key, _ = await filled(world)
    rep = await desk.client(world.rep, "zh")
    keeper = await desk.client(world.keeper, "zh")
    assert (await rep.get("/admin/forms")).status_code == 200
    assert (await rep.get(f"/admin/forms/{key}")).status_code == 200
    assert (await rep.get("/admin/forms/new")).status_code == 403
    for path, body in (("draft", {"draft": []}), ("publish", {"version": 2})):
        assert (await rep.post(f"/admin/forms/{key}/{path}", body)).status_code == 403
    assert (await rep.get(f"/admin/forms/{key}/changes", accept="application/json")).status_code == 403
    for path in ("/admin/forms", f"/admin/forms/{key}", "/admin/action-data"):
        assert (await keeper.get(path)).status_code == 403
    assert (await rep.get(f"/admin/forms/{new_id()}")).status_code == 404
    assert (await rep.get("/admin/forms/x")).status_code == 404


async def test_a_draft_is_kept_checked_and_tried(desk: Desk, world: World) -> None:
    key, _ = await filled(world)
    clerk = await desk.client(world.clerk, "zh")
    draft = [*FORM, {"key": "half", "label": "一半", "kind": "COMPUTED", "formula": "totl / 2"}]
    answer = await clerk.post(f"/admin/forms/{key}/draft", {"draft": draft, "version": 2})
    assert answer.json()["version"] == 3
    (problem,) = answer.json()["problems"]
    assert problem["path"] == ["fields", "3", "formula"]
    assert "totl" in problem["message"]
    stale = await clerk.post(f"/admin/forms/{key}/draft", {"draft": [], "version": 2})
    assert (stale.status_code, stale.json()["params"]["version"]) == (409, 3)
    refused = await clerk.post(f"/admin/forms/{key}/publish", {"version": 3})
    assert (refused.status_code, refused.json()["path"]) == (400, ["fields", "3", "formula"])
    draft[3]["formula"] = "total / 2"
    tried = {"draft": draft, "answers": {"lines": [{"product": str(new_id()), "stock": 3, "price": "1.5"}]}}
    assert (await clerk.post(f"/admin/forms/{key}/try", tried)).json()["answers"]["half"] == "2.25"
    await clerk.post(f"/admin/forms/{key}/draft", {"draft": draft, "version": 3})
    told = (await clerk.get(f"/admin/forms/{key}/changes", accept="application/json")).json()
    assert (told["number"], told["version"], len(told["changes"]), told["problems"]) == (2, 4, 2, [])
    done = await clerk.post(f"/admin/forms/{key}/publish", {"version": 4})
    assert done.json()["number"] == 2
    assert "一半 (half)" in (await clerk.get(f"/admin/forms/{key}/versions")).text
    for wrong in ({"draft": "x"}, {"draft": [1]}, {}, {"draft": [{"label": "长" * 10_000}]}):
        assert (await clerk.post(f"/admin/forms/{key}/draft", wrong)).status_code == 400


async def test_the_page_of_a_visit_shows_what_was_filled_in(desk: Desk, world: World) -> None:
    _, visit = await filled(world)
    other = new_id()
    await forms.create_form(world.clerk, id=other, name="陈列检查", required=True, draft=[NOTE])
    await forms.publish_form(world.clerk, template_id=other)
    rep = await desk.client(world.rep, "zh")
    text = (await rep.get(f"/admin/visits/{visit}")).text
    for shown in ("库存盘点", "30.00", "=HYPERLINK(1)", "陈列检查", "签退前必填"):
        assert shown in text


async def test_answers_are_exported_as_they_are_narrowed_down(desk: Desk, world: World) -> None:
    key, _ = await filled(world)
    supervisor = await desk.client(world.supervisor, "zh")
    page = (await supervisor.get(f"/admin/action-data?form={key}")).text
    assert "Drink" in page
    assert "=HYPERLINK(1)" in page
    nothing = await supervisor.get(f"/admin/action-data?form={key}&field=stock&least=13")
    assert "没有符合条件的填写记录" in nothing.text
    assert "不是数字" in (await supervisor.get(f"/admin/action-data?form={key}&field=stock&least=x")).text
    assert "请指明" in (await supervisor.get(f"/admin/action-data?form={key}&least=3")).text
    file = await send(supervisor, f"/admin/action-data/export?form={key}", format="csv")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["库存"], row["零售价"], row["金额"], row["合计"], row["备注"]) for row in rows] == [
        ("12", "2.50", "30.00", "42.50", "'=HYPERLINK(1)"), ("5", "2.50", "12.50", "42.50", "'=HYPERLINK(1)"),
    ]  # fmt: skip
    book = await send(supervisor, f"/admin/action-data/export?form={key}&from=2020-01-01", format="xlsx")
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [Decimal(str(row[values[0].index("金额")])) for row in values[1:]] == [Decimal(30), Decimal("12.5")]
    assert (await send(supervisor, f"/admin/action-data/export?form={key}", format="exe")).status_code == 400
    async with db.connection() as connection:
        noted = await connection.fetch("SELECT after FROM audit_entry WHERE action = 'export' ORDER BY at")
    assert [orjson.loads(row["after"])["format"] for row in noted] == ["csv", "xlsx"]


@pytest.mark.parametrize(
    ("public", "named"), [("https://erp.example.com", "https://erp.example.com"), (None, "http://panel.test")]
)
async def test_what_somebody_typed_is_no_formula_and_photos_are_at_our_own_address(
    db: ModuleType, settings: Settings, public: str | None, named: str
) -> None:
    """The head of a file holds what fields are called; a request can name any host, which a link must not lead to."""
    async with open_desk(replace(settings, public_url=public)) as desk:
        world = await factories.world()
        key, shown = new_id(), await photo(world.rep)
        fields = [{**NOTE, "label": "=1+1"}, {"key": "shelf", "label": "货架", "kind": "PHOTO", "maxCount": 1}]
        await forms.create_form(world.clerk, id=key, name="陈列检查", draft=fields)
        await forms.publish_form(world.clerk, template_id=key)
        await submit_visit_action(
            world.rep, id=new_id(), visit_id=await factories.visit(world.rep, world.customer), template_id=key,
            form_version_number=1, answers={"note": "x", "shelf": [global_id("StoredFile", shown)]},
        )  # fmt: skip
        supervisor = await desk.client(world.supervisor, "zh")
        book = await send(supervisor, f"/admin/action-data/export?form={key}", format="xlsx")
        sheet = load_workbook(io.BytesIO(book.content)).active
        assert sheet is not None
        head, line = sheet.iter_rows()
        assert [(cell.value, cell.data_type) for cell in head][-2:] == [("'=1+1", "s"), ("货架", "s")]
        assert line[-1].value == f"{named}/admin/stored-files/{shown}"


async def test_many_answers_are_exported_by_a_job(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key, _ = await filled(world)
    monkeypatch.setattr(export_jobs, "STREAMED", 1)  # two lines are more than that
    supervisor = await desk.client(world.supervisor, "zh")
    address = f"/admin/action-data/export?form={key}&from=2020-01-01"
    begun = await send(supervisor, address, format="csv")
    assert begun.status_code == 303
    job = begun.headers["location"]
    state = await ended(supervisor, job)
    assert (state["status"], state["done"], state["total"], state["error"]) == ("done", 2, 2, None)
    page = (await supervisor.get(job)).text
    assert "表单填写结果" in page
    assert f'href="/admin/action-data?form={key}&amp;from=2020-01-01"' in page
    file = await supervisor.get(f"{job}/file")
    assert [row["库存"] for row in csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))] == ["12", "5"]
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'export'") == 1
    # It is its owner's alone.
    assert (await (await desk.client(world.manager)).get(f"{job}/file")).status_code == 404
    # One line is no job.
    few = await send(await desk.client(world.manager), f"{address}&field=stock&least=1000", format="csv")
    assert few.status_code == 200


async def test_examples_can_be_published_and_are_made_once(desk: Desk, world: World) -> None:
    assert [one["name"] for one in example_forms()] == ["库存盘点", "价格检查", "竞品与陈列检查"]
    made = await start_with_examples(world.manager)
    assert len(made) == 3
    async with db.connection() as connection:
        found = await connection.fetch(
            "SELECT t.department_id FROM form_template t JOIN form_version v ON v.template_id = t.id"
        )
    assert {row["department_id"] for row in found} == {world.sales}
    clerk = await desk.client(world.clerk, "zh")
    await send(clerk, "/admin/forms/examples")
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM form_template") == 3
