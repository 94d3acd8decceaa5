"""The regions of Ukraine: names, area codes, beginnings of postcodes, towns (see ``russia``)."""

from __future__ import annotations

REGIONS = """
30|Киев|Kyiv|Europe/Kyiv|44|01-06|Киев
32|Киевская область|Kyiv Region|Europe/Kyiv|45|07-09|Бровары Борисполь Белая_Церковь
05|Винницкая область|Vinnytsia Region|Europe/Kyiv|43|21-24|Винница
07|Волынская область|Volyn Region|Europe/Kyiv|33|43-45|Луцк
12|Днепропетровская область|Dnipropetrovsk Region|Europe/Kyiv|56|49-53|Днепр Днепропетровск Кривой_Рог
14|Донецкая область|Donetsk Region|Europe/Kyiv|62|83-87|Краматорск Мариуполь
18|Житомирская область|Zhytomyr Region|Europe/Kyiv|41|10-13|Житомир
21|Закарпатская область|Zakarpattia Region|Europe/Kyiv|31|88-90|Ужгород Мукачево
23|Запорожская область|Zaporizhzhia Region|Europe/Kyiv|61|69-72|Запорожье
26|Ивано-Франковская область|Ivano-Frankivsk Region|Europe/Kyiv|34|76-78|Ивано-Франковск
35|Кировоградская область|Kirovohrad Region|Europe/Kyiv|52|25-28|Кропивницкий Кировоград
46|Львовская область|Lviv Region|Europe/Kyiv|32|79-82|Львов
48|Николаевская область|Mykolaiv Region|Europe/Kyiv|51|54-57|Николаев
51|Одесская область|Odesa Region|Europe/Kyiv|48|65-68|Одесса
53|Полтавская область|Poltava Region|Europe/Kyiv|53|36-39|Полтава Кременчуг
56|Ровненская область|Rivne Region|Europe/Kyiv|36|33-35|Ровно
59|Сумская область|Sumy Region|Europe/Kyiv|54|40-42|Сумы
61|Тернопольская область|Ternopil Region|Europe/Kyiv|35|46-48|Тернополь
63|Харьковская область|Kharkiv Region|Europe/Kyiv|57|61-64|Харьков
65|Херсонская область|Kherson Region|Europe/Kyiv|55|73-75|Херсон
68|Хмельницкая область|Khmelnytskyi Region|Europe/Kyiv|38|29-32|Хмельницкий
71|Черкасская область|Cherkasy Region|Europe/Kyiv|47|18-20|Черкассы
74|Черниговская область|Chernihiv Region|Europe/Kyiv|46|14-17|Чернигов
77|Черновицкая область|Chernivtsi Region|Europe/Kyiv|37|58-60|Черновцы
"""  # noqa: E501 - one line a region reads best
