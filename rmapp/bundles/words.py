"""Words of bundles."""

from flask_babel import lazy_gettext as _l

READY = _l("Your bundle of briefs is ready: clients of %(subject)s")
