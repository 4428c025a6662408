from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.core.ids import global_id
from erp_visit.forms.answers import AnswerRow, Answers, answer_rows, answers_json, read_answers
from erp_visit.forms.definition import number_text
from erp_visit.forms.reading import read_definition, stored_definition
from tests.forms.strategies import answered, shown
from tests.forms.test_definition import FORM

COLA, TEA = UUID(int=1), UUID(int=2)  # fixed: they stand in the names of tests, which all workers must agree on
GIVEN: dict[str, Any] = {
    "lines": [
        {"product": global_id("Product", COLA), "stock": 12, "price": "2.5"},
        {"product": str(TEA), "stock": "7", "price": "3.33"},
    ],
    "promo": "有",
    "total": "999999",
}


def read(raw: Any, form: list[dict[str, Any]] = FORM) -> Answers:
    return read_answers(stored_definition(form), raw)


def errors(raw: Any, form: list[dict[str, Any]] = FORM) -> list[tuple[str, str]]:
    return [(".".join(map(str, one.path)), str(one)) for one in read(raw, form).errors]


def test_answers_are_normal_computed_and_flat() -> None:
    found = read(GIVEN)
    assert found.errors == []
    assert answers_json(found) == {
        "lines": [
            {"product": f"Product:{COLA}", "stock": "12", "price": "2.50", "value": "30.00"},
            {"product": f"Product:{TEA}", "stock": "7", "price": "3.33", "value": "23.31"},
        ],
        "total": "53.31",
        "promo": "有",
    }
    rows = answer_rows(found, {COLA: ("可乐", "瓶"), TEA: ("绿茶", "盒")})
    assert rows == [
        AnswerRow("lines", "商品", 1, text="可乐", product=COLA),
        AnswerRow("stock", "库存", 1, number=Decimal(12), unit="瓶", product=COLA),
        AnswerRow("price", "零售价", 1, number=Decimal("2.50"), product=COLA),
        AnswerRow("value", "金额", 1, number=Decimal("30.00"), product=COLA),
        AnswerRow("lines", "商品", 2, text="绿茶", product=TEA),
        AnswerRow("stock", "库存", 2, number=Decimal(7), unit="盒", product=TEA),
        AnswerRow("price", "零售价", 2, number=Decimal("3.33"), product=TEA),
        AnswerRow("value", "金额", 2, number=Decimal("23.31"), product=TEA),
        AnswerRow("total", "合计", number=Decimal("53.31")),
        AnswerRow("promo", "有促销", text="有"),
    ]


def test_what_was_stored_can_be_sent_back() -> None:
    stored = answers_json(read(GIVEN))
    assert answers_json(read(stored)) == stored


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        (("lines", 0, "stock"), -1, "answers.lines.0.stock", "库存 is 0 at least; -1 is less"),
        (("lines", 0, "stock"), "1.5", "answers.lines.0.stock", "0 decimals at most"),
        (("lines", 0, "price"), 2.5, "answers.lines.0.price", "write fractions as text"),
        (("lines", 0, "price"), "1e3", "answers.lines.0.price", "is a number; 1e3 is none"),
        (("lines", 0, "price"), True, "answers.lines.0.price", "is a number; True is none"),
        (("lines", 0, "price"), "9" * 13, "answers.lines.0.price", "is none"),
        (("lines", 1, "stock"), None, "answers.lines.1.stock", "库存 is needed"),
        (
            ("lines", 1, "product"),
            "Customer:" + str(UUID(int=3)),
            "answers.lines.1.product",
            "a Product is needed here",
        ),
        (("lines", 1, "product"), None, "answers.lines.1.product", "an id is needed here"),
        (("lines", 1, "product"), str(COLA), "answers.lines.1", "names the same thing twice"),
        (("lines", 1, "shelf"), 3, "answers.lines.1.shelf", "has no column shelf"),
        (("lines", 1), "x", "answers.lines.1", "a row is an object"),
        (("lines",), {}, "answers.lines", "takes a list"),
        (("lines",), [{"product": str(UUID(int=4)), "stock": 1}] * 201, "answers.lines", "there are 201"),
        (("promo",), "也许", "answers.promo", "none of the choices 有, 无"),
        (("promo",), ["有"], "answers.promo", "none of the choices"),
        (("colour",), "red", "answers.colour", "has no field colour"),
    ],
)
def test_a_wrong_answer_is_named_with_its_path(path: tuple[Any, ...], value: Any, where: str, says: str) -> None:
    raw = copy.deepcopy(GIVEN)
    target: Any = raw
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    found = errors(raw)
    assert [place for place, _ in found] == [where]
    assert says in found[0][1]


