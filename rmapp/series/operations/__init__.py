"""Every change to a series: begun, changed from a contact on, ended, carried on by the night."""

from .changing import begin, change, check, end, preview
from .following import carry_on
from .placing import Facts

__all__ = ["Facts", "begin", "carry_on", "change", "check", "end", "preview"]
