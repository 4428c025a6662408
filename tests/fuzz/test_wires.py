"""The doors beside GraphQL's mutations and lists: other queries, WebSockets, uploads, signed addresses, calendars."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import icalendar
import pytest
from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type, is_leaf_type
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from erp_visit.api.calendar_feed import calendar_feed
from erp_visit.api.downloads import DownloadEndpoint
from erp_visit.api.execution import Engine
from erp_visit.api.uploads import UploadEndpoint
from erp_visit.api.websocket import WebSocketEndpoint
from erp_visit.core.ids import new_id
from erp_visit.events import Hub
from erp_visit.files.links import link
from erp_visit.org.rights import RoleCode
from erp_visit.planning.feeds import renew_calendar_key
from tests.api.client import Client
from tests.factories import World
from tests.files import samples
from tests.fuzz import wires
from tests.fuzz.hostile import NUMBERS, WORDS, clean_texts, damaged
from tests.fuzz.runs import ran, run_of
from tests.fuzz.test_doors import CODES, KNOWN, ROLES, ask, check, given_to, run_here
from tests.rights.test_graphql import REGISTRY, SCHEMA

QUERIES = SCHEMA.query_type.fields  # type: ignore[union-attr]
OTHERS = sorted(set(QUERIES) - {spec.plural for spec in REGISTRY.types.values()})
PHOTO = samples.jpeg(48, 32)
LONGEST_NAME = 7_000
"""What a client of tests can ask for: an address of 65,536 characters, up to nine for each of a name."""


def whole(type_: GraphQLOutputType, depth: int = 2) -> str:
    """All of an answer that can be asked for without arguments, down to some depth."""
    target = get_named_type(type_)
    if not isinstance(target, GraphQLObjectType):
        return "" if is_leaf_type(target) else "{ __typename }"
    parts = ["__typename"]
    for name, field in target.fields.items():
        if not field.args and (is_leaf_type(get_named_type(field.type)) or depth > 1):
            parts.append(f"{name} {whole(field.type, depth - 1)}")
    return f"{{ {' '.join(parts)} }}"


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A query that is no list, with any arguments: routes as GeoJSON, tracks, previews, figures, records by key."""
    name = draw(st.sampled_from(OTHERS))
    field = QUERIES[name]
    kind = "Order" if name == "node" else get_named_type(field.type).name
    variables = {key: draw(given_to(key, argument.type, kind)) for key, argument in field.args.items()}
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in field.args.items())
    passed = ", ".join(f"{key}: ${key}" for key in field.args)
    text = f"query({declared})" if declared else "query"
    return f"{text} {{ {name}{f'({passed})' if passed else ''} {whole(field.type)} }}", variables


async def test_any_other_query_with_any_arguments(engine: Engine, world: World) -> None:
    await KNOWN.learn()

    @run_of(100)
    @given(questions(), st.sampled_from(ROLES))
    async def once(question: tuple[str, dict[str, Any]], role: RoleCode) -> None:
        check("other queries by GraphQL", await ask(engine, world, role, *question), question)

    await run_here(once)


async def test_any_frames_of_somebody_who_is_logged_in(engine: Engine, clients: dict[str, Client]) -> None:
    endpoint = WebSocketEndpoint(engine, Hub())

    @run_of(60)
    @given(st.lists(wires.frames, max_size=5))
    async def once(sent: list[str | None]) -> None:
        ran["frames of somebody logged in"] += 1
        line = wires.Line(['{"type": "connection_init"}', *sent], pause=0.001)
        await endpoint(wires.handshake(token=clients["rep"].token or ""), line.receive, line.send)
        line.check()
        assert line.got[0] == {"type": "connection_ack"}
        assert not endpoint.sockets_of
        for message in line.got:
            found = message.get("payload")
            problems = (
                found if message["type"] == "error" else found.get("errors", []) if isinstance(found, dict) else []
            )
            assert {one["extensions"]["code"] for one in problems} <= CODES, message

    await run_here(once)


