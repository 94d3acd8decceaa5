"""Oversight: who reads what they need not know, and why (ruling 18; reliability.md 2.3, row 22).

Words: *emergency* (экстренный доступ: a dossier outside one's reach opened for half an hour, to be
read alone), *review* (проверка: a second person says whether it was justified), *alarm* (сигнал:
reading that is not like the work of a manager). Nobody is judged here by a number: an alarm says
what was seen and asks a person to look.
"""
