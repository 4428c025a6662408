"""What files are by their bytes, what is kept of them, and what is refused."""

from __future__ import annotations

import struct
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO

import imagehash
import pytest
from PIL import Image

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.files.photos import MAX_PIXELS, Photo, looks_like_photo, read_photo
from erp_visit.files.voice import read_voice
from tests.files import samples
from tests.memory import at_most


def read(data: bytes, zone: str = "Asia/Shanghai") -> Photo:
    return read_photo(BytesIO(data), zone)


def refusal(data: bytes) -> DomainError:
    with pytest.raises(DomainError) as caught:
        read(data)
    assert caught.value.code is ErrorCode.INVALID_INPUT
    assert caught.value.path == ("file",)
    return caught.value


def test_a_photo_is_shrunk_turned_upright_and_bare() -> None:
    data = samples.jpeg(3000, 1500, exif=samples.exif(orientation=6))
    photo = read(data)
    assert (photo.width, photo.height) == (1024, 2048), "turned by a quarter, its long side 2048"
    kept = Image.open(BytesIO(photo.body))
    assert (kept.format, kept.size, kept.mode) == ("JPEG", (1024, 2048), "RGB")
    assert not kept.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(kept.info)
    for secret in (b"HUAWEI", b"secret firmware", b"2026:11:20", b"GPS"):
        assert secret not in photo.body
        assert secret not in photo.thumbnail
    small = Image.open(BytesIO(photo.thumbnail))
    assert small.size == (160, 320)
    assert not small.getexif()


def test_the_facts_of_the_capture_are_kept() -> None:
    capture = read(samples.jpeg(exif=samples.exif())).capture
    assert capture.captured_at == datetime(2026, 11, 20, 1, 30, 15, tzinfo=UTC)
    assert capture.latitude == pytest.approx(22.5333, abs=1e-5)
    assert capture.longitude == pytest.approx(113.9304, abs=1e-5)
    assert capture.camera == "HUAWEI P60"


