"""Formulas of computed fields: numbers, + - * /, comparisons inside `a if b else c`, and a few named functions.

simpleeval reckons, on a syntax tree that was checked first: nothing but the nodes below, of bounded length and depth,
without powers, attributes or text. So a formula that was accepted ends in microseconds whatever the numbers are.
All arithmetic is decimal with 40 digits.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Any

from simpleeval import SimpleEval

from erp_visit.core.errors import DomainError, invalid

MOST_CHARACTERS = 300
LARGEST = Decimal(10) ** 12
"""Neither a number in a formula nor a result may be as large."""
UNSAID_DECIMALS = 2
"""What a quotient is kept to, and the most that a result has, unless the form says otherwise."""
FUNCTIONS = ("sum", "min", "max", "avg", "count", "round", "abs")
RESERVED = frozenset(FUNCTIONS) | {"if", "else", "and", "or", "not", "product", "competitor"}
_DEEPEST = 60
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
_STRANGE = re.compile(r"[^A-Za-z0-9_ .,+\-*/()<>=!]")
_AS_ASCII = str.maketrans("（），＋－＊／×÷＜＞　\n\t", "(),+-*/*/<>   ")

Scalar = Callable[[str], Decimal | None]
Column = Callable[[str], Sequence[Decimal]]


class DivisionByZero(Exception):
    """The formula divides by zero."""


class TooLarge(Exception):
    """The result is larger than can be stored."""


class _Empty(Exception):
    """A number that the formula needs was not given."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula. `names` stand for one number each, `columns` for a table's column inside a function."""

    tree: ast.expr
    names: frozenset[str]
    columns: frozenset[str]


