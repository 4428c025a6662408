"""Every parser of what comes from outside, in one list: what it is fed, and what it is called with.

A parser is pure, or works on bytes and text; what stands behind a database is fuzzed through its door (test_doors.py,
test_graphql.py). `covers` names the functions: test_parsers.py looks that none of ours is missing.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import openpyxl
import orjson
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from strawberry.exceptions import StrawberryInputCoercionError

from erp_visit.api import scalars, uploads, websocket
from erp_visit.api.documents import Documents
from erp_visit.api.http import BadRequest
from erp_visit.api.schema import api
from erp_visit.backup.archive import Archive, Writer
from erp_visit.catalog import fields as catalog_fields
from erp_visit.core import geo, ids, money, quantity, text
from erp_visit.core.actor import Actor, Profile, Scope
from erp_visit.core.checks import check_reason
from erp_visit.core.errors import DomainError
from erp_visit.customers import fields as customer_fields
from erp_visit.customers import hours
from erp_visit.files.photos import is_heif, kind_name, looks_like_photo, read_photo
from erp_visit.files.stripping import strip_voice
from erp_visit.files.voice import read_voice
from erp_visit.forms import answers, computing, definition, formula
from erp_visit.imports import mapping, reading, values
from erp_visit.imports.kinds import KINDS
from erp_visit.insight.figures import check_days as check_span
from erp_visit.org.passwords import check_password
from erp_visit.org.rights import Right
from erp_visit.org.settings import PARAMETERS
from erp_visit.panel.forms.fields import FormField
from erp_visit.panel.insight.asked import month_in, read_asked
from erp_visit.panel.records import inputs
from erp_visit.panel.records.present import parse_key
from erp_visit.panel.screens import query
from erp_visit.panel.screens.columns import Columns
from erp_visit.panel.security import safe_target
from erp_visit.planning import feeds
from erp_visit.planning.plans import check_days as check_plan
from erp_visit.settings import StartupError
from erp_visit.tracks import summary
from erp_visit.visits import positions
from erp_visit.web import accepted_locale
from erp_visit.work.messengers import ChannelKind, check_address
from erp_visit.work.wording import notification_text
from tests.files import samples
from tests.forms.strategies import definitions
from tests.fuzz import wires
from tests.fuzz.hostile import DAYS, NUMBERS, WORDS, clean_texts, damaged, json_of, leaves, texts


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


EVERYBODY = Profile(frozenset(map(str, Right)), Scope.ALL)
NOBODY = Actor(UUID(int=1), "n", "n", UUID(int=2), (UUID(int=2),), EVERYBODY)
REGISTRY = api().registry
COLUMNS = Columns(REGISTRY)
DOCUMENTS = Documents(api().schema._schema)
TODAY = date(2026, 11, 22)


# -- tables that people import


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["编码", "名称", "日期"], ["C1", "永辉", date(2026, 1, 1)], ["C2", 3.5, None], [None, True, "=1+1"]):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _repacked(data: bytes, method: int) -> bytes:
    """The workbook with its parts unpacked, so that damage reaches the XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", method) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return stream.getvalue()


WORKBOOK = _workbook()
CSV = '编码,名称,日期\r\nC1,"永""辉",2026-01-01\r\nC2,x\ty;z|,\r\n'
TABLES = [
    WORKBOOK, _repacked(WORKBOOK, zipfile.ZIP_STORED), CSV.encode(), CSV.encode("utf-8-sig"), CSV.encode("gb18030"),
    CSV.encode("utf-16"), b'"' + b"a" * 2000, b"a,b\n" * 200,
]  # fmt: skip


def _rows(given: tuple[bytes, str]) -> None:
    data, name = given
    with reading.open_rows(io.BytesIO(data), name) as rows:
        for number, _ in enumerate(rows):
            if number > 2000:
                break


def _cells(cell: Any) -> None:
    dates = values.Dates(ZoneInfo("Asia/Shanghai"), ("%d.%m.%Y", "%m/%d/%Y %H:%M", "%y%j"))
    for parse in (
        values.text(32), values.decimal(2), values.decimal(4, negative=True), values.whole(), values.degrees(90),
        values.day(dates), values.moment(dates), values.flag, values.choice({"现结": "CASH"}), values.phone, values.words(16),
    ):  # fmt: skip
        parse(cell)


TOML_KEYS = ["columns", "constants", "values", "endings", "services", "codes", "new_products", "new_customers", "dates", "formats",
             "zone", "options", "create_customers", "warehouse", "customer"]  # fmt: skip


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{orjson.dumps(str(key)).decode()} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return orjson.dumps(value).decode() if value is not None else '""'


def _mapping(source: str | bytes) -> None:
    for kind in list(KINDS.values())[:2]:
        read = mapping.read_mapping(source, kind)
        read.dates("Asia/Shanghai")
        read.apply(mapping.ImportOptions())
        mapping.match_columns(kind, read, ["编码", "名称", "", "x", "x"])