def test_times_without_a_zone() -> None:
    plain = samples.exif(offset=None)
    assert read(samples.jpeg(exif=plain)).capture.captured_at == datetime(2026, 11, 20, 1, 30, 15, tzinfo=UTC)
    assert read(samples.jpeg(exif=plain), "Europe/Paris").capture.captured_at == datetime(
        2026, 11, 20, 8, 30, 15, tzinfo=UTC
    )
    timed = samples.exif(offset=None, satellites=("2026:11:20", (2, 0, 5)))
    assert read(samples.jpeg(exif=timed)).capture.captured_at == datetime(2026, 11, 20, 2, 0, 5, tzinfo=UTC)
    west = samples.exif(offset="-03:30")
    assert read(samples.jpeg(exif=west)).capture.captured_at == datetime(2026, 11, 20, 13, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize("metadata", [
    samples.exif(taken="0000:00:00 00:00:00", place=None, offset=None),
    samples.exif(taken="yesterday", offset="+99:99", place=None),
    samples.exif(taken=None, place=(0.0, 0.0), offset=None),
])  # fmt: skip
def test_nonsense_in_the_metadata_is_as_good_as_none(metadata: Image.Exif) -> None:
    capture = read(samples.jpeg(exif=metadata)).capture
    assert (capture.captured_at, capture.latitude, capture.longitude) == (None, None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_metadata_does_not_cost_the_photo() -> None:
    data = bytearray(samples.jpeg(exif=samples.exif()))
    start = data.index(b"Exif\0\0") + 6
    data[start + 8 : start + 40] = b"\xff" * 32
    assert read(bytes(data)).width == 640


def test_a_photo_of_the_chinese_grid_is_put_right() -> None:
    capture = read(samples.jpeg(exif=samples.exif(datum="GCJ-02"))).capture
    assert capture.latitude != pytest.approx(22.5333, abs=1e-4)
    assert capture.latitude == pytest.approx(22.5363, abs=3e-3)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_formats_become_jpeg_and_transparency_white(kind: str) -> None:
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    photo = read(samples.encoded(image, kind))
    kept = Image.open(BytesIO(photo.body))
    assert kept.format == "JPEG"
    assert kept.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
def test_every_colour_mode_is_taken(mode: str) -> None:
    image = Image.new(mode, (50, 40))
    assert read(samples.encoded(image, "JPEG" if mode == "CMYK" else "PNG")).width == 50


def test_the_perceptual_hash_finds_the_same_scene_again() -> None:
    def hashed(data: bytes) -> imagehash.ImageHash:
        found = read(data).perceptual_hash
        assert len(found) == 16
        return imagehash.hex_to_hash(found)

    first = hashed(samples.jpeg(1200, 900, seed=1))
    again = hashed(samples.encoded(samples.picture(1200, 900, 1).resize((700, 525)), "JPEG", quality=40))
    other = hashed(samples.jpeg(1200, 900, seed=5))
    assert first - again <= 4
    assert first - other > 12


def test_a_phone_s_picture_of_several_is_taken_as_its_first() -> None:
    frames = [samples.picture(seed=seed) for seed in (1, 2)]
    data = samples.encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert looks_like_photo(data)
    assert read(data).width == 640


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_animations_are_refused(kind: str) -> None:
    assert "animated" in str(refusal(samples.animated(kind)))


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_truncated_pictures_are_refused(kind: str, keep: float) -> None:
    data = samples.encoded(samples.picture(800, 600), kind)
    assert "damaged or incomplete" in str(refusal(data[: int(len(data) * keep)]))


def test_a_decompression_bomb_is_refused_before_it_takes_memory() -> None:
    data = samples.png_bomb()
    assert len(data) < 300_000
    with at_most(10_000_000):
        error = refusal(data)
    assert "51 megapixels" in str(error)


def _said_to_be(data: bytes, kind: str, side: int) -> bytes:
    """A small picture whose head names other dimensions."""
    changed = bytearray(data)
    if kind == "JPEG":
        start = data.index(b"\xff\xc0") + 5
        changed[start : start + 4] = struct.pack(">HH", side, side)
    elif kind == "PNG":
        changed[16:24] = struct.pack(">II", side, side)
        changed[29:33] = struct.pack(">I", zlib.crc32(changed[12:29]))
    else:
        start = data.index(b"VP8 ") + 14
        changed[start : start + 4] = struct.pack("<HH", side, side)
    return bytes(changed)


@pytest.mark.parametrize(
    ("kind", "side"), [("JPEG", 65_500), ("PNG", 2_000_000_000), ("PNG", 60_000), ("WEBP", 16_383)]
)
def test_a_small_file_that_says_it_is_immense_is_refused_at_its_head(kind: str, side: int) -> None:
    data = _said_to_be(samples.encoded(samples.picture(64, 64), kind), kind, side)
    assert len(data) < 20_000
    with at_most(10_000_000):
        error = refusal(data)
    assert any(remedy in str(error) for remedy in ("51 megapixels", "damaged or incomplete"))


SCRIPT = b"<script>alert(document.domain)</script>"


def _archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("index.html", SCRIPT)
    return out.getvalue()


@pytest.mark.parametrize("data", [
    samples.jpeg() + SCRIPT,
    samples.jpeg() + _archive(),
    samples.jpeg(comment=SCRIPT),
    samples.jpeg(icc_profile=SCRIPT * 4),
    samples.encoded(samples.picture(), "PNG", pnginfo=samples.note(SCRIPT.decode())),
    samples.encoded(samples.picture(), "PNG") + b"%PDF-1.7" + SCRIPT,
    samples.encoded(samples.picture(), "WEBP", xmp=SCRIPT),
], ids=["html after", "zip after", "comment", "profile", "note", "pdf after", "xmp"])  # fmt: skip
def test_of_a_picture_that_is_something_else_as_well_the_picture_is_kept(data: bytes) -> None:
    assert SCRIPT in data
    photo = read(data)
    for kept in (photo.body, photo.thumbnail):
        assert Image.open(BytesIO(kept)).format == "JPEG"
        assert b"script" not in kept
        assert b"PK\3\4" not in kept
        assert b"%PDF" not in kept


@pytest.mark.parametrize("head", [samples.HTML, samples.SVG, b"GIF89a=1;", b"%PDF-1.7\n", _archive()])
def test_what_begins_as_something_else_is_no_picture(head: bytes) -> None:
    assert not looks_like_photo(head + samples.jpeg())
    assert read_voice(head + samples.wav(1)) is None


def test_the_limit_of_pixels_is_exact() -> None:
    width = 8500
    assert width * 6000 == MAX_PIXELS
    assert read(samples.encoded(Image.new("1", (width, 6000)), "PNG")).width == 2048
    assert "megapixels" in str(refusal(samples.encoded(Image.new("1", (width, 6001)), "PNG")))


@pytest.mark.parametrize(
    "data", [samples.SVG, samples.HTML, samples.gif(), b"%PDF-1.7 ", b"MZ\x90\0" * 50, b"\0" * 900]
)
def test_other_types_are_neither(data: bytes) -> None:
    assert not looks_like_photo(data)
    assert read_voice(data) is None


@pytest.mark.parametrize(("data", "kind", "seconds"), [
    (samples.mp4(12.5), "audio/mp4", 12.5),
    (samples.mp4(7, brand=b"isom"), "audio/mp4", 7.0),
    (samples.mp4(3, brand=b"3gp4"), "audio/mp4", 3.0),
    (samples.aac(100), "audio/aac", 6.4),
    (samples.mp3(100), "audio/mpeg", 2.6),
    (samples.mp3(100, tag=False), "audio/mpeg", 2.6),
    (samples.ogg(4.2), "audio/ogg", 4.2),
    (samples.amr(250), "audio/amr", 5.0),
    (samples.wav(1.5), "audio/wav", 1.5),
    (samples.webm(9.0), "audio/webm", 9.0),
    (samples.webm(None), "audio/webm", None),
])  # fmt: skip
def test_voice_notes_are_known_by_their_bytes(data: bytes, kind: str, seconds: float | None) -> None:
    voice = read_voice(data)
    assert voice is not None
    assert (voice.content_type, voice.seconds) == (kind, seconds)


@pytest.mark.parametrize("data", [
    samples.mp4(5, handler=b"vide"), samples.webm(5, kind=1), samples.mp4(5)[:60], b"ID3" + b"\0" * 400,
    samples.ogg(3)[:20], b"RIFF\0\0\0\0WAVEfmt ", b"#!AMR\n\xff\xff\xff", b"\xff\xfb\x90\0" + b"<script>" * 99,
    b"\x1a\x45\xdf\xa3\x80", b"\xff\xf1\0",
])  # fmt: skip
def test_what_only_begins_like_a_voice_note_is_refused(data: bytes) -> None:
    assert read_voice(data) is None
