"""How people are called: given names, patronymics and surnames by sex, Russian and English."""

from __future__ import annotations

from dataclasses import dataclass

from ..clients.rules import PERSON
from ..core.text import written_name


def words(text: str) -> tuple[str, ...]:
    """The words of a list written as a text."""
    return tuple(text.split())


#: Russian men with the patronymics their children bear: (given, son's, daughter's).
_MEN = words(
    """Александр Александрович Александровна Алексей Алексеевич Алексеевна
    Андрей Андреевич Андреевна Антон Антонович Антоновна Артём Артёмович Артёмовна
    Борис Борисович Борисовна Вадим Вадимович Вадимовна Валерий Валерьевич Валерьевна
    Василий Васильевич Васильевна Виктор Викторович Викторовна Виталий Витальевич Витальевна
    Владимир Владимирович Владимировна Вячеслав Вячеславович Вячеславовна
    Геннадий Геннадьевич Геннадьевна Георгий Георгиевич Георгиевна
    Григорий Григорьевич Григорьевна Даниил Даниилович Данииловна Денис Денисович Денисовна
    Дмитрий Дмитриевич Дмитриевна Евгений Евгеньевич Евгеньевна Егор Егорович Егоровна
    Иван Иванович Ивановна Игорь Игоревич Игоревна Кирилл Кириллович Кирилловна
    Константин Константинович Константиновна Леонид Леонидович Леонидовна
    Максим Максимович Максимовна Михаил Михайлович Михайловна Николай Николаевич Николаевна
    Олег Олегович Олеговна Павел Павлович Павловна Пётр Петрович Петровна
    Роман Романович Романовна Руслан Русланович Руслановна Семён Семёнович Семёновна
    Сергей Сергеевич Сергеевна Станислав Станиславович Станиславовна
    Степан Степанович Степановна Тимур Тимурович Тимуровна Фёдор Фёдорович Фёдоровна
    Юрий Юрьевич Юрьевна Ярослав Ярославович Ярославовна"""
)
MEN = tuple(zip(_MEN[::3], _MEN[1::3], _MEN[2::3], strict=True))
WOMEN = words(
    """Алина Алла Анастасия Ангелина Анна Антонина Валентина Валерия Варвара Вера Вероника
    Виктория Галина Дарья Диана Евгения Екатерина Елена Елизавета Жанна Зоя Инна Ирина Карина
    Кира Кристина Ксения Лариса Лидия Любовь Людмила Маргарита Марина Мария Надежда Наталья Нина
    Оксана Ольга Полина Светлана София Тамара Татьяна Ульяна Юлия Яна"""
)
SURNAMES = words(
    """Абрамов Агеев Александров Алексеев Андреев Антипов Артемьев Афанасьев Баранов Беляев Бобров
    Богданов Большаков Борисов Быков Васильев Веселов Виноградов Власов Воробьёв Воронов Гаврилов
    Герасимов Голубев Горбунов Горшков Григорьев Громов Гусев Давыдов Данилов Демидов Денисов
    Дмитриев Дорофеев Егоров Емельянов Ермаков Ершов Ефимов Жданов Жуков Журавлёв Зайцев Захаров
    Зимин Золотов Иванов Игнатов Ильин Исаев Казаков Калашников Калинин Карпов Киселёв Климов
    Князев Ковалёв Козлов Колесников Комаров Кондратьев Коновалов Королёв Котов Крылов Крюков
    Кудрявцев Кузнецов Кузьмин Куликов Лаврентьев Лазарев Лебедев Левин Логинов Лукин Макаров
    Максимов Малинин Марков Мартынов Матвеев Медведев Мельников Миронов Михайлов Морозов Назаров
    Некрасов Никитин Николаев Новиков Носов Овчинников Орлов Осипов Павлов Панов Петров Плотников
    Поляков Пономарёв Потапов Родионов Романов Рябов Савельев Самойлов Сафонов Селезнёв Семёнов
    Сергеев Сидоров Смирнов Соболев Соколов Соловьёв Сорокин Степанов Стрельцов Суворов Сухов
    Тарасов Тимофеев Титов Тихонов Третьяков Трофимов Туманов Уваров Ушаков Фадеев Фёдоров Филатов
    Фомин Фролов Харитонов Хохлов Цветков Чернов Чистяков Шаров Швецов Шестаков Шилов Широков
    Щербаков Юдин Яковлев Белинский Вишневский Добровольский Заболоцкий Каменский Лесной Озерский
    Полянский Савицкий Троицкий Бондаренко Власенко Гриценко Коваленко Кравченко Марченко Тарасенко
    Гончар Дорош Мороз Ткачук Ким Пак Мкртчян Саркисян Ахметов Валиев Галеев Каримов
    Сафин Хасанов"""
)

ENGLISH_MEN = words(
    """Adam Albert Andrew Arthur Benjamin Charles Daniel David Edward Frank George Harry Henry Hugh
    James John Joseph Lewis Martin Matthew Michael Nicholas Oliver Patrick Paul Peter Philip
    Richard Robert Samuel Simon Stephen Thomas Victor Walter William"""
)
ENGLISH_WOMEN = words(
    """Alice Amelia Anna Barbara Caroline Catherine Charlotte Clara Diana Eleanor Elizabeth Emily
    Emma Florence Grace Hannah Helen Isabel Jane Julia Karen Laura Linda Lucy Margaret Martha Mary
    Nora Olivia Rachel Rebecca Rose Sarah Sophie Susan Victoria"""
)
ENGLISH_SURNAMES = words(
    """Abbott Adler Archer Atkins Bailey Barnes Bennett Blake Bradley Brooks Burton Carter Chapman
    Clarke Coleman Collins Cooper Dalton Dawson Dixon Ellis Fisher Fletcher Foster Gibson Graham
    Grant Hamilton Harper Harris Hayes Holmes Howard Hughes Hunt Jenkins Kelly Lawson Marshall
    Mason Mercer Morgan Murray Newman Norris Palmer Parker Pearce Porter Price Reed Reynolds
    Richards Robertson Russell Saunders Shaw Simmons Spencer Stone Sutton Taylor Turner Walsh
    Warren Watson Webb Weston Whitaker Wright Young"""
)


def feminine(surname: str) -> str:
    """The surname as a woman bears it (Орлов → Орлова, Озерский → Озерская, Ким → Ким)."""
    if surname.endswith(("ов", "ев", "ёв", "ин")):
        return surname + "а"
    if surname.endswith(("ский", "цкий")):
        return surname[:-2] + "ая"
    if surname.endswith("ой"):
        return surname[:-2] + "ая"
    return surname


@dataclass
class Name:
    """How somebody is called."""

    family: str
    given: str
    patronymic: str
    sex: str

    @property
    def whole(self) -> str:
        """As it is written: Barbara Blake; Левина Марина Олеговна."""
        return written_name(self.family, self.given, self.patronymic)

    @property
    def parts(self) -> dict[str, str]:
        """The columns of a client it fills."""
        return dict(zip(PERSON, (self.family, self.given, self.patronymic), strict=True))