toml = st.one_of(
    st.dictionaries(st.sampled_from(TOML_KEYS), json_of(TOML_KEYS, st.booleans() | st.integers(-9, 9) | clean_texts), max_size=4).map(
        lambda table: "\n".join(f"{key} = {_toml(value)}" for key, value in table.items())
    ),
    st.binary(max_size=60), clean_texts,
)  # fmt: skip


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
    definition.check_shape(raw)
    read, _ = definition.read_definition(raw)
    computing.formula_problems(read)
    computing.computed_fields(read)


definition_json = json_of([*definition.PROPERTIES, "field", "is"], st.sampled_from(["NUMBER", "TEXT", "CHOICE", "COMPUTED", "f1", "1", "a+b"]) | clean_texts | st.integers(-9, 9) | st.booleans(), 24)  # fmt: skip


def _answers(given: tuple[list[dict[str, Any]], Any]) -> None:
    raw, said = given
    read = definition.stored_definition(definition.check_shape(raw))
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


# -- files


def _voice(data: bytes) -> None:
    found = read_voice(data)
    if found is not None:
        strip_voice(data, found.content_type)


VOICES = [
    samples.mp4(2.0),
    samples.aac(5),
    samples.mp3(5),
    samples.ogg(2.0),
    samples.amr(20),
    samples.wav(0.1),
    samples.webm(1.0),
]
PHOTOS = [
    samples.jpeg(48, 32),
    samples.encoded(samples.picture(40, 30), "PNG"),
    samples.encoded(samples.picture(40, 30), "WEBP"),
    samples.gif(),
]


def _photo(data: bytes) -> None:
    looks_like_photo(data[:512])
    is_heif(data[:512])
    kind_name(data[:512])
    read_photo(io.BytesIO(data), "Asia/Shanghai")


def _backup() -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream)
    with writer.member("database.dump") as write:
        write(b"PGDMP" + bytes(40))
    with writer.member("files/ab/cd") as write:
        write(b"picture")
    writer.finish(
        version="0.1", made_at="2026-11-22T00:00:00Z", postgres="18.1", migrations=["0_init"], rows={"role": 1}, files=1
    )
    return stream.getvalue()


