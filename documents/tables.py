"""Tables for spreadsheets, as CSV and XLSX. The only importer of openpyxl.

Text typed by people can begin with `=` and would then run as a formula in the reader's spreadsheet. XLSX marks such a cell as quoted
text and keeps it letter by letter; CSV has no such mark, so it gets a leading apostrophe.
"""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from documents.downloads import download, without_controls

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets skip leading blanks and, in East Asian locales, take the full-width signs too.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
NOT_IN_A_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]+")
FORMATS = {dt.datetime: "dd/mm/yyyy hh:mm", dt.date: "dd/mm/yyyy", dt.time: "hh:mm", dt.timedelta: "[h]:mm:ss"}
NARROWEST, WIDEST, LONGEST_CELL = 8, 60, 32_767

Row = Sequence[Any]


def csv_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """CSV as a French spreadsheet opens it with a double click: UTF-8 with its mark, `;`, decimal comma, CRLF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(value) for value in header])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def csv_response(filename: str, header: Row, rows: Iterable[Row]) -> HttpResponse:
    return download(filename, CSV_TYPE, csv_bytes(header, rows))


def xlsx_bytes(sheet_title: str, header: Row, rows: Iterable[Row]) -> bytes:
    """One sheet with typed cells, a bold header that stays in sight, a filter, and columns as wide as what they hold."""
    table = [[_plain(value) for value in row] for row in (header, *rows)]
    workbook = Workbook(write_only=True)
    workbook.properties.title, workbook.properties.creator = without_controls(str(sheet_title)), ""
    sheet = workbook.create_sheet(_sheet_title(str(sheet_title)))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(header), 1))}{len(table)}"
    for index, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, row in enumerate(table):
        sheet.append([_xlsx_cell(sheet, value, bold=number == 0) for value in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def xlsx_response(filename: str, sheet_title: str, header: Row, rows: Iterable[Row]) -> HttpResponse:
    return download(filename, XLSX_TYPE, xlsx_bytes(sheet_title, header, rows))


def _plain(value: Any) -> Any:
    """None, a number, a date or time without zone (in local time), or text that any file format takes."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if value is None or (isinstance(value, float | Decimal) and not math.isfinite(value)):
        return None
    if isinstance(value, dt.datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, int | float | Decimal | dt.date | dt.time | dt.timedelta):
        return value
    return without_controls(str(value).replace("\r\n", "\n"))[:LONGEST_CELL] or None


def _csv_cell(value: Any) -> str:
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return f"{Decimal(str(value)):f}".replace(".", ",")
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if FORMULA.match(value) and not PLAIN_NUMBER.fullmatch(value) else value


def without_mark(cell: str) -> str:
    """What a cell of our own CSV held before the apostrophe that keeps it from running."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def _xlsx_cell(sheet: Any, value: Any, *, bold: bool) -> WriteOnlyCell:
    text = value.replace("\r", "\n") if isinstance(value, str) else None
    cell = WriteOnlyCell(sheet, value if text is None else text)
    if text is not None:
        # openpyxl makes "=…" a formula and "#N/A" an error: say that it is text, and that editing it keeps it text.
        cell.data_type = "s"
        cell.quotePrefix = bool(FORMULA.match(text))
        cell.alignment = Alignment(wrap_text="\n" in text or len(text) > WIDEST, vertical="top")
    elif type(value) in FORMATS:
        cell.number_format = FORMATS[type(value)]
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(table: list[list[Any]]) -> list[int]:
    """Width in characters of each column, judged on its first 500 rows."""
    columns = max(len(row) for row in table)
    longest = [0] * columns
    for row in table[:500]:
        for index, value in enumerate(row):
            lines = str("" if value is None else value).split("\n")
            longest[index] = max(longest[index], *(len(line) for line in lines))
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]


def _sheet_title(title: str) -> str:
    return NOT_IN_A_SHEET_TITLE.sub(" ", without_controls(title).replace("\n", " ")).strip(" '")[:31].rstrip(" '") or "1"
