"""Files to fill in: the columns of each kind with an example row, and what each column means."""

from __future__ import annotations

import csv
import io

from erp_visit.core.i18n import translate
from erp_visit.imports.kinds import KINDS, ImportKind


def template_csv(kind: ImportKind | str) -> bytes:
    """Headers and one example row, with the mark by which spreadsheets know UTF-8."""
    plan = KINDS[ImportKind(kind)]
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([entry.header for entry in plan.fields])
    writer.writerow([entry.example for entry in plan.fields])
    return ("\ufeff" + output.getvalue()).encode()


def template_xlsx(kind: ImportKind | str, locale: str = "zh") -> bytes:
    """A workbook: the sheet to fill in, needed columns in bold, and a sheet that explains the columns."""
    # 30 MB that only who makes a workbook needs.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    plan = KINDS[ImportKind(kind)]
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = plan.title
    sheet.append([entry.header for entry in plan.fields])
    sheet.append([entry.example for entry in plan.fields])
    for place, entry in enumerate(plan.fields, start=1):
        head = sheet.cell(1, place)
        head.font = Font(bold=entry.required)
        head.fill = PatternFill("solid", fgColor="DCE6F1" if entry.required else "F2F2F2")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(10, 2 * len(entry.header) + 2, len(entry.example) + 2)
        # Numbers of customers and articles are text: a spreadsheet would drop their leading zeros.
        if entry.sql == "text":
            sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    help_sheet = workbook.create_sheet(translate("Columns", locale, {}))
    heads = ("Column", "Field", "Needed", "Example", "Meaning")
    help_sheet.append([translate(head, locale, {}) for head in heads])
    for entry in plan.fields:
        needed = translate("yes" if entry.required else "no", locale, {})
        help_sheet.append([entry.header, entry.name, needed, entry.example, translate(entry.help, locale, {})])
    for letter, width in zip("ABCDE", (16, 18, 8, 28, 60), strict=True):
        help_sheet.column_dimensions[letter].width = width
    for cell in help_sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


__all__ = ["template_csv", "template_xlsx"]
