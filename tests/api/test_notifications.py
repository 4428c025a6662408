"""What one is told arrives as it happens, over a connection to another server than the one where it was caused."""

from __future__ import annotations

from erp_visit.core.ids import new_id
from tests import factories
from tests.api.client import Client, session
from tests.api.operations import document
from tests.api.test_subscriptions import listening
from tests.factories import World


async def test_who_is_told_hears_it_at_once_in_their_language(
    world: World, ports: tuple[int, int], office: Client
) -> None:
    rep, colleague = await session(world.rep), await session(world.supervisor)
    async with listening(ports[0], rep) as listener, listening(ports[0], colleague) as other:
        await listener.subscribe(document("NotificationAdded"))
        await other.subscribe(document("NotificationAdded"))
        tasks = []
        for number in (1, 2):
            given = {
                "id": str(new_id()), "subject": f"拍陈列 {number}", "dueOn": str(factories.today()), "assigneeId": f"Employee:{world.rep.id}",
            }  # fmt: skip
            tasks.append((await office.done(document("CreateTask"), {"input": given}))["task"])
            told = (await listener.next())["notificationAdded"]
            assert told["unread"] == number
            assert told["notification"]["text"] == (
                f"{world.clerk.name} 给您布置了任务「拍陈列 {number}」（{tasks[-1]['number']}），截止 {factories.today()}。"
            )
            assert f"Task:{told['notification']['entityId']}" == tasks[-1]["id"]
        # Reading is no news, and others hear nothing of it.
        await office.done(document("MarkNotificationsRead"), {"input": {}})
        assert await listener.silent()
        assert await other.silent()


async def test_notifications_of_others_are_not_there(world: World, clients: dict[str, Client]) -> None:
    given = {
        "id": str(new_id()),
        "subject": "x",
        "dueOn": str(factories.today()),
        "assigneeId": f"Employee:{world.rep.id}",
    }
    await clients["clerk"].done(document("CreateTask"), {"input": given})
    (mine,) = (await clients["rep"].data(document("Notifications")))["notifications"]["nodes"]
    for role in ("clerk", "administrator", "supervisor"):
        assert (await clients[role].data(document("Notifications")))["notifications"]["nodes"] == []
        assert await clients[role].code("query($id: ID!) { node(id: $id) { id } }", {"id": mine["id"]}) == "NOT_FOUND"


async def test_the_address_of_a_channel_cannot_be_read(clients: dict[str, Client]) -> None:
    text = "{ notificationChannels { nodes { address } } }"
    assert await clients["administrator"].code(text) == "VALIDATION_ERROR"
