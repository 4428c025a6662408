"""Photos: checked by decoding them, re-encoded so that nothing but the picture is kept, with the facts of the capture.

Everything here is plain computation on bytes for a thread of its own; Pillow lets go of the interpreter while it works.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import IO, Any
from zoneinfo import ZoneInfo

import filetype
from PIL import ExifTags, Image

from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.core.geo import Datum, to_wgs84

MAX_PIXELS = 51_000_000
"""Pixels of a photo: what phones take at their finest. More is not decoded, whatever its bytes weigh."""
LONG_SIDE = 2048
THUMBNAIL = 320
CONTENT_TYPE = "image/jpeg"
_QUALITY, _THUMBNAIL_QUALITY = 85, 78
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_LONGEST_CAMERA = 120
_OLDEST_YEAR = 1990

# Refused while the header is read, before any pixel takes memory.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Capture:
    """What a photo says of its own making; any of it may be missing, and none of it is proof."""

    captured_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept: JPEG, upright, without metadata."""

    body: bytes
    thumbnail: bytes
    width: int
    height: int
    perceptual_hash: str
    capture: Capture


def looks_like_photo(head: bytes) -> bool:
    """Whether the first bytes are those of a photo that can be taken."""
    kind = filetype.guess(head)
    return kind is not None and kind.mime in ("image/jpeg", "image/png", "image/apng", "image/webp")


def is_heif(head: bytes) -> bool:
    """Whether the first bytes are those of a photo as iPhones take them unless told otherwise.

    It is not decoded: the wheels that can (pillow-heif) hold x265 under the GPL, the one without it (pi-heif) gets no
    security fixes any more. The browser or the phone has a decoder and hands over JPEG when asked for it.
    """
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF


def kind_name(head: bytes) -> str:
    """What the bytes seem to be, for a refusal."""
    kind = filetype.guess(head)
    if kind is not None:
        return str(kind.mime)
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "image/svg+xml"
    return "text/html" if start.startswith((b"<!doctype html", b"<html")) else "unknown"


def read_photo(source: IO[bytes], zone: str) -> Photo:
    """Decode, turn upright, shrink and encode anew. `zone` is that of a camera which does not name its own.

    Raises INVALID_INPUT: too many pixels, animated, or no whole photo.
    """
    try:
        with Image.open(source, formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _too_large()
            if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
                raise invalid("The picture is animated; take a photo, or send a single frame of it.", "file")
            turn, capture = _facts(opened, zone)
            opened.draft("RGB", (LONG_SIDE, LONG_SIDE))  # JPEG: decoded no finer than needed
            opened.load()
            picture = _flat(opened if turn is None else opened.transpose(turn))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except DomainError:
        raise
    except Exception as error:  # Pillow raises whatever a broken file provokes, SyntaxError among it
        raise invalid("The photo is damaged or incomplete. Send it again, or take it anew.", "file") from error
    import imagehash  # noqa: PLC0415 -- 16 MB, with numpy, that only who keeps photos needs

    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Photo(
        _jpeg(picture, _QUALITY), _jpeg(small, _THUMBNAIL_QUALITY), picture.width, picture.height,
        str(imagehash.phash(small)), capture,
    )  # fmt: skip


def _too_large() -> DomainError:
    return DomainError(
        ErrorCode.INVALID_INPUT,
        "The photo has more than {maximum} megapixels. Take it at a lower resolution.",
        path=("file",),
        maximum=MAX_PIXELS // 1_000_000,
    )


def _flat(picture: Image.Image) -> Image.Image:
    """In plain colours; what is transparent becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        white = Image.new("RGB", with_alpha.size, "white")
        white.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return white
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    bare = Image.new("RGB", picture.size)  # a fresh one has no metadata to carry over
    bare.paste(picture)
    out = BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


# -- what the photo says of itself


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


def _facts(picture: Image.Image, zone: str) -> tuple[Image.Transpose | None, Capture]:
    """How to turn it upright, and the facts of the capture. Metadata that cannot be read is as good as none: the
    picture is what matters."""
    try:
        exif = picture.getexif()
        detail = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 -- whatever broken metadata provokes
        return None, Capture()
    latitude, longitude = _position(place) or (None, None)
    maker = _words(exif.get(ExifTags.Base.Make))
    model = _words(exif.get(ExifTags.Base.Model))
    camera = model if model.lower().startswith(maker.lower()) else f"{maker} {model}"
    capture = Capture(_taken_at(exif, detail, place, zone), latitude, longitude, camera.strip()[:_LONGEST_CAMERA])
    return _TURNS.get(exif.get(ExifTags.Base.Orientation, 1)), capture


def _words(value: Any) -> str:
    return "".join(one for one in value if one.isprintable()).strip() if isinstance(value, str) else ""


def _taken_at(exif: Any, detail: dict[int, Any], place: dict[int, Any], zone: str) -> datetime | None:
    """The camera's clock with its own zone; else that of the satellites; else the camera's clock in our zone."""
    clock = _clock(detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime))
    offset = _offset(detail.get(ExifTags.Base.OffsetTimeOriginal) or detail.get(ExifTags.Base.OffsetTime))
    if clock is not None and offset is not None:
        return clock.replace(tzinfo=offset).astimezone(UTC)
    satellites = _satellite_time(place)
    if satellites is not None or clock is None:
        return satellites
    return clock.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _clock(value: Any) -> datetime | None:
    try:
        found = datetime.strptime(str(value)[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 -- its zone comes apart
    except ValueError:
        return None
    return found if found.year >= _OLDEST_YEAR else None


def _offset(value: Any) -> timezone | None:
    text = str(value).strip()
    try:
        hours, minutes = int(text[1:3]), int(text[4:6])
    except ValueError:
        return None
    if text[0] not in "+-" or hours > 14 or minutes > 59:
        return None
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _satellite_time(place: dict[int, Any]) -> datetime | None:
    try:
        day = datetime.strptime(str(place[ExifTags.GPS.GPSDateStamp])[:10], "%Y:%m:%d").replace(tzinfo=UTC)
        hour, minute, second = (float(part) for part in place[ExifTags.GPS.GPSTimeStamp])
        if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61) or day.year < _OLDEST_YEAR:
            return None
        return day + timedelta(hours=int(hour), minutes=int(minute), seconds=int(second))
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return None


def _position(place: dict[int, Any]) -> tuple[float, float] | None:
    try:
        latitude = _degrees(place[ExifTags.GPS.GPSLatitude], str(place[ExifTags.GPS.GPSLatitudeRef]), "S")
        longitude = _degrees(place[ExifTags.GPS.GPSLongitude], str(place[ExifTags.GPS.GPSLongitudeRef]), "W")
        named = str(place.get(ExifTags.GPS.GPSMapDatum, "")).upper().replace("-", "").replace(" ", "")
        datum = next((one for one in (Datum.GCJ02, Datum.BD09) if named.startswith(one.value)), Datum.WGS84)
        return to_wgs84(latitude, longitude, datum)
    except (KeyError, ValueError, TypeError, ArithmeticError, DomainError):
        return None


def _degrees(parts: Any, side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError("no number")
    return -value if side.strip().upper().startswith(negative) else value


__all__ = ["CONTENT_TYPE", "LONG_SIDE", "MAX_PIXELS", "THUMBNAIL", "Capture", "Photo", "is_heif", "kind_name",
           "looks_like_photo", "read_photo"]  # fmt: skip
