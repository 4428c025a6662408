"""What the world sends: texts, numbers, days, JSON and bytes as nobody means them, and good ones with something wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

NUMBERS = (
    "0", "-0", "1", "-1", "0.005", "1e9", "1E-400", "1e999999999", "NaN", "-NaN", "sNaN", "Infinity", "-inf", "9" * 33, "9" * 4301,
    "0x10", "１２", "٣", "²", "1_000", "1,000.00", "￥3", ".", "-", "--1", "9999999999.99", "9999999999.995", "2147483648",
    "9223372036854775808", "0.1.2", " 7 ", "+5", "1/2",
)  # fmt: skip
DAYS = (
    "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2026-W01-1", "20260131", "2026-1-5", "2026年1月31日", "today",
    "0000-00-00", "2026-01-31T25:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-01-31T00:00:00+99:99",
    "2026-06-30T23:59:60Z", "1582-10-10", "24:00-25:00", "23:59-00:00", "Mon 09:00-18:00",
)  # fmt: skip
WORDS = (
    "", " ", "\x00", "a\x00b", "\ud800", "\u202e", "\ufeff", "\u2028", "é", "e\u0301", "👨‍👩‍👧", "永辉超市", "ｆｕｌｌ", "'; DROP TABLE x; --", "%s%n",
    "{0}", "{x.__class__}", "{", "}", "{{", "$1", ":actor", "\\", "\\u0000", "../../etc/passwd", "<script>", "=1+1", "@SUM(A1)",
    "null", "true", "[]", "Order:", "Order:x", ":::", "Order:00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000",
    "{00000000000000000000000000000000}", "urn:uuid:00000000-0000-0000-0000-000000000000", "__proto__", "a" * 70_000, "(" * 3000,
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(NUMBERS), st.sampled_from(DAYS), st.sampled_from(WORDS), st.text(max_size=60),
    st.from_regex(r"[-+]?\d{0,12}[.,:/eE-]?\d{0,12}", fullmatch=True),
)  # fmt: skip
clean_texts = texts.filter(lambda text: not any("\ud800" <= character <= "\udfff" for character in text))
"""Texts that UTF-8 can carry."""
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(2**70), 2**70), st.floats(), texts,
    st.datetimes(), st.dates(), st.times(), st.decimals(), st.timedeltas(), st.binary(max_size=20),
)  # fmt: skip
json_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    clean_texts,
)


def json_of(
    keys: Sequence[str] = (), leaf: st.SearchStrategy[Any] = json_leaves, most: int = 14
) -> st.SearchStrategy[Any]:
    """Any JSON, with these keys among others."""
    names = st.sampled_from(list(keys)) | st.text(max_size=6) if keys else st.text(max_size=6)
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6), max_leaves=most
    )


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@st.composite
def damaged(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """A good file with bytes changed, taken out, doubled, moved or cut off; now and then only noise."""
    data = bytearray(draw(st.sampled_from(list(samples))))
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=400))
    for _ in range(draw(st.integers(0, 6))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 40))
        match draw(st.sampled_from(["set", "cut", "double", "end", "insert", "ones", "zeros"])):
            case "set":
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at : at + length]
            case "double":
                data[at:at] = data[at : at + length]
            case "end":
                del data[at:]
            case "insert":
                data[at:at] = draw(st.binary(max_size=16))
            case "ones":
                data[at : at + 4] = b"\xff" * 4
            case _:
                data[at : at + 4] = bytes(4)
    return bytes(data)


__all__ = ["DAYS", "NUMBERS", "WORDS", "clean_texts", "damaged", "json_leaves", "json_of", "leaves", "nested", "texts"]
