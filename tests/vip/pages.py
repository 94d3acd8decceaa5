"""What the tests of the pages share."""

from __future__ import annotations

import re


def token_of(answer):
    """The CSRF token of a page."""
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)
