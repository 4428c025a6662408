"""Headers, mappings, and what is wrong with them."""

from __future__ import annotations

import pytest

from erp_visit.core.errors import DomainError
from erp_visit.imports.kinds import CUSTOMERS, KINDS, SALES
from erp_visit.imports.mapping import ImportOptions, Mapping, match_columns, read_mapping


def test_headers_are_known_by_many_names() -> None:
    found = match_columns(CUSTOMERS, Mapping(), ["店名*", "customer code", "Lat", "经度(度)", "没用的"])
    assert found == {"name": 0, "code": 1, "latitude": 2, "longitude": 3}


def test_a_mapping_goes_before_the_names() -> None:
    mapping = read_mapping('[columns]\n"名称" = "remark"\n"别名" = "name"\n[constants]\ncode = "K1"', CUSTOMERS)
    assert match_columns(CUSTOMERS, mapping, ["名称", "别名"]) == {"remark": 0, "name": 1}


def test_the_files_options_give_way_to_the_callers() -> None:
    mapping = read_mapping('[options]\ncreate_customers = true\nwarehouse = "WH1"', SALES)
    assert mapping.apply(ImportOptions(warehouse="WH2")) == ImportOptions(create_customers=True, warehouse="WH2")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[columns", "not TOML"),
        ("[colums]\na = 'code'", r"section \[colums\]"),
        ("[columns]\na = 'kode'", "names the field kode"),
        ("[dates]\nzone = 'Mars/Olympus'", "not a time zone"),
        ("[options]\nskip_bad_rows = true", "cannot hold skip_bad_rows"),
        ("[new_products]\ntax_rate = true", "cannot hold tax_rate"),
        ("columns = 3", "is a table"),
    ],
)
def test_a_wrong_mapping_is_explained(toml: str, says: str) -> None:
    with pytest.raises(DomainError, match=says):
        read_mapping(toml, CUSTOMERS)


def test_missing_columns_are_named_with_those_that_are_there() -> None:
    with pytest.raises(DomainError, match=r"no column for 客户编号 \(code\), 客户名称 \(name\)\. It has: a, b"):
        match_columns(CUSTOMERS, Mapping(), ["a", "b"])
    with pytest.raises(DomainError, match="no column x, which the mapping names"):
        match_columns(CUSTOMERS, Mapping(columns={"x": "code"}), ["a"])


def test_templates_match_themselves() -> None:
    for plan in KINDS.values():
        headers = [entry.header for entry in plan.fields]
        assert match_columns(plan, Mapping(), headers) == {entry.name: place for place, entry in enumerate(plan.fields)}
