"""The PostgreSQL and Redis of one machine: started, watched and stopped by one parent process.

Words: an *instance* is the folder with the data of one installation; its *runtime* folder is
short, private and holds the sockets; the *record* (``run.json``) tells other commands where a
running instance listens; an *account* is the unprivileged user the engines run as when the
parent is root. Nothing listens on the network and no permission of a folder that is not ours
is ever changed.
"""

from .engines import Engines, Servers
from .place import Busy, EmbeddedError, Place, checkout, is_up, locate, recorded

__all__ = [
    "Busy",
    "EmbeddedError",
    "Engines",
    "Place",
    "Servers",
    "checkout",
    "is_up",
    "locate",
    "recorded",
]
