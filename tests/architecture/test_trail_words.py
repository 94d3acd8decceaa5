"""G3, D18: the trail and the history speak in words, never in codes or JSON."""

import ast
import functools
import re
from pathlib import Path

from flask import Flask

import rmapp
from rmapp.audit import shown
from rmapp.audit.parts import PARTS
from rmapp.audit.words import TAGS
from rmapp.bulk.models import Deed
from rmapp.calendars.models import Answer
from rmapp.card.words import EVENTS
from rmapp.policy.table import PERMISSIONS
from rmapp.proposals.models import ProposalState

HOUSE = Path(rmapp.__file__).parent
TAG = re.compile(r"[a-z][a-z-]*:[a-z][a-z-]*")
#: Written with a colon and no deed of the trail.
OTHERS = {
    "client:bulk-", "client:revealed", "handover:act", "handover:bundle", "handover:dates",
    "handover:execution", "handover:introduction", "handover:letters", "handover:share-out",
}  # fmt: skip
#: Deeds whose tag is put together.
JOINED = [
    *(f"client:bulk-{deed.value}" for deed in Deed),
    *(f"invitation:{answer.value.replace('_', '-')}" for answer in Answer),
    *(
        f"proposal:{state.value}"
        for state in ProposalState
        if state not in (ProposalState.DRAFT, ProposalState.SENT)
    ),
    *(f"client:{kind}" for kind in ("activated", "deactivated", "related", "relation-removed")),
    *(f"client:{kind}" for kind in ("relation-changed", "access-granted", "access-declined")),
    *(f"schedule:{what}" for what in ("paused", "resumed", "shifted", "started", "step-dropped")),
    *(f"schedule:{what}" for what in ("ended", "stopped")),
]


@functools.cache
def calls():
    """(name of the function called, the call) of every call in the house."""
    found = []
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                found.append((name, node))
    return found


def constants(node):
    return [
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def test_g3_every_deed_of_the_trail_has_its_words():
    notices = {
        code for name, call in calls() if name == "notice_kind" for code in constants(call)[:1]
    }
    written = {
        text
        for path in HOUSE.rglob("*.py")
        if path.name not in ("table.py", "words.py", "parts.py")
        for text in constants(ast.parse(path.read_text()))
        if TAG.fullmatch(text)
    }
    known = set(TAGS) | set(PERMISSIONS) | notices | OTHERS
    assert written - known == set()
    assert set(JOINED) - set(TAGS) == set()
    assert set(TAGS) - written - set(JOINED) == set(), "nothing writes them"


def test_g3_every_part_of_a_detail_has_its_words():
    keys = set()
    for name, call in calls():
        if name != "record":
            continue
        for keyword in call.keywords:
            if keyword.arg == "detail":
                for one in ast.walk(keyword.value):
                    if isinstance(one, ast.Dict):
                        keys |= {k.value for k in one.keys if isinstance(k, ast.Constant)}
    assert [key for key in sorted(keys) if key not in PARTS] == []


def test_d18_every_fact_of_the_history_has_its_words():
    kinds = set()
    for name, call in calls():
        if name in ("note", "_tell", "tell_history"):
            kinds |= {
                one.value
                for one in call.args[:4]
                if isinstance(one, ast.Constant) and re.fullmatch(r"[a-z-]+", str(one.value))
            }
    deeds = {"joined_cells", "repeated_header", "stray_quote", "total_row", "changed"}
    assert kinds - set(EVENTS) - deeds == set()


def test_g3_every_code_of_a_detail_has_its_words(app: Flask) -> None:
    """``…value`` in a detail is a code of some list: the trail says what it is called."""
    unsaid = []
    for name, call in calls():
        detail = [one.value for one in call.keywords if one.arg == "detail"]
        if name != "record" or not detail or not isinstance(detail[0], ast.Dict):
            continue
        tags = (
            {text for text in constants(call.args[0]) if TAG.fullmatch(text)} if call.args else ()
        )
        for key, value in zip(detail[0].keys, detail[0].values, strict=True):
            is_code = isinstance(value, ast.Attribute) and value.attr == "value"
            if is_code and isinstance(key, ast.Constant) and key.value != "after":  # a number
                unsaid += [
                    f"{tag} {key.value}"
                    for tag in tags
                    if not shown.says(tag.partition(":")[0], str(key.value))
                ]
    assert unsaid == []
