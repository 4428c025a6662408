"""Pages of daily work over HTTP: tasks, reports, feed, daily report, notifications, channels, jobs."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

from erp_visit import db, jobs
from erp_visit.core.ids import new_id
from erp_visit.org.rights import RoleCode
from erp_visit.panel.security import csrf_token
from erp_visit.visits.leaving import check_out
from erp_visit.work.service import create_task
from tests import factories
from tests.panel.desk import Client, Desk
from tests.test_jobs import _nothing_periodic  # noqa: F401 -- the fixture is for all
from tests.unchanged import contents
from tests.work.people import People, one, people, rows, told
from tests.work.test_notify import WECOM


@pytest.fixture
async def crew(desk: Desk) -> People:
    return await people()


async def send(client: Client, path: str, **fields: Any) -> httpx.Response:
    return await client.http.post(path, data={"csrf_token": csrf_token(client.key, client.token), **fields})


def words(page: httpx.Response) -> str:
    """What stands on a page, without tags."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def given(crew: People, **more: Any) -> str:
    key = new_id()
    values = {
        "subject": "拍陈列",
        "due_on": factories.today(),
        "assignee_id": crew.rep.id,
        "customer_id": crew.customer,
        **more,
    }
    await create_task(crew.supervisor, id=key, **values)
    return str(key)


async def test_a_task_is_given_done_and_appraised_in_the_panel(desk: Desk, crew: People) -> None:
    boss, rep = await desk.client(crew.supervisor), await desk.client(crew.rep)
    form = await boss.get(f"/admin/tasks/new?customer={crew.customer}")
    assert 'value="惠民便利店"' in form.text
    fields = {"subject": "拍陈列", "due_on": str(factories.today()), "assignee_id": str(crew.rep.id), "priority": "HIGH",
              "customer_id": str(crew.customer), "detail": "", "operation": str(new_id())}  # fmt: skip
    for _ in range(2):  # sent twice, made once
        answer = await send(boss, "/admin/tasks/new", **fields)
        assert answer.status_code == 303
    task = answer.headers["location"]
    assert await one("SELECT count(*) FROM task") == 1
    refused = await send(boss, "/admin/tasks/new", **{**fields, "due_on": "2020-01-01", "operation": str(new_id())})
    assert refused.status_code == 422
    assert "A task is due today or later" in refused.text
    assert 'value="拍陈列"' in refused.text

    home = words(await rep.get("/admin/"))
    assert "My tasks" in home
    assert "拍陈列 urgent 惠民便利店" in home
    page = await rep.get(task)
    assert "陈主管 to 王伟" in words(page)
    assert "Only who gave it, or a supervisor, decides on it." in words(page)
    assert (await rep.decide(f"{task}/start")).json()["outcome"] == "done"
    empty = (await rep.decide(f"{task}/complete", result=" ")).json()
    assert (empty["outcome"], empty["errors"][0]["path"]) == ("refused", ["result"])
    assert (await rep.decide(f"{task}/note", text="约了")).json()["outcome"] == "done"
    done = (await rep.decide(f"{task}/complete", result="拍好了")).json()
    assert (done["outcome"], done["message"]) == ("done", " completed")
    again = (await rep.decide(f"{task}/complete", result="又拍")).json()
    assert again["outcome"] == "overtaken"
    assert "拍好了" in words(await boss.get(task))
    for rating in ("", "7", "x"):
        assert (await boss.decide(f"{task}/appraise", rating=rating)).json()["errors"][0]["path"] == ["rating"]
    assert (await boss.decide(f"{task}/appraise", rating="5", comment="好")).json()["outcome"] == "done"
    assert (await rows("SELECT state, rating FROM task")) == [{"state": "APPRAISED", "rating": 5}]
    assert "5 of 5: 好" in words(await rep.get(task))
    stranger = await desk.client(crew.stranger)
    assert (await stranger.get(task)).status_code == 404
    assert (await stranger.decide(f"{task}/cancel", reason="x")).status_code == 404


