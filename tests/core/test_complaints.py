"""What is wrong with a form is said in its summary, each with a link to the input to mend."""

from __future__ import annotations

import re

from wtforms import FieldList, Form, FormField, StringField
from wtforms.validators import Length

from rmapp.core.complaints import complaints, own_errors


class Row(Form):
    """One line of a list."""

    price = StringField("Price", [Length(max=3, message="Too long.")])


class Offer(Form):
    """A form with a list of lines and a list of plain texts."""

    title = StringField("Title", [Length(max=3, message="Too long.")])
    lines = FieldList(FormField(Row), label="Products")
    notes = FieldList(StringField("Note", [Length(max=3, message="Too long.")]), label="Notes")


def said(form: Offer) -> list[tuple[str, str]]:
    return [(one.place, str(one.words)) for one in complaints(form)]


def test_every_wrong_row_says_its_list_its_number_its_column_and_what_to_mend(app):
    with app.test_request_context():
        form = Offer(
            data={
                "title": "long",
                "lines": [{"price": "1"}, {"price": "10000"}],
                "notes": ["ab", "abcd"],
            }
        )
        form.validate()
        form.lines.errors = [*form.lines.errors, "One line at least."]
        form.form_errors = ["Nothing fits."]
        assert said(form) == [
            ("", "Nothing fits."),
            ("title", "Title: Too long."),
            ("lines", "One line at least."),
            ("lines-1-price", "Products, строка 2, Price: Too long."),
            ("notes-1", "Notes, строка 2, Note: Too long."),
        ]
        assert own_errors(form.lines) == ["One line at least."]


def test_the_summary_of_a_dossier_leads_to_the_row_that_was_refused(app, cast, browser_of):
    from tests.dossiers.test_creating import post

    mara = browser_of("mara")
    made = post(mara, "/clients/new", short_name="ООО «Строки»").location
    answer = post(
        mara,
        f"{made}/edit",
        short_name="ООО «Строки»",
        **{"phones-0-number": "12", "emails-0-address": "nobody"},
    )
    page = answer.get_data(as_text=True)
    summary = page[page.index('class="error-summary"') :].split("</ul>")[0]
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    assert [place for place, _words in links] == ["phones-0-number", "emails-0-address"]
    assert all(re.search(rf'id="{place}"', page) for place, _words in links)
    assert links[0][1].startswith("Phones, row 1, Phone: ")
