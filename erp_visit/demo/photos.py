"""Photos of the demo's newest visits: drawn shop fronts and shelves, taken in as uploads are, bytes in the store.

No two are alike, and none shows a person or a real shop.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
from PIL import Image, ImageDraw

from erp_visit.demo.dice import draw, key
from erp_visit.files.photos import CONTENT_TYPE, read_photo
from erp_visit.files.store import Store, blob_key

VISITS = 60
"""The newest ones that have photos: one of the front and one of a shelf."""
SIZE = (640, 480)
ZONE = "Asia/Shanghai"
_PURPOSES = ("STOREFRONT", "SHELF")


async def photos(connection: asyncpg.Connection, store: Store, seed: int) -> None:
    """Draw, store and attach them."""
    visits = await connection.fetch(
        "SELECT id, rep_id, checked_in_at, latitude, longitude FROM visit WHERE state = 'DONE'"
        " ORDER BY checked_in_at DESC, id LIMIT $1",
        VISITS,
    )
    files: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    for visit in visits:
        for number, purpose in enumerate(_PURPOSES):
            dice, file = draw(seed, visit["id"], purpose), key(seed, "photo", visit["id"], purpose)
            upload = _picture(dice, purpose)
            taken_at = visit["checked_in_at"] + timedelta(seconds=15 + 20 * number)
            files.append(await _stored(store, file, upload, visit, taken_at, live=dice.random() < 0.95))
            links.append((key(seed, "visit photo", file), visit["id"], file, purpose, visit["rep_id"], taken_at))
    await connection.copy_records_to_table(
        "stored_file", records=files,
        columns=["id", "kind", "content_type", "size", "sha256", "width", "height", "perceptual_hash", "captured_at",
                 "capture_latitude", "capture_longitude", "camera", "live_camera", "uploaded_by_id", "uploaded_at",
                 "attached_at"],
    )  # fmt: skip
    await connection.copy_records_to_table(
        "visit_photo", records=links, columns=["id", "visit_id", "file_id", "purpose", "added_by_id", "added_at"]
    )


async def _stored(store: Store, file: UUID, upload: bytes, visit: Any, taken_at: Any, *, live: bool) -> tuple[Any, ...]:
    """A row of `stored_file`, its bytes written."""
    photo, sha256 = read_photo(BytesIO(upload), ZONE), hashlib.sha256(upload).hexdigest()
    await store.put(blob_key(file, sha256), photo.body)
    await store.put(blob_key(file, sha256, "thumb"), photo.thumbnail)
    return (
        file, "PHOTO", CONTENT_TYPE, len(photo.body), sha256, photo.width, photo.height, photo.perceptual_hash,
        taken_at, visit["latitude"], visit["longitude"], "", live, visit["rep_id"], taken_at, taken_at,
    )  # fmt: skip


def _picture(dice: Random, purpose: str) -> bytes:
    picture = Image.new("RGB", SIZE, _tone(dice, 190, 235))
    brush = ImageDraw.Draw(picture)
    if purpose == "STOREFRONT":
        _front(brush, dice)
    else:
        _shelves(brush, dice)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _front(brush: ImageDraw.ImageDraw, dice: Random) -> None:
    """Pavement, signboard, a door and windows."""
    width, height = SIZE
    floor = height - dice.randint(50, 110)
    brush.rectangle((0, floor, width, height), fill=_tone(dice, 110, 150))
    top = dice.randint(40, 120)
    brush.rectangle((30, top, width - 30, floor), fill=_tone(dice, 150, 220))
    brush.rectangle((30, top, width - 30, top + 70), fill=_tone(dice, 20, 200))
    for place in range(dice.randint(4, 8)):
        left = 60 + place * 60
        brush.rectangle((left, top + 18, left + dice.randint(20, 44), top + 52), fill=_tone(dice, 220, 255))
    door = dice.randint(60, width - 200)
    brush.rectangle((door, top + 110, door + 110, floor), fill=_tone(dice, 40, 110))
    for left in range(50, width - 150, 130):
        if abs(left - door) > 120:
            brush.rectangle((left, top + 110, left + 100, floor - dice.randint(30, 70)), fill=_tone(dice, 120, 200))


def _shelves(brush: ImageDraw.ImageDraw, dice: Random) -> None:
    """Boards with rows of bottles and boxes, some of them sold out."""
    width, height = SIZE
    boards = dice.randint(3, 5)
    for board in range(boards):
        bottom = (board + 1) * height // boards - 8
        brush.rectangle((0, bottom, width, bottom + 8), fill=_tone(dice, 80, 130))
        left = dice.randint(4, 20)
        while left < width - 20:
            wide, tall, tone = dice.randint(18, 46), dice.randint(50, height // boards - 20), _tone(dice, 10, 245)
            for _ in range(dice.randint(2, 6)):
                if dice.random() < 0.9:
                    brush.rectangle((left, bottom - tall, left + wide - 4, bottom - 1), fill=tone)
                    label = bottom - tall * dice.randint(40, 60) // 100
                    brush.rectangle((left + 2, label, left + wide - 6, label + 10), fill=_tone(dice, 200, 255))
                left += wide


def _tone(dice: Random, darkest: int, lightest: int) -> tuple[int, ...]:
    return tuple(dice.randint(darkest, lightest) for _ in range(3))


__all__ = ["VISITS", "photos"]
