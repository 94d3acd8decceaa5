"""Foreign tables are read whatever they came in (D13): generated files of every shape."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmapp.exchange.readers import ReaderRefusal, RefusalCode, Table, read_table
from rmapp.exchange.readers.delimited import sniff
from rmapp.exchange.readers.encodings import guess_single_byte
from rmapp.exchange.readers.shape import clean

HEADER = ["№", "ОПФ", "Наименование", "Адрес", "Телефон"]
FIRMS = [
    [str(at), "ООО", f"Ромашка {at}", f'г. Москва, ул. "Садовая", д. {at}', f"(495) 540-75-{at:02}"]
    for at in range(10, 60)
]


def written(rows: list[list[str]], **dialect: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def table_of(folder: Path, content: bytes, name: str = "x.bin") -> Table:
    path = folder / name
    path.write_bytes(content)
    return read_table(path)


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1251",
        "koi8-r",
        "cp866",
        "mac-cyrillic",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_gives_the_same_rows(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = [[cell.replace("№", "N") for cell in row] for row in [HEADER, *FIRMS]]
    table = table_of(tmp_path, written(rows, delimiter=delimiter).encode(encoding))
    assert table.columns == rows[0]
    assert cells(table) == FIRMS
    assert table.delimiter == delimiter


@pytest.mark.parametrize("text", ["Иванов", "ООО ЯНТАРЬ", "Юрий Щукин", "Имя;Телефон\nАнна;1\n"])
@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_even_a_few_words_show_their_encoding(text: str, encoding: str) -> None:
    assert text.encode(encoding).decode(guess_single_byte(text.encode(encoding))) == text


def test_western_accents_are_not_taken_for_cyrillic(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,name\n1,Müller café\n2,Señor\n".encode("latin-1"))
    assert cells(table) == [["1", "Müller café"], ["2", "Señor"]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_ending_is_read(tmp_path: Path, newline: str) -> None:
    table = table_of(tmp_path, newline.join(["a,b", "1,2", "3,4"]).encode())
    assert cells(table) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_d13_fields_in_single_quotes_are_read_and_apostrophes_stay(
    tmp_path: Path, delimiter: str
) -> None:
    rows = [["name", "city"], ["Anna; O, N", "Moscow"], ["O'Brien, Pat", "St John's"], ["Bob", ""]]
    content = written(rows, delimiter=delimiter, quotechar="'", quoting=csv.QUOTE_ALL)
    table = table_of(tmp_path, content.encode())
    assert [table.columns, *cells(table)] == rows
    plain = table_of(tmp_path, b"name,city\n't Hooft BV,Delft\nBob's,Ghent\n")
    assert cells(plain) == [["'t Hooft BV", "Delft"], ["Bob's", "Ghent"]]


def test_lines_within_quotes_stay_in_their_cell(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'name,note\nAnna,"one\ntwo ""three"""\nBob,x\n')
    assert cells(table) == [["Anna", 'one\ntwo "three"'], ["Bob", "x"]]


def test_a_quote_that_never_ends_swallows_no_row(tmp_path: Path) -> None:
    lines = ["name;city", 'Anna;"Moscow', *(f"Firm {at};Town" for at in range(1000))]
    table = table_of(tmp_path, "\n".join(lines).encode())
    assert len(cells(table)) == 1001
    assert "stray_quote" in {note.code for note in table.notes}


def test_excels_hint_names_the_delimiter(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"sep=|\na|b\n1,5|2\n")
    assert (table.columns, cells(table)) == (["a", "b"], [["1,5", "2"]])


def test_a_decimal_comma_does_not_make_columns() -> None:
    assert sniff("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n").delimiter == ";"


def test_an_unquoted_delimiter_before_a_blank_is_mended_and_said(tmp_path: Path) -> None:
    rows = "\n".join(f"{at},Firm,Paper,Town" for at in range(20))
    table = table_of(tmp_path, f"id,name,sector,city\n{rows}\n99,Firm,Paper, Pulp,Town\n".encode())
    assert cells(table)[-1] == ["99", "Firm", "Paper, Pulp", "Town"]
    assert "joined_cells" in {note.code for note in table.notes}


def test_a_row_too_long_is_marked_and_not_cut_in_silence(tmp_path: Path) -> None:
    rows = "\n".join(f"{at},Firm,Town" for at in range(20))
    table = table_of(tmp_path, f"id,name,city\n{rows}\n99,Firm,a,b\n".encode())
    assert [row.number for row in table.rows if row.problem == "row_too_many_cells"] == [22]


def test_titles_are_passed_over_and_totals_left_out(tmp_path: Path) -> None:
    text = (
        "Выгрузка на 1 мая\n\nИмя,Город,Сумма\nАнна,Москва,10\nИтого Сервис,Тверь,5\nИтого:,,15\n"
    )
    table = table_of(tmp_path, text.encode())
    assert table.columns == ["Имя", "Город", "Сумма"]
    assert [row[0] for row in cells(table)] == ["Анна", "Итого Сервис"]
    assert {note.code for note in table.notes} == {"title_rows", "total_row"}


def test_a_table_without_header_keeps_its_first_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"1,null,0\n2,0,null\n")
    assert (table.columns, len(cells(table))) == (["A", "B", "C"], 2)


def test_a_person_may_say_that_there_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("falla,фалья\narib,ариб\n", "utf-8")
    assert len(list(read_table(path, header=False).rows)) == 2
    assert len(list(read_table(path, header=True).rows)) == 1


