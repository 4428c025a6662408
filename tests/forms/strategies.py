"""Random forms and answers that fit them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from erp_visit.core.ids import global_id, new_id

words = st.text("abc 货架价格", min_size=1, max_size=8).filter(lambda text: bool(text.strip())).map(str.strip)
choices = st.lists(words, min_size=1, max_size=5, unique=True)


def _number(draw: Any) -> dict[str, Any]:
    low = draw(st.none() | st.integers(-50, 50))
    high = draw(st.none() | st.integers(51, 500))
    made = {"kind": "NUMBER", "decimals": draw(st.integers(0, 4)), "unit": draw(st.sampled_from(["", "瓶", "cm"]))}
    if low is not None:
        made["minimum"] = draw(st.sampled_from([low, str(low)]))
    if high is not None:
        made["maximum"] = high
    return made


def _plain(draw: Any, kind: str) -> dict[str, Any]:
    match kind:
        case "NUMBER":
            return _number(draw)
        case "TEXT":
            return {"kind": kind, "minLength": draw(st.integers(0, 3)), "maxLength": draw(st.integers(3, 30))}
        case "CHOICE" | "MULTI_CHOICE":
            return {"kind": kind, "choices": draw(choices)}
        case "PHOTO":
            return {"kind": kind, "maxCount": draw(st.integers(1, 9))}
        case _:
            return {"kind": kind}


@st.composite
def definitions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A sound definition."""
    fields: list[dict[str, Any]] = []
    serial = 0

    def named(made: dict[str, Any]) -> dict[str, Any]:
        nonlocal serial
        serial += 1
        made |= {"key": f"f{serial}", "label": draw(words)}
        if made["kind"] != "COMPUTED" and draw(st.booleans()):
            made["required"] = True
        return made

    kinds = ["TEXT", "NUMBER", "CHOICE", "MULTI_CHOICE", "DATE", "PHOTO", "PRODUCT_LINES", "COMPETITOR_LINES"]
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6)):
        made = named(_plain(draw, kind))
        if kind.endswith("LINES"):
            inner = draw(st.lists(st.sampled_from([*kinds[:5]]), min_size=1, max_size=3))
            made["columns"] = [named(_plain(draw, one)) for one in inner]
            numbers = [column["key"] for column in made["columns"] if column["kind"] == "NUMBER"]
            if numbers:
                made["columns"].append(named({"kind": "COMPUTED", "formula": f"{numbers[0]} * 2 + 1"}))
        sources = [one for one in fields if one["kind"] in ("CHOICE", "MULTI_CHOICE")]
        if sources and draw(st.booleans()):
            source = draw(st.sampled_from(sources))
            made["visibleIf"] = {"field": source["key"], "is": [draw(st.sampled_from(source["choices"]))]}
        fields.append(made)
    scalars = [one["key"] for one in fields if one["kind"] == "NUMBER"]
    columns = [column["key"] for one in fields for column in one.get("columns", ()) if column["kind"] == "NUMBER"]
    terms = [*scalars, *(f"sum({key})" for key in columns)]
    if terms:
        fields.append(named({"kind": "COMPUTED", "formula": " + ".join(terms), "decimals": 4}))
    return fields


def shown(definition: list[dict[str, Any]], answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields that are asked with these answers: the same rule, reckoned another way."""
    found: list[dict[str, Any]] = []
    for field in definition:
        condition = field.get("visibleIf")
        if condition:
            source = next((one for one in found if one["key"] == condition["field"]), None)
            given = answers.get(condition["field"]) if source else None
            chosen = given if isinstance(given, list) else [given]
            if not any(one in condition["is"] for one in chosen):
                continue
        found.append(field)
    return found


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A definition and answers that fit it."""
    definition = draw(definitions())
    answers: dict[str, Any] = {}
    for field in definition:
        if field in shown(definition, answers) and (field.get("required") or draw(st.booleans())):
            value = _answer(draw, field)
            if value is not None:
                answers[field["key"]] = value
    return definition, answers


def _answer(draw: st.DrawFn, field: dict[str, Any]) -> Any:
    match field["kind"]:
        case "TEXT":
            size = draw(st.integers(max(1, field["minLength"]), field["maxLength"]))
            return draw(st.text("abc货架", min_size=size, max_size=size))
        case "NUMBER":
            low, high = int(field.get("minimum", -100)), int(field.get("maximum", 1000))
            value = draw(st.decimals(low, high, places=field["decimals"]))
            return (
                draw(st.sampled_from([int(value), format(value, "f")])) if value == int(value) else format(value, "f")
            )
        case "CHOICE":
            return draw(st.sampled_from(field["choices"]))
        case "MULTI_CHOICE":
            return draw(st.lists(st.sampled_from(field["choices"]), min_size=1, unique=True))
        case "DATE":
            return draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))).isoformat()
        case "PHOTO":
            return [global_id("StoredFile", new_id()) for _ in range(draw(st.integers(1, field["maxCount"])))]
        case "COMPUTED":
            return draw(st.sampled_from([None, "17", "nonsense"]))
        case kind:
            rows = []
            for at in range(draw(st.integers(1, 3))):
                row: dict[str, Any] = {}
                for column in field["columns"]:
                    if column.get("required") or draw(st.booleans()):
                        row[column["key"]] = _answer(draw, column)
                rows.append(row | _what(kind, at))
            return rows


def _what(kind: str, at: int) -> dict[str, str]:
    return {"product": global_id("Product", new_id())} if kind == "PRODUCT_LINES" else {"competitor": f"竞品{at}"}
