"""The other keyboard layout: ``gtnhjd`` is what a hand writes that meant ``петров``."""

from __future__ import annotations

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"

_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_TO_LATIN = str.maketrans(_RUSSIAN, _LATIN)


def other_layout(text: str) -> str:
    """The same key presses in the other layout (ЙЦУКЕН ↔ QWERTY), whichever has more letters.

    The text must be as typed: ``[ ] ; ' , .`` are letters in the Russian layout.
    """
    cyrillic = sum("\u0400" <= char <= "\u04ff" for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if cyrillic > latin:
        return text.translate(_TO_LATIN)
    return text.translate(_TO_RUSSIAN)
