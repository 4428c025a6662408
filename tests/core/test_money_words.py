"""大写金额: the examples of the rule itself, and every amount can be read back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_visit.core.money_words import DIGITS, amount_in_words

EXAMPLES = [
    # from the rule
    ("1409.50", "壹仟肆佰零玖元伍角"), ("6007.14", "陆仟零柒元壹角肆分"), ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"), ("325.04", "叁佰贰拾伍元零肆分"),
    # ours
    ("3482", "叁仟肆佰捌拾贰元整"), ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角"), ("10", "壹拾元整"),
    ("10.01", "壹拾元零壹分"), ("100000", "壹拾万元整"), ("100001", "壹拾万零壹元整"), ("100000000", "壹亿元整"),
    ("100010000", "壹亿零壹万元整"), ("100000001", "壹亿零壹元整"), ("1000000000000", "壹万亿元整"),
    ("1000100000000", "壹万零壹亿元整"), ("1000010000000", "壹万亿零壹仟万元整"), ("-3.00", "负叁元整"),
]  # fmt: skip


@pytest.mark.parametrize(("amount", "words"), EXAMPLES)
def test_examples(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_words_read_back_to_the_amount(cents: int) -> None:
    amount = Decimal(cents) / 100
    words = amount_in_words(amount)
    assert read(words) == amount
    assert "零零" not in words
    assert words.endswith("整") == (cents % 100 == 0)


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "10000000000000000"])
def test_what_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        amount_in_words(Decimal(amount))


def read(words: str) -> Decimal:
    """The value of words, read as a person does: figures times places, sections times 万 and 亿."""
    sign = -1 if words.startswith("负") else 1
    total = high = section = figure = cents = 0
    for letter in words.removeprefix("负"):
        match letter:
            case "零" | "整":
                pass
            case "仟" | "佰" | "拾":
                section += figure * {"仟": 1000, "佰": 100, "拾": 10}[letter]
                figure = 0
            case "万":
                high += (section + figure) * 10_000
                section = figure = 0
            case "亿":
                total += (high + section + figure) * 10**8
                high = section = figure = 0
            case "元":
                total += high + section + figure
                high = section = figure = 0
            case "角":
                cents += figure * 10
                figure = 0
            case "分":
                cents += figure
                figure = 0
            case _:
                figure = DIGITS.index(letter)
    return sign * (Decimal(total) + Decimal(cents) / 100)
