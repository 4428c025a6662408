"""The internal feed: who posts where, who reads it, who is told of comments."""

from __future__ import annotations

from types import ModuleType
from uuid import UUID

import pytest

from erp_visit.core.actor import Actor
from erp_visit.core.errors import ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.core.visibility import visible_among
from erp_visit.org.rights import Right
from erp_visit.visits.sharing import share_visit
from erp_visit.work.feed import comment_on_post, post_to_feed
from erp_visit.work.models import FeedPost
from tests import factories
from tests.unchanged import refused
from tests.work.people import People, one, people, told


@pytest.fixture
async def crew(db: ModuleType) -> People:
    return await people()


async def reads(actor: Actor, post: UUID) -> bool:
    async with factories.db.connection() as connection:
        return bool(await visible_among(connection, actor, FeedPost, [post]))


async def test_a_post_is_read_on_its_line_of_the_tree(crew: People) -> None:
    everybody = (crew.rep, crew.mate, crew.stranger, crew.supervisor, crew.manager)
    for department, readers in (
        (None, set(everybody)),
        (crew.company, set(everybody)),
        (crew.team, {crew.rep, crew.mate, crew.supervisor, crew.manager}),
    ):
        post = new_id()
        await post_to_feed(crew.rep, id=post, text="周五盘点", department_id=department)
        assert {actor for actor in everybody if await reads(actor, post)} == readers
    for department in (crew.other_team, new_id()):
        async with refused(ErrorCode.FORBIDDEN if department == crew.other_team else ErrorCode.NOT_FOUND):
            await post_to_feed(crew.rep, id=new_id(), text="x", department_id=department)
    await post_to_feed(crew.manager, id=new_id(), text="x", department_id=crew.other_team)
    async with refused(ErrorCode.INVALID_INPUT):
        await post_to_feed(crew.rep, id=new_id(), text=" ")
    blind = await factories.employee(crew.team, less=frozenset({Right.TASK_VIEW}))
    async with refused(ErrorCode.FORBIDDEN):
        await post_to_feed(blind, id=new_id(), text="x")


async def test_comments_are_told_to_those_who_take_part(crew: People) -> None:
    post, comment = new_id(), new_id()
    await post_to_feed(crew.rep, id=post, text="首单", department_id=crew.team)
    for _ in range(2):
        await comment_on_post(crew.mate, id=comment, post_id=post, text="恭喜")
    await comment_on_post(crew.supervisor, id=new_id(), post_id=post, text="好")
    await comment_on_post(crew.rep, id=new_id(), post_id=post, text="谢谢")
    assert await told(crew.rep) == ["feed.comment"] * 2
    assert await told(crew.mate) == ["feed.comment"] * 2
    assert await told(crew.supervisor) == ["feed.comment"]
    assert await one("SELECT count(*) FROM feed_comment") == 3
    async with refused(ErrorCode.NOT_FOUND):
        await comment_on_post(crew.stranger, id=new_id(), post_id=post, text="?")
    async with refused(ErrorCode.KEY_REUSED):
        await comment_on_post(crew.mate, id=comment, post_id=post, text="else")


async def test_sharing_a_visit(crew: People) -> None:
    visit = await factories.visit(crew.rep, crew.customer, state="DONE")
    async with refused(ErrorCode.INVALID_INPUT) as refusal:
        await share_visit(crew.rep, id=new_id(), visit_id=visit)
    assert refusal.path == ("text",)
    async with factories.db.connection() as connection:
        await connection.execute("UPDATE visit SET summary = '下了一单' WHERE id = $1", visit)
    post = new_id()
    await share_visit(crew.rep, id=post, visit_id=visit)
    assert await one("SELECT text FROM feed_post WHERE id = $1 AND visit_id = $2", post, visit) == "下了一单"
    assert (await share_visit(crew.rep, id=post, visit_id=visit)).replayed
    async with refused(ErrorCode.NOT_FOUND):
        await share_visit(crew.stranger, id=new_id(), visit_id=visit, text="x")
    under_way = await factories.visit(crew.rep, crew.customer)
    async with refused(ErrorCode.WRONG_STATE):
        await share_visit(crew.rep, id=new_id(), visit_id=under_way, text="x")
