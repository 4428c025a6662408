"""Visits through GraphQL: where refused values stand in the input, and what no input can say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from erp_visit.core.ids import new_id
from tests import factories
from tests.api.client import Client
from tests.api.documents import literal
from tests.api.operations import document, run
from tests.factories import World
from tests.unchanged import contents
from tests.visits.steps import SHOP, photo, planned

HERE = {"latitude": SHOP[0], "longitude": SHOP[1], "datum": "WGS84"}


def fix(**more: Any) -> dict[str, Any]:
    return {"position": HERE, "accuracy": 10.0, "fixedAt": datetime.now(UTC).isoformat(), **more}


@pytest.fixture
async def shop(world: World) -> str:
    return f"Customer:{await factories.customer(world.rep, world.sales, name='好邻居', position=SHOP)}"


async def refused(client: Client, name: str, given: dict[str, Any]) -> list[tuple[str, str]]:
    before = await contents()
    body = await client.ask(document(name), {"input": given})
    assert await contents() == before
    if "errors" in body:  # a missing right is an error of the whole
        found = [(one["extensions"]["code"], one["extensions"].get("argument", [])) for one in body["errors"]]
    else:
        (payload,) = body["data"].values()
        found = [(error["code"], error["path"]) for error in payload["userErrors"]]
    return [(code, ".".join(path)) for code, path in found]


async def test_refused_values_are_named_where_they_stand(clients: dict[str, Client], world: World, shop: str) -> None:
    rep, new = clients["rep"], {"id": str(new_id()), "customerId": shop}
    file = f"StoredFile:{await photo(world.rep)}"
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    for given, problems in (
        (fix(**new, position={**HERE, "latitude": 999.0}), [("INVALID_INPUT", "position.latitude")]),
        (fix(**new, position={**HERE, "latitude": 0.0, "longitude": 0.0}), [("INVALID_INPUT", "position.latitude")]),
        (fix(**new, accuracy=None), [("INVALID_INPUT", "accuracy")]),
        (fix(**new, fixedAt=None), [("INVALID_INPUT", "fixedAt")]),
        (fix(**new, happenedAt=later), [("INVALID_INPUT", "happenedAt")]),
        (fix(**new, device="x" * 65), [("INVALID_INPUT", "device")]),
        ({**new}, [("INVALID_INPUT", "position.latitude")]),
        (fix(**new, photos=[{"fileId": "StoredFile:x", "purpose": "OTHER"}]), [("INVALID_INPUT", "photos.0.fileId")]),
        (
            fix(**new, photos=[{"fileId": file, "purpose": "OTHER"}, {"fileId": str(new_id()), "purpose": "OTHER"}]),
            [("NOT_FOUND", "photos.1.fileId")],
        ),
    ):
        assert await refused(rep, "CheckIn", given) == problems
    await factories.setting("mock_positions_refused", True)
    assert await refused(rep, "CheckIn", fix(**new, mock=True)) == [("MOCK_POSITION", "mock")]
    await factories.setting("check_out_photos", 2)
    await factories.setting("summary_required", True)
    visit = (await run(rep, "CheckIn", input=fix(**new)))["visit"]["id"]
    assert await refused(rep, "CheckOut", {"visitId": visit}) == [
        ("VISIT_INCOMPLETE", "photos"), ("VISIT_INCOMPLETE", "summary"),
    ]  # fmt: skip
    assert await refused(rep, "ReviewVisit", {"visitId": visit, "decision": "ACCEPTED", "reason": "x"}) == [
        ("FORBIDDEN", "")
    ]
    assert await refused(clients["supervisor"], "ReviewVisit", {
        "visitId": visit, "decision": "ACCEPTED", "reason": "x",
    }) == [("WRONG_STATE", "visitId")]  # fmt: skip


async def test_messages_name_the_thing_in_the_readers_words(
    clients: dict[str, Client], world: World, shop: str
) -> None:
    rep = clients["rep"]
    first = (await run(rep, "CheckIn", input=fix(id=str(new_id()), customerId=shop, device="Mate 60")))["visit"]["id"]
    other = await factories.customer(world.rep, world.sales, position=SHOP)
    given = fix(id=str(new_id()), customerId=f"Customer:{other}")
    for language, words in (
        ("en", "Your visit at 好邻居, begun on Mate 60, is still open. Check out of it or cancel it first."),
        ("zh", "您在设备 Mate 60 上开始的对 好邻居 的拜访还未结束。请先签退或取消。"),
    ):
        answer = await rep.post(
            {"query": document("CheckIn"), "variables": {"input": given}}, {"accept-language": language}
        )
        (error,) = answer.json()["data"]["checkIn"]["userErrors"]
        assert error["message"] == words
        assert error["params"] == {"customer": "好邻居", "device": "Mate 60", "visit": first.partition(":")[2]}
    early = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    answer = (await rep.data(document("CheckOut"), {"input": {"visitId": first, "happenedAt": early}}))["checkOut"]
    (error,) = answer["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["happenedAt"])
    assert set(error["params"]) == {"at", "started"}


async def test_a_client_cannot_say_its_distance(clients: dict[str, Client], shop: str) -> None:
    given = fix(id=str(new_id()), customerId=shop, distance=1.0)
    body = (await clients["rep"].post({"query": document("CheckIn"), "variables": {"input": given}})).json()
    assert {error["extensions"]["code"] for error in body["errors"]} == {"VALIDATION_ERROR"}


async def test_two_megabytes_of_text(clients: dict[str, Client], world: World, shop: str) -> None:
    visit = (await run(clients["rep"], "CheckIn", input=fix(id=str(new_id()), customerId=shop)))["visit"]["id"]
    before = await contents()
    for name, given in (
        ("CheckOut", {"visitId": visit, "summary": "字" * 700_000}),
        ("CancelVisit", {"visitId": visit, "reason": "x" * 2_000_000}),
        ("CheckIn", fix(id=str(new_id()), customerId=shop, device="x" * 2_000_000)),
    ):
        response = await clients["rep"].post({"query": document(name), "variables": {"input": given}})
        body = response.json()
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        assert codes == {"PAYLOAD_TOO_LARGE"}, body
    assert await contents() == before


async def test_numbers_that_are_none(clients: dict[str, Client], shop: str) -> None:
    """NaN and infinity have no place in JSON, and 1e999 none among the degrees."""
    for number in ("NaN", "Infinity", "1e999", "-1e999"):
        given = literal_input(fix(id=str(new_id()), customerId=shop))
        text = f"mutation {{ checkIn(input: {given.replace(str(SHOP[0]), number)}) {{ userErrors {{ code }} }} }}"
        body = await clients["rep"].post({"query": text})
        answer = body.json()
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        if not codes:
            codes = {error["code"] for error in answer["data"]["checkIn"]["userErrors"]}
        assert codes <= {"VALIDATION_ERROR", "SYNTAX_ERROR", "INVALID_INPUT"}, answer
        assert codes


def literal_input(given: dict[str, Any]) -> str:
    from erp_visit.api.schema import api

    type_: Any = api().schema._schema.get_type("CheckInInput")
    return literal(given, type_)


async def test_a_planned_visit_by_its_reps_phone_only(clients: dict[str, Client], world: World, shop: str) -> None:
    visit = f"Visit:{await planned(world.rep, UUID(shop.partition(':')[2]))}"
    assert await refused(clients["supervisor"], "CheckIn", fix(visitId=visit)) == [("FORBIDDEN", "visitId")]
    assert await refused(clients["supervisor"], "StartVisit", {"visitId": visit}) == [("FORBIDDEN", "visitId")]
    stranger = await factories.employee(world.sales)
    from tests.api.client import session

    theirs = Client(clients["rep"].http, await session(stranger))
    assert await refused(theirs, "CheckIn", fix(visitId=visit)) == [("NOT_FOUND", "visitId")]
    started = await run(clients["rep"], "StartVisit", input={"visitId": visit, "device": "Mate 60"})
    assert started["visit"]["state"] == "STARTED"
    assert (await run(clients["rep"], "CheckIn", input=fix(visitId=visit)))["visit"]["state"] == "CHECKED_IN"
