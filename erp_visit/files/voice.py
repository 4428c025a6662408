"""Voice notes: which of the usual kinds the bytes are, that nothing but sound is in them, and how long they last.

Each reader walks the structure of its format, as far as is needed to be sure: a name or a first byte proves nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_WALK = 2_000_000
"""Frames looked at in one file: twenty megabytes hold fewer."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What the bytes are. `seconds` is None where only decoding would tell."""

    content_type: str
    seconds: float | None


def read_voice(data: bytes) -> Voice | None:
    """The voice note in the bytes; None if they are none of: MP4/M4A, AAC, MP3, Ogg (Opus, Vorbis), AMR, WAV, WebM."""
    for starts, read in _READERS:
        if starts(data):
            try:
                return read(data)
            except (struct.error, IndexError, ValueError, ArithmeticError):
                return None  # it ends or contradicts itself in the middle of its structure
    return None


def _rounded(seconds: float) -> float | None:
    return round(seconds, 1) if 0 < seconds < 86_400 else None


# -- MP4, M4A, 3GP: boxes in boxes


def boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of each box's content. Raises ValueError where one reaches beyond its parent."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise ValueError("a box reaches beyond its parent")
        yield kind, body, start + size
        start += size


def _mp4(data: bytes) -> Voice | None:
    tracks: list[bytes] = []
    seconds: float | None = None
    for kind, start, end in boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for inner, at, until in boxes(data, start, end):
            if inner == b"mvhd":
                if data[at]:
                    scale, length = struct.unpack_from(">IQ", data, at + 20)
                else:
                    scale, length = struct.unpack_from(">II", data, at + 12)
                seconds = _rounded(length / scale) if scale else None
            elif inner == b"trak":
                tracks.append(_handler(data, at, until))
    return Voice("audio/mp4", seconds) if tracks and set(tracks) == {b"soun"} else None


def _handler(data: bytes, start: int, end: int) -> bytes:
    for kind, at, until in boxes(data, start, end):
        if kind == b"mdia":
            for inner, body, _ in boxes(data, at, until):
                if inner == b"hdlr":
                    return data[body + 8 : body + 12]
    return b""


# -- AAC and MP3: frame after frame

_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SURE = 3
"""Frames in a row that make a stream; a short one may be a single frame up to the end of the file."""


def _framed(
    data: bytes, start: int, kind: str, frame: Callable[[bytes, int], tuple[int, float] | None]
) -> Voice | None:
    at, frames, seconds = start, 0, 0.0
    while at + 7 <= len(data) and frames < LONGEST_WALK:
        found = frame(data, at)
        if found is None:
            break
        at += found[0]
        seconds += found[1]
        frames += 1
    return Voice(kind, _rounded(seconds)) if frames >= _SURE or (frames and at >= len(data)) else None


def _aac_frame(data: bytes, at: int) -> tuple[int, float] | None:
    if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:
        return None
    rate = _AAC_RATES[(data[at + 2] >> 2) & 0xF]
    size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return (size, 1024 * ((data[at + 6] & 3) + 1) / rate) if size > 7 else None


def _mp3_frame(data: bytes, at: int) -> tuple[int, float] | None:
    if data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:  # layer III
        return None
    version, bits, rate = (data[at + 1] >> 3) & 3, data[at + 2] >> 4, (data[at + 2] >> 2) & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return None
    hertz = _MP3_RATES[version][rate]
    samples = 1152 if version == 3 else 576
    speed = (_MP3_BITS_1 if version == 3 else _MP3_BITS_2)[bits] * 1000
    return samples // 8 * speed // hertz + ((data[at + 2] >> 1) & 1), samples / hertz


def _aac(data: bytes) -> Voice | None:
    return _framed(data, 0, "audio/aac", _aac_frame)


def _mp3(data: bytes) -> Voice | None:
    start = 0
    if data.startswith(b"ID3"):
        start = 10 + sum((data[6 + place] & 0x7F) << (21 - 7 * place) for place in range(4))
    return _framed(data, start, "audio/mpeg", _mp3_frame)


# -- Ogg, AMR, WAV, WebM


