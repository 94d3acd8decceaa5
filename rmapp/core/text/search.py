"""What the search column stores, and what a query asks of it (D15, ruling 23).

The column is made with ``array_to_tsvector(tokens)`` and asked with ``CAST(tsquery(q) AS
tsquery)``: both take the tokens as they are, so no parser of the server comes between.

Storage: a word of a name costs one token, a Cyrillic one a second (its key), a phone three, an
e-mail address four or five; never more than ``MAX_TOKENS``. Typos cost a client nothing: the words
of all names are kept once, with their typo keys, and a query with a typo asks for the words that
are near it (``clients.spelling``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from .folding import fold, is_cyrillic, words
from .keyboard import other_layout
from .legal_forms import legal_form
from .transliteration import script_key, to_cyrillic, to_latin

#: Before a typo key, and in a query before a word that is looked up as a whole; every other token
#: is a beginning. People cannot type it: folding drops the underscore.
EXACT_MARK = "_"
#: Before the digits of a phone, last first: its last digits are then a beginning.
REVERSED_MARK = "r_"
MAX_TOKENS = 200
MAX_TOKEN = 48
_MAX_WORDS = 24
_MAX_QUERY_WORDS = 8
_MIN_TYPO = 5
_MAX_TYPO = 20
_NO_DIGITS = re.compile(r"\D")
_DECIMAL = re.compile(r"(?<![\d.,])\d{1,15}[.,]\d{1,6}(?![\d.,])")
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_PHONE_LIKE = re.compile(r"[\d\s()+./–—-]+")


def typo_keys(word: str) -> set[str]:
    """Keys of which two words share one if a single edit leads from one to the other.

    An edit is a letter missing, added, replaced, or swapped with its neighbour. The word itself
    and all words with one letter less, each with ``EXACT_MARK``; of words of 5 to 20 letters
    (4 to 21 in a query); else none. After Mor & Fraenkel 1982, "A hash code method for
    detecting and correcting spelling errors".
    """
    if not _MIN_TYPO - 1 <= len(word) <= _MAX_TYPO + 1 or not word.isalpha():
        return set()
    marked = EXACT_MARK + word
    return {marked, *(marked[:at] + marked[at + 1 :] for at in range(1, len(marked)))}


def _name_words(name: str) -> list[str]:
    form, rest = legal_form(name)
    found = words(rest if form else name)
    return found or words(name)


def _decimals(text: str) -> list[str]:
    """Numbers with a fraction, as one word with a point: a comma of a Russian hand is one too."""
    if "." not in text and "," not in text:
        return []
    return [found.replace(",", ".") for found in _DECIMAL.findall(_GROUPED.sub("", text))]


def _phone_tokens(phone: str) -> list[str]:
    digits = _NO_DIGITS.sub("", phone if phone.isascii() else fold(phone))[:20]
    if len(digits) < 3:
        return []
    tokens = [digits, REVERSED_MARK + digits[::-1]]
    if len(digits) == 11 and digits[0] in "78":
        tokens.append(digits[1:])
    elif len(digits) == 12 and digits.startswith("380"):
        tokens.append(digits[2:])
    elif len(digits) > 10:
        tokens.append(digits[-10:])
    return tokens


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _email_tokens(email: str) -> list[str]:
    local, _, domain = email.partition("@")
    parts = words(local)
    host = words(domain)
    return [_joined(email), _joined(domain), *parts, *host[:-1]]


class Terms(NamedTuple):
    """What a client is found by. ``tokens``: of the search column. ``words``: of its names, which
    must be known for that a typo in them is found; letters, 5 to 20."""

    tokens: list[str]
    words: list[str]


def search_terms(
    *,
    names: Iterable[str] = (),
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    numbers: Iterable[str] = (),
) -> Terms:
    """What to store for one client: tokens in order, at most ``MAX_TOKENS`` of ``MAX_TOKEN``
    letters, and the words of its names.

    ``names``: full, short and former names, contact persons; the first weigh most where the
    room is short. ``phones``: E.164 or as written. ``numbers``: of registration and contracts.
    """
    whole: list[str] = []
    typed: list[str] = []
    for number in numbers:
        if number.isascii() and number.isalnum():
            whole.append(number.lower())
        else:
            whole += [_joined(number), *words(number)]
    for phone in phones:
        whole += _phone_tokens(phone)
    for email in emails:
        whole += _email_tokens(email)
    names = list(names)
    whole += chain.from_iterable(map(_decimals, names))
    for word in dict.fromkeys(chain.from_iterable(_name_words(n)[:_MAX_WORDS] for n in names)):
        whole += [word, script_key(word)]
        if _MIN_TYPO <= len(word) <= _MAX_TYPO and word.isalpha():
            typed.append(word)
    tokens = dict.fromkeys([token[:MAX_TOKEN] for token in whole if token])
    return Terms(sorted(islice(tokens, MAX_TOKENS)), typed)


def _digit_variants(digits: str) -> list[str]:
    found = [digits]
    if digits.startswith("8") and len(digits) > 3:
        found.append("7" + digits[1:])
    if len(digits) >= 4:
        found.append(REVERSED_MARK + digits[::-1])
        if len(digits) == 11 and digits.startswith("8"):
            found.append(REVERSED_MARK + ("7" + digits[1:])[::-1])
    return found


def _word_variants(word: str, slip: str, typos: bool) -> list[str]:
    if word.isdigit() and word.isascii():
        return _digit_variants(word)
    found = [word, script_key(word)]
    for other in words(slip)[:1] if len(words(slip)) == 1 else []:
        if other != word:
            found += [other, script_key(other)]
    if typos:
        found += sorted(typo_keys(word))
        if slip and any(is_cyrillic(char) for char in fold(slip)):
            found += sorted(typo_keys(fold(slip)))
        # names are stored as they are written: a typo in the other script is made theirs
        other = to_latin(word) if any(is_cyrillic(char) for char in word) else to_cyrillic(word)
        found += sorted(typo_keys(fold(other)))
    return found


def query_variants(query: str, *, typos: bool = False) -> list[list[str]]:
    """What a search asks for: every inner list must be met by one of its tokens.

    Words in any order, each as a beginning, in its own script, the other script and the other
    keyboard layout; digits as the beginning or the end of a number. ``typos`` adds the typo keys,
    each with ``EXACT_MARK``: see ``respelled``. Nothing to ask for: an empty list.
    """
    query = query[:200].strip()
    digits = re.sub(r"\D", "", fold(query))
    if _PHONE_LIKE.fullmatch(query) and (
        len(digits) >= 7 or (len(digits) >= 4 and re.search(r"[()+\s-]", query)) or query[0] == "+"
    ):
        return [_unique([*_digit_variants(digits[:20]), *_decimals(query)])] if digits else []
    if "@" in query and " " not in query and _joined(query):
        return [[_joined(query)[:MAX_TOKEN]]]
    form, rest = legal_form(query)
    if form and fold(rest):
        query = rest
    groups: list[list[str]] = []
    if "," in query or "." in query:
        query = _GROUPED.sub("", query)  # 1 250,75
    for piece in query.split()[: 2 * _MAX_QUERY_WORDS]:
        if decimal := _decimals(piece):
            decimal += [one.rstrip("0") for one in decimal if one.endswith("0") and one[-2] != "."]
            groups.append(decimal)
            continue
        parts = words(piece)
        slip = other_layout(piece)
        if len(parts) == 1:
            groups.append(_word_variants(parts[0], slip, typos))
        elif len(words(slip)) == 1 and not any(is_cyrillic(char) for char in piece):
            # "gf;tdf" is пажева, its sign a letter of the other layout; "example.com" is itself:
            # all parts, or the whole slip, as groups that all have to be met
            slipped = _word_variants(words(slip)[0], "", typos)
            apart = [_word_variants(part, "", typos) for part in parts] or [[]]
            groups += [[*part, *slipped] for part in apart]
        else:
            groups += [_word_variants(part, "", typos) for part in parts]
    return [_unique(group) for group in groups[:_MAX_QUERY_WORDS]]


def _unique(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(token[:MAX_TOKEN] for token in tokens if token))


def respelled(
    groups: Sequence[Sequence[str]], near: Mapping[str, Iterable[str]]
) -> list[list[str]]:
    """``groups`` with the words meant in the place of their typo keys. ``near``: typo key → words
    that have it; the words found are wholes."""
    return [
        _unique(
            [token for token in group if not token.startswith(EXACT_MARK)]
            + sorted({EXACT_MARK + word for key in group for word in near.get(key, ())})
        )
        for group in groups
    ]


def tsquery(groups: Iterable[Iterable[str]]) -> str:
    """The text of a ``tsquery`` for ``CAST(... AS tsquery)`` that asks for ``groups`` (see
    ``query_variants``); empty when nothing can be asked."""
    return " & ".join("(" + " | ".join(map(_lexeme, group)) + ")" for group in groups if group)


def _lexeme(token: str) -> str:
    return f"'{token[1:]}'" if token.startswith(EXACT_MARK) else f"'{token}':*"