def test_all_that_is_wrong_is_told_at_once() -> None:
    raw = {"lines": [{"product": "x", "stock": -1, "price": "?"}], "promo": "x", "y": 1}
    assert [path for path, _ in errors(raw)] == [
        "answers.y", "answers.lines.0.product", "answers.lines.0.stock", "answers.lines.0.price", "answers.promo",
    ]  # fmt: skip
    assert errors([]) == [("answers", "Answers are an object: the answer by the key of its field.")]


def test_a_division_by_zero_names_its_row_and_column() -> None:
    form = copy.deepcopy(FORM)
    form[0]["columns"][2]["formula"] = "price / stock"
    raw = copy.deepcopy(GIVEN)
    raw["lines"][1]["stock"] = 0
    (found,) = errors(raw, form)
    assert found[0] == "answers.lines.1.value"
    assert "金额 cannot be computed: it would divide by zero" in found[1]


def test_a_share_of_the_column_and_a_missing_number() -> None:
    form = copy.deepcopy(FORM)
    form[0]["columns"][2] |= {"formula": "round(stock / sum(stock) * 100, 1)", "decimals": 1}
    form[1]["formula"] = "avg(price)"
    raw = copy.deepcopy(GIVEN)
    raw["lines"][0]["price"] = ""
    stored = answers_json(read(raw, form))
    assert [row["value"] for row in stored["lines"]] == ["63.2", "36.8"]
    assert stored["total"] == "3.33"
    del raw["lines"][1]["price"]
    assert "total" not in answers_json(read(raw, form))


def test_what_is_not_asked_is_neither_needed_nor_taken() -> None:
    form = [*FORM, {"key": "what", "label": "活动", "kind": "TEXT", "required": True,
                    "visibleIf": {"field": "promo", "is": ["有"]}}]  # fmt: skip
    assert errors(GIVEN, form) == [("answers.what", "活动 is needed.")]
    assert errors(GIVEN | {"promo": "无"}, form) == []
    assert errors(GIVEN | {"promo": "无", "what": "买一送一"}, form) == [
        ("answers.what", "活动 is not asked with these answers. Leave it out.")
    ]
    assert errors({"lines": GIVEN["lines"]}, form) == []


