"""What the codes of the exchange are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown
from ..core.fields import NUMBER_WORDS, PHONE_WORDS
from ..core.phones import PhoneProblem
from ..core.registration_numbers import NumberProblem
from .models import Fate, ImportMode, ImportState, KindRule
from .readers import ReaderRefusal, RefusalCode

STATES: dict[ImportState, tuple[Any, str]] = {
    ImportState.UPLOADED: (_lp("import", "columns to confirm"), "info"),
    ImportState.CHECKING: (_lp("import", "being checked"), "warn"),
    ImportState.CHECKED: (_lp("import", "checked"), "info"),
    ImportState.RUNNING: (_lp("import", "running"), "warn"),
    ImportState.DONE: (_lp("import", "done"), "ok"),
    ImportState.STOPPED: (_lp("import", "stopped"), ""),
    ImportState.FAILED: (_lp("import", "failed"), "bad"),
    ImportState.UNDONE: (_lp("import", "undone"), ""),
}
FATES: dict[Fate, tuple[Any, str]] = {
    Fate.CREATE: (_lp("row", "new"), "ok"),
    Fate.UPDATE: (_lp("row", "fills up"), "info"),
    Fate.DUPLICATE: (_lp("row", "known already"), "warn"),
    Fate.ERROR: (_lp("row", "error"), "bad"),
    Fate.SKIP: (_lp("row", "left out"), ""),
}
MODES: dict[ImportMode, Any] = {
    ImportMode.BOTH: _l("Take in new clients and fill up known ones"),
    ImportMode.CREATE: _l("Only take in new clients"),
    ImportMode.UPDATE: _l("Only fill up known clients"),
}
KIND_RULES: dict[KindRule, Any] = {
    KindRule.AUTO: _l("as each row says"),
    KindRule.ORGANISATION: _l("organisations"),
    KindRule.SOLE_TRADER: _l("sole traders"),
    KindRule.PERSON: _l("persons"),
}
DELIMITER_WORDS: dict[str, Any] = {
    ";": _l("semicolon"), ",": _l("comma"), "\t": _l("tab"), "|": "|", "^": "^", "~": "~",
    ":": _l("colon"), "#": "#",
}  # fmt: skip
FORMATS: dict[str, Any] = {
    "csv": _l("table as text (CSV)"),
    "workbook": _l("workbook"),
    "vcard": _l("address book (vCard)"),
    "register": _l("company register (XML)"),
    "statement": _l("statement of account (1C)"),
}
NOTES: dict[str, Any] = {
    "title_rows": _l("Passed over above the table: %(detail)s"),
    "header_rows": _l("The header takes several rows: %(detail)s"),
    "no_header": _l("The table has no header: columns are named by letters."),
    "total_row": _l("A row of totals is left out, row %(detail)s"),
    "repeated_header": _l("A repeated header is left out, row %(detail)s"),
    "banks_left_out": _l("Payments with banks themselves are left out: %(detail)s"),
    "stray_quote": _l("A quotation mark that is never closed was read as text, row %(detail)s"),
    "joined_cells": _l("Cells of a row too long were put together, row %(detail)s"),
    "card_not_closed": _l("The last card is cut off: %(detail)s"),
    "empty_card": _l("A card says nothing: %(detail)s"),
    "replacement_characters": _l("Some letters of the file cannot be read."),
    "other_sheets": _l("Other sheets are not read: %(detail)s"),
}
REFUSALS: dict[RefusalCode, Any] = {
    RefusalCode.EMPTY: _l("The file is empty."),
    RefusalCode.TOO_LARGE: _l("The file is larger than 64 MiB. Part it and import the parts."),
    RefusalCode.TOO_MANY_COLUMNS: _l("The table has more than 500 columns. Keep those you need."),
    RefusalCode.TOO_MANY_ROWS: _l("The table has too many rows. Part it and import the parts."),
    RefusalCode.BROKEN_ENCODING: _l("The letters of this file cannot be read. Save it as UTF-8."),
    RefusalCode.BROKEN: _l("The file is damaged. Open it in the office program and save it anew."),
    RefusalCode.BOMB: _l("The file unpacks to far more than it seems. It is not opened."),
    RefusalCode.ENCRYPTED: _l("The file is protected by a password. Save it without one."),
    RefusalCode.NOT_A_TABLE: _l("This is no table: bring CSV, XLSX, XLS, ODS or vCard."),
    RefusalCode.NO_SUCH_SHEET: _l("The workbook has no such sheet."),
    RefusalCode.TOO_SLOW: _l("The file takes too long to read. Part it, or save it as CSV."),
}
PROBLEMS: dict[str, Any] = {
    "name_missing": _l("The row does not say whom it is about."),
    "name_too_long": _l("The name is longer than 200 characters."),
    "name_without_letters": _l("The name has no letters."),
    "text_too_long": _l("The text is too long."),
    "row_too_many_cells": _l("The row has more cells than the table has columns."),
    "row_cell_too_long": _l("A cell of the row is far too long."),
    "email_not_valid": _l("This is no e-mail address. Write it like name@example.com."),
    "email_none": _l("This is no e-mail address. Write it like name@example.com."),
    "web_not_valid": _l("This is no web address."),
    "date_impossible": _l("There is no such day."),
    "date_out_of_range": _l("The year is out of range."),
    "date_not_understood": _l("This is no date. Write it like 24.11.2026."),
    "birth_date_out_of_range": _l("Nobody living was born then."),
    "money_not_understood": _l("This is no amount. Write it like 1,284,000.50."),
    "money_too_large": _l("The amount is too large."),
    "number_odd": _l("The number is out of range."),
    "sex_unknown": _l("This is neither male nor female."),
    "inn_of_a_firm": _l("An INN of 10 digits belongs to an organisation."),
    "own_kind": _l("This field does not belong to this kind of client."),
    "own_text": _l("The text is too long."),
    "own_link": _l("This is no address of a page. Write it like https://example.com."),
    "own_number": _l("This is not a number."),
    "own_money": _l("This is no amount. Write it like 1,284,000.50."),
    "own_date": _l("This is no date. Write it like 24.11.2026."),
    "own_choice": _l("Choose one of the values offered."),
    "own_choices": _l("Choose one of the values offered."),
    "own_flag": _l("Write yes or no."),
    "manager_unknown": _l("No colleague of this name to whom you may give a client."),
    "choice_unknown": _l("Choose one of the values offered."),
    "record_gone": _l("No client has this number: it is in the bin, was merged, or never was."),
    "changed_since": _l("Changed here since the file was taken out: it stays as it is now."),
    "changed_both": _l(
        "Changed here since the file was taken out, and the file says something else: look which "
        "of the two is right."
    ),
    "known_wrong": _l("The dossier has it marked as wrong: it stays so."),
    "town_of_address": _l("The town and the region follow the address: correct it there."),
    "look_alike": _l("Looks like a client in the base."),
    "export_mark": _l("The mark of an export of this desk: it names nobody."),
}


def problem_words(code: str) -> Any:
    """What is wrong, by its code; number problems come as ``inn_wrong_checksum``."""
    if code in PROBLEMS:
        return PROBLEMS[code]
    if code in set(PhoneProblem):
        return PHONE_WORDS[PhoneProblem(code)]
    number = f"number_{code.partition('_')[2]}"
    if number in set(NumberProblem):
        return NUMBER_WORDS[NumberProblem(number)]
    return _l("This value cannot be read.")


def refusal_words(refusal: ReaderRefusal) -> Any:
    """Why a file is not read."""
    return REFUSALS[refusal.code]


def note_words(code: str, detail: str) -> str:
    """A remark of the reader."""
    return str(NOTES[code]) % {"detail": detail} if code in NOTES else f"{code}: {detail}"


shown.codes("import", fate=FATES)
