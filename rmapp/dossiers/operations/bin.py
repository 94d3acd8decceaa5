"""The bin (D17): out of sight with everything that hangs on it, and back."""

from __future__ import annotations

from flask_babel import gettext as _

from ...audit import operations as audit
from ...clients.events import note
from ...clients.models import Client
from ...core import clock
from ...core.errors import Conflict
from ...outbox import operations as outbox
from ...policy.enforce import Actor, demand


def move_to_bin(client: Client, *, actor: Actor, reason: str = "") -> None:
    """Take ``client`` out of every list and search; letters that wait are held.

    Refuses with Forbidden; Conflict for a VIP.
    """
    demand(actor, "clients:delete")
    if client.vip_tier:
        raise Conflict(_("A VIP client cannot go to the bin: end the VIP status first."))
    if client.deleted_at is not None:
        return
    client.deleted_at = clock.now()
    held = outbox.hold_for_bin(client.id, actor=actor)
    detail = {"reason": reason, "letters": held}
    note(client.id, "deleted", actor=actor, title=client.display_name, detail=detail)
    audit.record(
        "client:deleted", actor=actor, obj=client, client_id=client.id, reason=reason,
        detail={"letters_held": held},
    )  # fmt: skip


def restore(client: Client, *, actor: Actor) -> None:
    """Bring ``client`` back as it was; what the bin held back goes on waiting for its time.

    Refuses with Forbidden; Conflict for one erased by law.
    """
    demand(actor, "clients:restore")
    if client.deleted_at is None:
        return
    if client.erased_at is not None:
        raise Conflict(_("The data of this client were erased by law. Nothing can be restored."))
    client.deleted_at = None
    outbox.release_from_bin(client.id, actor=actor)
    note(client.id, "restored", actor=actor, title=client.display_name)
    audit.record("client:restored", actor=actor, obj=client, client_id=client.id)