async def test_a_visit_report_in_the_panel(desk: Desk, crew: People) -> None:
    visit = await factories.visit(crew.rep, crew.customer)
    await check_out(crew.rep, visit_id=visit)
    rep, boss = await desk.client(crew.rep), await desk.client(crew.supervisor)
    path = f"/admin/visits/{visit}/report"
    page = await rep.get(path)
    assert "Report on the visit at 惠民便利店" in page.text
    names = re.findall(r'name="(\w+)"', page.text)
    fields = {name: "" for name in names if name not in ("csrf_token", "operation", "q")}
    fields |= {
        "operation": str(new_id()), "version": "1", "attendees": "张老板，店主，138\n小李", "pains": "货架小", "intent": "HIGH",
        "customer_confirmed": "true", "step1_subject": "送样品", "step1_due": str(factories.today() + timedelta(days=2)), "draft": "false",
    }  # fmt: skip
    wrong = await send(rep, path, **{**fields, "step1_due": "2020-01-01"})
    assert wrong.status_code == 422
    assert "货架小" in wrong.text
    answer = await send(rep, path, **fields)
    assert answer.status_code == 303, words(answer)
    report = answer.headers["location"]
    (row,) = await rows("SELECT attendees::text, pains, intent, customer_confirmed, state FROM visit_report")
    assert (
        row["attendees"]
        == '[{"name": "张老板", "role": "店主", "contact": "138"}, {"name": "小李", "role": "", "contact": ""}]'
    )
    assert (row["pains"], row["intent"], row["customer_confirmed"], row["state"]) == (
        "货架小",
        "HIGH",
        True,
        "SUBMITTED",
    )
    assert await one("SELECT subject FROM task") == "送样品"
    stale = await send(rep, path, **{**fields, "operation": str(new_id())})
    assert stale.status_code == 409
    shown = words(await boss.get(report))
    for text in ("张老板 (店主) 138", "货架小", "送样品", "agreed with the customer"):
        assert text in shown
    queue = await boss.get("/admin/queues/visit-reports/rows")
    assert words(queue).count("惠民便利店") == 1
    assert "All visit reports are in." in words(await rep.get("/admin/queues/missing-reports"))
    assert (await rep.decide(f"{report}/review", rating="5", version=2)).status_code == 403
    assert (await boss.decide(f"{report}/review", comment="好", rating="5", version=2)).json()["outcome"] == "done"
    assert await told(crew.rep) == ["report.reviewed"]
    assert (await send(boss, path, **fields)).status_code in (403, 422)


async def test_the_feed(desk: Desk, crew: People) -> None:
    rep, mate = await desk.client(crew.rep), await desk.client(crew.mate)
    operation = str(new_id())
    for _ in range(2):
        assert (await send(rep, "/admin/feed", text="首单 <b>大</b>", operation=operation)).status_code == 303
    post = await one("SELECT id FROM feed_post")
    page = await mate.get("/admin/feed")
    assert "首单 &lt;b&gt;大&lt;/b&gt;" in page.text
    assert (await send(mate, f"/admin/feed/{post}/comment", text="恭喜", operation=str(new_id()))).status_code == 303
    assert "恭喜" in words(await rep.get("/admin/feed"))
    long = await send(mate, f"/admin/feed/{post}/comment", text="x" * 1001, operation=str(new_id()))
    assert long.status_code == 422
    assert "The text has 1001 characters" in long.text
    visit = await factories.visit(crew.rep, crew.customer, state="DONE")
    assert (await send(rep, f"/admin/visits/{visit}/share", text="看看", operation=str(new_id()))).status_code == 303
    assert "惠民便利店" in words(await rep.get("/admin/feed"))
    shown = words(await mate.get("/admin/feed"))
    assert "看看" in shown
    assert "惠民便利店" not in shown, "of a visit that one may not see only its text"
    before = await contents()
    without = await rep.http.post("/admin/feed", data={"text": "x"})
    assert without.status_code == 403
    assert await contents() == before


async def test_the_daily_report(desk: Desk, crew: People) -> None:
    await factories.visit(crew.rep, crew.customer, state="DONE")
    rep, boss = await desk.client(crew.rep), await desk.client(crew.supervisor)
    page = words(await rep.get("/admin/daily"))
    assert "Visits done 1" in page
    assert "The team" not in page
    assert "王伟 Team not handed in" in words(await boss.get("/admin/daily"))
    await send(rep, "/admin/daily", remarks="顺利", next_steps="", action="draft", operation=str(new_id()))
    assert "顺利" in (await rep.get("/admin/daily")).text
    answer = await send(
        rep, "/admin/daily", remarks="顺利", next_steps="送货", action="submit", operation=str(new_id())
    )
    report = answer.headers["location"]
    assert "王伟 Team Submitted 1" in words(await boss.get("/admin/daily"))
    assert words(await boss.get("/admin/queues/daily-reports/rows")).count("王伟") == 1
    assert (await boss.decide(f"{report}/read", comment="辛苦")).json()["outcome"] == "done"
    assert "辛苦" in words(await rep.get(report))
    late = await send(rep, "/admin/daily", day="2020-01-01", remarks="x", action="submit", operation=str(new_id()))
    assert late.status_code == 422
    assert "A daily report can be written up to 7 days late" in late.text


async def test_the_bell(desk: Desk, crew: People) -> None:
    await given(crew)
    await given(crew, subject="第二件")
    rep = await desk.client(crew.rep, "zh")
    assert (await rep.get("/admin/notifications/unread")).json() == {"unread": 2}
    items = (await rep.get("/admin/notifications/latest")).json()["items"]
    assert [item["text"][:12] for item in items] == ["陈主管 给您布置了任务「", "陈主管 给您布置了任务「"]
    task = await one("SELECT id FROM task WHERE subject = '第二件'")
    assert items[0]["href"] == f"/admin/tasks/{task}"
    assert "第二件" in words(await rep.get("/admin/notifications"))
    mate = await desk.client(crew.mate)
    assert (await mate.post("/admin/notifications/read", {"ids": [items[0]["id"]]})).json() == {"unread": 0}
    assert (await rep.get("/admin/notifications/unread")).json() == {"unread": 2}
    assert (await rep.post("/admin/notifications/read", {"ids": [items[0]["id"]]})).json() == {"unread": 1}
    assert (await rep.post("/admin/notifications/read", {})).json() == {"unread": 0}
    assert (await rep.post("/admin/notifications/read", {"ids": ["x"]})).status_code == 404


