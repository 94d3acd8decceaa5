"""The regions of Russia: names, time zone, area codes of telephones, beginnings of postcodes,
towns whose name alone tells the region.

Sources: numbering plan (ABC codes), postal plan and time zones by federal law 107-FZ, all of them
public facts. A region with several zones carries the one of its capital; ``OTHER_ZONES`` names
the towns of the others.
"""

from __future__ import annotations

#: code | по-русски | in English | IANA zone | area codes | beginnings of postcodes | towns
REGIONS = """
MOW|Москва|Moscow|Europe/Moscow|495 499|101-135|Москва Зеленоград Троицк
SPE|Санкт-Петербург|Saint Petersburg|Europe/Moscow|812|190-199|Санкт-Петербург Колпино Пушкин Петергоф Кронштадт
MOS|Московская область|Moscow Region|Europe/Moscow|496 498|140-144|Балашиха Долгопрудный Домодедово Жуковский Коломна Королёв Красногорск Люберцы Мытищи Одинцово Подольск Пушкино Раменское Реутов Серпухов Химки Щёлково Электросталь Ногинск Лобня Дмитров Дубна Клин Воскресенск Видное Ивантеевка Чехов Ступино Фрязино
LEN|Ленинградская область|Leningrad Region|Europe/Moscow|813|187-188|Гатчина Выборг Всеволожск Тихвин Кириши Тосно
AD|Адыгея|Adygea|Europe/Moscow|877|385|Майкоп
AL|Республика Алтай|Altai Republic|Asia/Barnaul|388|649|Горно-Алтайск
ALT|Алтайский край|Altai Territory|Asia/Barnaul|385|656-659|Барнаул Бийск Рубцовск
AMU|Амурская область|Amur Region|Asia/Yakutsk|416|675-676|Тында Свободный
ARK|Архангельская область|Arkhangelsk Region|Europe/Moscow|818|163-165|Архангельск Северодвинск Котлас
AST|Астраханская область|Astrakhan Region|Europe/Astrakhan|851|414 416|Астрахань Ахтубинск
BA|Башкортостан|Bashkortostan|Asia/Yekaterinburg|347|450-453|Уфа Стерлитамак Салават Нефтекамск Белорецк
BEL|Белгородская область|Belgorod Region|Europe/Moscow|472|308-309|Белгород Старый_Оскол Губкин
BRY|Брянская область|Bryansk Region|Europe/Moscow|483|241-243|Брянск Клинцы
BU|Бурятия|Buryatia|Asia/Irkutsk|301|670-671|Улан-Удэ
CE|Чечня|Chechnya|Europe/Moscow|871|364 366|Грозный
CHE|Челябинская область|Chelyabinsk Region|Asia/Yekaterinburg|351|454-457|Челябинск Магнитогорск Златоуст Миасс Копейск
CHU|Чукотский автономный округ|Chukotka|Asia/Anadyr|427|689|Анадырь
CU|Чувашия|Chuvashia|Europe/Moscow|835|428-429|Чебоксары Новочебоксарск
DA|Дагестан|Dagestan|Europe/Moscow|872|367-368|Махачкала Хасавюрт Дербент Каспийск
IN|Ингушетия|Ingushetia|Europe/Moscow|873|386|Назрань Магас
IRK|Иркутская область|Irkutsk Region|Asia/Irkutsk|395|664-666|Иркутск Братск Ангарск Усть-Илимск
IVA|Ивановская область|Ivanovo Region|Europe/Moscow|493|153-155|Иваново Кинешма Шуя
KAM|Камчатский край|Kamchatka Territory|Asia/Kamchatka|415|683-684 688|Петропавловск-Камчатский
KB|Кабардино-Балкария|Kabardino-Balkaria|Europe/Moscow|866|360-361|Нальчик
KC|Карачаево-Черкесия|Karachay-Cherkessia|Europe/Moscow|878|369|Черкесск
KDA|Краснодарский край|Krasnodar Territory|Europe/Moscow|861 862|350 352-354|Краснодар Сочи Новороссийск Армавир Анапа Геленджик Туапсе
KEM|Кемеровская область|Kemerovo Region|Asia/Novokuznetsk|384|650-654|Кемерово Новокузнецк Прокопьевск Междуреченск Ленинск-Кузнецкий
KGD|Калининградская область|Kaliningrad Region|Europe/Kaliningrad|401|236 238|Калининград
KGN|Курганская область|Kurgan Region|Asia/Yekaterinburg|352|640-641|Курган Шадринск
KHA|Хабаровский край|Khabarovsk Territory|Asia/Vladivostok|421|680-682|Хабаровск Комсомольск-на-Амуре
KHM|Ханты-Мансийский автономный округ|Khanty-Mansi Area|Asia/Yekaterinburg|346|628|Сургут Нижневартовск Нефтеюганск Ханты-Мансийск
KIR|Кировская область|Kirov Region|Europe/Kirov|833|610-613|Кирово-Чепецк
KK|Хакасия|Khakassia|Asia/Krasnoyarsk|390|655|Абакан Саяногорск
KL|Калмыкия|Kalmykia|Europe/Moscow|847|358-359|Элиста
KLU|Калужская область|Kaluga Region|Europe/Moscow|484|248-249|Калуга Обнинск
KO|Коми|Komi|Europe/Moscow|821|167-169|Сыктывкар Ухта Воркута Инта
KOS|Костромская область|Kostroma Region|Europe/Moscow|494|156-157|Кострома
KR|Карелия|Karelia|Europe/Moscow|814|185-186|Петрозаводск
KRS|Курская область|Kursk Region|Europe/Moscow|471|305-307|Курск
KYA|Красноярский край|Krasnoyarsk Territory|Asia/Krasnoyarsk|391|647-648 660 662-663|Красноярск Норильск Ачинск Канск
LIP|Липецкая область|Lipetsk Region|Europe/Moscow|474|398-399|Липецк Елец
MAG|Магаданская область|Magadan Region|Asia/Magadan|413|685-686|Магадан
ME|Марий Эл|Mari El|Europe/Moscow|836|424-425|Йошкар-Ола
MO|Мордовия|Mordovia|Europe/Moscow|834|430-431|Саранск
MUR|Мурманская область|Murmansk Region|Europe/Moscow|815|183-184|Мурманск Апатиты
NEN|Ненецкий автономный округ|Nenets Area|Europe/Moscow||166|Нарьян-Мар
NGR|Новгородская область|Novgorod Region|Europe/Moscow|816|173-175|Великий_Новгород Боровичи
NIZ|Нижегородская область|Nizhny Novgorod Region|Europe/Moscow|831|603 606-607|Нижний_Новгород Дзержинск Арзамас Саров
NVS|Новосибирская область|Novosibirsk Region|Asia/Novosibirsk|383|630 632-633|Новосибирск Бердск
OMS|Омская область|Omsk Region|Asia/Omsk|381|644 646|Омск
ORE|Оренбургская область|Orenburg Region|Asia/Yekaterinburg|353|460-462|Оренбург Орск Новотроицк
ORL|Орловская область|Oryol Region|Europe/Moscow|486|302-303|Орёл
PER|Пермский край|Perm Territory|Asia/Yekaterinburg|342|614 617-619|Пермь Березники Соликамск
PNZ|Пензенская область|Penza Region|Europe/Moscow|841|440-442|Пенза
PRI|Приморский край|Primorye Territory|Asia/Vladivostok|423|690-692|Владивосток Находка Уссурийск
PSK|Псковская область|Pskov Region|Europe/Moscow|811|180-182|Псков Великие_Луки
ROS|Ростовская область|Rostov Region|Europe/Moscow|863|344 346-347|Ростов-на-Дону Таганрог Новочеркасск Волгодонск Батайск Новошахтинск Шахты
RYA|Рязанская область|Ryazan Region|Europe/Moscow|491|390-391|Рязань
SA|Якутия|Yakutia|Asia/Yakutsk|411|677-678|Якутск Нерюнгри Мирный
SAK|Сахалинская область|Sakhalin Region|Asia/Sakhalin|424|693-694|Южно-Сахалинск
SAM|Самарская область|Samara Region|Europe/Samara|846 848|443 445-446|Самара Тольятти Сызрань Новокуйбышевск
SAR|Саратовская область|Saratov Region|Europe/Saratov|845|410 412-413|Саратов Энгельс Балаково
SE|Северная Осетия|North Ossetia|Europe/Moscow|867|362-363|Владикавказ
SMO|Смоленская область|Smolensk Region|Europe/Moscow|481|214-216|Смоленск
STA|Ставропольский край|Stavropol Territory|Europe/Moscow|865 879|355-357|Ставрополь Пятигорск Кисловодск Невинномысск Ессентуки
SVE|Свердловская область|Sverdlovsk Region|Asia/Yekaterinburg|343|620 622-624|Екатеринбург Нижний_Тагил Каменск-Уральский Первоуральск Серов
TA|Татарстан|Tatarstan|Europe/Moscow|843 855|420-423|Казань Набережные_Челны Альметьевск Нижнекамск Зеленодольск
TAM|Тамбовская область|Tambov Region|Europe/Moscow|475|392-393|Тамбов Мичуринск
TOM|Томская область|Tomsk Region|Asia/Tomsk|382|634 636|Томск Северск
TUL|Тульская область|Tula Region|Europe/Moscow|487|300-301|Тула Новомосковск
TVE|Тверская область|Tver Region|Europe/Moscow|482|170-172|Тверь Ржев
TY|Тыва|Tuva|Asia/Krasnoyarsk|394|667-668|Кызыл
TYU|Тюменская область|Tyumen Region|Asia/Yekaterinburg|345|625-627|Тюмень Тобольск
UD|Удмуртия|Udmurtia|Europe/Samara|341|426-427|Ижевск Сарапул Воткинск Глазов
ULY|Ульяновская область|Ulyanovsk Region|Europe/Ulyanovsk|842|432-433|Ульяновск Димитровград
VGG|Волгоградская область|Volgograd Region|Europe/Volgograd|844|400 403-404|Волгоград Волжский Камышин
VLA|Владимирская область|Vladimir Region|Europe/Moscow|492|600-602|Владимир Ковров Муром
VLG|Вологодская область|Vologda Region|Europe/Moscow|817 820|160-162|Вологда Череповец
VOR|Воронежская область|Voronezh Region|Europe/Moscow|473|394 396-397|Воронеж
YAN|Ямало-Ненецкий автономный округ|Yamalo-Nenets Area|Asia/Yekaterinburg|349|629|Новый_Уренгой Ноябрьск Салехард
YAR|Ярославская область|Yaroslavl Region|Europe/Moscow|485|150-152|Ярославль Рыбинск
YEV|Еврейская автономная область|Jewish Autonomous Region|Asia/Vladivostok|426|679|Биробиджан
ZAB|Забайкальский край|Transbaikal Territory|Asia/Chita|302|672-674|Чита
CR|Крым|Crimea|Europe/Simferopol|365|295-298|Симферополь Керчь Евпатория Ялта Феодосия
SEV|Севастополь|Sevastopol|Europe/Simferopol|869|299|Севастополь
"""  # noqa: E501 - one line a region reads best

#: Other writings of a region, folded, whole words; the names above are found by their root.
SPELLINGS = {
    "MOS": ("мо", "подмосковье"),
    "BA": ("башкирия", "рб"),
    "TA": ("татария", "рт"),
    "CE": ("чеченская",),
    "CU": ("чувашская",),
    "UD": ("удмуртская",),
    "KB": ("кабардино балкарская",),
    "KC": ("карачаево черкесская",),
    "SA": ("саха", "саха якутия"),
    "KEM": ("кузбасс",),
    "KHM": ("хмао", "югра"),
    "YAN": ("янао",),
    "NEN": ("нао",),
    "SPE": ("спб", "с петербург", "санкт петербург", "st petersburg"),
    "MOW": ("мск", "moskva"),
    "AL": ("республика алтай", "респ алтай"),
    "YEV": ("еврейская", "еврейская аобл", "еао"),
}

#: Towns that do not follow the clock of their region's capital.
OTHER_ZONES = {
    "Верхоянск": "Asia/Vladivostok",
    "Среднеколымск": "Asia/Srednekolymsk",
    "Северо-Курильск": "Asia/Srednekolymsk",
}
