"""Work commits for real: the outbox's own database serves here too."""

from tests.outbox.conftest import own_app, post, sink

__all__ = ["own_app", "post", "sink"]
