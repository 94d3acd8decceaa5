"""From clients made up to rows: the dossier, who serves it, contacts, products, sales."""

from __future__ import annotations

import datetime as dt
from random import Random

from ...clients.models import Lifecycle
from ...interactions.words import NoNextReason
from ..contacts import Historian
from ..dealing import Deal
from ..diary import Diary
from ..sales import Trade
from ..sheets import Courier
from .dossier import Dossiers
from .history import Histories
from .story import Story
from .trade import Sales
from .vip import Vips

#: Open promises and answers awaited per manager, about.
OPEN_PROMISES = 7


class Writer:
    """Writes one deal after another."""

    def __init__(
        self,
        *,
        rng: Random,
        courier: Courier,
        now: dt.datetime,
        today: dt.date,
        historian: Historian,
        trade: Trade,
        diaries: dict[int, Diary],
        supervisor: int,
        sources: list[int],
        clients: int,
    ) -> None:
        self._rng = rng
        self._courier = courier
        self._now = now
        self._today = today
        self._historian = historian
        self._trade = trade
        self._diaries = diaries
        self._dossiers = Dossiers(rng, courier, now, sources, clients)
        self._histories = Histories(
            rng, courier, now, OPEN_PROMISES * len(diaries) / clients, clients
        )
        self._sales = Sales(rng, courier, now, clients)
        self._vips = Vips(rng, courier, now, supervisor)

    def write(self, deal: Deal) -> None:
        """Write down everything about one client."""
        story = self._story(deal)
        story.vip_tier = self._vips.tier if deal.is_vip and deal.manager else ""
        members = self._dossiers.write(deal, story)
        if deal.manager is None:
            return
        self._histories.write(deal, story, members)
        if deal.lifecycle is not Lifecycle.PROSPECT and story.since is not None:
            held = self._trade.holdings(deal.subject, story.since, is_vip=deal.is_vip)
            self._sales.holdings(deal, held)
            self._vips.write(deal, story.since, held)
        is_client = deal.lifecycle is Lifecycle.CLIENT
        if deal.is_active and story.contacts and self._rng.random() < (0.38 if is_client else 0.3):
            begun = story.contacts[0].at.date()
            self._sales.opportunity(
                deal, self._trade.sale(deal.subject, is_client=is_client, since=begun)
            )

    def send(self) -> None:
        """Send what is written down, in the order in which rows name each other."""
        self._dossiers.send()
        self._histories.send()
        self._sales.send()
        self._vips.send()

    def close(self) -> None:
        """Send what is left and wait until all is in."""
        self.send()
        self._courier.finish()
        self._dossiers.close()
        self._sales.close(self._today.year)

    # -- the course of things -----------------------------------------------------------------

    def _story(self, deal: Deal) -> Story:
        rng, subject = self._rng, deal.subject
        is_firm, english = subject.is_firm, subject.in_english
        if deal.manager is None:
            return Story(self._historian.day(rng.randrange(1, 6)))
        is_prospect = deal.lifecycle is Lifecycle.PROSPECT
        if is_prospect and deal.is_active and rng.random() < 0.035:
            return Story(self._historian.day(rng.randrange(1, 4)))  # fresh: no step yet
        diary = self._diaries[deal.manager.id]
        ahead = diary.offset(subject.town.zone)
        gives_up = is_prospect and not deal.is_active
        if is_prospect:
            count = rng.choice((4, 5, 6)) if gives_up else rng.choice((1, 2, 2, 3, 3, 4, 5, 6))
            first, last = rng.randrange(20, 170), rng.randrange(1, 19)
        else:
            count = rng.choice((3, 4, 5, 5, 6, 6, 7, 9))
            first = rng.randrange(560, 880) if deal.is_vip else rng.randrange(180, 850)
            last = self._last_of_client(deal)
        won_at = None if is_prospect else min(rng.choice((1, 2, 2, 3)), count - 1)
        contacts = self._historian.past(
            first=first,
            last=last,
            count=count,
            is_firm=is_firm,
            english=english,
            hours=diary.hours(ahead),
            won_at=won_at,
            spoke_last=not is_prospect and (deal.is_vip or rng.random() < 0.9),
        )
        story = Story(self._historian.day(first + rng.randrange(1, 8)), contacts)
        if won_at is not None:
            story.since = contacts[min(won_at, len(contacts) - 1)].at.date()
        if not deal.is_active:
            contacts[-1].reason = NoNextReason.REFUSED if gives_up else NoNextReason.GONE
            if gives_up:
                self._historian.refuse(contacts[-1], is_firm=is_firm, english=english)
        elif is_prospect or deal.is_vip or rng.random() < 0.66:
            self._plan(story, diary, ahead, is_firm, english, not is_prospect)
        else:
            contacts[-1].reason = NoNextReason.WAITS
        return story

    def _last_of_client(self, deal: Deal) -> int:
        """Working days since the last contact: some have been silent for too long."""
        rng = self._rng
        if not deal.is_active:
            return rng.randrange(60, 175)
        if deal.is_vip:
            return rng.randrange(1, 26)
        return rng.randrange(130, 175) if rng.random() < 0.06 else rng.randrange(1, 70)

    def _plan(
        self,
        story: Story,
        diary: Diary,
        ahead: float,
        is_firm: bool,
        english: int,
        is_client: bool,
    ) -> None:
        slot = diary.take(ahead)
        while story.contacts and story.contacts[-1].at >= slot.at:
            # a contact was missed: what would lie after it has not happened
            if len(story.contacts) == 1 or story.contacts[-1].at.date() == story.since:
                slot = diary.take_later(ahead)
                break
            story.contacts.pop()
        number = len(story.contacts) + 1
        if slot.is_done:
            story.contacts.append(
                self._historian.done_today(
                    slot, number, is_firm=is_firm, english=english, is_client=is_client
                )
            )
            slot, number = diary.take_later(ahead), number + 1
        story.planned = self._historian.planned(
            slot, number, is_firm=is_firm, english=english, is_client=is_client
        )
