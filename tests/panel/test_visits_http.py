"""The visit's page and the queue of suspicious visits, without a browser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from types import ModuleType
from uuid import UUID

import pytest

from erp_visit.core.clock import now
from erp_visit.core.ids import global_id, new_id
from erp_visit.forms.service import create_form, publish_form
from erp_visit.org.rights import Right
from erp_visit.settings import Settings
from erp_visit.visits import leaving, service
from erp_visit.visits.actions import submit_visit_action
from erp_visit.visits.co_visits import check_in_co_visit, check_out_co_visit, invite_to_visit
from erp_visit.visits.models import PhotoPurpose
from tests import factories
from tests.factories import World
from tests.panel.desk import Desk, open_desk
from tests.visits.steps import NORTH, SHOP, execute, fetch, fix, photo, row

FRONT = PhotoPurpose.STOREFRONT


@pytest.fixture
async def world(db: ModuleType) -> World:
    made = await factories.world(products=0)
    made.customer = await factories.customer(made.rep, made.sales, name="好邻居", position=SHOP)
    return made


@pytest.fixture
async def desk(world: World, settings: Settings) -> AsyncIterator[Desk]:
    async with open_desk(settings) as opened:
        yield opened


async def doubted(world: World, name: str = "旧店") -> UUID:
    """A visit with a photo used before, come to at an impossible speed, with a colleague; it has ended."""
    other = await factories.customer(world.rep, world.sales, name=name, position=(SHOP[0] + 0.3, SHOP[1]))
    first, key, going = new_id(), new_id(), new_id()
    away = {**fix(), "latitude": SHOP[0] + 0.3}
    await service.check_in(world.rep, id=first, customer_id=other, photos=[(await photo(world.rep), FRONT)], **away)
    await leaving.check_out(world.rep, visit_id=first)
    await service.check_in(
        world.rep, id=key, customer_id=world.customer, device="Mate 60",
        photos=[(await photo(world.rep, captured_at=now() - timedelta(hours=3), place=SHOP), FRONT)], **fix(60),
    )  # fmt: skip
    await invite_to_visit(world.rep, id=going, visit_id=key, colleague_id=world.manager.id)
    await check_in_co_visit(world.manager, co_visit_id=going, **fix(30))
    await check_out_co_visit(world.manager, co_visit_id=going, feedback="陈列不错", rating=4)
    await leaving.check_out(world.rep, visit_id=key, summary="谈了冬季活动", **fix(900))
    return key


async def test_the_page_tells_each_doubt_in_words(world: World, desk: Desk) -> None:
    key = await doubted(world)
    client = await desk.client(world.supervisor)
    page = (await client.get(f"/admin/visits/{key}")).text
    for text in (
        "Impossible speed", "from the last check-in at", "km/h; 200 km/h are possible.",
        "It looks like the photo taken at 旧店 on", "0 of 64 bits differ.",
        "The photo was taken 3 h 0 min before the check-in; 30 min are allowed.",
        "900 m from the customer; 200 m are allowed.", "200 m allowed", "Mate 60", "陈列不错", "谈了冬季活动",
        "Colleague checked in", "Accept the visit", "Reject the visit", "/files/",
    ):  # fmt: skip
        assert text in page, text
    ((earlier,),) = await fetch("SELECT id FROM visit WHERE id <> $1", key)
    assert f"/admin/visits/{earlier}" in page
    assert "&#34;kind&#34;: &#34;danger&#34;" in page or '"kind": "danger"' in page
    chinese = (await (await desk.client(world.supervisor, "zh")).get(f"/admin/visits/{key}")).text
    assert "速度不可能" in chinese
    assert "照片曾用过" in chinese


async def test_a_photo_out_of_sight_stays_so(world: World, desk: Desk) -> None:
    key = await doubted(world)
    colleague = await factories.employee(world.sales)
    await execute("UPDATE customer SET owner_id = $1 WHERE name = '好邻居'", colleague.id)
    page = (await (await desk.client(colleague)).get(f"/admin/visits/{key}")).text
    assert "It looks like the photo taken at 旧店" in page
    assert page.count("<img src") == 1
    assert "no right to see it" in page


async def test_the_queue_decides_with_a_reason(world: World, desk: Desk) -> None:
    key = await doubted(world)
    client = await desk.client(world.supervisor)
    rows = (await client.get("/admin/queues/visits/rows")).text
    assert str(key) in rows
    assert "Photo used before" in rows
    assert rows.count("data-row=") == 1
    assert re.sub(r"<[^>]+>|\s+", "", rows).count("好邻居") == 1  # the day of the visit stands below it
    assert f'<span class="queue-number">{factories.today()}</span>' in rows
    for query, shown in (
        ("?tab=unverified", 0), ("?tab=suspicious", 1), ("?tab=all", 1), ("?tab=none-such", 1),
        ("?reason=TOO_FAST", 1), ("?reason=NO_FIX", 0), ("?q=好邻", 1), ("?q=旧店", 0), ("?tab=unverified&q=好邻", 0),
    ):  # fmt: skip
        assert (await client.get(f"/admin/queues/visits/rows{query}")).text.count("data-row=") == shown, query
    address = f"/admin/visits/{key}"
    version = (await row(key))["version"]
    answer = await client.decide(f"{address}/reject", version=version, reason=" ")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == ["reason"]
    answer = await client.decide(f"{address}/reject", version=version, reason="照片是旧的", number="好邻居")
    assert answer.json()["outcome"] == "done"
    assert answer.json()["message"] == "好邻居: rejected"
    assert "rejected, does not count" not in answer.json()["record"]  # it was not effective anyway
    assert (await client.get("/admin/queues/visits/rows")).text.count("data-row=") == 0
    # The second one reads who decided.
    answer = await (await desk.client(world.manager)).decide(f"{address}/accept", version=version, reason="x")
    assert answer.json()["outcome"] == "overtaken"
    assert world.supervisor.name in answer.json()["message"]
    page = (await client.get(address)).text
    assert "照片是旧的" in page
    assert 'data-action="accept"' not in page


async def test_reasons_are_offered_where_they_were_given(world: World, desk: Desk) -> None:
    first, second, third = [await doubted(world, f"店{n}") for n in range(3)]
    client = await desk.client(world.supervisor)
    for key, action, reason in ((first, "reject", "照片是旧的"), (second, "accept", "店主证实到店")):
        version = (await row(key))["version"]
        answer = await client.decide(f"/admin/visits/{key}/{action}", version=version, reason=reason)
        assert answer.json()["outcome"] == "done"
    page = (await client.get(f"/admin/visits/{third}")).text
    dialogs = re.findall(r'<dialog class="rec-dialog" id="dialog-(\w+)"(.*?)</dialog>', page, re.DOTALL)
    offered = {name: re.findall(r'data-reason="([^"]*)"', text) for name, text in dialogs}
    assert offered == {"accept": ["店主证实到店"], "reject": ["照片是旧的"]}


async def test_many_at_once(world: World, desk: Desk) -> None:
    keys = [await doubted(world, f"店{n}") for n in range(2)]
    mine = await factories.customer(world.supervisor, world.sales, position=SHOP)
    own = new_id()
    await service.check_in(world.supervisor, id=own, customer_id=mine, **fix(mock=True))
    await leaving.check_out(world.supervisor, visit_id=own)
    client = await desk.client(world.supervisor)
    page = (await client.get(f"/admin/queues/visits?record={own}")).text
    assert "It is your own visit; somebody else has to decide." in page
    items = [
        {"key": str(key), "number": "x", "version": (await row(key))["version"], "operationId": str(new_id())}
        for key in (*keys, own)
    ]
    answer = await client.post("/admin/queues/visits/batch", {"action": "accept", "reason": "核实过", "items": items})
    assert [result["outcome"] for result in answer.json()["results"]] == ["done", "done", "refused"]
    assert "your own" in answer.json()["results"][2]["message"]
    assert await fetch("SELECT count(*) FROM visit WHERE review_decision = 'ACCEPTED'") == [(2,)]


async def test_who_may_not_review_has_no_queue(world: World, desk: Desk) -> None:
    key = await doubted(world)
    client = await desk.client(world.rep)
    assert (await client.get("/admin/queues/visits")).status_code == 403
    page = (await client.get(f"/admin/visits/{key}")).text
    assert "You lack the right visit.review." in page
    answer = await client.decide(f"/admin/visits/{key}/accept", reason="x")
    assert answer.status_code == 403
    lacking = await factories.employee(world.sales, less=frozenset({Right.VISIT_REVIEW}))
    assert "Suspicious visits" not in (await (await desk.client(lacking)).get("/admin/")).text
    assert "Suspicious visits" in (await (await desk.client(world.supervisor)).get("/admin/")).text


async def test_a_plain_visit_has_no_decision_to_make(world: World, desk: Desk) -> None:
    key = new_id()
    await service.check_in(world.rep, id=key, customer_id=world.customer, **fix(NORTH))
    page = (await (await desk.client(world.supervisor)).get(f"/admin/visits/{key}")).text
    assert 'data-action="accept"' not in page
    assert "No photos." in page


async def unverified(world: World) -> UUID:
    """A visit without any position, over by now."""
    await factories.setting("check_in_required", False, world.sales)
    shop, key = await factories.customer(world.rep, world.sales, name="地下店", position=SHOP), new_id()
    await service.check_in(world.rep, id=key, customer_id=shop)
    await leaving.check_out(world.rep, visit_id=key)
    return key


async def test_what_only_proves_nothing_waits_in_a_tab_of_its_own(world: World, desk: Desk) -> None:
    doubt, nothing = await doubted(world), await unverified(world)
    client = await desk.client(world.supervisor)
    page = (await client.get("/admin/queues/visits?q=%E5%BA%97&department=")).text
    tabs = re.findall(
        r'<a href="([^"]+)"( aria-current="page")?>(\w+) <span class="queue-count"[^>]*>(\S+)</span>', page
    )
    assert [(label, count, bool(here)) for _, here, label, count in tabs] == [
        ("Suspicious", "1", True), ("Unverified", "1", False), ("All", "2", False),
    ]  # fmt: skip
    assert tabs[1][0] == "/admin/queues/visits?q=%E5%BA%97&amp;tab=unverified"  # narrowed down as before
    rows = {tab: (await client.get(f"/admin/queues/visits/rows?tab={tab}")).text for tab in ("", "unverified", "all")}
    assert [str(doubt) in rows[tab] for tab in rows] == [True, False, True]
    assert [str(nothing) in rows[tab] for tab in rows] == [False, True, True]
    assert ['data-count="1"' in rows[tab] for tab in rows] == [True, True, False]
    # Many of them at once, each for itself.
    item = {"key": str(nothing), "number": "x", "version": (await row(nothing))["version"]}
    items = [{**item, "operationId": str(new_id())}, {**item, "key": str(new_id()), "operationId": str(new_id())}]
    answer = await client.post("/admin/queues/visits/batch", {"action": "accept", "reason": "地下室", "items": items})
    assert [result["outcome"] for result in answer.json()["results"]] == ["done", "refused"]
    assert "data-row=" not in (await client.get("/admin/queues/visits/rows?tab=unverified")).text


async def test_a_decision_is_corrected_on_the_page(world: World, desk: Desk) -> None:
    key = await doubted(world)
    client = await desk.client(world.supervisor)
    address = f"/admin/visits/{key}"
    version = (await row(key))["version"]
    await client.decide(f"{address}/reject", version=version, reason="照片是旧的", number="x")
    page = (await client.get(address)).text
    assert 'data-action="accept-after-all"' in page
    assert 'data-action="reject-after-all"' not in page
    # Who has not read the decision does not overturn it.
    stale = await client.decide(f"{address}/accept-after-all", version=version, reason="x", number="x")
    assert stale.json()["outcome"] == "overtaken"
    missing = await client.decide(f"{address}/accept-after-all", reason="x", number="x")
    assert (missing.status_code, missing.json()["errors"][0]["path"]) == (422, ["expectedVersion"])
    done = await client.decide(f"{address}/accept-after-all", version=version + 1, reason="店主证实", number="好邻居")
    assert done.json()["message"] == "好邻居: accepted after all"
    page = (await client.get(address)).text
    told = page[page.index("Decision before") :]
    assert told.index("照片是旧的") < told.index("Decision in force") < told.index("店主证实")
    assert 'data-action="reject-after-all"' in page
    assert "Decision corrected" in page


async def test_a_colleagues_doubts_stand_on_the_page(world: World, desk: Desk) -> None:
    visit, going = new_id(), new_id()
    await service.check_in(world.rep, id=visit, customer_id=world.customer, **fix())
    await invite_to_visit(world.rep, id=going, visit_id=visit, colleague_id=world.manager.id)
    await check_in_co_visit(world.manager, co_visit_id=going, **fix(30, accuracy=150.0, mock=True))
    page = (await (await desk.client(world.supervisor)).get(f"/admin/visits/{visit}")).text
    along = page[page.index(">Colleague</th>") :]
    assert along.index(world.manager.name) < along.index("The position is right to 150 m only; 100 m are allowed.")
    assert "The phone itself says that an app makes up its position." in along


async def test_a_doubted_photo_in_a_form_stands_beside_the_earlier_one(world: World, desk: Desk) -> None:
    form, shelf = new_id(), [{"key": "shelf", "label": "货架照", "kind": "PHOTO"}]
    await create_form(world.clerk, id=form, name="陈列", draft=shelf)
    await publish_form(world.clerk, template_id=form)
    other = await factories.customer(world.rep, world.sales, name="旧店", position=SHOP)
    for customer in (other, world.customer):
        visit = new_id()
        await service.check_in(world.rep, id=visit, customer_id=customer, **fix())
        answers = {"shelf": [global_id("StoredFile", await photo(world.rep))]}
        await submit_visit_action(
            world.rep, id=new_id(), visit_id=visit, template_id=form, form_version_number=1, answers=answers
        )
        await leaving.check_out(world.rep, visit_id=visit)
    page = (await (await desk.client(world.supervisor)).get(f"/admin/visits/{visit}")).text
    forms = page[page.index(">Forms <small>") :]
    assert "货架照" in forms
    assert "It looks like the photo taken at 旧店 on" in forms
    assert forms.count("<img src") == 2
