"""Live positions: told to whoever may see them, by whichever server, first as they stand and then as they move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from erp_visit import db as database
from erp_visit.core.actor import Actor
from erp_visit.tracks.service import Fix, record_track, withdraw_consent
from tests import factories
from tests.api.client import Client, session
from tests.api.operations import document
from tests.api.test_subscriptions import listening
from tests.factories import World

HERE = (22.5333, 113.9304)


async def agree(*actors: Actor) -> None:
    await factories.setting("track_until", "08:00")  # the same as from: all day
    await factories.setting("track_on_days_off", True)  # whatever day it is
    async with database.connection() as connection:
        await connection.execute(
            "UPDATE employee SET tracking_consent_at = '2026-01-01' WHERE id = ANY($1::uuid[])",
            [actor.id for actor in actors],
        )


async def moves(actor: Actor, north: float, seconds_ago: float = 0) -> datetime:
    at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    done = await record_track(actor, points=[Fix(at, HERE[0] + north, HERE[1], 10.0)])
    assert done.recorded == 1
    return at


async def test_a_supervisor_sees_the_team_move(world: World, ports: tuple[int, int]) -> None:
    stranger = await factories.employee(await factories.department("Elsewhere"))
    await agree(world.rep, stranger)
    first = await moves(world.rep, 0.0, 5)
    async with (
        listening(ports[0], await session(world.supervisor)) as supervisor,
        listening(ports[0], await session(stranger)) as other,
        listening(ports[0], await session(world.clerk)) as clerk,
    ):
        for listener in (other, clerk):
            await listener.subscribe(document("WatchPositions"))
        await supervisor.send(id="1", type="subscribe", payload={"query": document("WatchPositions")})
        told = (await supervisor.next())["livePositions"]
        assert told["employee"] == {"id": f"Employee:{world.rep.id}", "name": world.rep.name}
        assert datetime.fromisoformat(told["at"]) == first
        assert (told["latitude"], told["longitude"], told["accuracy"]) == (*HERE, 10.0)
        second = await moves(world.rep, 0.001)
        told = (await supervisor.next())["livePositions"]
        assert (datetime.fromisoformat(told["at"]), told["latitude"]) == (second, HERE[0] + 0.001)
        await moves(stranger, 0.5)
        assert datetime.fromisoformat((await other.next())["livePositions"]["at"]), "one sees oneself"
        await withdraw_consent(world.rep)
        gone = (await supervisor.next())["livePositions"]
        assert (gone["employee"]["id"], gone["at"], gone["latitude"]) == (f"Employee:{world.rep.id}", None, None)
        for listener in (supervisor, other, clerk):
            assert await listener.silent()


ASK = "{ livePositions { employeeName } }"


async def test_the_list_of_positions_is_of_those_one_may_see(world: World, clients: dict[str, Client]) -> None:
    await agree(world.rep, world.manager)
    await moves(world.rep, 0.0)
    await moves(world.manager, 0.0)

    async def names(who: str) -> set[Any]:
        return {one["employeeName"] for one in (await clients[who].data(ASK))["livePositions"]}

    assert await names("rep") == {world.rep.name}
    assert await names("supervisor") == await names("executive") == {world.rep.name, world.manager.name}
    assert await names("clerk") == set()


async def test_refused_points_are_told_in_the_reader_s_language(world: World, clients: dict[str, Client]) -> None:
    await agree(world.rep)
    points = [{"at": "2026-01-05T09:00:00+08:00", "latitude": 22.5, "longitude": 113.9, "accuracy": 5.0}]
    text = """mutation($input: RecordTrackInput!) { recordTrack(input: $input) {
        many: refused { __typename place: index message } recorded userErrors { code path } } }"""
    body = (await clients["rep"].post({"query": text, "variables": {"input": {"points": points, "datum": "WGS84"}}},
                                      {"accept-language": "zh"})).json()  # fmt: skip
    assert body["data"]["recordTrack"] == {
        "many": [{"__typename": "RefusedPoint", "place": 0, "message": "位置点已超过 72 小时，不能再补传。"}],
        "recorded": 0, "userErrors": [],
    }  # fmt: skip
    none = await clients["rep"].refused(text, {"input": {"points": [], "datum": "WGS84"}})
    assert none == [("INVALID_INPUT", "points")]
