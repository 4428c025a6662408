"""Evidence as people read it: each doubt in a sentence with its figures, photos beside what they look like, a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from erp_visit.core.ids import global_id
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.present import Clock, duration, key_of, path_of
from erp_visit.panel.records.record import read
from erp_visit.panel.wording import hold_word, translate
from erp_visit.visits.judgement import Reason

Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One finding in words. `title` names it, `text` says what was measured and what is allowed; a co-visit's has no
    `stage`."""

    stage: str
    evidence: str
    title: str
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier photo that looks like one of the visit. Without `url` it is out of the reader's sight."""

    caption: str
    href: str
    url: str = ""
    thumbnail: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo of the visit, or of a form filled in in it, with what speaks against it."""

    caption: str
    url: str
    thumbnail: str
    at: str
    doubts: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()


class Teller:
    """Tells findings in one language, moments in the company's zone."""

    def __init__(self, locale: str, clock: Clock) -> None:
        self.locale = locale
        self.clock = clock

    def say(self, template: str, **params: Any) -> str:
        return translate(template, self.locale, params)

    def doubt(self, finding: Mapping[str, Any]) -> Doubt:
        """A finding in words."""
        reason = finding["reason"]
        tell = _TELL.get(reason)
        text = "" if tell is None else tell(self, finding["figures"] or {})
        return Doubt(finding.get("stage", ""), finding["evidence"], hold_word(reason, self.locale), text, finding["at"])

    def lasting(self, seconds: Any) -> str:
        return duration(round(abs(float(seconds))), self.locale)

    def metres(self, value: Any) -> str:
        """`320 m`, `12.4 km`."""
        number = float(value)
        if number < 10_000:
            return self.say("{n} m", n=round(number))
        return self.say("{n} km", n=f"{number / 1000:,.1f}" if number < 100_000 else f"{number / 1000:,.0f}")


def _too_fast(teller: Teller, figures: Figures) -> str:
    what = _POINTS.get(figures.get("from", ""), "last known point")
    return teller.say(
        "{metres} from the {point} at {at} in {time}: {kmh} km/h; {limit} km/h are possible.",
        metres=teller.metres(figures["metres"]), point=teller.say(what), at=teller.clock.moment(figures.get("at")),
        time=teller.lasting(max(1, figures["seconds"])), kmh=f"{figures['kmh']:,.0f}", limit=figures["limit"],
    )  # fmt: skip


_POINTS = {
    "CHECK_IN": "last check-in", "CHECK_OUT": "last check-out", "CO_VISIT": "last co-visit",
    "TRACK": "last track point",
}  # fmt: skip


def _photo_time(teller: Teller, figures: Figures) -> str:
    if "ahead" in figures:
        return teller.say("The photo is dated {time} in the future.", time=teller.lasting(figures["ahead"]))
    return teller.say(
        "The photo was taken {time} before the check-in; {allowed} are allowed.",
        time=teller.lasting(figures["seconds"]), allowed=teller.lasting(figures["allowed"]),
    )  # fmt: skip