@lru_cache(maxsize=1024)
def parse_formula(text: str) -> Formula:
    """Check a formula's form; raises INVALID_INPUT that says what is wrong with it."""
    if len(text) > MOST_CHARACTERS:
        raise invalid(
            "The formula has {length} characters; {maximum} are allowed. Compute a part of it in a field of its own.",
            length=len(text), maximum=MOST_CHARACTERS,
        )  # fmt: skip
    plain = text.translate(_AS_ASCII).strip()
    if not plain:
        raise invalid("The formula is empty. Write one, such as sum(amount).")
    strange = _STRANGE.search(plain)
    if strange is not None:
        raise invalid(
            "{character} has no place in a formula. Use keys of fields, numbers, + - * / ( ) and functions.",
            character=repr(strange[0])[1:-1],
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "1if" and the like: Python's own taste
            tree = ast.parse(plain, mode="eval").body
    except SyntaxError as error:
        raise invalid("The formula cannot be read at character {place}.", place=error.offset or 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise _too_deep() from None
    checker = _Checker()
    checker.number(tree, 0)
    return Formula(tree, frozenset(checker.names), frozenset(checker.columns))


def evaluate(formula: Formula, scalar: Scalar, column: Column, decimals: int) -> Decimal | None:
    """The result, rounded half up; None if a number that it needs is missing.

    Raises DivisionByZero and TooLarge.
    """
    with localcontext(_CONTEXT):
        try:
            result = _Evaluator(scalar, column).eval("", formula.tree)
        except _Empty:
            return None
        return rounded(result, decimals)


def scale_of(formula: Formula, scale: Callable[[str], int]) -> int:
    """The decimals of a result of which the form does not say them: those that it can have by the numbers that it is
    computed from, two at most. `scale` says the decimals of a field or column.
    """
    return min(_scale(formula.tree, scale), UNSAID_DECIMALS)


def _scale(node: ast.expr, scale: Callable[[str], int]) -> int:
    match node:
        case ast.Constant(value=value):
            exponent = Decimal(str(value)).as_tuple().exponent
            return max(0, -exponent) if isinstance(exponent, int) else 0
        case ast.Name(id=name):
            return scale(name)
        case ast.BinOp(op=ast.Div()) | ast.Call(func=ast.Name(id="avg")):
            return UNSAID_DECIMALS
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _scale(left, scale) + _scale(right, scale)
        case ast.Call(func=ast.Name(id="count")):
            return 0
        case ast.Call(func=ast.Name(id="round"), args=[_, *digits]):
            return int(ast.unparse(digits[0])) if digits else 0
        case ast.IfExp(body=body, orelse=orelse):
            return max(_scale(body, scale), _scale(orelse, scale))
        case _:  # + and -, a sign, and the functions whose result is one of their arguments or a sum of them
            parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
            return max(_scale(part, scale) for part in parts if part is not getattr(node, "func", None))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, and never minus zero; raises TooLarge."""
    if abs(value) >= LARGEST:
        raise TooLarge
    result = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_CONTEXT)
    return abs(result) if result.is_zero() else result


class _Checker:
    """Walks the tree, refuses what is not ours, and notes the names."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.columns: set[str] = set()

    def number(self, node: ast.expr, depth: int) -> None:
        """A part that must be a number."""
        if depth > _DEEPEST:
            raise _too_deep()
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                # Written as text first: an infinite float compares too.
                if abs(Decimal(str(value))) >= LARGEST:
                    raise invalid("A number in the formula is too large.")
            case ast.Name(id=name):
                if name in RESERVED:
                    raise invalid("{name} is a function; write it with brackets, such as sum(amount).", name=name)
                self.names.add(name)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                self.number(operand, depth + 1)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
                self.number(left, depth + 1)
                self.number(right, depth + 1)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.test(test, depth + 1)
                self.number(body, depth + 1)
                self.number(orelse, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                self.call(name, arguments, depth)
            case ast.BinOp(op=ast.Pow()):
                raise invalid("Powers are not available in formulas. Multiply instead.")
            case ast.Compare() | ast.BoolOp() | ast.Constant(value=bool()):
                raise invalid("A comparison stands only between if and else, such as: 1 if a > b else 0.")
            case _:
                raise _no_part(node)

    def test(self, node: ast.expr, depth: int) -> None:
        """A part that is true or not."""
        if depth > _DEEPEST:
            raise _too_deep()
        match node:
            case ast.Compare(left=left, ops=operators, comparators=others) if all(
                isinstance(operator, ast.Eq | ast.NotEq | ast.Lt | ast.LtE | ast.Gt | ast.GtE) for operator in operators
            ):
                for part in (left, *others):
                    self.number(part, depth + 1)
            case ast.BoolOp(values=values):
                for part in values:
                    self.test(part, depth + 1)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.test(operand, depth + 1)
            case _:
                raise invalid("Between if and else stands a comparison, such as: 1 if a > b else 0.")

    def call(self, name: str, arguments: list[ast.expr], depth: int) -> None:
        if name not in FUNCTIONS:
            raise invalid(
                "There is no function {name}; there are {functions}.", name=name[:40], functions=", ".join(FUNCTIONS)
            )
        if name in ("round", "abs"):
            self.number_function(name, arguments, depth)
        elif len(arguments) == 1:
            if not isinstance(arguments[0], ast.Name):
                raise invalid(
                    "{name}() of one thing takes the key of a column. Compute the column first, then take it.",
                    name=name,
                )
            self.columns.add(arguments[0].id)
        elif name in ("min", "max") and len(arguments) > 1:
            for part in arguments:
                self.number(part, depth + 1)
        else:
            raise invalid("{name}() takes the key of one column.", name=name)

    def number_function(self, name: str, arguments: list[ast.expr], depth: int) -> None:
        most = 2 if name == "round" else 1
        if not 1 <= len(arguments) <= most:
            raise invalid("{name}() takes a number.", name=name)
        self.number(arguments[0], depth + 1)
        for part in arguments[1:]:
            match part:
                case ast.Constant(value=int() as digits) if not isinstance(digits, bool) and 0 <= digits <= 4:
                    pass
                case _:
                    raise invalid("round() keeps 0 to 4 digits, written as a number: round(price, 1).")


def _no_part(node: ast.expr) -> DomainError:
    return invalid(
        "The formula holds something that is neither number, field, function nor + - * / ({kind}). Take it out.",
        kind=type(node).__name__,
    )


def _too_deep() -> DomainError:
    return invalid("The formula is nested too deeply. Compute a part of it in a field of its own.")


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise DivisionByZero
    return left / right


class _Evaluator(SimpleEval):  # type: ignore[misc]  # it publishes no types
    """simpleeval with decimals; names are looked up by us, and a function of one column takes the column."""

    def __init__(self, scalar: Scalar, column: Column) -> None:
        super().__init__(
            operators={
                ast.Add: lambda a, b: a + b, ast.Sub: lambda a, b: a - b, ast.Mult: lambda a, b: a * b,
                ast.Div: _divide, ast.USub: lambda a: -a, ast.UAdd: lambda a: a, ast.Not: lambda a: not a,
                ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b, ast.Lt: lambda a, b: a < b,
                ast.LtE: lambda a, b: a <= b, ast.Gt: lambda a, b: a > b, ast.GtE: lambda a, b: a >= b,
            },
            functions={}, names=lambda node: self.look_up(node.id),
        )  # fmt: skip
        self.scalar = scalar
        self.column = column
        self.nodes[ast.Constant] = lambda node: Decimal(str(node.value))
        self.nodes[ast.Call] = self.call

    def look_up(self, name: str) -> Decimal:
        value = self.scalar(name)
        if value is None:
            raise _Empty
        return value

    def call(self, node: Any) -> Decimal:
        name, arguments = node.func.id, node.args
        if name == "round":
            return rounded(self._eval(arguments[0]), arguments[1].value if len(arguments) > 1 else 0)
        if name == "abs":
            return Decimal(abs(self._eval(arguments[0])))
        values: Sequence[Decimal] = (
            self.column(arguments[0].id) if len(arguments) == 1 else [self._eval(part) for part in arguments]
        )
        match name:
            case "count":
                return Decimal(len(values))
            case "sum":
                return sum(values, Decimal(0))
        if not values:
            raise _Empty
        match name:
            case "min":
                return min(values)
            case "max":
                return max(values)
            case _:
                return sum(values, Decimal(0)) / len(values)


__all__ = [
    "FUNCTIONS", "LARGEST", "MOST_CHARACTERS", "RESERVED", "UNSAID_DECIMALS", "DivisionByZero", "Formula", "TooLarge",
    "evaluate", "parse_formula", "rounded", "scale_of",
]  # fmt: skip
