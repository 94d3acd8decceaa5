"""Reading letters as they come: pure, and never an exception, whatever the bytes."""

from .reading import Parsed, read_letter
from .text import excerpt_of, plain_of_html, signed

__all__ = ["Parsed", "excerpt_of", "plain_of_html", "read_letter", "signed"]