def _rewritten(manifest: Any) -> bytes:
    """A backup whose manifest somebody wrote by hand."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("checksums", b"\xff\xfe broken")
        made.writestr("manifest.json", orjson.dumps(manifest))
    return stream.getvalue()


MANIFEST = ["format", "version", "made_at", "postgres", "migrations", "rows", "files", "checksums"]
MANIFESTS = st.fixed_dictionaries(dict.fromkeys(MANIFEST, json_of(most=3))) | json_of(MANIFEST)


def _archive(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        archive = Archive(Path(file.name))
        try:
            _ = archive.files, archive.manifest.postgres_major
            archive.check(lambda _: None)
        finally:
            archive.close()


# -- the panel


SPECS = list(REGISTRY.types.values())
NAMES = sorted({name for spec in SPECS for name in (*spec.columns, *spec.relations)})
conditions = st.builds(
    lambda marks, path, operator, value: f"{marks}{'.'.join(path)}:{operator}:{value}",
    st.sampled_from(["", "!", "~", "!~"]), st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
    st.sampled_from([*sorted({one for many in query.OPERATORS.values() for one in many}), "x"]),
    st.sampled_from([*NUMBERS, *DAYS, *query.PRESETS]) | clean_texts,
)  # fmt: skip


@st.composite
def fitting(draw: st.DrawFn) -> tuple[int, str]:
    """A condition on a column that the type has, with a value that may not fit."""
    place = draw(st.integers(0, len(SPECS) - 1))
    column = draw(st.sampled_from(sorted(SPECS[place].columns)))
    operator = draw(st.sampled_from(query.OPERATORS.get(SPECS[place].columns[column].kind, ("eq",))))
    value = draw(st.sampled_from([*NUMBERS, *DAYS, *query.PRESETS]) | clean_texts)
    return place, f"{column}:{operator}:{value}"


def _conditions(given: tuple[int, str]) -> None:
    asked = query.parse(QueryParams([("f", given[1])]))
    spec = SPECS[given[0]]
    wanted = query.Filters(COLUMNS, EVERYBODY).build(spec, asked.conditions)
    text_ = f"query($filter: {spec.name}Filter) {{ list: {spec.plural}(filter: $filter) {{ nodes {{ id }} }} }}"
    DOCUMENTS.variables(DOCUMENTS.get(text_).operation(None), {"filter": wanted})


addresses = st.lists(
    st.tuples(
        st.sampled_from(["q", "f", "sort", "cols", "size", "after", "before", "at", "of", "x"]),
        clean_texts | conditions | st.sampled_from(NUMBERS),
    ),
    max_size=8,
).map(QueryParams)


def _address(parameters: QueryParams) -> None:
    asked = query.parse(parameters)
    query.parse(QueryParams(asked.text()))
    asked.url("/x", size=20)


def _asked(parameters: QueryParams) -> None:
    read_asked(parameters, TODAY).url("/x")


spans = st.lists(
    st.tuples(
        st.sampled_from(["from", "to", "span", "by", "department", "rep", "level", "sort"]),
        st.sampled_from(DAYS) | clean_texts,
    ),
    max_size=8,
).map(QueryParams)


def _typed(given: tuple[str, str]) -> None:
    FormField("name", "Name", given[0], required=True, maximum=20, choices=(("a", "A"),)).value(given[1])


def _body(body: dict[str, Any]) -> None:
    for read in (inputs.text_in, inputs.whole_in, inputs.key_in):
        with suppress(DomainError):
            read(body, "x")
    parse_key(str(body.get("x")))
    inputs.operation_in(body)


def _template(given: tuple[str, Any]) -> None:
    notification_text(
        "{number}: {what} {due_at}",
        {"number": given[0], "what": given[1], "due_at": "2026-01-01T00:00:00+00:00"},
        locale="zh",
    )
    notification_text(given[0], {}, locale="en")


TARGETS = (
    Target("imports: files", st.tuples(damaged(TABLES), st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "a.csv.gz", "a.doc"])), _rows,
           (reading.open_rows,), first=((b"\xff\xfe\x00\xd8", "a.csv"), (b"\xff\xfea", "a.csv"), (b"a\0b", "a.csv"), (b"", "a.xlsx")), cost=4),
    Target("imports: cells", leaves, _cells,
           (values.as_text, values.text, values.decimal, values.whole, values.degrees, values.day, values.moment, values.flag,
            values.choice, values.phone, values.words)),
    Target("imports: mappings", toml, _mapping, (mapping.read_mapping, mapping.match_columns),
           first=("new_products = 5", "services = 1", "dates = 1", "[dates]\nformats = 3", "[dates]\nzone = 5", "options = 1", "values = 3",
                  "[values]\nname = 3", "columns = 1", "x = " + "[" * 5000, "[services]\ncodes = 5")),
    Target("formulas", texts | formula_words, _formula, (formula.parse_formula, formula.evaluate, formula.scale_of, formula.rounded)),
    Target("form definitions", definition_json | definitions(), _definition,
           (definition.check_shape, definition.read_definition, computing.formula_problems), cost=2),
    Target("form answers", st.tuples(definitions(), answer_json), _answers,
           (answers.read_answers, answers.answers_json, computing.compute, definition.stored_definition), cost=4),
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
    Target("settings", st.tuples(st.sampled_from(sorted(PARAMETERS)), json_of() | texts), _settings, ()),
    Target("voice notes", damaged(VOICES), _voice, (read_voice, strip_voice), cost=2),
    Target("photos", damaged(PHOTOS), _photo, (read_photo, looks_like_photo), cost=8),
    Target("backups", damaged([_backup()]) | MANIFESTS.map(_rewritten), _archive, (Archive,), (StartupError,), cost=4),
    Target("addresses of lists", addresses, _address, (query.parse, query.read), first=(QueryParams([("size", "9" * 4301)]),)),
    Target("filters of lists", st.tuples(st.integers(0, len(SPECS) - 1), conditions) | fitting(), _conditions, (query.Filters,), cost=2),
    Target("periods of figures", spans, _asked, (read_asked, check_span)),
    Target("months", texts, lambda given: month_in(given, TODAY), (month_in,)),
    Target("spans of plans", st.tuples(st.dates(), st.dates()), lambda given: check_plan(*given, TODAY), (check_plan,)),
    Target("fields of forms in the panel",
           st.tuples(st.sampled_from(["text", "lines", "number", "date", "choice", "record", "tags", "switch", "secret"]), texts), _typed, ()),
    Target("decisions in the panel", st.dictionaries(st.sampled_from(["x", "operationId"]), json_of() | texts, max_size=2), _body,
           (inputs.text_in, inputs.whole_in, inputs.key_in, inputs.operation_in, parse_key)),
    Target("where to go after the log-in", texts, safe_target, (safe_target,)),
    Target("languages", st.binary(max_size=60), lambda given: accepted_locale({b"accept-language": given}), (accepted_locale,)),
    Target("addresses of channels", st.tuples(st.sampled_from(list(ChannelKind)), texts | st.from_regex(r"https://(oapi\.dingtalk|qyapi\.weixin\.qq|open\.feishu)\.c[no]m?/.{0,30}", fullmatch=True)),
           lambda given: check_address(*given), (check_address,)),
    Target("frames of WebSockets", st.lists(wires.frames, max_size=4), wires.run_frames,
           (websocket._message, websocket._object, websocket._id), (websocket._Close,), cost=2),
    Target("forms with a file", wires.uploaded, wires.run_form, (uploads._take, uploads._camera, uploads._file_id), (BadRequest,), cost=2),
    Target("calendars", wires.rows, wires.run_event, (feeds._event,)),
    Target("the command line", wires.arguments, wires.run_command, (), first=(["sandbox", "--reset", "--port", "65535"], ["sandbox", "--reset", "--port", "0"]), cost=2),
    Target("templates", st.tuples(texts, json_of() | texts), _template, (notification_text,)),
)  # fmt: skip

__all__ = ["TARGETS", "WORDS", "Target"]