@given(answered())
def test_fitting_answers_are_taken_as_they_are(pair: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
    form, raw = pair
    found = read(orjson.loads(orjson.dumps(raw)), form)
    assert [str(one) for one in found.errors] == []
    stored = answers_json(found)
    for field in form:
        if field["kind"] == "COMPUTED":
            continue
        given, kept = raw.get(field["key"]), stored.get(field["key"])
        if field["kind"] == "NUMBER" and given is not None:
            assert Decimal(kept) == Decimal(str(given))
        elif not field["kind"].endswith("LINES"):
            assert kept == given
        else:
            assert len(kept or ()) == len(given or ())
    assert answers_json(read(stored, form)) == stored
    asked = [one for one in shown(form, raw) if one["kind"] == "COMPUTED"]
    numbers = [Decimal(str(raw[one["key"]])) if one["key"] in raw else None for one in form if one["kind"] == "NUMBER"]
    sums = [
        sum((Decimal(str(row[column["key"]])) for row in raw.get(one["key"], ()) if column["key"] in row), Decimal(0))
        for one in form for column in one.get("columns", ()) if column["kind"] == "NUMBER"
    ]  # fmt: skip
    for one in asked:
        if None in numbers:
            assert one["key"] not in stored
        else:
            assert Decimal(stored[one["key"]]) == sum([*numbers, *sums], Decimal(0))
    rows = answer_rows(found, dict.fromkeys(found.products, ("名", "瓶")))
    for one in rows:
        assert sum(value is not None for value in (one.text, one.number, one.day, one.file)) == 1


@given(answered(), st.data())
def test_one_wrong_answer_is_one_error_at_its_place(
    pair: tuple[list[dict[str, Any]], dict[str, Any]], data: st.DataObject
) -> None:
    form, raw = pair
    asked = [one for one in shown(form, raw) if one["kind"] not in ("COMPUTED", "CHOICE", "MULTI_CHOICE")]
    if not asked:
        return
    field = data.draw(st.sampled_from(asked))
    wrong = {
        "TEXT": 5, "NUMBER": "x", "DATE": "2026-02-30", "PHOTO": ["x"], "PRODUCT_LINES": ["x"],
        "COMPETITOR_LINES": [7],
    }  # fmt: skip
    found = errors(raw | {field["key"]: wrong[field["kind"]]}, form)
    assert len(found) == 1
    assert found[0][0].startswith(f"answers.{field['key']}")


@given(answered(), st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["f1", "f2", "f3", "product", "competitor"]), inner),
       max_leaves=10))  # fmt: skip
def test_any_json_is_answers_or_told_what_is_wrong(pair: tuple[list[dict[str, Any]], dict[str, Any]], raw: Any) -> None:
    found = read(raw, pair[0])
    assert all(one.path[0] == "answers" for one in found.errors)
    if not found.errors:
        answers_json(found)


def test_a_computed_number_has_the_decimals_of_what_it_is_computed_from() -> None:
    """Three pieces and four are 7, not 7.00; money keeps its two decimals, and what the form says comes first."""
    form: list[dict[str, Any]] = [
        {"key": "front", "label": "前排", "kind": "NUMBER"}, {"key": "back", "label": "后排", "kind": "NUMBER"},
        {"key": "price", "label": "单价", "kind": "NUMBER", "decimals": 2},
        {"key": "all", "label": "合计", "kind": "COMPUTED", "formula": "front + back"},
        {"key": "twice", "label": "两倍", "kind": "COMPUTED", "formula": "all * 2"},
        {"key": "worth", "label": "货值", "kind": "COMPUTED", "formula": "all * price"},
        {"key": "mean", "label": "平均", "kind": "COMPUTED", "formula": "all / 2"},
        {"key": "said", "label": "指定", "kind": "COMPUTED", "formula": "front", "decimals": 3},
    ]  # fmt: skip
    raw = {"front": 3, "back": 4, "price": "1.5"}
    assert answers_json(read(raw, form)) == {
        "front": "3", "back": "4", "price": "1.50", "all": "7", "twice": "14", "worth": "10.50", "mean": "3.50",
        "said": "3.000",
    }  # fmt: skip
    # What was stored before is shown so too; nothing is rounded away.
    definition = stored_definition(form)
    fields = {one.key: one for one in definition.fields}
    assert [number_text(fields["all"], text) for text in ("7.00", "7.25", "-3.0")] == ["7", "7.25", "-3"]
    assert number_text(fields["worth"], "10.5") == "10.50"


def test_a_draft_whose_formulas_go_in_a_circle_can_be_read() -> None:
    form = [
        {"key": "a", "label": "a", "kind": "COMPUTED", "formula": "b + 1"},
        {"key": "b", "label": "b", "kind": "COMPUTED", "formula": "a + c"},
        {"key": "d", "label": "d", "kind": "COMPUTED", "formula": "1 +"},
    ]
    definition, _ = read_definition(form)
    assert [one.decimals for one in definition.fields] == [0, 0, 2]
