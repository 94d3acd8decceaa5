"""C11: whom to call first, learned from any past, forward in time (``rmapp priority rank``)."""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.bench import calling
from rmapp.commands.ranking import commands
from rmapp.priority.learning import TooLittle, area_under_curve, learn, rolled
from rmapp.priority.rules.alike import chances_of_alike

COLUMNS = ("branch", "age", "before", "index", "known_later", "outcome")


def contacts(count: int, seed: int = 1, *, start: int = 0) -> list[list[str]]:
    """Past contacts: branch and an earlier purchase matter, the index only tells the period."""
    dice = random.Random(seed)
    rows = []
    for at in range(start, start + count):
        branch, age = dice.choice("ABC"), dice.randint(20, 80)
        before = dice.random() < 0.2
        chance = 0.05 + 0.2 * (branch == "A") + 0.3 * before + 0.1 * (age > 65)
        good = dice.random() < chance
        index = at // 400
        rows.append(
            [branch, str(age), "yes" if before else "no", f"{index / 10}",
             str(dice.randint(300, 900) if good else dice.randint(5, 200)),
             "yes" if good else "no"]
        )  # fmt: skip
    return rows


def write(path: Path, rows: list[list[str]], *, sep: str = ",", head=COLUMNS, **how) -> Path:
    with path.open("w", encoding=how.get("encoding", "utf-8"), newline="") as file:
        sheet = csv.writer(file, delimiter=sep)
        sheet.writerow(head)
        sheet.writerows(rows)
    return path


def run(history: Path, candidates: Path, *options: str) -> Result:
    words = ["rank", str(history), str(candidates), *options]
    return CliRunner().invoke(commands["priority"], words)


def scores(answer: Result) -> list[float]:
    assert answer.exit_code == 0, answer.output
    rows = list(csv.DictReader(answer.stdout.splitlines()))
    assert [row["row"] for row in rows] == [str(at) for at in range(1, len(rows) + 1)]
    return [float(row["score"]) for row in rows]


def area(rows: list[list[str]], found: list[float]) -> float:
    measured = area_under_curve([int(row[-1] == "yes") for row in rows], np.array(found))
    assert measured is not None
    return measured


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("past") / "history.csv", contacts(2_000))


def test_c11_those_more_likely_to_buy_come_first(past: Path, tmp_path: Path) -> None:
    later = contacts(600, 2, start=2_000)
    file = write(tmp_path / "c.csv", later)
    answer = run(past, file, "--outcome", "outcome", "--exclude", "known_later")
    found = scores(answer)
    assert area(later, found) > 0.68
    assert all(0 < one < 1 for one in found)
    assert "index (only tells the period)" in answer.stderr


def test_c11_what_is_known_only_after_the_contact_is_not_looked_at(past: Path, tmp_path: Path):
    later = contacts(300, 3)
    options = ("--outcome", "outcome", "--exclude", "known_later")
    found = scores(run(past, write(tmp_path / "a.csv", later), *options))
    turned = [[*row[:4], "0", "yes" if row[-1] == "no" else "no"] for row in later]
    assert scores(run(past, write(tmp_path / "b.csv", turned), *options)) == found


def test_c11_order_of_columns_delimiter_and_encoding_change_nothing(past: Path, tmp_path: Path):
    later = contacts(200, 4)
    options = ("--outcome", "outcome", "--exclude", "known_later")
    plain = scores(run(past, write(tmp_path / "a.csv", later), *options))
    turned = write(
        tmp_path / "b.csv", [row[::-1] for row in later], sep=";", head=COLUMNS[::-1],
        encoding="utf-16",
    )  # fmt: skip
    assert scores(run(past, turned, *options)) == plain
    assert scores(run(past, turned, *options)) == plain  # and the second time