async def test_channels(desk: Desk, crew: People, database_url: str) -> None:
    admin, clerk = (
        await desk.client(crew.admin),
        await desk.client(await factories.employee(crew.company, RoleCode.CLERK)),
    )
    assert (await clerk.get("/admin/notification-channels")).status_code == 403
    fields = {"name": "销售群", "kind": "WECOM", "address": "file:///etc/passwd", "employee_id": "", "department_id": str(crew.team),
              "operation": str(new_id())}  # fmt: skip
    wrong = await send(admin, "/admin/notification-channels/new", **fields)
    assert wrong.status_code == 422
    assert "This is no address for WECOM" in wrong.text
    assert "passwd" not in wrong.text
    assert (await send(admin, "/admin/notification-channels/new", **{**fields, "address": WECOM})).status_code == 303
    key = await one("SELECT id FROM notification_channel")
    for page in ("/admin/notification-channels", f"/admin/notification-channels/{key}/edit"):
        text = (await admin.get(page)).text
        assert "销售群" in text
        assert "693a91f6" not in text
    change = {"name": "销售一群", "address": "", "active": "true", "version": "1", "operation": str(new_id())}
    assert (await send(admin, f"/admin/notification-channels/{key}/edit", **change)).status_code == 303
    assert await one("SELECT address FROM notification_channel WHERE name = '销售一群'") == WECOM
    async with db.connection() as connection:  # a name that leads nowhere: nothing leaves this machine
        await connection.execute("UPDATE notification_channel SET address = 'nowhere'")
    async with jobs.working(database_url):
        assert (await send(admin, f"/admin/notification-channels/{key}/test")).status_code == 303
    page = await admin.get("/admin/notification-channels")
    assert "The test message did not go out: the address is not one of this kind" in words(page)


async def test_jobs(desk: Desk, crew: People, database_url: str) -> None:
    admin, boss = await desk.client(crew.admin), await desk.client(crew.supervisor)
    assert (await boss.get("/admin/jobs")).status_code == 403
    async with db.transaction() as connection:
        failing = await jobs.queue(connection, "fail")
        waiting = await jobs.queue(connection, "note", at=datetime.now(UTC) + timedelta(hours=1), word="<later>")
    async with jobs.working(database_url):
        from tests.test_jobs import queued, until

        async def failed() -> bool:
            return await queued(db, "failed") == 1

        await until(failed)
    page = await admin.get("/admin/jobs")
    kept = orjson.loads(await one("SELECT error FROM job_note WHERE job_id = $1", failing))
    assert "on purpose" not in page.text, "what went wrong in it may hold what this reader may not see"
    assert f"the log knows more under the number {kept['incident']}" in words(page)
    async with db.transaction() as connection:
        await connection.execute("UPDATE job_note SET error = 'ValueError: of before' WHERE job_id = $1", failing)
    page = await admin.get("/admin/jobs")
    assert ("It failed; the log" in words(page), "of before" in page.text) == (True, False)
    tried = re.search(rf'<td class="ev-num">{failing}</td>.*?<td class="ev-num">(\d+)</td>', page.text, re.DOTALL)
    assert tried is not None
    assert int(tried[1]) == await one("SELECT attempts FROM procrastinate_jobs WHERE id = $1", failing)
    page = await admin.get("/admin/jobs?state=waiting")
    assert "word = &lt;later&gt;" in page.text
    assert "remind_of_reports" not in (await admin.get("/admin/jobs?state=nonsense")).text
    assert (await send(boss, f"/admin/jobs/{failing}/retry")).status_code == 403
    assert (await send(admin, f"/admin/jobs/{failing}/retry", state="failed")).status_code == 303
    assert await one("SELECT status::text FROM procrastinate_jobs WHERE id = $1", failing) == "todo"
    assert (await send(admin, f"/admin/jobs/{waiting}/cancel", state="waiting")).status_code == 303
    assert await one("SELECT status::text FROM procrastinate_jobs WHERE id = $1", waiting) == "cancelled"
    await send(admin, f"/admin/jobs/{waiting}/retry")
    assert "Only a job that failed or waits can be done again" in words(await admin.get("/admin/jobs"))
    for nowhere in ("/admin/jobs/999999/retry", "/admin/jobs/x/retry", f"/admin/jobs/{failing}/nothing"):
        assert (await send(admin, nowhere)).status_code == 404
    assert await one("SELECT count(*) FROM audit_entry WHERE action LIKE 'job.%'") == 2
