"""Before a dossier is saved: is this client in the base already? (D12)

Asked over the whole base whatever the person may see; refused only on a strong match. Who says
that it is somebody else is remembered for everybody, as far as they could look at the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...clients.models import Client
from ...core.errors import Invalid
from ...duplicates.operations import Revealed, revealed, say_new
from ...duplicates.queries import candidates, subject_in_base
from ...policy.enforce import Actor

#: Field that was changed → beginnings of the reasons it can be answerable for.
_ANSWERABLE: dict[str, tuple[str, ...]] = {
    "inn": ("inn_",),
    "ogrn": ("ogrn_",),
    "birth_date": ("birth_date_",),
    "phones": ("phone_",),
    "emails": ("email_", "host_"),
    "web": ("host_",),
    "addresses": ("address_", "street_"),
    **dict.fromkeys(
        ("short_name", "full_name", "family_name", "given_name", "patronymic"), ("name_",)
    ),
}


def refuse(found: Sequence[Revealed]) -> None:
    """Refuse (Invalid) while a strong look-alike is among ``found``."""
    if any(one.is_strong for one in found):
        raise Invalid(
            _("This client seems to be in the base already."),
            fields={
                "is_different": [
                    _l("The client seems to be in the base already. Confirm if it is someone else.")
                ]
            },
            duplicates=list(found),
        )


def remember(client: Client, found: Iterable[Revealed], *, actor: Actor) -> None:
    """The person has seen the strong ones among ``found`` and says ``client`` is another."""
    others = [one.candidate.id for one in found if one.is_strong and one.candidate is not None]
    if others:
        say_new(client, others, actor=actor)


def check_change(
    client: Client, changed: Collection[str], *, actor: Actor, is_different: bool
) -> None:
    """``client`` as it is now, flushed: has the change of these fields made it a twin?

    Only what the change is answerable for is asked about: an old look-alike stops no edit.
    """
    beginnings = tuple(begin for name in changed for begin in _ANSWERABLE.get(name, ()))
    subject = subject_in_base(client.id) if beginnings else None
    if subject is None:
        return
    strong = [
        hit
        for hit in candidates(subject, of=client.id)
        if hit.is_strong
        and any(
            reason.startswith(beginnings) and reason.endswith(("_same", "_near"))
            for reason in hit.reasons
        )
    ]
    found = revealed(strong, actor=actor)
    if is_different:
        remember(client, found, actor=actor)
    else:
        refuse(found)