def test_c11_values_and_columns_never_seen_are_no_obstacle(past: Path, tmp_path: Path) -> None:
    odd = [["Ж", "", "?", "", "x"], ["A", "old", "yes", "1e400", "1"], ["", "-5", "", "", ""]]
    file = write(
        tmp_path / "c.csv", odd, sep="\t", head=("branch", "age", "before", "new", "other")
    )
    answer = run(past, file, "--outcome", "outcome", "--exclude", "known_later")
    assert len(set(scores(answer))) > 1
    assert "CANDIDATES has no such column: index" in answer.stderr


@pytest.mark.parametrize(("count", "good"), [(0, 0), (5, 2), (40, 40), (300, 4)])
def test_c11_too_little_past_falls_back_to_the_stated_rule(tmp_path: Path, count: int, good: int):
    rows = [["A" if at < good else "B", str(at % 7), "yes" if at < good else "no"]
            for at in range(count)]  # fmt: skip
    head = ("branch", "seen", "outcome")
    file = write(tmp_path / "h.csv", rows, head=head)
    asked = write(tmp_path / "c.csv", [["A", "1", ""], ["B", "1", ""], ["", "", ""]], head=head)
    answer = run(file, asked, "--outcome", "outcome")
    found = scores(answer)
    assert len(found) == 3
    assert "the stated rule" in answer.stderr
    assert found[0] > found[1] or good in (0, count)


def test_c11_constant_columns_and_numbers_of_rows_are_left_out(tmp_path: Path) -> None:
    dice = random.Random(5)
    rows = [["same", f"C{at:05}", dice.choice("xy"), ""] for at in range(400)]
    for row in rows:
        row[3] = "1" if dice.random() < (0.4 if row[2] == "x" else 0.1) else "0"
    head = ("constant", "number", "kind", "won")
    file = write(tmp_path / "h.csv", rows, head=head)
    answer = run(file, file, "--outcome", "won")
    assert len(scores(answer)) == 400
    assert "constant (always the same), number (names the row)" in answer.stderr


