"""The rules of temperature and silence."""

from hypothesis import given
from hypothesis import strategies as st

from rmapp.standing.rules.silence import DEFAULT_DAYS, Norm, norm_for
from rmapp.standing.rules.temperature import (
    FRESH,
    WARM_FOR,
    Because,
    Facts,
    Heat,
    temperature,
)

DAYS = st.one_of(st.none(), st.integers(0, 400))
HEATS = st.one_of(st.none(), st.sampled_from(Heat))
FACTS = st.builds(
    Facts,
    silent=DAYS,
    spoken=st.integers(0, 9),
    agreed=st.booleans(),
    refused=st.booleans(),
    accepted=DAYS,
    bought=DAYS,
    open_deals=st.integers(0, 3),
    proposed=DAYS,
    word=HEATS,
    word_days=DAYS,
    override=HEATS,
)


@given(FACTS)
def test_every_temperature_has_its_reason_and_an_override_stands_above_all(facts):
    reading = temperature(facts)
    assert reading == temperature(facts)
    if facts.override is not None:
        assert (reading.heat, reading.because) == (facts.override, Because.OVERRIDE)
    else:
        assert reading.because is not Because.OVERRIDE
    if reading.because in (Because.AGREED, Because.ACCEPTED, Because.BOUGHT):
        assert reading.heat is Heat.HOT
        assert reading.number <= FRESH
    if reading.because in (Because.COOLED, Because.NEVER):
        assert reading.heat is Heat.COLD
        assert not facts.open_deals


@given(FACTS)
def test_time_alone_never_warms(facts):
    """Everything a month older: never hotter than before, unless a colleague had said colder."""
    if facts.word is not None or facts.refused:
        return
    order = [Heat.COLD, Heat.WARM, Heat.HOT]
    older = {
        name: None if value is None else value + 30
        for name, value in facts.__dict__.items()
        if name in ("silent", "accepted", "bought", "proposed", "word_days")
    }
    later = temperature(Facts(**{**facts.__dict__, **older}))
    assert order.index(later.heat) <= order.index(temperature(facts).heat)


def test_a_colleagues_word_holds_for_a_month_and_until_something_stronger_comes():
    assert temperature(Facts(word=Heat.WARM, word_days=0, agreed=True, silent=0)).heat is Heat.WARM
    assert temperature(Facts(word=Heat.COLD, word_days=9, agreed=True, silent=3)).heat is Heat.HOT
    assert temperature(Facts(word=Heat.HOT, word_days=9, refused=True, silent=3)).heat is Heat.COLD
    assert temperature(Facts(word=Heat.HOT, word_days=FRESH + 1)).heat is Heat.WARM
    assert temperature(Facts(word=Heat.HOT, word_days=WARM_FOR + 1)).heat is Heat.COLD


NORMS = st.lists(
    st.one_of(
        st.builds(Norm, st.integers(1, 400)),
        st.builds(Norm, st.integers(1, 400), kind=st.sampled_from(["person", "organisation"])),
        st.builds(Norm, st.integers(1, 400), vip=st.sampled_from(["*", "gold"])),
        st.builds(Norm, st.integers(1, 400), list_id=st.integers(1, 3)),
    ),
    max_size=8,
)


@given(
    NORMS,
    st.sampled_from(["person", "organisation", "sole_trader"]),
    st.sampled_from(["", "gold", "silver"]),
    st.sets(st.integers(1, 4)),
)
def test_c9_the_most_particular_norm_holds_and_of_equals_the_strictest(norms, kind, vip, lists):
    found = norm_for(norms, kind=kind, vip=vip, lists=lists)
    fitting = [one for one in norms if one.holds_for(kind=kind, vip=vip, lists=lists)]
    if not fitting:
        assert found.days == DEFAULT_DAYS
    else:
        assert found in fitting
        assert all(one.rank <= found.rank for one in fitting)
        assert all(one.days >= found.days for one in fitting if one.rank == found.rank)
    if not vip:
        assert not found.vip