@pytest.fixture
async def outside(engine: Engine, http: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """What is served beside GraphQL and the panel."""
    application = Starlette(
        routes=[
            Route("/files", UploadEndpoint(engine, 1)),
            Route("/files/{id}", DownloadEndpoint()),
            Route("/calendar/{secret}.ics", calendar_feed),
        ]
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client:
        yield client


async def test_any_upload(outside: httpx.AsyncClient, clients: dict[str, Client]) -> None:
    """Forms and bodies that are nearly right: taken, or refused in words."""
    form = wires.FORM.replace(b"\xff\xd8\xff\xe0", PHOTO)

    @run_of(60)
    @given(
        st.booleans(),
        damaged([form, PHOTO, samples.wav(0.1)]),
        st.sampled_from([*WORDS, *NUMBERS, "true"]),
        st.booleans(),
    )
    async def once(as_form: bool, data: bytes, word: str, fresh: bool) -> None:
        ran["uploads"] += 1
        named = str(new_id()) if fresh else word[:300]
        headers = {
            b"authorization": f"Bearer {clients['rep'].token}".encode(), b"x-file-id": named.encode("utf-8", "replace"),
            b"content-type": b"multipart/form-data; boundary=xyz" if as_form else b"image/jpeg",
            b"x-live-camera": word[:300].encode("utf-8", "replace"),
        }  # fmt: skip
        answer = await outside.post("/files", content=data, headers=headers)
        assert answer.status_code < 500, (headers, data, answer.text)
        body = answer.json()
        assert body.get("file") or {error["extensions"]["code"] for error in body["errors"]} <= CODES

    await run_here(once)


async def test_any_signed_address_and_any_part_of_a_file(
    outside: httpx.AsyncClient, clients: dict[str, Client]
) -> None:
    key = str(new_id())
    headers = {"authorization": f"Bearer {clients['rep'].token}", "x-file-id": key}
    assert (await outside.post("/files", content=PHOTO, headers=headers)).status_code == 201
    good = httpx.URL(link(key))
    numbers = st.sampled_from([*NUMBERS, "", "5", "0", str(len(PHOTO))]).filter(str.isascii)
    ranges = st.builds("bytes={}-{}".format, numbers, numbers) | st.sampled_from(
        ["bytes=", "bytes=0-1,3-4", "lines=1-2", "bytes=--1", "bytes=5-2", "x"]
    )
    parts = st.sampled_from(["v", "e", "s", "x"])

    @run_of(80)
    @given(
        st.dictionaries(parts, st.sampled_from([*WORDS, *NUMBERS])),
        ranges,
        clean_texts | st.just(key),
        st.sampled_from(["GET", "HEAD", "PUT"]),
    )
    async def once(changed: dict[str, str], part: str, name: str, method: str) -> None:
        ran["addresses of files"] += 1
        asked = {
            **good.params,
            **{one: value.encode("utf-8", "replace").decode()[:2000] for one, value in changed.items()},
        }
        address = f"/files/{quote(name[:LONGEST_NAME], safe='')}?{urlencode(asked)}"
        answer = await outside.request(method, address, headers={"range": part})
        assert answer.status_code < 500, (asked, part, answer.text)
        whole_ = await outside.get(str(good), headers={"range": part})
        assert whole_.status_code in (200, 206, 416), (part, whole_.text)
        if whole_.status_code == 206:
            begins = int(whole_.headers["content-range"].removeprefix("bytes ").partition("-")[0])
            full = (await outside.get(str(good))).content
            assert whole_.content == full[begins : begins + len(whole_.content)]

    await run_here(once)


async def test_any_address_of_a_calendar(outside: httpx.AsyncClient, world: World) -> None:
    secret = (await renew_calendar_key(world.rep)).secret
    answer = await outside.get(f"/calendar/{secret}.ics")
    assert icalendar.Calendar.from_ical(answer.content)["version"] == "2.0"

    @run_of(60)
    @given(clean_texts | st.sampled_from([secret.upper() + "x", secret[:-1], secret + "=", secret + "\0"]))
    async def once(name: str) -> None:
        ran["addresses of calendars"] += 1
        refused = await outside.get(
            f"/calendar/{quote(name[:LONGEST_NAME], safe='')}.ics?{urlencode({'secret': secret})}"
        )
        assert refused.status_code == 404, (name, refused.text)

    await run_here(once)
