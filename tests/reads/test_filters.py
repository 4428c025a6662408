"""Every operator on every kind of column, with what NULL means; quantifiers; and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from erp_visit.api.documents import InvalidDocument
from erp_visit.api.execution import Engine
from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode
from erp_visit.core.ids import new_id
from erp_visit.org.rights import RoleCode
from tests import factories
from tests.reads.data import insert

IDS = [UUID(int=number) for number in range(1, 5)]
UNKNOWN = UUID(int=99)


@pytest.fixture
async def admin(db: ModuleType) -> Actor:
    """Four customers a, b, c, d: of each column values low, high, odd text, and NULL where that may be."""
    department = await factories.department()
    admin = await factories.employee(department, RoleCode.ADMINISTRATOR)
    await insert("customer", [
        {
            "id": key, "code": code, "name": name, "level": level, "credit_limit": limit, "credit_days": days,
            "latitude": place, "longitude": place, "anniversary": anniversary, "tags": tags, "department_id": department,
            "licence_number": licence, "owner_id": owner, "created_at": created,
        }
        for key, code, name, level, limit, days, place, anniversary, tags, licence, owner, created in [
            (IDS[0], "a", "永辉 100%", "A", Decimal(1), 0, 1.5, date(2026, 1, 1), ["vip"], "L1", admin.id,
             datetime(2026, 1, 1, tzinfo=UTC)),
            (IDS[1], "b", "back\\slash_x", "B", Decimal(2), 30, 2.5, date(2026, 1, 2), ["vip", "new"], "L2", None,
             datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
            (IDS[2], "c", "O'Neill \"Ltd\"", "A", Decimal("2.00"), 30, -2.5, date(2026, 1, 2), [], "l1x", admin.id,
             datetime(2026, 1, 2, tzinfo=UTC)),
            (IDS[3], "d", "", "D", None, 90, None, None, ["新店"], None, None, datetime(2026, 1, 3, tzinfo=UTC)),
        ]
    ])  # fmt: skip
    return admin


FILTERS = [
    # text
    ({"name": {"eq": "永辉 100%"}}, "a"), ({"name": {"eq": ""}}, "d"), ({"name": {"eq": "永辉"}}, ""),
    ({"licenceNumber": {"eq": "L1"}}, "a"), ({"licenceNumber": {"ne": "L1"}}, "bcd"),
    ({"licenceNumber": {"in": ["L1", "L2", "L2"]}}, "ab"), ({"licenceNumber": {"in": []}}, ""),
    ({"licenceNumber": {"notIn": ["L1", "L2"]}}, "cd"), ({"licenceNumber": {"notIn": []}}, "abcd"),
    ({"licenceNumber": {"isNull": True}}, "d"), ({"licenceNumber": {"isNull": False}}, "abc"),
    ({"licenceNumber": {"startsWith": "l1"}}, "ac"), ({"licenceNumber": {"contains": "1"}}, "ac"),
    ({"licenceNumber": {"contains": ""}}, "abc"), ({"not": {"licenceNumber": {"contains": "1"}}}, "bd"),
    ({"not": {"licenceNumber": {"eq": "L1"}}}, "bcd"), ({"not": {"not": {"licenceNumber": {"eq": "L1"}}}}, "a"),
    ({"name": {"contains": "%"}}, "a"), ({"name": {"contains": "0%"}}, "a"), ({"name": {"contains": "_"}}, "b"),
    ({"name": {"contains": "\\"}}, "b"), ({"name": {"startsWith": "BACK\\S"}}, "b"), ({"name": {"contains": "'n"}}, "c"),
    ({"name": {"contains": '"LTD"'}}, "c"), ({"name": {"contains": "辉 1"}}, "a"),
    # enums
    ({"level": {"eq": "A"}}, "ac"), ({"level": {"ne": "A"}}, "bd"), ({"level": {"in": ["B", "D"]}}, "bd"),
    ({"level": {"notIn": ["A"]}}, "bd"), ({"level": {"isNull": True}}, ""),
    # numbers
    ({"creditDays": {"eq": 30}}, "bc"), ({"creditDays": {"ne": 30}}, "ad"), ({"creditDays": {"gt": 0}}, "bcd"),
    ({"creditDays": {"gte": 30, "lt": 90}}, "bc"), ({"creditDays": {"lte": 0}}, "a"), ({"creditDays": {"in": [0, 90]}}, "ad"),
    ({"creditLimit": {"eq": "2"}}, "bc"), ({"creditLimit": {"eq": "2.000"}}, "bc"), ({"creditLimit": {"ne": "2"}}, "ad"),
    ({"creditLimit": {"gt": "1"}}, "bc"), ({"creditLimit": {"gte": "1"}}, "abc"), ({"creditLimit": {"lt": "2"}}, "a"),
    ({"creditLimit": {"lte": "-1"}}, ""), ({"creditLimit": {"in": ["1", "2"]}}, "abc"),
    ({"creditLimit": {"notIn": ["1"]}}, "bcd"), ({"creditLimit": {"isNull": True}}, "d"),
    ({"not": {"creditLimit": {"gt": "1"}}}, "ad"),
    ({"latitude": {"eq": 1.5}}, "a"), ({"latitude": {"lt": 0}}, "c"), ({"latitude": {"ne": 1.5}}, "bcd"),
    ({"latitude": {"in": [1.5, -2.5]}}, "ac"), ({"latitude": {"isNull": True}}, "d"),
    # days and moments
    ({"anniversary": {"eq": "2026-01-02"}}, "bc"), ({"anniversary": {"ne": "2026-01-02"}}, "ad"),
    ({"anniversary": {"gte": "2026-01-01", "lt": "2026-01-02"}}, "a"), ({"anniversary": {"notIn": ["2026-01-01"]}}, "bcd"),
    ({"createdAt": {"eq": "2026-01-01T00:00:00Z"}}, "a"), ({"createdAt": {"gt": "2026-01-01T08:00:00+08:00"}}, "bcd"),
    ({"createdAt": {"lte": "2026-01-02T00:00:00.000000+00:00"}}, "abc"),
    # lists of text
    ({"tags": {"has": "vip"}}, "ab"), ({"tags": {"has": "新店"}}, "d"), ({"tags": {"hasAny": ["new", "新店"]}}, "bd"),
    ({"tags": {"hasAny": []}}, ""), ({"not": {"tags": {"has": "vip"}}}, "cd"),
    # ids
    ({"id": {"eq": f"Customer:{IDS[0]}"}}, "a"), ({"id": {"ne": f"Customer:{IDS[0]}"}}, "bcd"),
    ({"id": {"eq": str(IDS[0])}}, "a"), ({"id": {"in": [f"Customer:{IDS[1]}", f"Customer:{UNKNOWN}"]}}, "b"),
    ({"id": {"notIn": [f"Customer:{key}" for key in IDS[:3]]}}, "d"),
    # logic
    ({"and": [{"level": {"eq": "A"}}, {"creditDays": {"eq": 30}}]}, "c"),
    ({"or": [{"level": {"eq": "D"}}, {"licenceNumber": {"eq": "L1"}}]}, "ad"),
    ({"level": {"eq": "A"}, "creditDays": {"eq": 30}}, "c"),
    ({"or": [{"and": [{"level": {"eq": "A"}}, {"not": {"creditDays": {"gt": 0}}}]}, {"code": {"eq": "d"}}]}, "ad"),
    # relations to one
    ({"owner": {"phone": {"eq": ""}}}, "ac"), ({"not": {"owner": {"phone": {"eq": ""}}}}, "bd"),
    ({"ownerIsNull": True}, "bd"), ({"ownerIsNull": False}, "ac"), ({"owner": {"department": {"parentIsNull": True}}}, "ac"),
    ({"account": {"receivable": {"eq": "0"}}}, "abcd"), ({"accountIsNull": True}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "expected"), FILTERS, ids=[str(condition)[:70] for condition, _ in FILTERS])
async def test_filters(admin: Actor, engine: Engine, condition: dict[str, Any], expected: str) -> None:
    text = "query ($f: CustomerFilter) { customers(filter: $f, orderBy: {field: CODE}) { totalCount nodes { code } } }"
    answer = (await engine.read(admin, text, {"f": condition}))["customers"]
    assert "".join(node["code"] for node in answer["nodes"]) == expected
    assert answer["totalCount"] == len(expected)


LISTED = [
    ("String!", '{ licenceNumber: { in: ["L1", $v] } }', {"L2": "ab", "l1x": "ac"}),
    ("String!", "{ licenceNumber: { notIn: [$v, $v] } }", {"L2": "acd", "l1x": "abd"}),
    ("CustomerLevel!", "{ level: { in: [D, $v] } }", {"A": "acd", "B": "bd"}),
    ("Int!", "{ creditDays: { in: [30, $v] } }", {0: "abc", 90: "bcd"}),
    ("Decimal!", '{ creditLimit: { in: ["1", $v] } }', {"2": "abc", "0": "a"}),
    ("Date!", "{ anniversary: { in: [$v] } }", {"2026-01-01": "a", "2026-01-02": "bc"}),
    ("ID!", f'{{ id: {{ in: ["Customer:{IDS[3]}", $v] }} }}', {f"Customer:{IDS[0]}": "ad", f"Customer:{IDS[1]}": "bd"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "condition", "expected"), LISTED, ids=[condition for _, condition, _ in LISTED])
async def test_values_in_a_list_of_the_document(
    admin: Actor, engine: Engine, kind: str, condition: str, expected: dict[Any, str]
) -> None:
    """`in: ["L1", $more]`: the list stands in the document, and what is in it comes with the variables."""
    text = f"query ($v: {kind}) {{ customers(filter: {condition}, orderBy: {{field: CODE}}) {{ nodes {{ code }} }} }}"
    for value, codes in [*expected.items()] * 2:
        answer = (await engine.read(admin, text, {"v": value}))["customers"]
        assert "".join(node["code"] for node in answer["nodes"]) == codes


async def test_a_list_of_the_document_with_a_hole_is_refused(admin: Actor, engine: Engine) -> None:
    text = "query ($v: CustomerLevel = A) { customers(filter: { level: { in: [B, $v] } }) { totalCount } }"
    assert (await engine.read(admin, text, {}))["customers"]["totalCount"] == 3
    with pytest.raises(DomainError) as caught:
        await engine.read(admin, text, {"v": None})
    assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID_INPUT, ("filter", "level", "in"))


@pytest.fixture
async def contacts(admin: Actor) -> Actor:
    """a has two contacts, b one with a birthday, c and d none."""
    await insert("contact", [
        {"id": new_id(), "customer_id": customer, "name": name, "birthday": birthday}
        for customer, name, birthday in [
            (IDS[0], "x", None), (IDS[0], "y", date(1990, 1, 1)), (IDS[1], "y", date(1990, 1, 1))]
    ])  # fmt: skip
    return admin


QUANTIFIED = [
    ({"some": {"name": {"eq": "x"}}}, "a"), ({"none": {"name": {"eq": "x"}}}, "bcd"), ({"every": {"name": {"eq": "y"}}}, "bcd"),
    ({"some": {"name": {"eq": "y"}}, "none": {"name": {"eq": "x"}}}, "b"),
    # unknown is not true: a's contact without birthday keeps «every» from holding
    ({"every": {"birthday": {"gt": "1980-01-01"}}}, "bcd"), ({"none": {"birthday": {"gt": "1980-01-01"}}}, "cd"),
    ({"every": {"birthday": {"ne": "1980-01-01"}}}, "abcd"), ({"some": {"birthday": {"isNull": True}}}, "a"),
    ({"every": {"not": {"birthday": {"lt": "1980-01-01"}}}}, "abcd"),
    ({"some": {"customer": {"level": {"eq": "B"}}}}, "b"),
    ({"some": {"customer": {"contacts": {"every": {"name": {"in": ["x", "y"]}}}}}}, "ab"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "expected"), QUANTIFIED, ids=[str(condition) for condition, _ in QUANTIFIED])
async def test_quantifiers(contacts: Actor, engine: Engine, condition: dict[str, Any], expected: str) -> None:
    text = "query ($f: CustomerFilter) { customers(filter: $f, orderBy: {field: CODE}) { nodes { code } } }"
    answer = await engine.read(contacts, text, {"f": {"contacts": condition}})
    assert "".join(node["code"] for node in answer["customers"]["nodes"]) == expected


async def test_quantifiers_count_only_what_the_actor_sees(db: ModuleType, engine: Engine) -> None:
    """A warehouse's orders of other people's customers do not show through a filter."""
    world = await factories.world(products=1)
    other = await factories.employee(await factories.department(), RoleCode.REP)
    shop = await factories.customer(other, other.department_id)
    await insert("sales_order", [
        {"id": new_id(), "number": "SO1", "state": "SUBMITTED", "customer_id": shop, "rep_id": other.id,
         "department_id": other.department_id, "warehouse_id": world.warehouse, "business_day": factories.today(),
         "goods_amount": Decimal(0), "tax_amount": Decimal(0), "total": Decimal(7), "submitted_by_id": other.id}
    ])  # fmt: skip
    text = """{ some: warehouses(filter: {orders: {some: {total: {eq: "7"}}}}) { totalCount }
                none: warehouses(filter: {orders: {none: {total: {eq: "7"}}}}) { totalCount }
                every: warehouses(filter: {orders: {every: {total: {ne: "7"}}}}) { totalCount } }"""
    counts = [
        [part["totalCount"] for part in (await engine.read(actor, text)).values()]
        for actor in (world.administrator, other, world.rep)
    ]
    assert counts == [[1, 0, 0], [1, 0, 0], [0, 1, 1]]


NESTED = {"name": {"eq": "x"}}
for _ in range(40):
    NESTED = {"not": NESTED}
REFUSED = [
    (None, ("filter",)), ({}, ("filter",)), ({"name": None}, ("filter", "name")), ({"name": {}}, ("filter", "name")),
    ({"and": []}, ("filter", "and")), ({"or": None}, ("filter", "or")), ({"or": [{}]}, ("filter", "or", 0)),
    ({"not": None}, ("filter", "not")), ({"not": {}}, ("filter", "not")), ({"name": {"eq": None}}, ("filter", "name", "eq")),
    ({"creditLimit": {"in": None}}, ("filter", "creditLimit", "in")), ({"ownerIsNull": None}, ("filter", "ownerIsNull")),
    ({"name": {"isNull": None}}, ("filter", "name", "isNull")), ({"owner": None}, ("filter", "owner")),
    ({"owner": {}}, ("filter", "owner")), ({"contacts": None}, ("filter", "contacts")),
    ({"contacts": {}}, ("filter", "contacts")), ({"contacts": {"some": None}}, ("filter", "contacts", "some")),
    ({"contacts": {"none": {}}}, ("filter", "contacts", "none")), ({"tags": {"has": None}}, ("filter", "tags", "has")),
    ({"id": {"eq": "5"}}, ("filter", "id", "eq")), ({"id": {"in": [f"Order:{UNKNOWN}"]}}, ("filter", "id", "in")),
    ({"name": {"eq": "a\0"}}, ("filter", "name", "eq")), ({"name": {"in": ["a\0"]}}, ("filter", "name", "in")),
    ({"name": {"contains": "x" * 2001}}, ("filter", "name", "contains")),
    (NESTED, ("filter", *["not"] * 30)),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "path"), REFUSED, ids=[str(condition)[:60] for condition, _ in REFUSED])
async def test_filters_that_say_nothing_or_nonsense_are_refused(
    admin: Actor, engine: Engine, condition: Any, path: tuple[str, ...]
) -> None:
    for text in (
        "query ($f: CustomerFilter) { customers(filter: $f) { totalCount } }",
        "query ($f: CustomerFilter) { departments { nodes { customers(filter: $f) { id } } } }",
    ):
        with pytest.raises(DomainError) as caught:
            await engine.read(admin, text, {"f": condition})
        assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID_INPUT, path)


MISTYPED = [
    {"creditLimit": {"eq": 2}}, {"creditLimit": {"eq": 2.5}}, {"creditLimit": {"eq": "1e3"}}, {"creditLimit": {"eq": "NaN"}},
    {"creditLimit": {"eq": "٣"}}, {"creditDays": {"eq": "30"}}, {"creditDays": {"eq": 2**31}}, {"creditDays": {"eq": 1.5}},
    {"level": {"eq": "E"}}, {"name": {"eq": 5}}, {"anniversary": {"eq": "2026-02-30"}}, {"createdAt": {"eq": "2026-01-01"}},
    {"createdAt": {"eq": "2026-01-01T00:00:00"}}, {"createdAt": {"lt": "0001-01-01T00:00:00+14:00"}}, {"nothing": {"eq": 1}}, {"name": {"like": "x"}}, {"name": {"in": [None]}},
    {"and": [None]}, {"passwordHash": {"eq": "x"}}, 5, [5], "x",
]  # fmt: skip


@pytest.mark.parametrize("condition", MISTYPED, ids=[str(condition) for condition in MISTYPED])
async def test_filters_of_the_wrong_type_do_not_fit_the_schema(admin: Actor, engine: Engine, condition: Any) -> None:
    with pytest.raises(InvalidDocument) as caught:
        await engine.read(
            admin, "query ($f: CustomerFilter) { customers(filter: $f) { totalCount } }", {"f": condition}
        )
    assert caught.value.code is ErrorCode.VALIDATION_ERROR


async def test_quick_search(admin: Actor, engine: Engine) -> None:
    async def found(text: str) -> str:
        document = "query ($s: String!) { customers(search: $s, orderBy: {field: CODE}) { nodes { code } } }"
        answer = await engine.read(admin, document, {"s": text})
        return "".join(node["code"] for node in answer["customers"]["nodes"])

    assert await found("永辉") == "a"
    assert await found("  100% ") == "a"
    assert await found("SLASH_") == "b"
    assert await found("backslash") == "b"  # nearly
    assert await found("c") == "bc"  # a code, or within a name
    assert await found("nothing like it") == ""


async def test_documents_are_found_by_the_start_or_the_end_of_their_number(admin: Actor, engine: Engine) -> None:
    await insert("receivable", [
        {
            "id": new_id(), "number": number, "customer_id": IDS[0], "state": "OPEN", "amount": Decimal(1),
            "open_amount": Decimal(1), "due_on": date(2026, 1, 1), "business_day": date(2026, 1, 1),
        }
        for number in ("AR20260101-000123", "AR20260102-000124")
    ])  # fmt: skip

    async def found(text: str) -> list[str]:
        document = "query ($s: String!) { receivables(search: $s) { nodes { number } } }"
        return [
            node["number"][-3:] for node in (await engine.read(admin, document, {"s": text}))["receivables"]["nodes"]
        ]

    assert await found(" ar20260101 ") == ["123"]
    assert await found("0124") == ["124"]
    assert sorted(await found("AR2026")) == ["123", "124"]
    assert await found("AR2026010_") == await found("%") == await found("60101") == []
