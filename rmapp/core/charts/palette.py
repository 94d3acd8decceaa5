"""The colours of paper: the one place where print colours stand.

The page's colours are tokens of the stylesheet; these are their printed twins. Text colours keep
at least 4.5 : 1 on white, marks at least 3 : 1.
"""

from __future__ import annotations

INK = "#17202c"
MUTED = "#586474"
ACCENT = "#1f4e8c"
DEEP = "#12305a"
TEAL = "#2f9e8f"
PALE = "#c8d7ea"
LINE = "#dfe4ea"
CONTROL = "#8792a2"
SOFT = "#f3f6fa"
WHITE = "#ffffff"

SERIES = ("#1f4e8c", "#238a7c", "#b9770e", "#7b50b8", "#b0413e", "#5b7083")
AREAS = ("#e4ecf6", "#def2ee", "#f8eddb", "#efe8f7", "#f7e4e3", "#e8ecf0")
HEAT = ("#f3f6fa", "#d9e5f3", "#b4cce8", "#7fa6d4", "#3f73b4", "#1f4e8c")

_FILLS = {
    **{f"s{number}": colour for number, colour in enumerate(SERIES, 1)},
    **{f"l{number}": colour for number, colour in enumerate(SERIES, 1)},
    **{f"a{number}": colour for number, colour in enumerate(AREAS, 1)},
    **{f"h{level}": colour for level, colour in enumerate(HEAT)},
    "grid": LINE,
    "zero": CONTROL,
    "track": "#e8edf3",
    "target": INK,
    "axis": MUTED,
    "legend": MUTED,
    "label": INK,
    "big": INK,
    "empty": MUTED,
    "inverse": WHITE,
}


def colour(cls: str) -> str:
    """The print colour of a chart class, ``#rrggbb``; KeyError for a class no chart writes."""
    return _FILLS[cls]
