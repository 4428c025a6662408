"""Notifications: told once, in the reader's language, and sent out by channels to real servers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import orjson
import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from erp_visit import jobs
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import Right, RoleCode
from erp_visit.work.channels import create_channel, try_channel, update_channel
from erp_visit.work.messengers import check_address
from erp_visit.work.models import ChannelKind
from erp_visit.work.notify import mark_read, notify, supervisors_of
from erp_visit.work.wording import notification_text
from tests import factories
from tests.test_jobs import _nothing_periodic, queued, until  # noqa: F401 -- the fixture is for all
from tests.unchanged import refused
from tests.work.sinks import mail_box, robot

DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-0a1b-2c3d"


async def one(db: ModuleType, sql: str, *values: Any) -> Any:
    async with db.connection() as connection:
        return await connection.fetchval(sql, *values)


async def rows(db: ModuleType, sql: str, *values: Any) -> list[dict[str, Any]]:
    async with db.connection() as connection:
        return [dict(row) for row in await connection.fetch(sql, *values)]


async def tell(db: ModuleType, *recipients: Actor | UUID, key: str = "greeting", **params: Any) -> list[UUID]:
    async with db.transaction() as connection:
        return await notify(
            connection, [getattr(one, "id", one) for one in recipients], key=key, template="Hello {name}",
            params={"name": "世界", **params}, entity="Customer", entity_id=new_id(),
        )  # fmt: skip


@pytest.fixture
async def admin(db: ModuleType) -> Actor:
    return await factories.employee(await factories.department(), RoleCode.ADMINISTRATOR)


async def work_off(db: ModuleType, database_url: str) -> None:
    """Do all that is queued now."""
    async with jobs.working(database_url):

        async def done() -> bool:
            waiting = (
                "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR status = 'todo' AND attempts = 0"
            )
            return await one(db, waiting + " AND task_name LIKE ANY (ARRAY['deliver%', 'try%'])") == 0

        await until(done)


async def test_told_once_for_each_key(db: ModuleType, admin: Actor) -> None:
    rep = await factories.employee(admin.department_id)
    gone = await factories.employee(admin.department_id)
    async with db.connection() as connection:
        await connection.execute("UPDATE employee SET status = 'LEFT' WHERE id = $1", gone.id)
    assert len(await tell(db, rep, admin, rep, gone, new_id())) == 2
    assert len(await tell(db, rep)) == 0
    assert len(await tell(db, rep, key="another")) == 1
    assert len(await asyncio.gather(*(tell(db, rep, admin, key="race") for _ in range(5)))) == 5
    assert await one(db, "SELECT count(*) FROM notification WHERE key = 'race'") == 2


async def test_reading(db: ModuleType, admin: Actor) -> None:
    rep = await factories.employee(admin.department_id)
    (mine,) = await tell(db, rep)
    (other,) = await tell(db, admin)
    await tell(db, rep, key="second")
    done = await mark_read(rep, notification_ids=[mine, other, new_id()])
    assert (done.notification_ids, done.unread) == ((mine,), 1)
    operation = new_id()
    everything = await mark_read(rep, operation_id=operation)
    assert (len(everything.notification_ids), everything.unread) == (1, 0)
    again = await mark_read(rep, operation_id=operation)
    assert again.replayed
    assert again.notification_ids == everything.notification_ids
    assert await one(db, "SELECT read_at FROM notification WHERE id = $1", other) is None
    async with refused(ErrorCode.KEY_REUSED):
        await mark_read(rep, notification_ids=[mine], operation_id=operation)
    async with refused(ErrorCode.INVALID_INPUT):
        await mark_read(rep, notification_ids=[new_id() for _ in range(501)])


def test_texts_are_in_the_reader_s_language() -> None:
    template = "This is a test of the channel {name}. Notifications will arrive here."
    assert notification_text(template, {"name": "群"}, locale="en") == template.format(name="群")
    assert notification_text(template, {"name": "群"}, locale="zh") == "这是渠道 群 的测试消息，通知将发送到这里。"
    assert (
        notification_text("due {due_at}", '{"due_at": "2026-11-21T18:30:00+00:00"}', locale="en")
        == "due 2026-11-22 02:30"
    )


async def test_supervisors_are_the_nearest_who_may_review(db: ModuleType) -> None:
    company = await factories.department("Company")
    region = await factories.department("Region", company)
    team = await factories.department("Team", region)
    rep = await factories.employee(team, RoleCode.REP)
    boss = await factories.employee(company, RoleCode.MANAGER)
    async with db.transaction() as connection:

        async def hold(actor: Actor, role: str) -> None:
            await connection.execute(
                "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = $2",
                actor.id,
                role,
            )

        await hold(rep, "REP")
        await hold(boss, "MANAGER")
        assert await supervisors_of(connection, rep.id) == [boss.id]
        assert await supervisors_of(connection, boss.id) == []
        chiefs = [await factories.employee(region, RoleCode.SUPERVISOR) for _ in range(2)]
        for chief in chiefs:
            await hold(chief, "SUPERVISOR")
        assert await supervisors_of(connection, rep.id) == sorted(chief.id for chief in chiefs)
        assert await supervisors_of(connection, chiefs[0].id) == [chiefs[1].id]
        await connection.execute(
            "UPDATE employee SET status = 'LEFT' WHERE id = ANY($1)", [chief.id for chief in chiefs]
        )
        assert await supervisors_of(connection, rep.id) == [boss.id]


GOOD = [
    (ChannelKind.MAIL, "wang.wei+erp@example.com.cn"), (ChannelKind.DINGTALK, DINGTALK),
    (ChannelKind.DINGTALK, DINGTALK + "&secret=SEC0123456789"), (ChannelKind.WECOM, WECOM), (ChannelKind.FEISHU, FEISHU),
]  # fmt: skip
BAD = [
    (ChannelKind.MAIL, "file:///etc/passwd"), (ChannelKind.MAIL, "a@b"), (ChannelKind.MAIL, "a@b.cn, c@d.cn"),
    (ChannelKind.MAIL, "a@b.cn?smtp=evil.example"), (ChannelKind.MAIL, "a@b.cn\nBcc: c@d.cn"),
    (ChannelKind.DINGTALK, WECOM), (ChannelKind.WECOM, "file:///etc/passwd"), (ChannelKind.WECOM, WECOM + "&x=1"),
    (ChannelKind.WECOM, WECOM.replace("https", "http")), (ChannelKind.WECOM, WECOM.replace("qyapi", "evil@qyapi")),
    (ChannelKind.WECOM, WECOM.replace(".com", ".com.evil.example")), (ChannelKind.WECOM, WECOM.replace(".com/", ".com:8080/")),
    (ChannelKind.FEISHU, FEISHU + "/../../x"), (ChannelKind.FEISHU, FEISHU + "#x"), (ChannelKind.FEISHU, "json://localhost"),
    (ChannelKind.DINGTALK, "https://oapi.dingtalk.com/robot/send"), (ChannelKind.DINGTALK, DINGTALK + "&access_token=01234567890"),
    (ChannelKind.DINGTALK, "https://[::1/robot/send?access_token=0123456789"),
]  # fmt: skip


def test_only_addresses_of_the_kind_are_taken() -> None:
    for kind, address in GOOD:
        assert check_address(kind, f" {address} ") == address
    for kind, address in BAD:
        with pytest.raises(DomainError) as caught:
            check_address(kind, address, "address")
        assert caught.value.code is ErrorCode.INVALID_INPUT


async def channel(admin: Actor, kind: ChannelKind, address: str, **given: Any) -> UUID:
    values = {"id": new_id(), "name": kind.value, "kind": kind, "address": address, **given}
    if "department_id" not in given:
        values.setdefault("employee_id", admin.id)
    return (await create_channel(admin, **values)).channel_id


async def test_channels_are_kept_by_those_who_may(db: ModuleType, admin: Actor) -> None:
    key = await channel(admin, ChannelKind.WECOM, WECOM)
    same = {"id": key, "name": "WECOM", "kind": ChannelKind.WECOM, "address": WECOM, "employee_id": admin.id}
    assert (await create_channel(admin, **same)).replayed
    async with refused(ErrorCode.KEY_REUSED):
        await create_channel(admin, **{**same, "name": "other"})
    for given in ({"employee_id": None}, {"department_id": admin.department_id}, {"address": DINGTALK}, {"name": " "}):
        async with refused(ErrorCode.INVALID_INPUT):
            await create_channel(admin, **{**same, "id": new_id(), **given})
    async with refused(ErrorCode.NOT_FOUND):
        await create_channel(admin, **{**same, "id": new_id(), "employee_id": new_id()})
    clerk = await factories.employee(admin.department_id, RoleCode.CLERK)
    for attempt in (
        create_channel(clerk, **same),
        update_channel(clerk, channel_id=key, changes={}),
        try_channel(clerk, channel_id=key),
    ):
        async with refused(ErrorCode.FORBIDDEN):
            await attempt
    rep = await factories.employee(
        await factories.department(), RoleCode.REP, more=frozenset({Right.NOTIFICATION_EDIT})
    )
    async with refused(ErrorCode.NOT_FOUND):
        await update_channel(rep, channel_id=key, changes={"active": False})
    async with refused(ErrorCode.CONFLICT):
        await update_channel(admin, channel_id=key, changes={"active": False}, expected_version=7)
    async with refused(ErrorCode.INVALID_INPUT):
        await update_channel(admin, channel_id=key, changes={"address": DINGTALK})
    await update_channel(admin, channel_id=key, changes={"address": WECOM + "x", "active": False}, expected_version=1)
    (row,) = await rows(db, "SELECT name, address, active, version FROM notification_channel")
    assert row == {"name": "WECOM", "address": WECOM + "x", "active": False, "version": 2}
    assert (
        await one(
            db,
            "SELECT count(*) FROM audit_entry WHERE a::text LIKE '%693a91f6%'".replace("audit_entry", "audit_entry a"),
        )
        == 0
    )


async def test_messages_arrive_by_all_four_kinds(
    db: ModuleType, admin: Actor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Group robots are told once what concerns several; each person's mail tells only their own."""
    team = await factories.department("Team", admin.department_id)
    rep, mate = await factories.employee(team, name="王伟"), await factories.employee(team, name="李娜")
    await channel(admin, ChannelKind.WECOM, WECOM, department_id=team)
    await channel(admin, ChannelKind.DINGTALK, DINGTALK + "&secret=SEC0123456789", department_id=admin.department_id)
    await channel(admin, ChannelKind.FEISHU, FEISHU, employee_id=rep.id)
    await channel(admin, ChannelKind.MAIL, "rep@example.com", employee_id=rep.id)
    with robot() as wecom, robot() as dingtalk, robot() as feishu:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{wecom.port}/send?key={{key}}")
        monkeypatch.setattr(
            NotifyDingTalk, "notify_url", f"http://127.0.0.1:{dingtalk.port}/send?access_token={{token}}"
        )
        monkeypatch.setattr(NotifyFeishu, "notify_url", f"http://127.0.0.1:{feishu.port}/hook/{{token}}/")
        feishu.answer = {"code": 0, "msg": "success"}
        async with mail_box() as box:
            monkeypatch.setenv("ERP_VISIT_MAIL_SERVER", f"smtp://127.0.0.1:{box.port}?from=erp@example.com")
            await tell(db, rep, mate)
            await work_off(db, database_url)
    assert wecom.texts() == dingtalk.texts() == ["ERP Visit\n王伟、李娜: Hello 世界"]
    assert feishu.texts() == ["ERP Visit\nHello 世界"]
    assert box.letters == [("rep@example.com", "ERP Visit", "Hello 世界")]
    assert wecom.received[0][0] == "/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
    assert "&sign=" in dingtalk.received[0][0]
    assert {row["last_error"] for row in await rows(db, "SELECT last_error FROM notification_channel")} == {""}


