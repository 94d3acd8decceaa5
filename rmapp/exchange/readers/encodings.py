"""Which encoding a text is in: marks first, then UTF-8 by proof, then the letters' frequency.

The library's guess alone is not enough: short Cyrillic texts in cp1251, KOI8-R, cp866 and the
Macintosh's encoding are told apart here by how Russian looks.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from .table import ReaderRefusal, RefusalCode

SAMPLE = 256 * 1024
_CHUNK = 1024 * 1024
_CONTROLS = bytes(byte for byte in range(32) if byte < 9 or 13 < byte < 26 or byte > 27)
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
CYRILLIC = ("cp1251", "koi8-r", "cp866", "mac-cyrillic")
# Among equals the encoding that more files are in.
_HABIT = {"cp1251": 0.8, "koi8-r": 0.2, "cp866": 0.4, "mac-cyrillic": 0.0}
# Share of the letters in Russian text, per cent (National Corpus of the Russian Language).
_FREQUENCY = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            *(10.97, 8.45, 8.01, 7.35, 6.70, 6.26, 5.47, 4.73, 4.54, 4.40, 3.49, 3.21, 2.98, 2.81),
            *(2.62, 2.01, 1.90, 1.74, 1.70, 1.65, 1.59, 1.44, 1.21, 0.97, 0.94, 0.73, 0.64, 0.48),
            *(0.36, 0.32, 0.26, 0.04, 0.04),
        ),
        strict=True,
    )
)
_OTHER_LETTERS = frozenset("іїєґў")
_HARMLESS = frozenset("«»„“”–—…№·•§©®°±\u00a0‘’€")


def _complete(raw: bytes, encoding: str, *, final: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as source:
        try:
            while chunk := source.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True


def _without_mark(sample: bytes) -> str:
    """UTF-16 without its mark: every other byte is zero or the Cyrillic page."""
    even, odd = sample[0:4096:2], sample[1:4096:2]
    if len(odd) < 2:
        return ""
    for high, low, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        pages = sum(byte in (0x00, 0x04) for byte in high) / len(high)
        zeros = sum(byte == 0 for byte in low) / len(low)
        text = pages > 0.9 and zeros < 0.05 and sum(byte < 32 for byte in high) > 1
        if text and _complete(sample[: len(sample) // 2 * 2], name, final=False):
            return name
    return ""


def _plausibility(text: str) -> float:
    """How much a decoded text looks like Russian among Latin: mean over its foreign letters."""
    total, count, before = 0.0, 0, " "
    for char in text:
        if char.isascii():
            before = char
            continue
        count += 1
        low = char.lower()
        if low in _FREQUENCY:
            total += _FREQUENCY[low] - 2
            if before.isascii() and before.isalpha():
                total -= 6  # a letter of the other script within a word
            elif char != low and before.isalpha() and before == before.lower():
                total -= 8  # a capital after a small letter
        elif low in _OTHER_LETTERS:
            total += 0.5
        elif char not in _HARMLESS:
            total -= 8
        before = char
    return total / count if count else 0.0


def _telling_part(raw: bytes) -> bytes:
    """Lines with bytes above 127, so that a long Latin beginning does not hide the rest."""
    lines = [line for line in re.split(rb"[\r\n]+", raw) if re.search(rb"[\x80-\xff]", line)]
    return b"\n".join(lines)[: SAMPLE // 4]


def guess_single_byte(raw: bytes) -> str:
    """The likeliest of the single-byte encodings of a text that is not UTF-8."""
    part = _telling_part(raw)
    scores: list[tuple[float, float, str]] = []
    for name in CYRILLIC:
        try:
            score = _plausibility(part.decode(name))
            scores.append((score + _HABIT[name], score, name))
        except UnicodeDecodeError:
            continue
    _, score, best = max(scores, default=(-9.0, -9.0, ""))
    if score > 0.4:
        return best
    from charset_normalizer import from_bytes  # not in every web process

    guess = from_bytes(part[:20_000]).best()
    name = codecs.lookup(guess.encoding).name if guess is not None else ""
    if name in CYRILLIC or name.startswith(("utf", "ascii")) or len(part) < 200:
        name = ""
    # Few accents in a long Latin text mislead the library towards Eastern and Greek pages.
    ascii_letters = sum(chr(byte).isalpha() for byte in part if byte < 128)
    foreign = sum(byte > 127 for byte in part)
    if not name or (foreign * 4 < ascii_letters and _complete(raw, "cp1252", final=True)):
        name = "cp1252"
    return name


def _mostly_utf8(sample: bytes) -> bool:
    good = len(
        re.findall(rb"[\xd0\xd1][\x80-\xbf]|[\xc2-\xdf][\x80-\xbf]|\xe2[\x80-\xbf]{2}", sample)
    )
    whole = sample.decode("utf-8", "replace").count("\ufffd")
    return good > 10 * max(whole, 1)


def detect(path: Path) -> str:
    """The encoding to open a text file with; refuses what is damaged or no text at all."""
    with path.open("rb") as source:
        sample = source.read(SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            whole = path.stat().st_size <= SAMPLE
            if name.startswith("utf-8") and not _is_utf8(path):
                raise ReaderRefusal(RefusalCode.BROKEN_ENCODING, name)
            if not _complete(sample, name, final=whole):
                raise ReaderRefusal(RefusalCode.BROKEN_ENCODING, name)
            return name
    if name := _without_mark(sample):
        return name
    if b"\x00" in sample:
        raise ReaderRefusal(RefusalCode.NOT_A_TABLE, "binary")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls * 100 > len(sample):
        raise ReaderRefusal(RefusalCode.NOT_A_TABLE, "binary")
    if _is_utf8(path):
        return "utf-8"
    if _mostly_utf8(sample):
        raise ReaderRefusal(RefusalCode.BROKEN_ENCODING, "utf-8")
    if not re.search(rb"[\x80-\xff]", sample):
        sample = path.read_bytes()
    return guess_single_byte(sample)
