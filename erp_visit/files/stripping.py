"""Voice notes without what their recorder wrote beside the sound: titles, names, places, times, pictures.

Nothing is decoded or moved: what does not belong is cut off at the ends, or blanked where it stands with its length
kept, so that every offset in the file stays right and the sound is what was recorded, byte for byte.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from erp_visit.files.voice import boxes, elements

_DEEPEST = 6
"""Boxes in boxes, as the formats have them; what is nested deeper was made to be."""
_KEEP_IN_WAV = (b"fmt ", b"fact", b"data")


def strip_voice(data: bytes, content_type: str) -> bytes:
    """The voice note, which `read_voice` knows as of this type, without metadata."""
    strip = _STRIPPERS.get(content_type)
    if strip is None:  # AAC and AMR are frames of sound and nothing else
        return data
    try:
        return strip(data)
    except (struct.error, IndexError, ValueError):
        return data  # where the structure ends early the rest is no metadata either


# -- MP4, M4A, 3GP: what tells of the recording becomes free space, its times zero

_INSIDE = (b"moov", b"trak", b"mdia", b"minf", b"mvex", b"moof", b"traf")
_TELLING = (b"udta", b"meta", b"uuid", b"free", b"skip")
_TIMED = (b"mvhd", b"tkhd", b"mdhd")


def _mp4(data: bytes) -> bytes:
    out = bytearray(data)

    def walk(start: int, end: int, depth: int) -> None:
        for kind, body, until in boxes(data, start, end):
            if kind in _INSIDE and depth < _DEEPEST:
                walk(body, until, depth + 1)
            elif kind in _TELLING:
                name = body - (4 if data[body - 4 : body] == kind else 12)  # a length of 64 bits may stand between
                out[name : name + 4] = b"free"
                out[body:until] = bytes(until - body)
            elif kind in _TIMED:
                width = 16 if data[body] else 8  # made and changed, of 64 bits in version 1
                out[body + 4 : body + 4 + width] = bytes(width)

    walk(0, len(data), 0)
    return bytes(out)


# -- MP3: tags at both ends


def _mp3(data: bytes) -> bytes:
    start, end = 0, len(data)
    if data.startswith(b"ID3"):
        start = 10 + sum((data[6 + place] & 0x7F) << (21 - 7 * place) for place in range(4))
    if data[end - 128 : end - 125] == b"TAG":
        end -= 128
    if data[end - 32 : end - 24] == b"APETAGEX":
        (size,) = struct.unpack_from("<I", data, end - 20)
        end -= size + (32 if data[end - 9] & 0x80 else 0)
    return data[start:end] if start < end else data


# -- Ogg: the packet of comments is filled with spaces, and its pages get their checksums anew


def _ogg(data: bytes) -> bytes:
    out = bytearray(data)
    pieces, pages = _second_packet(data)
    comments = b"".join(data[start:end] for start, end in pieces)
    if comments.startswith(b"OpusTags"):
        head, tail = b"OpusTags", b""
    elif comments.startswith(b"\x03vorbis"):
        head, tail = b"\x03vorbis", b"\x01"
    else:
        return data
    room = len(comments) - len(head) - 8 - len(tail)
    if room < 0:
        return data
    blank = head + struct.pack("<I", room) + b" " * room + struct.pack("<I", 0) + tail
    for start, end in pieces:
        out[start:end], blank = blank[: end - start], blank[end - start :]
    for start, end in pages:
        out[start + 22 : start + 26] = bytes(4)
        out[start + 22 : start + 26] = struct.pack("<I", _checksum(out[start:end]))
    return bytes(out)


def _second_packet(data: bytes) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where the pieces of the stream's second packet are, and the pages that hold them."""
    pieces: list[tuple[int, int]] = []
    pages: list[tuple[int, int]] = []
    at, packet = 0, 0
    while data[at : at + 4] == b"OggS" and packet < 2:
        sizes = data[at + 27 : at + 27 + data[at + 26]]
        body, end = at + 27 + len(sizes), at + 27 + len(sizes) + sum(sizes)
        before = len(pieces)
        for size in sizes:
            if packet == 1:
                pieces.append((body, body + size))
            body += size
            packet += size < 255
        if len(pieces) > before:
            pages.append((at, end))
        at = end
    return pieces, pages


def _table(number: int) -> int:
    value = number << 24
    for _ in range(8):
        value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
    return value & 0xFFFFFFFF


_CRC = [_table(number) for number in range(256)]


def _checksum(page: bytes | bytearray) -> int:
    """Ogg's own: CRC-32 with the highest bit first, which zlib does not have."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _CRC[value >> 24 ^ byte]
    return value


# -- WAV: the chunks of sound alone


def _wav(data: bytes) -> bytes:
    kept, at = [b"WAVE"], 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        end = min(at + 8 + size + size % 2, len(data))
        if kind in _KEEP_IN_WAV:
            kept.append(data[at:end])
        at = end
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- WebM: tags and attachments become void, titles spaces, the date the day that such dates count from

_SEGMENT, _INFO, _CLUSTER, _TRACKS, _TRACK = 0x18538067, 0x1549A966, 0x1F43B675, 0x1654AE6B, 0xAE
_BLANKED = (0x1254C367, 0x1941A469, 0x1043A770)
_WORDS = (0x7BA9, 0x7384, 0x536E)
_DATE = 0x4461


def _webm(data: bytes) -> bytes:
    out = bytearray(data)

    def walk(start: int, end: int, depth: int) -> None:
        for name, body, until in elements(data, start, end):
            if name in (_SEGMENT, _INFO, _TRACKS, _TRACK) and depth < _DEEPEST:
                walk(body, until, depth + 1)
            elif name in _BLANKED:
                out[body:until] = _void(until - body)
            elif name in _WORDS:
                out[body:until] = b" " * (until - body)
            elif name == _DATE:
                out[body:until] = bytes(until - body)

    walk(0, len(data), 0)
    return bytes(out)


def _void(length: int) -> bytes:
    """An element that says nothing, of so many bytes."""
    if length < 2:
        return bytes(length)
    if length < 128:
        return bytes([0xEC, 0x80 | length - 2]) + bytes(length - 2)
    return b"\xec\x01" + (length - 9).to_bytes(7, "big") + bytes(length - 9)


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    "audio/mp4": _mp4, "audio/mpeg": _mp3, "audio/ogg": _ogg, "audio/wav": _wav, "audio/webm": _webm,
}  # fmt: skip

__all__ = ["strip_voice"]
