"""Uploads at a real server: what is too large is answered while it is still being sent, and the answer arrives."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from erp_visit.core.ids import new_id
from tests.api.client import session
from tests.api.conftest import PATIENCE
from tests.factories import World

HUGE = 200_000_000
PIECE = b"\xff\xd8\xff\xe0".ljust(65_536, b"\0")


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return head + await reader.readexactly(int(length.partition(b":")[2]))


async def send_until_answered(port: int, head: str, *, chunked: bool) -> tuple[bytes, int]:
    """The whole answer, and how much was sent until it came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode())
    sent = 0
    answer = asyncio.create_task(read_answer(reader))

    async def send() -> None:
        nonlocal sent
        while sent < HUGE and not answer.done():
            writer.write(b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if chunked else PIECE)
            await writer.drain()
            sent += len(PIECE)
            await asyncio.sleep(0)

    sending = asyncio.create_task(send())
    try:
        found = await asyncio.wait_for(answer, PATIENCE)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        writer.close()
    return found, sent


@pytest.mark.parametrize("chunked", [False, True])
async def test_two_hundred_megabytes_are_not_heard_to_the_end(
    world: World, ports: tuple[int, int], chunked: bool
) -> None:
    length = "transfer-encoding: chunked" if chunked else f"content-length: {HUGE}"
    head = (
        f"POST /files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {await session(world.rep)}\r\n"
        f"x-file-id: {new_id()}\r\naccept-language: en\r\n{length}\r\n\r\n"
    )
    answer, sent = await send_until_answered(ports[1], head, chunked=chunked)
    top, _, body = answer.partition(b"\r\n\r\n")
    assert top.startswith(b"HTTP/1.1 413"), top
    assert b"connection: close" in top.lower()
    assert orjson.loads(body)["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"
    assert sent < (20_000_000 if chunked else 0) + 30_000_000, "what the sockets' buffers hold comes on top"
