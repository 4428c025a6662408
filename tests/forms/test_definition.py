from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.core.errors import DomainError, DomainErrors
from erp_visit.forms.computing import formula_problems
from erp_visit.forms.definition import FieldKind
from erp_visit.forms.difference import Difference, differences
from erp_visit.forms.formula import RESERVED
from erp_visit.forms.reading import PROPERTIES, check_shape, read_definition
from erp_visit.resources import resource_dir
from tests.forms.strategies import definitions

COUNT = {"key": "stock", "label": "库存", "kind": "NUMBER", "role": "STOCK", "required": True}
PRICE = {"key": "price", "label": "零售价", "kind": "NUMBER", "decimals": 2, "role": "PRICE"}
VALUE = {"key": "value", "label": "金额", "kind": "COMPUTED", "formula": "stock * price"}
LINES = {"key": "lines", "label": "商品", "kind": "PRODUCT_LINES", "columns": [COUNT, PRICE, VALUE]}
TOTAL = {"key": "total", "label": "合计", "kind": "COMPUTED", "formula": "sum(value)"}
PROMO = {"key": "promo", "label": "有促销", "kind": "CHOICE", "choices": ["有", "无"]}
FORM: list[dict[str, Any]] = [LINES, TOTAL, PROMO]


def problems(raw: Any) -> list[tuple[str, str]]:
    definition, found = read_definition(raw)
    return [(".".join(map(str, one.path)), str(one)) for one in [*found, *formula_problems(definition)]]


def test_a_sound_form_has_no_problems() -> None:
    assert problems(FORM) == []


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        ({"formula": "sum(vlaue)"}, "fields.1.formula", "no field with the key vlaue"),
        ({"formula": "value"}, "fields.1.formula", "Put it into a function, such as sum(value)"),
        ({"formula": "sum(promo)"}, "fields.1.formula", "有促销 (promo) is no number"),
        ({"formula": "sum(total)"}, "fields.1.formula", "is one number, not a column"),
        ({"formula": "total + 1"}, "fields.1.formula", "in a circle: total → total"),
        ({"formula": ""}, "fields.1.formula", "The formula is empty"),
        ({"formula": "9**9**9"}, "fields.1.formula", "Powers are not available"),
        ({"key": "stock"}, "fields.1.key", "The key stock is used by 库存 already"),
        ({"key": "sum"}, "fields.1.key", "sum has a meaning of its own"),
        ({"key": "合计"}, "fields.1.key", "The key is a short name"),
        ({"label": " "}, "fields.1.label", "Something is needed here"),
        ({"kind": "TABLE"}, "fields.1.kind", "Choose a kind"),
        ({"choices": ["a"]}, "fields.1.choices", "choices does not belong to a field of the kind COMPUTED"),
        ({"decimals": 5}, "fields.1.decimals", "0 to 4 decimals"),
        ({"visibleIf": {"field": "promo", "is": ["有"]}}, "fields.1.visibleIf", "needs a choice field above"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(change: dict[str, Any], path: str, says: str) -> None:
    form = copy.deepcopy(FORM)
    form[1] |= change
    found = problems(form)
    assert [one for one, _ in found if one == path], found
    assert any(says in text for one, text in found if one == path), found


def test_circles_are_named_from_the_first_field_on() -> None:
    form = [
        {"key": "a", "label": "A", "kind": "COMPUTED", "formula": "c + 1"},
        {"key": "b", "label": "B", "kind": "COMPUTED", "formula": "a"},
        {"key": "c", "label": "C", "kind": "COMPUTED", "formula": "b * 2"},
        {"key": "n", "label": "N", "kind": "NUMBER"},
    ]
    assert problems(form) == [
        ("fields.0.formula", "The formulas go in a circle: a → c → b → a. Take one of them out of it.")
    ]


def test_a_condition_names_choices_that_there_are() -> None:
    more = {"key": "what", "label": "什么", "kind": "TEXT", "visibleIf": {"field": "promo", "is": ["也许"]}}
    assert problems([*FORM, more]) == [("fields.3.visibleIf", "The condition names choices that 有促销 does not have.")]
    more["visibleIf"] = {"field": "promo", "is": ["有"]}
    assert problems([*FORM, more]) == []


@pytest.mark.parametrize(
    "raw",
    [
        None, {}, "x", [1], [[]], [{"key": 1}], [{"script": "x"}], [{"required": "yes"}], [{"choices": [1]}],
        [{"decimals": True}], [{"columns": [{"columns": []}]}], [{"formula": "1" * 2_000_000}], [{"label": "a\0b"}],
        [{"key": f"f{at}"} for at in range(61)], [{"columns": [{}] * 13}], [{"visibleIf": {"field": "a"}}],
        [{"minimum": 10**30}], [{"minimum": 0.5}], [{"choices": ["x"] * 61}], [{"label": "\ud800"}],
        [{"help": "长" * 500, "choices": ["字" * 60] * 60}] * 10,
    ],
    ids=range(21),
)  # fmt: skip
def test_what_is_no_draft_is_refused(raw: Any) -> None:
    with pytest.raises((DomainError, DomainErrors)):
        check_shape(raw)


@given(definitions())
def test_any_sound_definition_is_accepted_and_stays_as_it_is(raw: list[dict[str, Any]]) -> None:
    assert problems(raw) == []
    shaped = check_shape(raw)
    assert check_shape(orjson.loads(orjson.dumps(shaped))) == shaped
    assert differences(shaped, shaped) == []


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from([*PROPERTIES, "field", "is", "x"]), inner, max_size=5), max_leaves=12))  # fmt: skip
def test_any_json_is_told_what_is_wrong_with_it(raw: Any) -> None:
    try:
        definition, found = read_definition(raw)
    except (DomainError, DomainErrors):
        return
    assert all(one.path[0] == "fields" for one in [*found, *formula_problems(definition)])


