"""Tasks out as a spreadsheet, results back."""

from __future__ import annotations

import io
from datetime import timedelta
from types import ModuleType

import pytest

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.imports.service import run_import
from erp_visit.org.rights import Right, RoleCode
from erp_visit.work.service import create_task, start_task
from tests import factories
from tests.imports.conftest import Importer
from tests.imports.test_master_data import _codes
from tests.unchanged import contents
from tests.work.people import People, one, people, rows, told

FIELDS = "number subject assignee due_on priority customer result done"


@pytest.fixture
async def crew(db: ModuleType) -> People:
    return await people()


@pytest.fixture
async def office(crew: People, db: ModuleType) -> Importer:
    return Importer(crew.admin, db)


async def number(crew: People, subject: str = "拍陈列") -> str:
    key = new_id()
    await create_task(crew.supervisor, id=key, subject=subject, due_on=factories.today(), assignee_id=crew.rep.id)
    return str(await one("SELECT number FROM task WHERE id = $1", key))


async def test_results_come_back_and_new_tasks_are_given(crew: People, office: Importer) -> None:
    first, second, third = [await number(crew) for _ in range(3)]
    await start_task(crew.rep, task_id=await one("SELECT id FROM task WHERE number = $1", second))
    due = factories.today() + timedelta(days=2)
    code = await one("SELECT code FROM customer")
    file = [
        (first, "拍陈列", "王伟", due, "", "", "拍了", "是"), (second, "", "", "", "", "", "没问题", "1"),
        (third, "", "", "", "", "", "在做", ""), ("", "送样品", "李娜", due, "高", code, "", ""),
    ]  # fmt: skip
    before = await contents()
    dry = await office("tasks", FIELDS, *file, dry_run=True)
    assert (dry.taken, dry.present, dry.created, dry.committed) == (3, 1, {"Task": 1, "TaskRecord": 2}, False)
    assert await contents() == before
    report = await office("tasks", FIELDS, *file)
    assert (report.rows, report.taken, report.present, report.problems) == (4, 3, 1, ())
    assert report.created == {"Task": 1, "TaskRecord": 2}
    found = await rows("SELECT state, result FROM task WHERE number = ANY($1) ORDER BY number", [first, second, third])
    assert [(row["state"], row["result"]) for row in found] == [("DONE", "拍了"), ("DONE", "没问题"), ("OPEN", "")]
    (new,) = await rows("SELECT * FROM task WHERE source = 'IMPORT'")
    assert (new["subject"], new["assignee_id"], new["assigned_by_id"]) == ("送样品", crew.mate.id, crew.admin.id)
    assert (new["priority"], new["customer_id"], new["due_on"]) == ("HIGH", crew.customer, due)
    assert new["number"].startswith("T")
    assert await told(crew.supervisor) == ["task.done"] * 2
    assert await told(crew.mate) == ["task.given"]
    assert await one("SELECT count(*) FROM audit_entry WHERE reason LIKE 'rows.csv #%'") == 3

    again = await office("tasks", FIELDS, *file)
    assert (again.taken, again.present, again.problems, again.created) == (0, 4, (), {})
    assert await told(crew.supervisor) == ["task.done"] * 2


async def test_mistakes_are_told_row_by_row(crew: People, office: Importer) -> None:
    over, mine = await number(crew), await number(crew)
    async with factories.db.connection() as connection:
        await connection.execute("UPDATE task SET state = 'CANCELLED' WHERE number = $1", over)
        await connection.execute("UPDATE employee SET name = '赵六' WHERE id = $1", crew.rep.id)
    due, past = factories.today(), factories.today() - timedelta(days=1)
    file = [
        ("T00000000-000000", "", "", "", "", "", "r", "是"), (over, "", "", "", "", "", "r", "是"), (mine, "", "", "", "", "", "", "是"),
        (mine, "", "", "", "", "", "r", "是"), ("", "", "", "", "高", "", "", ""), ("", "x", "无名氏", past, "", "NO", "", ""),
        ("", "x", "李娜", due, "极高", "", "", ""), ("", "y", "李娜", due, "", "", "r", "是"), ("", "z", "李娜", due, "", "", "", ""),
        ("", "z", "李娜", due, "", "", "", ""), ("", "w", "赵六", due, "", "", "", ""),
    ]  # fmt: skip
    before = await contents()
    report = await office("tasks", FIELDS, *file)
    assert _codes(report) == [
        (2, "unknown_task"), (3, "task_over"), (4, "result_missing"), (5, "twice_in_file"), (6, "missing"), (6, "missing"),
        (6, "missing"), (7, "in_past"), (7, "unknown_customer"), (7, "unknown_employee"), (8, "not_a_choice"), (9, "new_task_done"),
        (11, "twice_in_file"), (12, "several_employees"),
    ]  # fmt: skip
    assert not report.committed
    assert await contents() == before
    good = await office("tasks", FIELDS, *file, skip_bad_rows=True)
    assert good.created == {"Task": 1}


async def test_who_may(crew: People, office: Importer) -> None:
    clerk = await factories.employee(crew.company, RoleCode.CLERK, less=frozenset({Right.TASK_ASSIGN}))
    team = await factories.employee(crew.team, RoleCode.SUPERVISOR, more=frozenset({Right.IMPORT_RUN}))
    for actor in (clerk, team, crew.rep):
        with pytest.raises(DomainError) as caught:
            await office("tasks", FIELDS, ("", "x", "李娜", factories.today(), "", "", "", ""), actor=actor)
        assert caught.value.code is ErrorCode.FORBIDDEN


async def test_the_list_as_the_panel_exports_it_comes_back(crew: People) -> None:
    """Its headers and states are understood; whoever fills it in changes the state and writes the result."""
    first, second = await number(crew), await number(crew)
    content = (
        "单号,主题,状态,优先级,客户,执行人,指派人,截止日期,完成结果\n"
        f"{first},拍陈列,已完成,普通,,王伟,陈主管,{factories.today()},拍了\n{second},拍陈列,进行中,普通,,王伟,陈主管,{factories.today()},\n"
    )
    report = await run_import(crew.admin, "tasks", io.BytesIO(content.encode()), "任务.csv")
    assert (report.taken, report.present, report.problems, report.created) == (1, 1, (), {"TaskRecord": 1})
    assert report.notes == ("Not used: 客户, 指派人",)
    assert await one("SELECT result FROM task WHERE number = $1 AND state = 'DONE'", first) == "拍了"