def test_row_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"a,b\n1,2\n\n3,4\n")
    assert [row.number for row in table.rows] == [2, 4]


def workbook(path: Path) -> None:
    """Title, header of two rows, cells merged downwards, a total: as offices make them."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("База")
        sheet.merge_range(0, 0, 0, 3, "Клиентская база")
        sheet.merge_range(2, 0, 3, 0, "Деятельность")
        sheet.merge_range(2, 1, 2, 2, "Фирма")
        sheet.write_row(3, 1, ["ОПФ", "Название"])
        sheet.merge_range(2, 3, 3, 3, "ИНН")
        sheet.merge_range(4, 0, 6, 0, "Бетон")
        for at in range(4, 8):
            sheet.write_row(at, 1, ["ООО", f"Фирма {at}"])
            sheet.write_number(at, 3, 7707083893)
        sheet.write(7, 0, "Кирпич")
        sheet.write_row(8, 0, ["Итого:", "", "4 фирмы"])
        book.add_worksheet("Лист2").write(0, 0, "x")


def test_a_workbook_of_an_office_is_read_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"  # the name says nothing
    workbook(path)
    table = read_table(path)
    assert table.columns == ["Деятельность", "Фирма / ОПФ", "Фирма / Название", "ИНН"]
    assert cells(table) == [
        ["Бетон" if at < 7 else "Кирпич", "ООО", f"Фирма {at}", "7707083893"] for at in range(4, 8)
    ]
    assert {note.code for note in table.notes} == {
        *("title_rows", "header_rows", "other_sheets", "total_row")
    }
    assert read_table(path, sheet="Лист2").columns == ["x"]


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "x.xlsx")
    with pytest.raises(ReaderRefusal) as refused:
        read_table(tmp_path / "x.xlsx", sheet="Нет")
    assert refused.value.code is RefusalCode.NO_SUCH_SHEET


def test_a_table_in_the_middle_of_a_sheet_keeps_its_columns(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(3, 2, ["Имя", "Город"])
        sheet.write_row(4, 2, ["Анна", "Тверь"])
    table = read_table(tmp_path / "x.xlsx")
    assert table.columns[-2:] == ["Имя", "Город"]
    assert cells(table) == [["", "", "Анна", "Тверь"]]


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine makes them up slowly
@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cn", "Co")),
                max_size=12,
            ),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_the_library_writes_comes_back(rows: list[list[str]]) -> None:
    import tempfile

    kept = [["x", *row] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        text = written([["key", "one", "two", "three"], *kept], quoting=csv.QUOTE_ALL)  # type: ignore[arg-type]
        table = table_of(Path(folder), text.encode())
        found = cells(table)
    assert found == [[clean(cell) for cell in row] for row in kept]


def vcard(folder: Path, text: str) -> dict[str, str]:
    path = folder / "x.vcf"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    table = read_table(path)
    [row] = table.rows
    return {name: cell for name, cell in zip(table.columns, row.cells, strict=True) if cell}


def test_a_card_of_1996_is_read(tmp_path: Path) -> None:
    card = vcard(
        tmp_path,
        "BEGIN:VCARD\nVERSION:2.1\n"
        "N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C8=E2=E0=ED=EE=E2;=C8=E2=E0=\n=ED;;;\n"
        "TEL;CELL;PREF:+7 916 123-45-67\nTEL;WORK;FAX:540-75-20\n"
        "PHOTO;ENCODING=BASE64:\n AAAA\n BBBB\n\nBDAY:19800322\nEND:VCARD\n",
    )
    assert card == {
        "full_name": "Иванов Иван",
        "family_name": "Иванов",
        "given_name": "Иван",
        "phone": "+7 916 123-45-67",
        "fax": "540-75-20",
        "birth_date": "1980-03-22",
    }


def test_a_card_of_today_is_read(tmp_path: Path) -> None:
    card = vcard(
        tmp_path,
        "BEGIN:VCARD\nVERSION:4.0\nFN:Пётр Петров\nN:Петров;Пётр;Ильич;;\n"
        'item1.TEL;VALUE=uri;TYPE="work,voice":tel:+7-495-540-75-20;ext=1\n'
        "EMAIL:a@b.example\nEMAIL:c@d.exam\n ple\nORG:ООО Весна\\; Лето;Отдел\n"
        "ADR:;;Садовая\\, 5;Москва;;117546;Россия\nNOTE:раз\\nдва\nEND:VCARD\n",
    )
    assert card["patronymic"] == "Ильич"
    assert card["phone"] == "+7-495-540-75-20;ext=1"
    assert card["email"] == "a@b.example\nc@d.example"
    assert (card["organisation"], card["department"]) == ("ООО Весна; Лето", "Отдел")
    assert card["address"] == "117546, Россия, Москва, Садовая, 5"
    assert card["notes"] == "раз\nдва"


def test_a_card_cut_off_is_kept_and_said(tmp_path: Path) -> None:
    (tmp_path / "x.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Anna\n")
    table = read_table(tmp_path / "x.vcf")
    assert len(list(table.rows)) == 1
    assert [note.code for note in table.notes] == ["card_not_closed"]


@given(st.text("Aя1'=- \u00a0\u200b\t\n\r\ufeff\ud800", max_size=12).filter(lambda t: t[:1] != "'"))
def test_d13_a_plain_cell_is_read_by_the_short_way_as_by_the_long_one(text: str) -> None:
    assert clean(text) == clean("\u200b" + text)  # a sign that is not seen takes the long way
