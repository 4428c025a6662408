"""Positions: every datum in, WGS-84 stored, distances on its ellipsoid."""

from __future__ import annotations

import importlib
import math
from enum import StrEnum
from functools import cache
from typing import Any

from erp_visit.core.errors import invalid

DECIMALS = 7
"""Of a degree: about a centimetre, more than any phone knows."""


class Datum(StrEnum):
    """The datum of a position: phones give WGS-84, Amap and Tencent GCJ-02, Baidu BD-09."""

    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


def to_wgs84(latitude: float, longitude: float, datum: Datum | str, *path: str | int) -> tuple[float, float]:
    """Latitude and longitude in degrees, WGS-84, to within a metre of the truth (GCJ-02, BD-09).

    Raises INVALID_INPUT for what is no position: not a number, out of range, or 0/0, which a phone without a fix
    gives. `path` names the object that holds `latitude`, `longitude` and `datum`.
    """
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not math.isfinite(value):
            raise invalid("A {field} is a number of degrees.", *path, name, field=name)
        if not -limit <= value <= limit:
            raise invalid(
                "A {field} lies between -{limit} and {limit} degrees; {value} does not. Were the two swapped?",
                *path, name, field=name, limit=limit, value=value,
            )  # fmt: skip
    if latitude == 0 and longitude == 0:
        raise invalid("The phone has no position yet (0, 0). Wait for a fix, then try again.", *path, "latitude")
    try:
        given = Datum(datum)
    except ValueError:
        raise invalid(
            "{value} is not a datum here; phones give WGS84, Amap and Tencent GCJ02, Baidu BD09.",
            *path, "datum", value=str(datum)[:40],
        ) from None  # fmt: skip
    library = _library()
    try:
        match given:
            case Datum.WGS84:
                found = library.Wgs84(lat=float(latitude), lon=float(longitude))
            case Datum.GCJ02:
                found = library.gcj02_to_wgs84_refined(library.Gcj02(lat=float(latitude), lon=float(longitude)))
            case _:
                found = library.bd09_to_wgs84_refined(library.Bd09(lat=float(latitude), lon=float(longitude)))
    except library.GeoError:  # at the edge of the world the way back leads beyond it
        raise invalid(
            "The position cannot be converted from {datum}; these maps show China. Send it as WGS84.",
            *path, "datum", datum=given,
        ) from None  # fmt: skip
    return round(found.lat, DECIMALS), round(found.lon, DECIMALS)


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres between two WGS-84 positions, along the ellipsoid; 0.0 for the same."""
    library = _library()
    here = library.coordinate_wgs84(latitude, longitude)
    there = library.coordinate_wgs84(other_latitude, other_longitude)
    return float(library.geodesic_distance_m(here, there))


@cache
def _library() -> Any:
    """Loaded when the first position comes: it takes 50 ms, which a command line without positions need not wait."""
    return importlib.import_module("geocoordinates_ffi")


__all__ = ["DECIMALS", "Datum", "distance_m", "to_wgs84"]