@given(definitions(), st.data())
def test_a_sound_definition_broken_in_one_place_is_refused_in_that_place(
    raw: list[dict[str, Any]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(raw) - 1))
    broken = data.draw(st.sampled_from([{"key": "9"}, {"label": ""}, {"kind": "X"}, {"help": "x", "formula": "?"}]))
    if raw[at]["kind"] == "COMPUTED" and "formula" not in broken and "label" not in broken:
        return
    changed = [*raw[:at], raw[at] | broken, *raw[at + 1 :]]
    assert any(path.startswith(f"fields.{at}.") for path, _ in problems(changed))


def test_differences_name_what_was_added_removed_moved_and_changed() -> None:
    after = copy.deepcopy([PROMO, LINES, {"key": "note", "label": "备注", "kind": "TEXT"}])
    after[0]["choices"] = ["有", "无", "不清楚"]
    after[1]["columns"] = [PRICE, COUNT | {"required": False}]
    assert differences(FORM, after) == [
        Difference("CHANGED", "promo", "有促销", "choices", ["有", "无"], ["有", "无", "不清楚"]),
        Difference("MOVED", "lines", "商品"),
        Difference("MOVED", "lines.stock", "库存"),
        Difference("CHANGED", "lines.stock", "库存", "required", True, False),
        Difference("REMOVED", "lines.value", "金额", before="COMPUTED"),
        Difference("ADDED", "note", "备注", after="TEXT"),
        Difference("REMOVED", "total", "合计", before="COMPUTED"),
    ]


def test_the_published_schema_of_definitions_names_what_the_code_knows() -> None:
    schema = orjson.loads((resource_dir("graphql") / "form-definition.schema.json").read_bytes())["$defs"]
    base = set(schema["base"]["properties"])
    assert base | set(schema["field"]["properties"]) == set(PROPERTIES)
    assert schema["base"]["properties"]["kind"]["enum"] == list(FieldKind)
    assert set(schema["key"]["not"]["enum"]) == RESERVED
