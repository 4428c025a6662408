"""Changing tasks, reports with as many next steps as wanted, links from messages, jobs that go on, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from erp_visit import db, jobs
from erp_visit.core.ids import new_id
from erp_visit.visits.leaving import check_out
from erp_visit.work.feed import post_to_feed
from tests import factories
from tests.panel.desk import Desk
from tests.panel.test_work_http import given, send, words
from tests.test_jobs import _nothing_periodic  # noqa: F401 -- the fixture is for all
from tests.unchanged import contents
from tests.work.people import People, one, people, rows


@pytest.fixture
async def crew(desk: Desk) -> People:
    return await people()


async def test_a_task_is_changed_by_a_form(desk: Desk, crew: People) -> None:
    task = await given(crew, detail="两张")
    boss, rep = await desk.client(crew.supervisor), await desk.client(crew.rep)
    path = f"/admin/tasks/{task}/edit"
    assert path in (await boss.get(f"/admin/tasks/{task}")).text
    assert path not in (await rep.get(f"/admin/tasks/{task}")).text, "it is not the rep's to change"
    form = await boss.get(path)
    for value in ('value="拍陈列"', f'value="{factories.today()}"', 'value="惠民便利店"', "两张</textarea>"):
        assert value in form.text
    fields = {
        "subject": "拍冰柜", "due_on": str(factories.today() + timedelta(days=2)), "priority": "HIGH", "customer_id": "",
        "detail": "两张", "operation": str(new_id()), "version": "1", "__title": "T1 拍陈列",
    }  # fmt: skip
    for _ in range(2):
        answer = await send(boss, path, **fields)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/tasks/{task}")
    assert await rows("SELECT subject, priority, customer_id, version FROM task") == [
        {"subject": "拍冰柜", "priority": "HIGH", "customer_id": None, "version": 2}
    ]
    stale = await send(boss, path, **{**fields, "subject": "别的", "operation": str(new_id())})
    assert stale.status_code == 409
    assert "was changed meanwhile" in stale.text
    assert 'value="别的"' in stale.text
    assert "Change T1 拍陈列" in words(stale)
    before = await contents()
    assert (await send(rep, path, **{**fields, "operation": str(new_id())})).status_code == 403
    assert (await boss.get("/admin/tasks/x/edit")).status_code == 404
    assert await contents() == before
    assert "Changed" in words(await boss.get(f"/admin/tasks/{task}"))


async def test_a_task_is_given_to_somebody_else_by_a_form(desk: Desk, crew: People) -> None:
    task = await given(crew)
    boss = await desk.client(crew.supervisor)
    path = f"/admin/tasks/{task}/reassign"
    assert path in (await boss.get(f"/admin/tasks/{task}")).text
    assert (await boss.get(path)).status_code == 200
    fields = {"assignee_id": str(crew.mate.id), "reason": "休假", "version": "1", "operation": str(new_id())}
    nobody = await send(boss, path, **{**fields, "assignee_id": ""})
    assert nobody.status_code == 422
    far = await send(boss, path, **{**fields, "assignee_id": str(crew.stranger.id)})
    assert far.status_code == 403
    assert "赵六 is in another team" in words(far)
    assert (await send(boss, path, **fields)).status_code == 303
    assert await one("SELECT assignee_id FROM task") == crew.mate.id
    shown = words(await boss.get(f"/admin/tasks/{task}"))
    assert "Given to somebody else" in shown
    assert "休假" in shown
    mate = await desk.client(crew.mate)
    assert "拍陈列" in words(await mate.get("/admin/"))


async def test_a_report_takes_as_many_next_steps_as_wanted(desk: Desk, crew: People) -> None:
    visit = await factories.visit(crew.rep, crew.customer)
    await check_out(crew.rep, visit_id=visit)
    rep = await desk.client(crew.rep)
    path = f"/admin/visits/{visit}/report"
    page = await rep.get(path)
    names = [name for name in re.findall(r'name="(\w+)"', page.text) if name not in ("csrf_token", "q", "add_row")]
    assert [name for name in names if name.endswith("_subject")] == ["step1_subject"]
    fields = dict.fromkeys(names, "")
    fields |= {"rows": "1", "operation": str(new_id()), "version": "1", "pains": "货架小", "customer_confirmed": "false",
               "draft": "false", "step1_subject": "第1步"}  # fmt: skip
    before = await contents()
    for number in range(2, 21):
        more = await send(rep, path, **{**fields, "add_row": "1"})
        assert more.status_code == 200
        assert f'name="rows" value="{number}"' in more.text
        assert re.search(rf'name="step{number}_subject"[^>]* autofocus', more.text)
        assert f'value="第{number - 1}步"' in more.text
        fields |= {"rows": str(number), f"step{number}_subject": f"第{number}步", f"step{number}_assignee": "",
                   f"step{number}_due": ""}  # fmt: skip
    assert 'name="add_row"' not in more.text, "twenty are the most"
    assert await contents() == before, "adding rows writes nothing"
    wrong = await send(
        rep, path, **{**fields, "step7_due": "2020-01-01", "step9_subject": "", "step9_due": str(factories.today())}
    )
    assert wrong.status_code == 422
    assert 'id="step9_subject-error"' in wrong.text, "a step with a day and without words is not dropped in silence"
    late = await send(rep, path, **{**fields, "step7_due": "2020-01-01"})
    assert 'id="step7_due-error"' in late.text
    assert "Report on the visit at" in words(late)
    assert (await send(rep, path, **fields)).status_code == 303
    assert await one("SELECT count(*) FROM task") == 20
    due = {row["due_on"] for row in await rows("SELECT due_on FROM task")}
    assert due == {factories.today() + timedelta(days=1)}


async def test_reports_to_write_say_when_they_are_due_and_can_be_narrowed(desk: Desk, crew: People) -> None:
    """The queue holds all that are to be written; the fact of the day counts those that are due."""
    for hours, name in ((-3, "惠民便利店"), (50, "好邻居")):
        shop = crew.customer if hours < 0 else await factories.customer(crew.rep, crew.team, name=name)
        visit = await factories.visit(crew.rep, shop, state="DONE")
        async with db.transaction() as connection:
            await connection.execute(
                "INSERT INTO visit_report (visit_id, author_id, due_at) VALUES ($1, $2, now() + make_interval(hours => $3))",
                visit, crew.rep.id, hours,
            )  # fmt: skip
    rep = await desk.client(crew.rep)
    everything = words(await rep.get("/admin/queues/missing-reports"))
    assert "3 h ago" in everything
    assert "in 2 d" in everything
    for choice, there, not_there in (("overdue", "惠民便利店", "好邻居"), ("later", "好邻居", "惠民便利店")):
        listed = words(await rep.get(f"/admin/queues/missing-reports/rows?due={choice}"))
        assert (there in listed, not_there in listed) == (True, False), choice
    assert "Visit reports due and not in 1" in words(await rep.get("/admin/daily"))


async def test_a_link_in_a_message_opens_the_record(desk: Desk, crew: People) -> None:
    task = await given(crew)
    post = new_id()
    await post_to_feed(crew.rep, id=post, text="首单")
    rep = await desk.client(crew.rep)
    for kind, key, page in (
        ("Task", task, f"/admin/tasks/{task}"), ("FeedPost", post, f"/admin/feed#post-{post}"),
        ("CustomerAlert", new_id(), "/admin/insight/abnormal"),
    ):  # fmt: skip
        answer = await rep.get(f"/admin/open/{kind}/{key}")
        assert (answer.status_code, answer.headers["location"]) == (303, page)
    for address in ("Task/x", f"Nothing/{task}", f"Setting/{task}"):
        assert (await rep.get(f"/admin/open/{address}")).status_code == 404
    rep.http.cookies.clear()
    unknown = await rep.get(f"/admin/open/Task/{task}")
    assert unknown.headers["location"] == f"/admin/login?next=%2Fadmin%2Fopen%2FTask%2F{task}"


async def test_the_channels_page_says_whether_messages_carry_links(desk: Desk, crew: People) -> None:
    admin = await desk.client(crew.admin)
    assert "ERP_VISIT_PUBLIC_URL is not set" in words(await admin.get("/admin/notification-channels"))


async def test_the_page_of_jobs_follows_what_goes_on(desk: Desk, crew: People) -> None:
    admin, rep = await desk.client(crew.admin), await desk.client(crew.rep)
    idle = await admin.get("/admin/jobs", **{"X-Fragment": "1"})
    assert "data-busy" not in idle.text
    async with db.transaction() as connection:
        key = await jobs.queue(connection, "note", word="x")
        await connection.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = $1", key)
        await connection.execute("INSERT INTO job_note (job_id, done, total) VALUES ($1, 3, 7)", key)
    busy = await admin.get("/admin/jobs?state=running", **{"X-Fragment": "1"})
    assert "data-busy" in busy.text
    assert "3/7" in busy.text
    assert "<html" not in busy.text
    assert (await rep.get("/admin/jobs", **{"X-Fragment": "1"})).status_code == 403