def _ogg(data: bytes) -> Voice | None:
    first = 27 + data[26]
    last = data.rindex(b"OggS")
    (samples,) = struct.unpack_from("<q", data, last + 6)
    if data.startswith(b"OpusHead", first):
        (skipped,) = struct.unpack_from("<H", data, first + 10)
        return Voice("audio/ogg", _rounded((samples - skipped) / 48_000))
    if data.startswith(b"\x01vorbis", first):
        (rate,) = struct.unpack_from("<I", data, first + 12)
        return Voice("audio/ogg", _rounded(samples / rate))
    return None


_AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
_AMR_WB = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0)


def _amr(data: bytes) -> Voice | None:
    wide = data.startswith(b"#!AMR-WB\n")
    at, frames = (9 if wide else 6), 0
    sizes = _AMR_WB if wide else _AMR
    while at < len(data) and frames < LONGEST_WALK:
        if data[at] & 0x83:  # padding bits are zero
            return None
        at += 1 + sizes[(data[at] >> 3) & 0xF]
        frames += 1
    return Voice("audio/amr-wb" if wide else "audio/amr", _rounded(frames / 50)) if frames else None


def _wav(data: bytes) -> Voice | None:
    at, speed = 12, 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        if kind == b"fmt ":
            (speed,) = struct.unpack_from("<I", data, at + 16)
        elif kind == b"data":
            return Voice("audio/wav", _rounded(min(size, len(data) - at - 8) / speed)) if speed else None
        at += 8 + size + size % 2
    return None


_SEGMENT, _INFO, _TRACKS, _TRACK, _KIND, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x83, 0x1F43B675
_SCALE, _LENGTH, _DOCTYPE, _HEAD = 0x2AD7B1, 0x4489, 0x4282, 0x1A45DFA3


def elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """EBML: id, start and end of each element; one of unknown size ends where its parent does."""
    while start < end:
        width = 9 - data[start].bit_length()
        name = int.from_bytes(data[start : start + width], "big")
        start += width
        width = 9 - data[start].bit_length()
        raw = int.from_bytes(data[start : start + width], "big")
        size = raw & ((1 << 7 * width) - 1)
        start += width
        until = end if size == (1 << 7 * width) - 1 else start + size
        yield name, start, min(until, end)
        start = until


def _webm(data: bytes) -> Voice | None:
    kinds: list[int] = []
    scale, length, named = 1_000_000, None, False
    for name, start, end in elements(data, 0, len(data)):
        if name == _HEAD:
            named = any(inner == _DOCTYPE and data[at:to] == b"webm" for inner, at, to in elements(data, start, end))
        if name != _SEGMENT:
            continue
        for inner, at, to in elements(data, start, end):
            if inner == _CLUSTER:
                break  # the sound itself
            for one, first, last in elements(data, at, to) if inner in (_INFO, _TRACKS) else ():
                if one == _SCALE:
                    scale = int.from_bytes(data[first:last], "big")
                elif one == _LENGTH:
                    (length,) = struct.unpack(">f" if last - first == 4 else ">d", data[first:last])
                elif one == _TRACK:
                    fields = {key: data[low:high] for key, low, high in elements(data, first, last)}
                    kinds.append(int.from_bytes(fields.get(_KIND, b""), "big"))
        break
    if not named or not kinds or set(kinds) != {2}:
        return None
    return Voice("audio/webm", None if length is None else _rounded(length * scale / 1e9))


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], Voice | None]], ...] = (
    (lambda data: data[4:8] == b"ftyp", _mp4),
    (lambda data: data.startswith(b"OggS"), _ogg),
    (lambda data: data.startswith(b"#!AMR"), _amr),
    (lambda data: data.startswith(b"RIFF") and data[8:12] == b"WAVE", _wav),
    (lambda data: data.startswith(b"\x1a\x45\xdf\xa3"), _webm),
    (lambda data: len(data) > 7 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0, _aac),
    (lambda data: data.startswith(b"ID3") or (data[:1] == b"\xff" and len(data) > 4), _mp3),
)

__all__ = ["Voice", "boxes", "elements", "read_voice"]
