from __future__ import annotations

import math
from typing import Any

import geocoordinates_ffi as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.geo import Datum, distance_m, to_wgs84

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
# Mainland China without its borders, where the offset of GCJ-02 sets in at a line.
INSIDE = st.tuples(st.floats(21, 45), st.floats(80, 130))


def as_datum(latitude: float, longitude: float, datum: Datum) -> tuple[float, float]:
    """Forward conversion, which is exact by definition."""
    point = library.Wgs84(lat=latitude, lon=longitude)
    shifted: Any = point
    if datum is Datum.GCJ02:
        shifted = library.wgs84_to_gcj02(point)
    elif datum is Datum.BD09:
        shifted = library.wgs84_to_bd09(point)
    return shifted.lat, shifted.lon


@given(INSIDE, st.sampled_from(Datum))
def test_every_datum_leads_back_to_within_a_metre(place: tuple[float, float], datum: Datum) -> None:
    assert distance_m(*to_wgs84(*as_datum(*place, datum), datum), *place) < 1.0


@pytest.mark.parametrize(
    ("datum", "latitude", "longitude"),
    [("WGS84", 31.2304, 121.4737), ("GCJ02", 31.2284577, 121.4782231), ("BD09", 31.2343106, 121.4847815)],
)
def test_peoples_square_in_shanghai(datum: str, latitude: float, longitude: float) -> None:
    assert to_wgs84(latitude, longitude, datum) == pytest.approx((31.2304, 121.4737), abs=2e-7)


def test_the_wrong_datum_is_half_a_kilometre_off() -> None:
    assert 450 < distance_m(*to_wgs84(31.2284577, 121.4782231, "WGS84"), 31.2304, 121.4737) < 500


def test_gcj02_abroad_is_wgs84() -> None:
    assert to_wgs84(48.8566, 2.3522, Datum.GCJ02) == (48.8566, 2.3522)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_symmetric_and_bounded(a: float, b: float, c: float, d: float) -> None:
    there, back = distance_m(a, b, c, d), distance_m(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= 20_004_000


@given(LATITUDES, LONGITUDES)
def test_no_distance_to_itself(latitude: float, longitude: float) -> None:
    assert distance_m(latitude, longitude, latitude, longitude) == 0


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((31.2304, 121.4737), (31.2304, 121.4737), 0.0),
        ((0, 0), (0, 1), 111_319.491),  # a degree of the equator
        ((0, 0), (1, 0), 110_574.389),  # a degree of a meridian, at the equator
        ((89, 0), (90, 0), 111_693.865),  # and at the pole
        ((31.0, 179.9999), (31.0, -179.9999), 19.096),  # across the date line
    ],
)
def test_known_distances(here: tuple[float, float], there: tuple[float, float], metres: float) -> None:
    assert distance_m(*here, *there) == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize(
    ("latitude", "longitude", "datum", "field"),
    [
        (math.nan, 121.0, "WGS84", "latitude"),
        (31.0, math.inf, "WGS84", "longitude"),
        (-math.inf, 121.0, "GCJ02", "latitude"),
        (90.0001, 121.0, "BD09", "latitude"),
        (121.4737, 31.2304, "WGS84", "latitude"),
        (31.0, 180.5, "GCJ02", "longitude"),
        (0.0, 0.0, "WGS84", "latitude"),
        (31.0, 121.0, "WGS72", "datum"),
        (31.0, 121.0, "", "datum"),
    ],
)
def test_what_is_no_position_is_refused(latitude: float, longitude: float, datum: str, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        to_wgs84(latitude, longitude, datum, "position")
    assert caught.value.code is ErrorCode.INVALID_INPUT
    assert caught.value.path == ("position", field)
