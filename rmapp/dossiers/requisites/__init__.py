"""Reading a pasted block of requisites: a letter's footer, a contract's last page, a card (D11).

Pure: a text goes in, a :class:`Reading` comes out, never an exception. Words: a *piece* is one
value that was recognised, with the *spans* of the text it was taken from, so that the page can
show what came from where; the *rest* is what nobody understood. Nothing is ever guessed into a
field in silence: a number whose checksum is wrong says so.
"""

from .belonging import PREFIXES
from .block import LONGEST, Piece
from .reading import Mark, PersonRead, Reading, read

__all__ = ["LONGEST", "PREFIXES", "Mark", "PersonRead", "Piece", "Reading", "read"]
