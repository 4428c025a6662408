"""What a recorder writes beside the sound goes; the sound, and where it stands, stays."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.files.stripping import _checksum, strip_voice
from erp_visit.files.voice import read_voice
from tests.files import samples

SECRET = b"Zhang Wei +31.2304+121.4737/ iPhone"
SOUND = bytes(range(1, 251)) * 2


def stripped(data: bytes) -> bytes:
    voice = read_voice(data)
    assert voice is not None
    made = strip_voice(data, voice.content_type)
    assert SECRET[:9] not in made
    assert read_voice(made) == voice
    assert strip_voice(made, voice.content_type) == made
    return made


def m4a(*, wide: bool = False) -> bytes:
    """As a phone writes it: a name and a place in several boxes, the times of the recording, then the sound."""
    track = samples.box(
        b"trak", samples.box(b"tkhd", struct.pack(">IIII", 0, 3_800_000_000, 3_800_000_001, 1) + bytes(60)),
        samples.box(b"mdia", samples.box(b"hdlr", b"\0" * 8 + b"soun" + b"\0" * 12)),
        samples.box(b"udta", samples.box(b"name", SECRET)),
    )  # fmt: skip
    header = struct.pack(">IIIII", 0, 3_800_000_000, 3_800_000_001, 1000, 12_500) + b"\0" * 80
    place = samples.box(b"udta", samples.box(b"\xa9xyz", SECRET), samples.box(b"meta", SECRET * 9))
    own = struct.pack(">I4sQ", 1, b"uuid", 16 + len(SECRET)) + SECRET if wide else samples.box(b"uuid", SECRET)
    moov = samples.box(b"moov", samples.box(b"mvhd", header), track, place)
    return (
        samples.box(b"ftyp", b"M4A \0\0\0\0M4A ")
        + moov
        + own
        + samples.box(b"mdat", SOUND)
        + samples.box(b"free", SECRET)
    )


@pytest.mark.parametrize("wide", [False, True])
def test_m4a(wide: bool) -> None:
    data = m4a(wide=wide)
    made = stripped(data)
    assert (len(made), made.index(SOUND)) == (len(data), data.index(SOUND))  # the table of offsets stays right
    assert struct.pack(">I", 3_800_000_000) not in made


def test_mp3() -> None:
    sound = samples.mp3(20, tag=False)
    text = SECRET * 3
    ape = text + b"APETAGEX" + struct.pack("<IIII", 2000, len(text) + 32, 1, 0) + bytes(8)
    data = (
        b"ID3\x04\0\0" + bytes([0, 0, 0, len(text)]) + text + sound + ape + b"TAG" + SECRET + bytes(125 - len(SECRET))
    )
    assert stripped(data) == sound
    assert stripped(sound) == sound


def test_wav() -> None:
    sound = samples.wav(1.5)
    note = b"LIST" + struct.pack("<I", len(SECRET) + 1) + SECRET + b"\0\0"  # an odd length is padded
    data = sound[:36] + note[: 8 + len(SECRET) + 1] + sound[36:] + note
    data = b"RIFF" + struct.pack("<I", len(data) - 8) + data[8:]
    assert stripped(data) == sound


def page(number: int, granule: int, sizes: list[int], body: bytes) -> bytes:
    raw = b"OggS\0\0" + struct.pack("<qIIIB", granule, 1, number, 0, len(sizes)) + bytes(sizes) + body
    return raw[:22] + struct.pack("<I", _checksum(raw)) + raw[26:]


@pytest.mark.parametrize("kind", ["opus", "vorbis"])
def test_ogg(kind: str) -> None:
    """The comments reach over two pages, as they do with a picture in them."""
    if kind == "opus":
        first = b"OpusHead\1\1" + struct.pack("<HIHB", 312, 16_000, 0, 0)
        head, tail = b"OpusTags", b""
    else:
        first = b"\x01vorbis" + struct.pack("<IBI", 0, 1, 48_000) + bytes(14)
        head, tail = b"\x03vorbis", b"\x01"
    comments = head + struct.pack("<I", 3) + b"abc" + struct.pack("<II", 1, 15 * len(SECRET)) + SECRET * 15 + tail
    cut = 255
    data = (
        page(0, 0, [len(first)], first) + page(1, -1, [255], comments[:cut])
        + page(2, 0, [255, len(comments) - cut - 255], comments[cut:]) + page(3, 48_312, [250, 250], SOUND)
    )  # fmt: skip
    made = stripped(data)
    assert len(made) == len(data)
    assert made[-500:] == SOUND
    at = 0
    while at < len(made):  # each page's checksum is right
        sizes = made[at + 27 : at + 27 + made[at + 26]]
        end = at + 27 + len(sizes) + sum(sizes)
        whole = made[at : at + 22] + bytes(4) + made[at + 26 : end]
        assert struct.unpack_from("<I", made, at + 22)[0] == _checksum(whole)
        at = end


def test_the_checksum_is_ogg_s() -> None:
    assert _checksum(b"123456789") == 0x89A1897F  # CRC-32 0x04C11DB7, not reflected, from 0, without a last XOR


def test_webm() -> None:
    def element(name: str, body: bytes) -> bytes:
        return bytes.fromhex(name) + struct.pack(">I", 0x10000000 | len(body)) + body

    info = element("1549a966", element("2ad7b1", b"\x0f\x42\x40") + element("4489", struct.pack(">d", 9000.0))
                   + element("7ba9", SECRET) + element("4461", struct.pack(">q", 10**18)))  # fmt: skip
    tracks = element("1654ae6b", element("ae", element("83", b"\2") + element("536e", SECRET)))
    small, large = element("1254c367", SECRET), element("1941a469", SECRET * 9)
    cluster = element("1f43b675", b"\xe7\x81\x00" + SOUND)
    data = samples.webm(9)[:12] + element("18538067", info + tracks + small + cluster + large)
    made = stripped(data)
    assert (len(made), made.index(SOUND)) == (len(data), data.index(SOUND))
    assert struct.pack(">q", 10**18) not in made


@pytest.mark.parametrize("data", [samples.aac(30), samples.amr(30), samples.ogg(3), samples.webm(None), samples.mp4(3)])
def test_what_has_nothing_beside_the_sound_stays_as_it_is(data: bytes) -> None:
    assert stripped(data) == data


def test_boxes_in_boxes_without_end() -> None:
    nested = b"".join(struct.pack(">I4s", 8 * (20_000 - level), b"moov") for level in range(20_000))
    assert strip_voice(samples.mp4(3)[:20] + nested, "audio/mp4") == samples.mp4(3)[:20] + nested
    segments = b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 20_000
    assert strip_voice(segments, "audio/webm") == segments


KINDS = ["audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm"]


@given(st.sampled_from([m4a(), samples.mp3(5), samples.ogg(3), samples.wav(0.1), samples.webm(2)]), st.data())
def test_whatever_is_broken_in_them_it_ends(data: bytes, draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(data) - 1))
    broken = data[:place] + draw.draw(st.binary(min_size=1, max_size=8)) + data[place + 1 :]
    for kind in KINDS:
        strip_voice(broken, kind)
