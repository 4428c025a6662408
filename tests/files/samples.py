"""Photos and voice notes for tests: real ones made by Pillow or by the byte, and hostile ones."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational


def picture(width: int = 640, height: int = 480, seed: int = 1) -> Image.Image:
    """Something with shapes in it, different for each seed."""
    image = Image.new("RGB", (width, height), (seed * 37 % 256, 120, 200))
    draw = ImageDraw.Draw(image)
    for number in range(12):
        left, top = (seed * 131 + number * 97) % width, (seed * 71 + number * 53) % height
        draw.ellipse(
            (left, top, left + width // 5, top + height // 4), fill=(number * 20, seed * 50 % 256, 255 - number * 9)
        )
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 640, height: int = 480, seed: int = 1, **options: Any) -> bytes:
    return encoded(picture(width, height, seed), "JPEG", quality=90, **options)


def exif(
    *, taken: str | None = "2026:11:20 09:30:15", offset: str | None = "+08:00", orientation: int = 1,
    place: tuple[float, float] | None = (22.5333, 113.9304), datum: str | None = None, make: str = "HUAWEI",
    model: str = "HUAWEI P60", satellites: tuple[str, tuple[int, int, int]] | None = None,
) -> Image.Exif:  # fmt: skip
    """The metadata that a phone writes."""
    made = Image.Exif()
    made[ExifTags.Base.Make], made[ExifTags.Base.Model] = make, model
    made[ExifTags.Base.Orientation] = orientation
    made[ExifTags.Base.Software] = "secret firmware 1.2.3"
    detail = made.get_ifd(ExifTags.IFD.Exif)
    if taken:
        detail[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        detail[ExifTags.Base.OffsetTimeOriginal] = offset
    gps = made.get_ifd(ExifTags.IFD.GPSInfo)
    if place:
        latitude, longitude = place
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = (
            "N" if latitude >= 0 else "S",
            degrees(latitude),
        )
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = (
            "E" if longitude >= 0 else "W",
            degrees(longitude),
        )
    if datum:
        gps[ExifTags.GPS.GPSMapDatum] = datum
    if satellites:
        gps[ExifTags.GPS.GPSDateStamp], gps[ExifTags.GPS.GPSTimeStamp] = satellites
    return made


def degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole = Fraction(abs(value)).limit_denominator(10_000_000)
    minutes = (whole - int(whole)) * 60
    seconds = (minutes - int(minutes)) * 60
    return IFDRational(int(whole)), IFDRational(int(minutes)), IFDRational(round(float(seconds) * 10_000), 10_000)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int = 30_000) -> bytes:
    """A few hundred kilobytes that decode to nearly a gigabyte."""
    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def note(text: str) -> PngInfo:
    """A note in a PNG."""
    made = PngInfo()
    made.add_text("Comment", text)
    return made


def gif() -> bytes:
    return encoded(picture(40, 30), "GIF")


def animated(kind: str) -> bytes:
    frames = [picture(60, 40, seed) for seed in (1, 2, 3)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


# -- voice notes


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4(seconds: float, handler: bytes = b"soun", brand: bytes = b"M4A ") -> bytes:
    header = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)) + b"\0" * 80
    track = box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12)))
    return (
        box(b"ftyp", brand + b"\0\0\0\0" + brand)
        + box(b"moov", box(b"mvhd", header), track)
        + box(b"mdat", b"\1" * 500)
    )


def aac(frames: int) -> bytes:
    body = b"\x11" * 93
    size = 7 + len(body)
    head = bytes(
        [0xFF, 0xF1, 0x50 | (8 << 2 & 0x3C) & 0x3C, 0x80 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC]
    )
    head = bytes([0xFF, 0xF1, 0b01_1000_0_0, *head[3:]])  # 16 kHz
    return (head + body) * frames


def mp3(frames: int, *, tag: bool = True) -> bytes:
    # MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes, 1152 samples
    frame = bytes([0xFF, 0xFB, 0x90, 0x00]) + b"\x55" * 413
    head = b"ID3\x04\0\0" + bytes([0, 0, 0, 100]) + b"\0" * 100 if tag else b""
    return head + frame * frames


def ogg(seconds: float) -> bytes:
    def page(granule: int, body: bytes) -> bytes:
        return b"OggS\0\0" + struct.pack("<qIIIB", granule, 1, 0, 0, 1) + bytes([len(body)]) + body

    opus = b"OpusHead\1\1" + struct.pack("<HIHB", 312, 16000, 0, 0)
    return page(0, opus) + page(int(seconds * 48_000) + 312, b"\7" * 120)


def amr(frames: int) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\x22" * 31) * frames


def wav(seconds: float) -> bytes:
    data = b"\0\1" * int(8000 * seconds)
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16_000, 2, 16)
    body = b"WAVE" + b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webm(seconds: float | None, kind: int = 2) -> bytes:
    def element(name: bytes, body: bytes) -> bytes:
        return (
            name + bytes([0x80 | len(body)]) + body
            if len(body) < 127
            else name + struct.pack(">I", 0x10000000 | len(body)) + body
        )

    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    scale = element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3, "big"))
    length = element(b"\x44\x89", struct.pack(">d", seconds * 1000)) if seconds is not None else b""
    info = element(b"\x15\x49\xa9\x66", scale + length)
    tracks = element(b"\x16\x54\xae\x6b", element(b"\xae", element(b"\xd7", b"\1") + element(b"\x83", bytes([kind]))))
    cluster = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xe7\x81\x00" + b"\5" * 300
    return head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + info + tracks + cluster
