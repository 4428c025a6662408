"""Uploads and downloads over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import pytest
from PIL import Image

from erp_visit.api.uploads import UploadEndpoint
from erp_visit.core.actor import Actor, Profile
from erp_visit.core.ids import new_id
from erp_visit.files import links, service
from erp_visit.files.store import Store
from tests import factories
from tests.api.client import Client, session
from tests.factories import World
from tests.files import samples
from tests.files.conftest import MEGABYTES
from tests.unchanged import contents

LogIn = Callable[[Actor], Awaitable[Client]]


async def send(
    client: Client, data: bytes | AsyncIterator[bytes], key: UUID | None = None, **headers: str
) -> httpx.Response:
    given = {"authorization": f"Bearer {client.token}", "x-file-id": str(key or new_id()), **headers}
    return await client.http.post("/files", content=data, headers=given)


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    assert error["message"]
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    return str(error["extensions"]["code"])


def stored_names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


async def test_a_photo_goes_up_and_comes_back(world: World, client: LogIn, folder: Path) -> None:
    rep, key = await client(world.rep), new_id()
    data = samples.jpeg(2600, 1300, exif=samples.exif())
    answer = await send(rep, data, key, **{"x-live-camera": "true", "content-type": "application/x-evil"})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body["replayed"] is False
    file = body["file"]
    assert file["id"] == f"StoredFile:{key}"
    assert (file["kind"], file["contentType"], file["width"], file["height"]) == ("PHOTO", "image/jpeg", 2048, 1024)
    assert (file["camera"], file["liveCamera"], file["capturedAt"]) == ("HUAWEI P60", True, "2026-11-20T01:30:15+00:00")
    assert file["captureLatitude"] == pytest.approx(22.5333, abs=1e-5)
    assert len(file["perceptualHash"]) == 16

    whole = await rep.http.get(file["url"])
    assert whole.status_code == 200
    assert len(whole.content) == file["size"] == int(whole.headers["content-length"])
    assert Image.open(BytesIO(whole.content)).size == (2048, 1024)
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert whole.headers["content-disposition"] == f'inline; filename="photo-{key}.jpg"'
    lasting, seconds = whole.headers["cache-control"].removesuffix(", immutable").split("max-age=")
    assert lasting == "private, "
    assert 3500 < int(seconds) <= 5400
    small = await rep.http.get(file["thumbnailUrl"])
    assert Image.open(BytesIO(small.content)).size == (320, 160)
    again = await rep.http.get(file["url"], headers={"if-none-match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(stored_names(folder)) == 2


async def test_repeats_are_the_same_file_and_an_id_stands_for_one_content(
    world: World, client: LogIn, folder: Path
) -> None:
    rep, key, data = await client(world.rep), new_id(), samples.jpeg()
    first = (await send(rep, data, key)).json()["file"]
    again = await send(rep, data, key)
    assert again.status_code == 200
    assert again.json() == {"file": first, "replayed": True}
    names = stored_names(folder)
    assert code(await send(rep, samples.jpeg(seed=2), key)) == "KEY_REUSED"
    assert code(await send(rep, data, key, **{"x-live-camera": "true"})) == "KEY_REUSED"
    other = await client(world.supervisor)
    assert code(await send(other, data, key)) == "KEY_REUSED"
    assert stored_names(folder) == names


async def test_ten_equal_uploads_at_once_make_one_file(world: World, client: LogIn, db: ModuleType) -> None:
    rep, key, data = await client(world.rep), new_id(), samples.jpeg()
    answers = await asyncio.gather(*(send(rep, data, key) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    async with db.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM stored_file") == 1


async def test_two_contents_under_one_id_at_once_never_mix(world: World, client: LogIn) -> None:
    rep, key = await client(world.rep), new_id()
    answers = await asyncio.gather(*(send(rep, samples.jpeg(300, 200 + seed, seed), key) for seed in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    (file,) = [answer.json()["file"] for answer in answers if answer.status_code == 201]
    shown = Image.open(BytesIO((await rep.http.get(file["url"])).content))
    assert shown.size == (file["width"], file["height"])


async def test_as_a_form(world: World, client: LogIn) -> None:
    rep, key = await client(world.rep), new_id()
    mine = {"authorization": f"Bearer {rep.token}"}
    answer = await rep.http.post(
        "/files", headers=mine, data={"id": f"StoredFile:{key}", "liveCamera": "false", "other": "x"},
        files={"file": ("../../photo.svg", samples.jpeg(), "image/svg+xml")},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    assert answer.json()["file"]["liveCamera"] is False
    two = await rep.http.post(
        "/files", headers=mine, data={"id": str(new_id())}, files=[("file", samples.jpeg()), ("file", samples.jpeg())]
    )
    assert code(two) == "INVALID_INPUT"
    none = await rep.http.post("/files", headers=mine, data={"id": str(new_id())}, files={"picture": samples.jpeg()})
    assert code(none) == "INVALID_INPUT"
    cut = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'
    for data in (cut, b"nothing of the kind", b""):
        given = {**mine, "content-type": "multipart/form-data; boundary=b"}
        broken = await rep.http.post("/files", headers=given, content=data)
        assert broken.status_code == 400
        assert code(broken) in ("INVALID_INPUT", "BAD_REQUEST")
    given = {**mine, "content-type": f"multipart/form-data; boundary={'x' * 300}"}
    too_long = await rep.http.post("/files", headers=given, content=b"--" + b"x" * 300)
    assert (too_long.status_code, code(too_long)) == (400, "BAD_REQUEST")


async def test_voice_notes_are_kept_as_they_are_and_read_in_parts(world: World, client: LogIn) -> None:
    rep, data = await client(world.rep), samples.wav(3)
    file = (await send(rep, data)).json()["file"]
    assert (file["kind"], file["contentType"], file["seconds"], file["thumbnailUrl"]) == (
        "VOICE",
        "audio/wav",
        3.0,
        None,
    )
    assert file["width"] is file["perceptualHash"] is None

    async def part(text: str) -> httpx.Response:
        return await rep.http.get(file["url"], headers={"range": text})

    whole = await rep.http.get(file["url"])
    assert whole.content == data
    assert whole.headers["accept-ranges"] == "bytes"
    first = await part("bytes=0-99")
    assert (first.status_code, first.content) == (206, data[:100])
    assert first.headers["content-range"] == f"bytes 0-99/{len(data)}"
    assert (await part("bytes=48000-")).content == data[48_000:]
    assert (await part("bytes=-10")).content == data[-10:]
    assert (await part("bytes=0-999999999")).content == data
    assert (await part("bytes=0-1,5-6")).status_code == 200, "several parts: the whole"
    beyond = await part(f"bytes={len(data)}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    changed = await rep.http.get(file["url"], headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (changed.status_code, changed.content) == (200, data)
    head = await rep.http.head(file["url"])
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(data)))


@pytest.mark.parametrize("data", [
    samples.SVG, samples.HTML, samples.gif(), samples.png_bomb(12_000), samples.jpeg()[:3000], samples.animated("WEBP"),
    samples.mp4(3, handler=b"vide"), b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0" + b"\0" * 5000,
], ids=["svg", "html", "gif", "bomb", "cut", "animated", "video", "empty", "pdf", "headless"])  # fmt: skip
async def test_what_is_neither_photo_nor_voice_is_refused_whatever_it_is_called(
    world: World, client: LogIn, folder: Path, data: bytes
) -> None:
    rep = await client(world.rep)
    before = await contents()
    answer = await send(rep, data, **{"content-type": "image/jpeg"})
    assert answer.status_code == 400
    assert code(answer) == "INVALID_INPUT"
    assert answer.json()["errors"][0]["extensions"]["argument"] == ["file"]
    assert await contents() == before
    assert not stored_names(folder)


@pytest.mark.parametrize("data", [samples.SVG, samples.HTML, b"#!/bin/sh\n"], ids=["svg", "html", "script"])
async def test_a_file_s_name_and_type_are_not_believed(world: World, client: LogIn, folder: Path, data: bytes) -> None:
    rep = await client(world.rep)
    answer = await rep.http.post(
        "/files", headers={"authorization": f"Bearer {rep.token}"}, data={"id": str(new_id())},
        files={"file": ("photo.jpg", data, "image/jpeg")},
    )  # fmt: skip
    assert (answer.status_code, code(answer)) == (400, "INVALID_INPUT")
    assert "JPEG" in answer.json()["errors"][0]["message"], "what may be sent in its place"
    assert not stored_names(folder)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
async def test_what_iphones_send_is_refused_with_a_way_out(world: World, client: LogIn, brand: bytes) -> None:
    rep = await client(world.rep)
    answer = await send(rep, b"\0\0\0\x1cftyp" + brand + b"\0\0\0\0mif1heic" + bytes(800))
    assert (answer.status_code, code(answer)) == (400, "INVALID_INPUT")
    assert "HEIC" in answer.json()["errors"][0]["message"]
    assert "JPEG" in answer.json()["errors"][0]["message"]


async def two_hundred_megabytes() -> AsyncIterator[bytes]:
    for _ in range(200):
        yield b"\xff\xd8\xff\xe0".ljust(1_000_000, b"\0")


async def test_two_hundred_megabytes_are_refused(
    request: pytest.FixtureRequest, world: World, client: LogIn, folder: Path
) -> None:
    """By the proxy already, if it counts too: in the same words."""
    if request.config.getoption("cluster") == "haproxy":
        pytest.skip("HAProxy breaks off the connection of who still sends when the answer has come")
    answer = await send(await client(world.rep), two_hundred_megabytes())
    assert (answer.status_code, code(answer)) == (413, "PAYLOAD_TOO_LARGE")
    assert not stored_names(folder)


@pytest.mark.in_process("what the server reads cannot be seen through a proxy")
async def test_two_hundred_megabytes_are_cut_off(world: World, client: LogIn, folder: Path, engine: Any) -> None:
    """Both when the length is announced and when it is not; the sender is not heard to the end."""
    rep = await client(world.rep)
    answer = await send(rep, two_hundred_megabytes())
    assert answer.json()["errors"][0]["extensions"]["params"] == {"maximum": MEGABYTES}
    assert answer.headers["connection"] == "close"

    read: list[int] = []
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        read.append(65_536)
        return {"type": "http.request", "body": b"\0" * 65_536, "more_body": True}

    async def tell(message: Any) -> None:
        messages.append(message)

    for length in ([(b"content-length", b"200000000")], []):
        read.clear()
        messages.clear()
        headers = [(b"authorization", f"Bearer {rep.token}".encode()), (b"x-file-id", str(new_id()).encode()), *length]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/files",
            "headers": headers,
            "query_string": b"",
            "scheme": "http",
        }
        await UploadEndpoint(engine, MEGABYTES)(scope, receive, tell)
        assert messages[0]["status"] == 413
        assert sum(read) < (1_200_000 if length else 3_300_000), (
            "the limit, and a megabyte to let the client hear of it"
        )
    assert not stored_names(folder)


async def test_who_may_upload(world: World, client: LogIn, nobody: Client, db: ModuleType) -> None:
    data = samples.jpeg(40, 30)
    unknown = await nobody.http.post("/files", content=data, headers={"x-file-id": str(new_id())})
    assert (unknown.status_code, code(unknown)) == (401, "UNAUTHENTICATED")
    assert unknown.headers["www-authenticate"] == "Bearer"
    keeper = await send(await client(world.keeper), data)
    assert (keeper.status_code, code(keeper)) == (403, "FORBIDDEN")
    rep = await client(world.rep)
    with_cookie = {"cookie": f"erp_visit_session={rep.token}", "x-file-id": str(new_id())}
    forged = await rep.http.post("/files", content=data, headers=with_cookie)
    assert (forged.status_code, code(forged)) == (403, "BAD_REQUEST")
    panel = await rep.http.post("/files", content=data, headers={**with_cookie, "x-csrf-protection": "1"})
    assert panel.status_code == 201
    foreign = {**with_cookie, "x-csrf-protection": "1", "origin": "https://evil.example"}
    assert (await rep.http.post("/files", content=data, headers=foreign)).status_code == 403
    assert (await rep.http.get("/files")).status_code == 405
    assert (await rep.http.post(f"/files/{new_id()}", content=data)).status_code == 405


@pytest.mark.parametrize(("headers", "field"), [
    ({"x-file-id": ""}, "id"), ({"x-file-id": "7"}, "id"), ({"x-file-id": f"Order:{new_id()}"}, "id"),
    ({"x-live-camera": "maybe"}, "liveCamera"),
])  # fmt: skip
async def test_what_is_said_of_the_file_is_checked(
    world: World, client: LogIn, headers: dict[str, str], field: str
) -> None:
    answer = await send(await client(world.rep), samples.jpeg(40, 30), **headers)
    assert (answer.status_code, code(answer)) == (400, "INVALID_INPUT")
    assert answer.json()["errors"][0]["extensions"]["argument"] == [field]


async def test_addresses_cannot_be_made_up_and_end(world: World, client: LogIn) -> None:
    rep = await client(world.rep)
    file = (await send(rep, samples.jpeg(40, 30))).json()["file"]
    other = (await send(rep, samples.jpeg(40, 31))).json()["file"]
    url: str = file["url"]
    assert url == links.link(file["id"]), "equal within half an hour"
    key, wrong = file["id"][11:], other["id"][11:]
    before, signature = url.split("&s=")
    other_signature = ("A" if signature[0] != "A" else "B") + signature[1:]
    forged = [
        f"{before}&s={other_signature}", url.replace(key, wrong), url.replace("v=full", "v=thumb"), url.replace("e=1", "e=2"), f"/files/{key}",
        url.replace("v=full", "v=../../secret"), before, url.replace("e=1", "e=x"),
    ]  # fmt: skip
    for address in forged:
        answer = await rep.http.get(address)
        assert (answer.status_code, code(answer)) == (403, "FORBIDDEN"), address
    assert (await rep.http.get("/files/x?v=full")).status_code == 404
    answer = await rep.http.get(link_of(file["id"], links.VALID_SECONDS + links.ROUNDED_SECONDS + 1))
    assert answer.status_code == 403
    assert "expired" in answer.json()["errors"][0]["message"]
    assert (await rep.http.get(link_of(file["id"], links.VALID_SECONDS - 60))).status_code == 200


def link_of(file_id: str, seconds: float) -> str:
    """The address that was given out so long ago."""
    then = time.time() - seconds
    with patch.object(links.time, "time", lambda: then):
        return links.link(file_id)


FILE = "query($id: ID!) { storedFile(id: $id) { id url thumbnailUrl } }"


async def test_whose_files_one_sees(world: World, client: LogIn, db: ModuleType) -> None:
    """One's own; the team's; and those of a visit that one sees: here a colleague's at one's own customer."""
    elsewhere = await factories.department("Elsewhere", world.company)
    colleague = await factories.employee(elsewhere)
    stranger = await factories.employee(elsewhere)
    other = await client(colleague)
    file = (await send(other, samples.jpeg(40, 30))).json()["file"]
    key = UUID(file["id"][11:])

    async def sees(actor: Actor) -> bool:
        who = await client(actor)
        found = (await who.ask(FILE, {"id": file["id"]}))["data"]["storedFile"]
        return bool(found and (await who.http.get(found["url"])).status_code == 200)

    assert await sees(colleague)
    assert await sees(world.clerk)
    for actor in (world.rep, world.supervisor, stranger):
        assert not await sees(actor)
    visit = await factories.visit(colleague, world.customer)
    async with db.transaction() as connection:
        await connection.execute(
            "INSERT INTO visit_photo (visit_id, file_id, purpose, added_by_id) VALUES ($1, $2, 'SHELF', $3)",
            visit, key, colleague.id,
        )  # fmt: skip
    assert await sees(world.rep), "the visit is at a customer of his"
    assert not await sees(stranger)
    less = Profile(world.rep.profile.rights - {"visit.view"}, world.rep.profile.scope)
    blind = await client(replace(world.rep, profile=less))
    assert await blind.code(FILE, {"id": file["id"]}) == "FORBIDDEN"


async def test_a_rep_whose_session_ended_makes_no_new_address(world: World, http: httpx.AsyncClient) -> None:
    from erp_visit.org.sessions import logout

    rep = Client(http, await session(world.rep))
    file = (await send(rep, samples.jpeg(40, 30))).json()["file"]
    assert rep.token
    await logout(rep.token)
    assert await rep.code(FILE, {"id": file["id"]}) == "UNAUTHENTICATED"
    assert (await send(rep, samples.jpeg(40, 30))).status_code == 401


async def test_one_employee_does_not_fill_the_disk(
    world: World, client: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_LOOSE", 2)
    rep = await client(world.rep)
    answers = [await send(rep, samples.jpeg(40, 30 + number)) for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert code(answers[2]) == "THROTTLED"
    assert (await send(await client(world.supervisor), samples.jpeg(40, 30))).status_code == 201


async def test_a_store_that_fails_leaves_no_row(
    world: World, client: LogIn, files: Store, folder: Path, db: ModuleType
) -> None:
    rep = await client(world.rep)
    before = await contents()
    for number in range(256):
        (folder / f"{number:02x}").write_text("a file where a folder is needed")
    answer = await send(rep, samples.jpeg(40, 30))
    assert (answer.status_code, code(answer)) == (503, "UNAVAILABLE")
    assert answer.json()["errors"][0]["extensions"]["retryable"] is True
    assert await contents() == before


async def test_a_row_whose_bytes_are_gone_is_not_found(world: World, client: LogIn, folder: Path) -> None:
    rep = await client(world.rep)
    file = (await send(rep, samples.jpeg(40, 30))).json()["file"]
    for path in folder.glob("*/*"):
        path.unlink()
    for address in (file["url"], file["thumbnailUrl"]):
        assert (await rep.http.get(address)).status_code == 404


async def test_a_client_that_goes_away_leaves_nothing(world: World, client: LogIn, engine: Any, folder: Path) -> None:
    rep = await client(world.rep)
    before = await contents()
    messages = [{"type": "http.request", "body": samples.jpeg()[:4000], "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def tell(message: Any) -> None:
        raise AssertionError("nobody is there")

    headers = [(b"authorization", f"Bearer {rep.token}".encode()), (b"x-file-id", str(new_id()).encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/files",
        "headers": headers,
        "query_string": b"",
        "scheme": "http",
    }
    await UploadEndpoint(engine, MEGABYTES)(scope, receive, tell)
    assert await contents() == before
    assert not stored_names(folder)


async def test_a_supervisor_sees_the_team(world: World, client: LogIn) -> None:
    file = (await send(await client(world.rep), samples.jpeg(40, 30))).json()["file"]
    boss = await client(world.supervisor)
    assert (await boss.data(FILE, {"id": file["id"]}))["storedFile"]["url"] == file["url"]
    listed = await boss.data("{ storedFiles(first: 5) { nodes { id thumbnailUrl } } }")
    assert listed["storedFiles"]["nodes"] == [{"id": file["id"], "thumbnailUrl": file["thumbnailUrl"]}]
