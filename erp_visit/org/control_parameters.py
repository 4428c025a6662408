"""All control parameters (控制参数), each declared once: its default, meaning and limits, in sections that follow one
another as they are shown."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from erp_visit.core.clock import UNSET
from erp_visit.org.parameter import CLOCK, Parameter

T = TypeVar("T")


def _parameter(default: T, label: str, help: str, **limits: Any) -> T:  # noqa: A002 -- it becomes Parameter.help
    return dataclasses.field(default=default, metadata={"label": label, "help": help, **limits})


_PHOTOS = ("STOREFRONT", "DISPLAY", "SHELF", "OTHER", "ANY")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlParameters:
    """The rules in force for somebody."""

    warehouse_review: bool = _parameter(
        False,
        "Warehouse review",
        "An order needs the warehouse's agreement before it is approved.",
        per_employee=True,
        section="Orders",
    )
    finance_review: bool = _parameter(
        False,
        "Finance review",
        "An order needs finance's agreement before it is approved.",
        per_employee=True,
    )
    reserve_at: str = _parameter(
        "APPROVAL", "Reserve stock at", "When stock is set aside for an order.", choices=("APPROVAL", "SUBMIT")
    )
    order_requires_check_in: bool = _parameter(
        False,
        "Order only after check-in",
        "A rep's order needs an open visit with check-in at the customer.",
        per_employee=True,
    )
    payment_before_shipping: bool = _parameter(
        False, "Payment before shipping", "An order is shipped only when the customer's advance covers it."
    )
    approve_own_orders: bool = _parameter(
        False, "Approve one's own orders", "Who submitted an order may also approve it."
    )
    hold_on_overdue: bool = _parameter(
        True, "Hold on overdue debt", "An order of a customer with overdue documents is held for a decision."
    )
    prices_include_tax: bool = _parameter(
        True, "Prices include tax", "Unit prices include VAT; otherwise it is added.", per_department=False
    )
    rounding_unit: Decimal = _parameter(  # noqa: RUF009 -- it declares the field
        Decimal(0), "Rounding (抹零)", "An order's total is rounded down to a multiple of this; 0 rounds nothing.",
        choices=("0", "0.1", "1"), unit="CNY",
    )  # fmt: skip
    suggestion_look_back_days: int = _parameter(
        180, "Order suggestion looks back", "So far back a customer's purchases and counts make the suggested order.",
        unit="d", minimum=14, maximum=730,
    )  # fmt: skip
    suggestion_buffer_days: int = _parameter(
        2, "Order suggestion's buffer", "So many days beyond the next visit a suggested order is to last.",
        unit="d", minimum=0, maximum=60,
    )  # fmt: skip
    check_in_used: bool = _parameter(
        True, "Check-in is used",
        "If not, a visit is open as soon as the rep sets out: no position is asked for and none is judged.",
        per_employee=True,
        section="Check-in and check-out",
    )  # fmt: skip
    check_in_required: bool = _parameter(
        True, "Position required at check-in",
        "A check-in outside the radius or with an old fix is refused; otherwise it is taken and marked.",
        per_employee=True,
    )  # fmt: skip
    tolerance_radius: int = _parameter(
        200, "Tolerance radius", "How far from the customer's position a check-in may be.",
        unit="m", minimum=10, maximum=50_000, per_employee=True,
    )  # fmt: skip
    maximum_accuracy: int = _parameter(
        100, "Poorest accuracy", "A fix with a larger radius than this proves nothing: the visit stays unverified.",
        unit="m", minimum=5, maximum=10_000, per_employee=True,
    )  # fmt: skip
    maximum_fix_age_seconds: int = _parameter(
        300, "Oldest fix", "A position that the phone took longer ago than this is refused at check-in.",
        unit="s", minimum=10, maximum=86_400, per_employee=True,
    )  # fmt: skip
    check_out_used: bool = _parameter(
        True, "Check-out is used",
        "If not, a visit ends when the next one begins, and counts as effective without a dwell.", per_employee=True,
    )  # fmt: skip
    check_out_before_next: bool = _parameter(
        True, "Check-out before the next visit",
        "The next visit cannot begin before the check-out; otherwise it ends the open one; that is not effective.",
        per_employee=True,
    )  # fmt: skip
    check_out_position_required: bool = _parameter(
        False,
        "Position required at check-out",
        "A check-out without a position is refused; where it is, is judged.",
        per_employee=True,
    )
    minimum_dwell_minutes: int = _parameter(
        5, "Minimum dwell", "A visit shorter than this does not count as effective.",
        unit="min", minimum=0, maximum=600, per_employee=True,
    )  # fmt: skip
    summary_required: bool = _parameter(
        False, "Summary required", "A check-out needs a note of what came of the visit.", per_employee=True
    )
    speed_limit: int = _parameter(
        200, "Fastest journey",
        "Whoever would have come from the last known point faster than this was not there: the visit is suspicious.",
        unit="km/h", minimum=20, maximum=2_000, per_employee=True,
    )  # fmt: skip
    clock_tolerance_seconds: int = _parameter(
        60, "Clock tolerance", "How far a phone's clock may be off before the visit is marked.",
        unit="s", minimum=5, maximum=3_600, per_employee=True,
    )  # fmt: skip
    mock_positions_refused: bool = _parameter(
        False, "Simulated positions are refused",
        "A check-in whose phone says that its position is simulated is refused; otherwise it is taken and suspicious.",
        per_employee=True,
    )  # fmt: skip
    offline_hours: int = _parameter(
        72, "Longest offline", "How long ago something may have happened on a phone without network when it comes in.",
        unit="h", minimum=0, maximum=720, per_employee=True,
    )  # fmt: skip
    check_in_photos: int = _parameter(
        0,
        "Photos at check-in",
        "How many photos a check-in needs.",
        minimum=0,
        maximum=9,
        per_employee=True,
        section="Photos",
    )
    check_in_photo_purpose: str = _parameter(
        "STOREFRONT",
        "Check-in photos show",
        "What the photos of a check-in must show.",
        choices=_PHOTOS,
        per_employee=True,
    )
    check_out_photos: int = _parameter(
        0,
        "Photos before check-out",
        "How many photos a visit needs before its check-out.",
        minimum=0,
        maximum=9,
        per_employee=True,
    )
    check_out_photo_purpose: str = _parameter(
        "DISPLAY",
        "Check-out photos show",
        "What the photos needed before check-out must show.",
        choices=_PHOTOS,
        per_employee=True,
    )
    closed_shop_photos: int = _parameter(
        1,
        "Photos of a closed shop",
        "How many photos the report of a closed shop needs.",
        minimum=0,
        maximum=9,
        per_employee=True,
    )
    live_camera_required: bool = _parameter(
        False,
        "Photos from the app's camera only",
        "A photo that the app did not take itself leaves the visit unverified.",
        per_employee=True,
    )
    photo_age_minutes: int = _parameter(
        30, "Oldest photo", "A photo taken longer than this before the check-in makes the visit suspicious.",
        unit="min", minimum=1, maximum=1_440, per_employee=True,
    )  # fmt: skip
    photo_similarity: int = _parameter(
        6, "Photos alike", "Photos whose perceptual hashes differ in at most so many bits of 64 count as the same one.",
        unit="bit", minimum=0, maximum=16, per_employee=True,
    )  # fmt: skip
    photo_look_back_days: int = _parameter(
        90, "Photo look-back", "How far back earlier photos of the rep are compared; 0 compares none.",
        unit="d", minimum=0, maximum=730, per_employee=True,
    )  # fmt: skip
    answer_hours: int = _parameter(
        2, "Forms after check-out", "How long after the check-out forms may still be filled in or corrected, unless the"
        " visit was reviewed; 0 for not at all.", unit="h", minimum=0, maximum=168,
        section="Forms and visit reports",
    )  # fmt: skip
    report_due_hours: int = _parameter(
        24, "Visit report due", "Within how long after check-out the report of a visit is to be in; 0 asks for none.",
        unit="h", minimum=0, maximum=720, per_employee=True,
    )  # fmt: skip
    report_escalation_hours: int = _parameter(
        24, "Supervisor told of missing report", "How long after it was due a supervisor is told that it is missing.",
        unit="h", minimum=1, maximum=720,
    )  # fmt: skip
    visits_per_month_a: int = _parameter(
        4,
        "Visits of level A",
        "Visits that a customer of level A gets in four weeks; 0 for none.",
        maximum=28,
        section="Plans",
    )
    visits_per_month_b: int = _parameter(
        2, "Visits of level B", "Visits that a customer of level B gets in four weeks; 0 for none.", maximum=28
    )
    visits_per_month_c: int = _parameter(
        1, "Visits of level C", "Visits that a customer of level C gets in four weeks; 0 for none.", maximum=28
    )
    visits_per_month_d: int = _parameter(
        1, "Visits of level D", "Visits that a customer of level D gets in four weeks; 0 for none.", maximum=28
    )
    alert_visit_days: int = _parameter(
        7, "Days until an abnormal customer is visited",
        "A plan puts a customer whose buying broke with its habit within so many days.",
        unit="d", minimum=1, maximum=60,
    )  # fmt: skip
    visits_per_day: int = _parameter(
        12, "Visits a day", "Most visits that a plan gives a rep on a day.", minimum=1, maximum=60, per_employee=True
    )
    visit_minutes: int = _parameter(
        20, "Minutes of a visit", "How long a visit takes, unless the customer says otherwise.",
        unit="min", minimum=1, maximum=600, per_employee=True,
    )  # fmt: skip
    working_week: str = _parameter(
        "MONDAY_TO_FRIDAY", "Working week",
        "The weekdays that are worked, but for public holidays and entries in the calendar.",
        choices=("MONDAY_TO_FRIDAY", "MONDAY_TO_SATURDAY", "EVERY_DAY"), per_employee=True,
        section="Working time and routes",
    )  # fmt: skip
    holiday_country: str = _parameter(
        "CHINA", "Public holidays of", "The country or region whose public holidays are off, and whose swapped weekends"
        " are worked.", choices=("CHINA", "HONG_KONG", "MACAO", "TAIWAN", "SINGAPORE", "MALAYSIA", "NONE"),
    )  # fmt: skip
    work_from: str = _parameter("09:00", "Work begins", "When a rep leaves in the morning.", unit=CLOCK,
                                per_employee=True)  # fmt: skip
    work_until: str = _parameter("18:00", "Work ends", "When a rep is back.", unit=CLOCK, per_employee=True)
    lunch_from: str = _parameter(
        "12:00", "Lunch begins", "No visit is planned during lunch.", unit=CLOCK, per_employee=True
    )
    lunch_until: str = _parameter(
        "13:00", "Lunch ends", "The same as the beginning for no break.", unit=CLOCK, per_employee=True
    )
    route_buffer_minutes: int = _parameter(
        5, "Buffer after a visit", "Time for parking and the unforeseen that a route keeps after every visit.",
        unit="min", minimum=0, maximum=120, per_employee=True,
    )  # fmt: skip
    travel_speed: int = _parameter(
        25, "Speed between visits", "Average speed on the way, by which routes are timed.",
        unit="km/h", minimum=2, maximum=120, per_employee=True,
    )  # fmt: skip
    detour_percent: int = _parameter(
        140, "Detour", "Length of the road for 100 of straight line, where no road service is asked.",
        unit="%", minimum=100, maximum=300,
    )  # fmt: skip
    tracking: bool = _parameter(
        True, "Tracking",
        "Phones of those who agreed to it send where they are, in the hours below and at no other time.",
        per_employee=True,
        section="Tracks",
    )  # fmt: skip
    track_from: str = _parameter("08:00", "Tracking begins", "From when on positions are taken.", unit=CLOCK,
                                 per_employee=True)  # fmt: skip
    track_until: str = _parameter(
        "20:00", "Tracking ends", "No position is taken from then on; the same as the beginning for all day.",
        unit=CLOCK, per_employee=True,
    )  # fmt: skip
    track_on_days_off: bool = _parameter(
        False, "Tracking on days off",
        "Positions are also taken on days off and public holidays; otherwise on the working calendar's days only.",
        per_employee=True,
    )  # fmt: skip
    track_retention_days: int = _parameter(
        90, "Tracks are kept", "Positions and lines that are older are deleted; mileages stay.",
        unit="d", minimum=2, maximum=1_100, per_department=False,
    )  # fmt: skip
    on_time_minutes: int = _parameter(
        15, "On time", "A check-in up to so many minutes after the planned time is on time.",
        unit="min", minimum=0, maximum=240, per_department=False,
        section="Figures and abnormal customers",
    )  # fmt: skip
    order_follow_days: int = _parameter(
        7, "Order after a visit", "An order of the same day or of so many days after a visit follows it: the depth.",
        unit="d", minimum=0, maximum=60, per_department=False,
    )  # fmt: skip
    alert_look_back_days: int = _parameter(
        180, "Buying habit: look-back", "How far back orders tell how often a customer buys.",
        unit="d", minimum=30, maximum=730,
    )  # fmt: skip
    alert_orders: int = _parameter(
        4, "Buying habit: orders", "With fewer days of orders in the look-back a customer has no habit yet.",
        minimum=3, maximum=50,
    )  # fmt: skip
    alert_interval_percent: int = _parameter(
        200, "Likely lost: longer than usual by",
        "A customer is likely lost once so much of the usual time between two orders has passed without one.",
        unit="%", minimum=110, maximum=1_000,
    )  # fmt: skip
    alert_quiet_days: int = _parameter(
        7, "Likely lost: not before", "A customer who buys often is not likely lost before so many days.",
        unit="d", minimum=1, maximum=90,
    )  # fmt: skip
    alert_plunge_percent: int = _parameter(
        50, "Plunge", "A customer whose last 30 days fell short of the usual 30 days by so much is abnormal.",
        unit="%", minimum=10, maximum=99,
    )  # fmt: skip
    alert_baseline_periods: int = _parameter(
        3, "Plunge: usual 30 days", "The average of so many 30-day periods before; the customer bought in all of them.",
        minimum=1, maximum=12,
    )  # fmt: skip
    timezone: str = _parameter(
        UNSET.zone,
        "Time zone",
        "The zone of the company's business day.",
        per_department=False,
        section="Company and data",
    )
    cutoff_hour: int = _parameter(
        UNSET.cutoff_hour, "Cut-off hour", "The hour at which a business day begins.",
        unit="h", minimum=0, maximum=12, per_department=False,
    )  # fmt: skip
    pool_takes_obligations: bool = _parameter(
        False, "Pool takes open business",
        "Customers with an open order or a debt go to the pool like all others when their rep leaves; otherwise they"
        " stay in his name until somebody takes them over.",
        per_department=False,
    )  # fmt: skip
    loose_file_hours: int = _parameter(
        48, "Files that nothing uses", "An uploaded photo or voice note that no record has taken by then is deleted.",
        unit="h", minimum=1, maximum=720, per_department=False,
    )  # fmt: skip
    second_factor_for: str = _parameter(
        "NOBODY", "Second factor asked of",
        "Who logs in with a code of an authenticator app besides the password; anybody else may.",
        choices=("NOBODY", "ADMINISTRATORS", "LEADERS", "EVERYBODY"), per_department=False, section="Log-ins",
    )  # fmt: skip
    session_idle_minutes: int = _parameter(
        0, "Log-in ends unused after",
        "A log-in that was not used for so long has ended; below 15 counts as 15, and 0 leaves it until its end.",
        unit="min", minimum=0, maximum=1_440, per_department=False,
    )  # fmt: skip


_KINDS: dict[str, type] = {"bool": bool, "int": int, "str": str, "Decimal": Decimal}


def _parameters() -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    section = ""
    for one in dataclasses.fields(ControlParameters):
        section = one.metadata.get("section", section)
        known = {**one.metadata, "section": section}
        found[one.name] = Parameter(one.name, _KINDS[str(one.type)], one.default, **known)
    return found


PARAMETERS = _parameters()
"""All control parameters by key, in the order they are shown."""

__all__ = ["PARAMETERS", "ControlParameters"]
