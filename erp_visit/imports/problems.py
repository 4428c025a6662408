"""Why rows are not taken, in words: each code's reason and remedy, English templates that are translated."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from erp_visit.core.i18n import translate
from erp_visit.core.text import no_formula

_NUMBER = re.compile(r"[+-]?[0-9.,]+")

PROBLEMS: dict[str, tuple[str, str]] = {
    # single values
    "missing": ("The cell is empty.", "Fill it in."),
    "too_long": ("The text is longer than {detail} characters.", "Shorten it."),
    "control_character": ("The text holds a character that cannot be stored.", "Type it again."),
    "not_a_number": ("This is not a number.", "Write it like 1234.50, without units."),
    "not_whole": ("This is not a whole number.", "Give whole units; use a smaller unit if need be."),
    "negative": ("The number is negative.", "Give zero or more."),
    "too_small": ("The number is smaller than {detail}.", "Give {detail} or more."),
    "too_large": ("The number is too large.", "Check it for a slip."),
    "too_many_decimals": ("The number has more than {detail} decimals.", "Round it."),
    "not_degrees": (
        "Degrees lie between -{detail} and {detail}.",
        "Check whether latitude and longitude were swapped.",
    ),
    "not_a_day": ("This is not a date.", "Write it like 2026-01-31, or name its format in the mapping."),
    "not_yes_or_no": ("This is neither yes nor no.", "Write 是 or 否."),
    "not_a_choice": ("This is not one of: {detail}.", "Use one of them, or map the value in the mapping."),
    "not_a_phone": (
        "This is not a phone number.",
        "Write digits, with + for another country and 转 before an extension.",
    ),
    "position": ("Latitude and longitude must be given together.", "Fill in both, or neither."),
    # references
    "unknown_customer": ("No customer has this number.", "Import the customer first, or let the import make it."),
    "unknown_product": ("No product has this number.", "Import the product first, or let the import make it."),
    "not_stocked": (
        "The product is not kept in stock, as freight and services are not.",
        "Take the row off, or mend the number.",
    ),
    "unknown_unit": ("The product is not sold in this unit.", "Add the unit to the product, or use one that it has."),
    "unknown_employee": (
        "No active employee has this user name, number or name.",
        "Create the employee, or mend the name.",
    ),
    "several_employees": ("Several employees have this name.", "Give the user name or the personnel number."),
    "unknown_department": ("No department has this code or name.", "Create it, or mend the name."),
    "unknown_warehouse": ("No warehouse has this code or name.", "Create it, or mend the name."),
    "which_warehouse": (
        "There are several warehouses and the row names none.",
        "Add a column 仓库, or name one for all rows.",
    ),
    # rows against rows
    "twice_in_file": ("The same number stands in row {detail} already.", "Keep one of them."),
    "unit_twice": (
        "Two units of the product have the same name or factor.",
        "Give each unit a name and factor of its own.",
    ),
    "factor_missing": ("A unit needs a name and a factor.", "Fill in both, or neither."),
    "minimum_above_list": ("The minimum price is higher than the list price.", "Check both prices."),
    "customer_and_level": ("A price is for one customer or for a level, not for both.", "Empty one of them."),
    "ends_before_start": ("It ends before it starts.", "Check both days."),
    "expires_before_produced": ("It expires before it is produced.", "Check both days."),
    "price_overlaps": (
        "Another price for the same product, unit, customer or level and quantity applies then ({detail}).",
        "End that one first, or mend the days.",
    ),
    "lot_differs": (
        "The lot is there with another expiry date ({detail}).",
        "Give the lot another number, or mend the date.",
    ),
    "lot_produced_differs": (
        "The lot is there with another production date ({detail}).",
        "Give the lot another number, or mend the date.",
    ),
    "lot_missing": ("Lots of this product are kept apart, and the row names none.", "Fill in the lot."),
    "several_warehouses": ("The document names several warehouses.", "Give each warehouse a document of its own."),
    # sales
    "zero_quantity": ("The quantity is zero.", "Leave the row out."),
    "no_customer": (
        "The line names no customer.",
        "Name a customer for such lines (fallback customer), or fill it in.",
    ),
    "not_a_sale": (
        "No customer and no price: stock that was found, lost or damaged, not a sale.",
        "Nothing to do for sales; enter the stock as it is now by a stock import.",
    ),
    "negative_price": ("The price is negative: an adjustment of the books, not a sale.", "Book it in finance."),
    "in_future": ("The day lies in the future.", "Check the date."),
    "several_customers": (
        "The document {detail} names several customers.",
        "Give each customer a document of its own.",
    ),
    "number_taken": (
        "The number {detail} stands for a document of another customer, or with another amount.",
        "Check whether the file was changed since it was imported, or give another number.",
    ),
    "document_incomplete": (
        "Row {detail} of the same document cannot be taken, and a document is taken whole.",
        "Mend that row.",
    ),
    "zero_amount": ("The amount is zero.", "Leave the row out."),
    # tasks
    "unknown_task": ("There is no task of that number.", "Check the number; leave it empty for a new task."),
    "task_over": ("The task is done or cancelled already.", "Leave the row out, or open the task again first."),
    "result_missing": ("The task is marked as done, and the row tells no result.", "Fill in the result."),
    "new_task_done": ("A task that is not there cannot be done.", "Give its number, or empty the column."),
    "in_past": ("The day lies in the past.", "Give a day from today on."),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    value: str
    code: str
    detail: str = ""

    def reason(self, locale: str) -> str:
        return translate(PROBLEMS[self.code][0], locale, {"detail": self.detail})

    def remedy(self, locale: str) -> str:
        return translate(PROBLEMS[self.code][1], locale, {"detail": self.detail})


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    `rows` = `taken` + `present` (there already, left alone) + rows with problems. `created` counts the new records by
    type. `committed` is False after a dry run, and when bad rows were not to be skipped: then nothing was written.
    """

    kind: str
    filename: str
    rows: int
    taken: int
    present: int
    created: dict[str, int]
    problems: tuple[RowProblem, ...]
    committed: bool
    dry_run: bool
    seconds: float
    notes: tuple[str, ...] = field(default=())

    @property
    def bad_rows(self) -> int:
        """Rows with at least one problem."""
        return len({problem.row for problem in self.problems})


def problems_csv(problems: Sequence[RowProblem], locale: str) -> str:
    """All problems as CSV that a spreadsheet opens in the right encoding."""
    output = io.StringIO()
    writer = csv.writer(output)
    heads = ("Row", "Column", "Value", "Reason", "Remedy")
    writer.writerow([translate(head, locale, {}) for head in heads])
    for problem in problems:
        value = _harmless(problem.value)
        writer.writerow([problem.row, _harmless(problem.column), value, problem.reason(locale), problem.remedy(locale)])
    return "\ufeff" + output.getvalue()


def _harmless(cell: str) -> str:
    """A cell that begins like a formula would be carried out by the spreadsheet that opens the report."""
    return cell if _NUMBER.fullmatch(cell) else no_formula(cell)


__all__ = ["PROBLEMS", "ImportReport", "RowProblem", "problems_csv"]