async def test_messages_link_to_what_they_are_about(
    db: ModuleType, admin: Actor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as the setting says by which address browsers come; each message of several has its own link."""
    await channel(admin, ChannelKind.WECOM, WECOM)
    with robot() as wecom:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{wecom.port}/send?key={{key}}")
        monkeypatch.delenv("ERP_VISIT_PUBLIC_URL", raising=False)
        await tell(db, admin)
        await work_off(db, database_url)
        monkeypatch.setenv("ERP_VISIT_PUBLIC_URL", "https://erp.example.com/")
        await tell(db, admin, key="second")
        await work_off(db, database_url)
        key = await one(db, "SELECT id FROM notification_channel")
        await try_channel(admin, channel_id=key)
        await work_off(db, database_url)
    record = await one(db, "SELECT entity_id FROM notification WHERE key = 'second'")
    assert wecom.texts() == [
        "ERP Visit\nHello 世界",
        f"ERP Visit\nHello 世界\nhttps://erp.example.com/admin/open/Customer/{record}",
        "ERP Visit\n这是渠道 WECOM 的测试消息，通知将发送到这里。\nhttps://erp.example.com/admin/notifications",
    ]


async def test_one_bad_channel_stops_nobody_and_is_tried_again(
    db: ModuleType, admin: Actor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = await channel(admin, ChannelKind.WECOM, WECOM)
    redirected = await channel(admin, ChannelKind.FEISHU, FEISHU)
    silent = await channel(admin, ChannelKind.MAIL, "a@example.com")
    good = await channel(admin, ChannelKind.DINGTALK, DINGTALK)
    with robot() as wecom, robot() as dingtalk, robot() as feishu:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{wecom.port}/send?key={{key}}")
        monkeypatch.setattr(
            NotifyDingTalk, "notify_url", f"http://127.0.0.1:{dingtalk.port}/send?access_token={{token}}"
        )
        monkeypatch.setattr(NotifyFeishu, "notify_url", f"http://127.0.0.1:{feishu.port}/hook/{{token}}/")
        wecom.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}  # with HTTP 200, as WeCom does
        feishu.status = 302
        monkeypatch.setenv("ERP_VISIT_MAIL_SERVER", "smtp://127.0.0.1:1?from=erp@example.com")
        await tell(db, admin)
        await work_off(db, database_url)
        assert dingtalk.texts() == ["ERP Visit\nHello 世界"]
        errors = {
            row["id"]: row["last_error"] for row in await rows(db, "SELECT id, last_error FROM notification_channel")
        }
        assert errors[good] == ""
        assert errors[bad] == "127.0.0.1: HTTP 200, 93000 invalid webhook url"
        assert errors[redirected].startswith("127.0.0.1: HTTP 302")
        assert "refused" in errors[silent]
        waiting = await rows(
            db, "SELECT attempts, scheduled_at > now() AS later, error FROM procrastinate_jobs j JOIN job_note n ON n.job_id = j.id"
            " WHERE status = 'todo' AND task_name = 'deliver_notifications'",
        )  # fmt: skip
        assert [(row["attempts"], row["later"]) for row in waiting] == [(1, True)] * 3
        kept = [orjson.loads(row["error"]) for row in waiting]
        assert {one["message"] for one in kept} == {"The message was not sent: {text}"}
        assert "127.0.0.1: HTTP 200, 93000 invalid webhook url" in {one["params"]["text"] for one in kept}

        wecom.answer = {"errcode": 0, "errmsg": "ok"}
        await update_channel(admin, channel_id=bad, changes={"address": WECOM + "x"})  # mended, it need not wait longer
        async with jobs.working(database_url):

            async def mended() -> bool:
                return await one(db, "SELECT last_error FROM notification_channel WHERE id = $1", bad) == ""

            await until(mended)
        assert len(wecom.received) == 2


async def test_a_test_message_shows_what_is_wrong(
    db: ModuleType, admin: Actor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ERP_VISIT_MAIL_SERVER", raising=False)
    key = await channel(admin, ChannelKind.MAIL, "a@example.com")
    await try_channel(admin, channel_id=key)
    await work_off(db, database_url)
    assert await one(db, "SELECT last_error FROM notification_channel") == "ERP_VISIT_MAIL_SERVER is not set"
    assert await queued(db, "failed") == 1, "a test is not tried again"
    async with mail_box() as box:
        box.refuse = True
        monkeypatch.setenv("ERP_VISIT_MAIL_SERVER", f"smtp://127.0.0.1:{box.port}?from=erp@example.com")
        await try_channel(admin, channel_id=key)
        await work_off(db, database_url)
        assert "nobody of that name" in await one(db, "SELECT last_error FROM notification_channel")
        box.refuse = False
        operation = new_id()
        assert not (await try_channel(admin, channel_id=key, operation_id=operation)).replayed
        assert (await try_channel(admin, channel_id=key, operation_id=operation)).replayed
        await work_off(db, database_url)
        assert await one(db, "SELECT last_error FROM notification_channel") == ""
        assert box.letters == [("a@example.com", "ERP Visit", "这是渠道 MAIL 的测试消息，通知将发送到这里。")]


async def test_old_news_and_channels_out_of_use_are_not_sent(
    db: ModuleType, admin: Actor, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await channel(admin, ChannelKind.WECOM, WECOM)
    with robot() as wecom:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{wecom.port}/send?key={{key}}")
        await tell(db, admin)
        async with db.transaction() as connection:
            await connection.execute("UPDATE notification SET created_at = now() - $1::interval", timedelta(hours=25))
        await work_off(db, database_url)
        await tell(db, admin, key="2")
        await update_channel(admin, channel_id=key, changes={"active": False})
        await tell(db, admin, key="3")
        await work_off(db, database_url)
    assert wecom.received == []