_TELL: dict[str, Callable[[Teller, Figures], str]] = {
    Reason.NO_FIX: lambda t, f: t.say("The phone sent no position."),
    Reason.STALE_FIX: lambda t, f: t.say(
        "The position was {time} old; {allowed} are allowed.",
        time=t.lasting(f["seconds"]), allowed=t.lasting(f["allowed"]),
    ),
    Reason.FUTURE_FIX: lambda t, f: t.say(
        "The position is dated {time} in the future.", time=t.lasting(f["seconds"])
    ),
    Reason.POOR_ACCURACY: lambda t, f: t.say(
        "The position is right to {metres} only; {allowed} are allowed.",
        metres=t.metres(f["metres"]), allowed=t.metres(f["allowed"]),
    ),
    Reason.NO_POSITION: lambda t, f: t.say("The customer has no position to compare with. Enter it."),
    Reason.OUT_OF_RANGE: lambda t, f: t.say(
        "{metres} from the customer; {allowed} are allowed.",
        metres=t.metres(f["metres"]), allowed=t.metres(f["allowed"]),
    ),
    Reason.MOCK_POSITION: lambda t, f: t.say("The phone itself says that an app makes up its position."),
    Reason.TOO_FAST: _too_fast,
    Reason.CLOCK_OFF: lambda t, f: t.say(
        "The phone's clock is {time} fast." if f["seconds"] > 0 else "The phone's clock is {time} slow.",
        time=t.lasting(f["seconds"]),
    ),
    Reason.SENT_LATE: lambda t, f: t.say("It came in {time} after it happened.", time=t.lasting(f["seconds"])),
    Reason.PHOTO_REUSED: lambda t, f: t.say(
        "It looks like the photo taken at {customer} on {day}; {bits} of 64 bits differ.",
        customer=f["customer"], day=f["day"], bits=f["bits"],
    ),
    Reason.PHOTO_TIME: _photo_time,
    Reason.PHOTO_PLACE: lambda t, f: t.say(
        "The photo was taken {metres} from the customer; {allowed} are allowed.",
        metres=t.metres(f["metres"]), allowed=t.metres(f["allowed"]),
    ),
    Reason.NOT_LIVE: lambda t, f: t.say("The photo does not come from the app's own camera."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Album:
    """What there is to say about the photos of a visit: the findings by file, and the earlier photos that one sees."""

    teller: Teller
    about: Mapping[str, Sequence[Mapping[str, Any]]]
    seen: Mapping[str, Mapping[str, Any]]

    def shot(self, file: Mapping[str, Any], caption: str, added: str) -> Shot:
        """A photo with what speaks against it, and with the earlier ones that it looks like."""
        findings = self.about.get(key_of(file["id"]), ())
        twins = tuple(self._twin(one["figures"]) for one in findings if one["reason"] == Reason.PHOTO_REUSED)
        doubts = tuple(self.teller.doubt(finding).text for finding in findings)
        return Shot(caption, file["url"], file["thumbnailUrl"] or "", file["capturedAt"] or added, doubts, twins)

    def _twin(self, figures: Figures) -> Twin:
        earlier = self.seen.get(figures["twin"], {})
        return Twin(
            f"{figures['customer']} {figures['day']}", path_of("Visit", figures["visit"]), earlier.get("url", ""),
            earlier.get("thumbnailUrl") or "",
        )  # fmt: skip


async def album_of(frame: Frame, request: Request, visit: Mapping[str, Any], teller: Teller) -> Album:
    """The album of a visit; the earlier photos are read with the reader's rights."""
    about: dict[str, list[Mapping[str, Any]]] = {}
    for finding in visit["findings"]:
        if file := (finding["figures"] or {}).get("file"):
            about.setdefault(file, []).append(finding)
    twins = [f["figures"]["twin"] for found in about.values() for f in found if f["reason"] == Reason.PHOTO_REUSED]
    seen: dict[str, Mapping[str, Any]] = {}
    if twins:
        ids = [global_id("StoredFile", twin) for twin in dict.fromkeys(twins)]
        nodes = (await read(frame, request, "earlier_photos", ids=ids))["storedFiles"]["nodes"]
        seen = {key_of(node["id"]): node for node in nodes}
    return Album(teller, about, seen)


def map_of(visit: Mapping[str, Any], teller: Teller) -> dict[str, Any]:
    """Places and lines for the map: the shop with its radius, where the rep was, and where he came from."""
    places: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    customer, here = visit["customer"], None
    if customer and customer["latitude"] is not None:
        places.append(
            {
                "key": "customer", "lon": customer["longitude"], "lat": customer["latitude"], "kind": "customer",
                "label": customer["name"], "text": customer["address"], "radius": visit["radius"] or 0,
            }
        )  # fmt: skip
    if visit["latitude"] is not None:
        here = [visit["longitude"], visit["latitude"]]
        kind = {"VERIFIED": "ok", "UNVERIFIED": "warn", "SUSPICIOUS": "danger"}.get(visit["evidence"], "point")
        distance = "" if visit["distance"] is None else teller.metres(visit["distance"])
        places.append(_place("check-in", here, kind, teller.say("Check-in"), distance))
    if visit["checkOutLatitude"] is not None:
        there = [visit["checkOutLongitude"], visit["checkOutLatitude"]]
        distance = "" if visit["checkOutDistance"] is None else teller.metres(visit["checkOutDistance"])
        places.append(_place("check-out", there, "point", teller.say("Check-out"), distance))
    for co_visit in visit["coVisits"]:
        if co_visit["latitude"] is not None:
            name = (co_visit.get("colleague") or {}).get("name", "")
            at = [co_visit["longitude"], co_visit["latitude"]]
            places.append(_place(co_visit["id"], at, "person", name, teller.say("Goes along")))
    for number, finding in enumerate(visit["findings"]):
        figures = finding["figures"] or {}
        if finding["reason"] == Reason.TOO_FAST and "latitude" in figures:
            start = [figures["longitude"], figures["latitude"]]
            text = teller.say(_POINTS.get(figures.get("from", ""), "last known point"))
            places.append(_place(f"last-{number}", start, "stop", text, teller.clock.moment(figures.get("at"))))
            end = here
            if finding["stage"] == "CHECK_OUT" and visit["checkOutLatitude"] is not None:
                end = [visit["checkOutLongitude"], visit["checkOutLatitude"]]
            if end is not None:
                lines.append({"line": [start, end], "kind": "plan", "label": f"{figures['kmh']:,.0f} km/h"})
    for number, photo in enumerate(visit["photos"], start=1):
        if photo["file"]["captureLatitude"] is not None:
            at = [photo["file"]["captureLongitude"], photo["file"]["captureLatitude"]]
            places.append(_place(f"photo-{number}", at, "point", teller.say("Photo {n}", n=number), ""))
    return {"places": places, "lines": lines}


def _place(key: str, at: Sequence[float], kind: str, label: str, text: str) -> dict[str, Any]:
    return {"key": key, "lon": at[0], "lat": at[1], "kind": kind, "label": label, "text": text}


__all__ = ["Album", "Doubt", "Shot", "Teller", "Twin", "album_of", "map_of"]
