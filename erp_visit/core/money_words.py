"""Amounts in Chinese capital figures (大写金额), as invoices and receipts carry them.

Source of the rule: 中国人民银行《支付结算办法》(1997) 附一《正确填写票据和结算凭证的基本规定》第三、四条. Where
it leaves a choice, the form that it names first: 整 after 元 only; 零 for a run of zeros; 零 between a
round 元 and 角.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("", "万", "亿", "万亿")
_LIMIT = Decimal(10) ** 16


def amount_in_words(amount: Decimal) -> str:
    """An amount of at most two decimals in words: 3482 → 叁仟肆佰捌拾贰元整.

    Raises ValueError for more decimals, or from ten thousand million million on.
    """
    cents = abs(amount) * 100
    if not amount.is_finite() or cents != cents.to_integral_value() or abs(amount) >= _LIMIT:
        raise ValueError(f"{amount} cannot be written as an amount")
    yuan, rest = divmod(int(cents), 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        words += ("零" if yuan and yuan % 10 == 0 else "") + DIGITS[jiao] + "角"
    if fen:
        words += ("零" if yuan and not jiao else "") + DIGITS[fen] + "分"
    return ("负" if amount < 0 else "") + words + ("" if rest else "整")


def _whole(number: int) -> str:
    if number == 0:
        return "零"
    words = ""
    gap = False
    for power in range(len(_SECTIONS) - 1, -1, -1):
        section = number // 10_000**power % 10_000
        if section == 0:
            gap = gap or bool(words)
            continue
        if words and (gap or section < 1000):
            words += "零"
        unit = _SECTIONS[power]
        if unit == "万亿" and number // 10**8 % 10_000:
            unit = "万"  # 亿 follows with the next section
        words += _section(section) + unit
        gap = False
    return words


def _section(number: int) -> str:
    """Four places; zeros before the first and behind the last figure are not read."""
    words = ""
    zero = False
    for position, place in enumerate(_PLACES):
        digit = number // 10 ** (3 - position) % 10
        if digit == 0:
            zero = bool(words)
            continue
        words += ("零" if zero else "") + DIGITS[digit] + place
        zero = False
    return words


__all__ = ["DIGITS", "amount_in_words"]