def test_c11_a_bad_call_is_told_what_is_wrong(past: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    broken = tmp_path / "b.csv"
    broken.write_text("a,outcome\n1,yes\n1,2,3\n")
    twice = write(tmp_path / "t.csv", [["1", "2", "yes"]], head=("a", "a", "outcome"))
    for history, options, code, words in [
        (past, ("--outcome", "won"), 2, "no column 'won'; it has branch"),
        (past, ("--outcome", "age", "--exclude", "x"), 2, "neither file has a column 'x'"),
        (past, ("--outcome", "age"), 2, "name the value of a success by --positive"),
        (past, ("--outcome", "outcome", "--positive", "won"), 2, "there is 'no', 'yes'"),
        (empty, ("--outcome", "outcome"), 1, "is empty"),
        (picture, ("--outcome", "outcome"), 1, "cannot be read"),
        (broken, ("--outcome", "outcome"), 1, "row 2 has 3 cells, the header 2"),
        (twice, ("--outcome", "outcome"), 1, "columns of one name: a"),
    ]:
        answer = run(history, past, *options)
        assert answer.exit_code == code, (words, answer.output)
        assert words in " ".join(answer.stderr.split()), answer.stderr
        assert answer.stdout == ""


@pytest.mark.parametrize(
    ("good", "bad"),
    [("1", "0"), ("1.0", "0.0"), ("TRUE", "False"), ("Yes", "no"), ("да", "нет"), ("ДА", "Нет")],
)
def test_c11_a_success_is_known_as_people_and_programs_write_it(
    tmp_path: Path, good: str, bad: str
) -> None:
    rows = [[*row[:5], good if row[-1] == "yes" else bad] for row in contacts(400)]
    one = write(tmp_path / "one.csv", rows, sep=";", encoding="cp1251")
    named = write(tmp_path / "named.csv", contacts(400))
    found = scores(run(one, named, "--outcome", "outcome"))
    assert found == scores(run(named, named, "--outcome", "outcome"))
    assert "there is" in run(one, one, "--outcome", "outcome", "--positive", "01").stderr


def test_c11_a_seldom_value_that_always_sells_is_learned(tmp_path: Path) -> None:
    """Eight contacts by one partner among four hundred are not thrown together with others."""
    dice = random.Random(11)
    rows = [[f"page{at % 40}", "", "yes" if dice.random() < 0.15 else "no"] for at in range(400)]
    for at in range(200, 360, 20):
        rows[at] = ["partner", "", "yes"]
    head = ("page", "never_filled", "outcome")
    asked = [["page3", "", ""], ["partner", "", ""], ["new", "", ""]]
    answer = run(
        write(tmp_path / "h.csv", rows, head=head), write(tmp_path / "c.csv", asked, head=head),
        "--outcome", "outcome",
    )  # fmt: skip
    found = scores(answer)
    assert max(found) == found[1] > 1.5 * found[2]
    assert "never_filled (always the same)" in answer.stderr


CELLS = st.sampled_from(
    ["", "?", "a", "b", "7", "8,5", "-1", "2026-03-01", "31.12.2025", "Ж", "1e9"]
)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS, st.booleans()), min_size=30, max_size=80),
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=6),
    st.randoms(use_true_random=False),
)
def test_c11_any_past_gives_chances_and_no_candidate_changes_anothers(past, asked, dice) -> None:
    """Each candidate's chance is its own, the same each time and in any order of the list."""
    outcomes = [int(good) for *_cells, good in past]
    sheet = {f"c{at}": [row[at] for row in past] for at in range(3)}
    mixed = dice.sample(asked, len(asked))
    try:
        model, again = learn(sheet, outcomes), learn(sheet, outcomes)
    except TooLittle:
        return
    found = model.chances({f"c{at}": [row[at] for row in asked] for at in range(3)})
    moved = again.chances({f"c{at}": [row[at] for row in mixed] for at in range(3)})
    assert all(0 < one < 1 for one in found)
    assert sorted(zip(asked, found.round(9), strict=True)) == sorted(
        zip(mixed, moved.round(9), strict=True)
    )


def test_c11_each_block_is_ranked_by_what_came_before_it_and_without_its_outcomes() -> None:
    """The measure itself: what a ranker is handed is always earlier, and never the truth."""
    seen = []

    def ranker(earlier, known, block):
        seen.append((len(known), earlier["at"][-1], block["at"][0], len(block["at"])))
        return np.zeros(len(block["at"]))

    list(rolled({"at": list(range(1_000))}, [at % 2 for at in range(1_000)], {"r": ranker}))
    assert [end for _known, _last, _first, end in seen] == [50] * 14
    assert all(known == first == last + 1 for known, last, first, _rows in seen)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab?"), st.booleans()), max_size=40),
    st.lists(st.sampled_from(["a", "b", "", "new"]), max_size=6),
)
def test_c11_the_stated_rule_always_gives_a_chance(past, asked) -> None:
    found = chances_of_alike({"k": [k for k, _ in past]}, [int(y) for _, y in past], {"k": asked})
    assert len(found) == len(asked)
    assert all(0 < one < 1 for one in found)


@pytest.mark.real_data
def test_c11_the_learner_keeps_its_figures_on_real_contacts() -> None:
    """quality.md: AUC 0.60 and 28 % of the successes in the first fifth, by the rolling protocol;
    the bounds stand a little below what is measured, for versions of the libraries. The settings
    were chosen without these blocks (docs/performance.md)."""
    found = {one.name: one.value for one in calling.quality(Path(os.environ["RMAPP_REAL_DATA"]))}
    assert found["call_priority_auc_bank_marketing"] >= 0.59
    assert found["call_priority_top20_bank_marketing"] >= 0.28
    assert found["call_priority_auc_olist_funnel"] >= 0.66
    assert found["call_priority_top20_olist_funnel"] >= 0.35
