"""Which results fit which kind of contact."""

from __future__ import annotations

from ..words import RESULTS, Kind, Result


def result_of(kind: Kind, result: Result) -> Result | None:
    """``result`` as a contact of ``kind`` has it, None when it cannot end so.

    "Spoke" of a visit is "held" and the other way round; a letter not answered is one sent.
    """
    fitting = RESULTS[kind]
    if result in fitting:
        return result
    if result is Result.REACHED and Result.HELD in fitting:
        return Result.HELD
    if result is Result.HELD and Result.REACHED in fitting:
        return Result.REACHED
    if result is Result.NOT_REACHED and Result.SENT in fitting:
        return Result.SENT
    return None
