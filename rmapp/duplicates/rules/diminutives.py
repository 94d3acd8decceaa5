"""Short forms of given names: Саша is Александр, Bob is Robert."""

from __future__ import annotations

import functools

from ...core.text import fold, script_key
from ...core.text.given_names import KNOWN_GIVEN

_FORMS = """
александр саша саня шура алекс alexander alex sasha
александра саша шура alexandra
алексей алеша леша alexey alexei alex
анастасия настя ася anastasia
андрей андрюша andrey andrew andy
анна аня нюра anna ann
антон тоша anton
борис боря boris
вадим вадик vadim
валентина валя valentina
валерий валера valery
василий вася vasily
вера верочка vera
виктор витя victor
виктория вика victoria vicky
виталий виталик vitaly
владимир вова володя vladimir
владислав влад слава vladislav
вячеслав слава vyacheslav
галина галя galina
геннадий гена gennady
георгий жора гоша юрий george
григорий гриша grigory gregory greg
дарья даша daria
дмитрий дима митя dmitry
евгений женя eugene evgeny
евгения женя evgenia
екатерина катя ekaterina katherine kate
елена лена алена elena helen
елизавета лиза elizaveta elizabeth liz beth
иван ваня ivan
игорь гоша igor
илья илюша ilya
инна inna
ирина ира irina
кирилл кир kirill
константин костя konstantin
ксения ксюша оксана xenia
лариса лара larisa
любовь люба
людмила люда мила lyudmila
максим макс maxim max
маргарита рита margarita margaret
марина маша marina
мария маша маруся maria mary
михаил миша mikhail michael mike mick
надежда надя
наталья наташа наталия natalia natalie
никита ник nikita
николай коля nikolay nicholas nick
олег олежка oleg
ольга оля olga
павел паша pavel paul
петр петя peter pete
полина поля polina
роман рома roman
светлана света svetlana
семен сема simon
сергей сережа sergey serge
софья софия соня sofia sophie
станислав стас слава stanislav
степан степа stepan stephen steven steve
тамара тома tamara
татьяна таня tatiana
федор федя theodore ted
юлия юля julia
юрий юра yuri
яков яша jacob jake
ярослав слава яр yaroslav
anthony tony
benjamin ben
charles charlie chuck
christopher chris
daniel dan danny
david dave
edward ed eddie ted
frederick fred freddie
harold harry
henry harry hank
james jim jimmy jamie
jennifer jen jenny
john jack johnny
jonathan jon
joseph joe
joshua josh
kenneth ken
lawrence larry
matthew matt
patrick pat
patricia pat patty
philip phil
rebecca becky
richard rick dick rich
robert bob rob bobby
ronald ron
samuel sam
samantha sam
susan sue
theodore theo ted
thomas tom tommy
timothy tim
william bill will billy
zachary zach
oliver ollie
isabella bella isabelle
"""

_GROUPS: dict[str, set[int]] = {}
for _at, _line in enumerate(_FORMS.strip().splitlines()):
    for _name in _line.split():
        _GROUPS.setdefault(script_key(fold(_name)), set()).add(_at)


def same_given_name(one: str, two: str) -> bool:
    """Whether two keys are forms of one given name."""
    here = _GROUPS.get(one)
    there = _GROUPS.get(two) if here else None
    return bool(here and there and not here.isdisjoint(there))


def are_other_given_names(one: str, two: str) -> bool:
    """Whether two keys are two given names people here have: Виктор is not Виктория."""
    return one in _GROUPS and two in _GROUPS and not same_given_name(one, two)


def is_known_form(key: str) -> bool:
    """Whether a key is that of a given name people have, or of a short form of one."""
    return key in _GROUPS or key in _known()


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(map(script_key, KNOWN_GIVEN))


def is_given_name(word: str) -> bool:
    """Whether ``word`` is a given name people here have."""
    return script_key(fold(word)) in _GROUPS


def canonical(name: str) -> str:
    """One key for all forms of a given name; the key itself where the forms are many."""
    groups = _GROUPS.get(name)
    return f"g{min(groups)}" if groups and len(groups) == 1 else name
