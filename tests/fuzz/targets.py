"""Every parser of what comes from outside, in one list: what it is fed, and what it is called with.

A parser is pure, or works on bytes and text; what stands behind a database is fuzzed through its door (test_doors.py,
test_schema.py). `covers` names the functions: test_parsers.py looks that none of ours is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from strawberry.exceptions import StrawberryInputCoercionError

from erp_visit.api import scalars, uploads, websocket
from erp_visit.api.http import BadRequest
from erp_visit.backup.archive import Archive
from erp_visit.catalog import fields as catalog_fields
from erp_visit.core import geo, ids, money, quantity, text
from erp_visit.core.checks import check_reason
from erp_visit.core.errors import DomainError
from erp_visit.customers import fields as customer_fields
from erp_visit.customers import hours
from erp_visit.files.photos import looks_like_photo, read_photo
from erp_visit.files.stripping import strip_voice
from erp_visit.files.voice import read_voice
from erp_visit.forms import answers, computing, formula
from erp_visit.forms import reading as forms_reading
from erp_visit.imports import mapping, reading, values
from erp_visit.insight.figures import check_days as check_span
from erp_visit.org.breached import open_breached
from erp_visit.org.passwords import check_password
from erp_visit.org.settings import PARAMETERS
from erp_visit.panel.insight.asked import month_in, read_asked
from erp_visit.panel.records import inputs
from erp_visit.panel.records.present import parse_key
from erp_visit.panel.screens import query
from erp_visit.panel.security import safe_target
from erp_visit.planning import feeds
from erp_visit.planning.plans import check_days as check_plan
from erp_visit.settings import StartupError
from erp_visit.tracks import summary
from erp_visit.visits import positions
from erp_visit.web import accepted_locale
from erp_visit.work.messengers import ChannelKind, check_address
from erp_visit.work.wording import notification_text
from tests.forms.strategies import definitions
from tests.fuzz import files, screens, wires
from tests.fuzz.hostile import clean_texts, damaged, json_of, leaves, texts


@dataclass(frozen=True)
class Target:
    """A parser. `allowed` are the refusals that it may raise beside DomainError, which its callers turn into one."""

    name: str
    given: st.SearchStrategy[Any]
    run: Callable[[Any], object]
    covers: tuple[Callable[..., Any], ...]
    allowed: tuple[type[Exception], ...] = ()
    first: tuple[Any, ...] = field(default=())
    """Examples that are always tried: what once went wrong."""
    cost: int = 1
    """How many times longer than others one example takes."""


# -- forms

formula_words = st.lists(
    st.sampled_from(["a", "b", "sum", "(", ")", ",", "+", "-", "*", "/", "<", ">=", "==", "!=", "if", "else", "and", "or", "not", "1", "0.5",
                     "999999999999", "round", "avg", " ", "**", "[", ":", "lambda", "1e5", "0x1", "1_0", "（", "×", "."]),
    max_size=40,
).map(" ".join)  # fmt: skip


def _formula(text_: str) -> None:
    checked = formula.parse_formula(text_)
    try:
        formula.evaluate(checked, lambda _: Decimal("3.25"), lambda _: [Decimal(1), Decimal("2.5")], 2)
        formula.evaluate(checked, lambda _: None, lambda _: [], 0)
    except (formula.DivisionByZero, formula.TooLarge):
        pass
    formula.scale_of(checked, lambda _: 4)


def _definition(raw: Any) -> None:
    forms_reading.check_shape(raw)
    read, _ = forms_reading.read_definition(raw)
    computing.formula_problems(read)
    computing.computed_fields(read)


definition_json = json_of([*forms_reading.PROPERTIES, "field", "is"], st.sampled_from(["NUMBER", "TEXT", "CHOICE", "COMPUTED", "f1", "1", "a+b"]) | clean_texts | st.integers(-9, 9) | st.booleans(), 24)  # fmt: skip


def _answers(given: tuple[list[dict[str, Any]], Any]) -> None:
    raw, said = given
    read = forms_reading.stored_definition(forms_reading.check_shape(raw))
    found = answers.read_answers(read, said)
    if not found.errors:  # the service goes no further either
        answers.answers_json(found)


KEYS = [f"f{number}" for number in range(1, 9)]
answer_json = st.dictionaries(
    st.sampled_from(KEYS),
    json_of(["product", "competitor", *KEYS], clean_texts | st.integers(-(2**60), 2**60) | st.floats()),
    max_size=8,
) | json_of(KEYS)


# -- text, numbers, ids


def _scalars(value: Any) -> None:
    scalars._parse_decimal(value)


def _moments(value: Any) -> None:
    scalars._parse_datetime(value)


def _ids(value: str) -> None:
    ids.parse_id(value, "Order", "id")


FIELDS = {
    **customer_fields.CUSTOMER_FIELDS, **customer_fields.CONTACT_FIELDS, **catalog_fields.PRODUCT_FIELDS, **catalog_fields.UNIT_FIELDS,
    **catalog_fields.PRICE_RULE_FIELDS,
}  # fmt: skip


def _takes_text(check: Callable[[Any, str], Any]) -> bool:
    try:
        return isinstance(check("1", "x"), str)
    except Exception:  # noqa: BLE001 -- a number, a day or a choice is wanted
        return False


TEXT_FIELDS = {name: check for name, check in FIELDS.items() if _takes_text(check)}


def _fields(value: str) -> None:
    for name, check in TEXT_FIELDS.items():
        with suppress(DomainError):
            check(value, name)


def _amounts(value: str) -> None:
    for parse in (money.parse_amount, money.parse_price):
        with suppress(DomainError):
            parse(value)


def _settings(given: tuple[str, Any]) -> None:
    PARAMETERS[given[0]].check(given[1], "value")


def _template(given: tuple[str, Any]) -> None:
    notification_text(
        "{number}: {what} {due_at}",
        {"number": given[0], "what": given[1], "due_at": "2026-01-01T00:00:00+00:00"},
        locale="zh",
    )
    notification_text(given[0], {}, locale="en")


# -- phones


def _phone(given: dict[str, Any]) -> None:
    positions.read_phone(given)  # type: ignore[arg-type]


floats = (
    st.floats()
    | st.integers(-(2**70), 2**70).map(float)
    | st.sampled_from([0.0, -0.0, 90.0, 90.0000001, 180.0, -180.0, 1e308])
)
moments = st.datetimes(timezones=st.just(UTC) | st.timezones()) | st.datetimes()
phones = st.fixed_dictionaries(
    {},
    optional={
        "latitude": floats, "longitude": floats, "accuracy": floats, "fixed_at": moments, "device_time": moments, "happened_at": moments,
        "datum": st.sampled_from(["WGS84", "GCJ02", "BD09"]), "mock": st.booleans(), "device": texts,
    },
)  # fmt: skip
START = datetime(2026, 11, 22, 1, tzinfo=UTC)
points = st.lists(
    st.builds(
        summary.Point, st.integers(0, 86_400).map(lambda seconds: START + timedelta(seconds=seconds)),
        st.floats(-90, 90), st.floats(-180, 180), st.floats(0.1, 5000), st.booleans(),
    ),
    max_size=60,
    unique_by=lambda point: point.at,
).map(sorted)  # fmt: skip


TARGETS = (
    Target("imports: files", st.tuples(damaged(files.TABLES), st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "a.csv.gz", "a.doc"])), files.run_rows,
           (reading.open_rows,), first=((b"\xff\xfe\x00\xd8", "a.csv"), (b"\xff\xfea", "a.csv"), (b"a\0b", "a.csv"), (b"", "a.xlsx")), cost=4),
    Target("imports: cells", leaves, files.run_cells,
           (values.as_text, values.text, values.decimal, values.whole, values.degrees, values.day, values.moment, values.flag,
            values.choice, values.phone, values.words)),
    Target("imports: mappings", files.toml, files.run_mapping, (mapping.read_mapping, mapping.match_columns),
           first=("new_products = 5", "services = 1", "dates = 1", "[dates]\nformats = 3", "[dates]\nzone = 5", "options = 1", "values = 3",
                  "[values]\nname = 3", "columns = 1", "x = " + "[" * 5000, "[services]\ncodes = 5")),
    Target("formulas", texts | formula_words, _formula, (formula.parse_formula, formula.evaluate, formula.scale_of, formula.rounded)),
    Target("form definitions", definition_json | definitions(), _definition,
           (forms_reading.check_shape, forms_reading.read_definition, computing.formula_problems), cost=2),
    Target("form answers", st.tuples(definitions(), answer_json), _answers,
           (answers.read_answers, answers.answers_json, computing.compute, forms_reading.stored_definition), cost=4),
    Target("decimals", leaves, _scalars, (scalars._parse_decimal,), (StrawberryInputCoercionError,)),
    Target("moments", leaves, _moments, (scalars._parse_datetime,), (StrawberryInputCoercionError,)),
    Target("amounts", texts, _amounts, (money.parse_amount, money.parse_price)),
    Target("ids", texts, _ids, (ids.parse_id,)),
    Target("quantities", st.integers(), quantity.check_quantity, (quantity.check_quantity,)),
    Target("text", st.tuples(texts, st.booleans()), lambda given: text.check_text(given[0], 40, "x", lines=given[1]), (text.check_text,)),
    Target("tags", st.lists(texts, max_size=40), lambda given: text.check_words(given, 8, 5, "x"), (text.check_words,)),
    Target("reasons", texts, lambda given: check_reason(given, "reason"), (check_reason,)),
    Target("fields of customers and goods", texts, _fields,
           (customer_fields.check_phone, customer_fields.check_licence)),
    Target("opening hours as text", texts | st.from_regex(r"(\w{1,3}([,-]\w{1,3})? \d\d:\d\d-\d\d:\d\d;? ?){0,9}", fullmatch=True),
           lambda given: hours.hours_text(hours.parse_hours(given, "hours")), (hours.parse_hours, hours.hours_text)),
    Target("opening hours", json_of(["mon", "tue", "MON", "1", "0"], texts | st.integers(-9, 99)), lambda given: hours.check_hours(given, "hours"),
           (hours.check_hours,)),
    Target("positions", st.tuples(floats, floats, st.sampled_from(["WGS84", "GCJ02", "BD09"])),
           lambda given: geo.to_wgs84(given[0], given[1], given[2], "x"), (geo.to_wgs84,)),
    Target("what phones say", phones, _phone, (positions.read_phone,)),
    Target("tracks", points, lambda given: summary.summarise(given, 150.0), (summary.summarise, summary.simplified), cost=4),
    Target("passwords", texts, lambda given: check_password(given, "p", username=given[:5], name="x"), (check_password,), cost=8),
    Target("lists of stolen passwords", damaged(files.BREACHED), files.run_breached, (open_breached,), (StartupError,), cost=2),
    Target("settings", st.tuples(st.sampled_from(sorted(PARAMETERS)), json_of() | texts), _settings, ()),
    Target("voice notes", damaged(files.VOICES), files.run_voice, (read_voice, strip_voice), cost=2),
    Target("photos", damaged(files.PHOTOS), files.run_photo, (read_photo, looks_like_photo), cost=8),
    Target("backups", files.archives, files.run_archive, (Archive,), (StartupError,), cost=4),
    Target("addresses of lists", screens.addresses, screens.run_address, (query.parse, query.read), first=(QueryParams([("size", "9" * 4301)]),)),
    Target("filters of lists", st.tuples(st.integers(0, len(screens.SPECS) - 1), screens.conditions) | screens.fitting(), screens.run_conditions, (query.Filters,), cost=2),
    Target("periods of figures", screens.spans, screens.run_asked, (read_asked, check_span)),
    Target("months", texts, lambda given: month_in(given, screens.TODAY), (month_in,)),
    Target("spans of plans", st.tuples(st.dates(), st.dates()), lambda given: check_plan(*given, screens.TODAY), (check_plan,)),
    Target("fields of forms in the panel",
           st.tuples(st.sampled_from(["text", "lines", "number", "date", "choice", "record", "tags", "switch", "secret"]), texts), screens.run_typed, ()),
    Target("decisions in the panel", st.dictionaries(st.sampled_from(["x", "operationId"]), json_of() | texts, max_size=2), screens.run_body,
           (inputs.text_in, inputs.whole_in, inputs.key_in, inputs.operation_in, parse_key)),
    Target("where to go after the log-in", texts, safe_target, (safe_target,)),
    Target("languages", st.binary(max_size=60), lambda given: accepted_locale({b"accept-language": given}), (accepted_locale,)),
    Target("addresses of channels", st.tuples(st.sampled_from(list(ChannelKind)), texts | st.from_regex(r"https://(oapi\.dingtalk|qyapi\.weixin\.qq|open\.feishu)\.c[no]m?/.{0,30}", fullmatch=True)),
           lambda given: check_address(*given), (check_address,)),
    Target("frames of WebSockets", st.lists(wires.frames, max_size=4), wires.run_frames,
           (websocket._message, websocket._object, websocket._id), (websocket._Close,), cost=2),
    Target("forms with a file", wires.uploaded, wires.run_form, (uploads._take, uploads._camera, uploads._file_id), (BadRequest,),
           first=((b"image/jpeg", b"x", 1, b"9" * 4301, "true"),), cost=2),
    Target("calendars", wires.rows, wires.run_event, (feeds._event,)),
    Target("the command line", wires.arguments, wires.run_command, (), first=(["sandbox", "--reset", "--port", "65535"], ["sandbox", "--reset", "--port", "0"]), cost=2),
    Target("templates", st.tuples(texts, json_of() | texts), _template, (notification_text,)),
)  # fmt: skip

__all__ = ["TARGETS", "Target"]
