"""Documents of a client (D10): charters, licences, scans of passports; not contracts of a deal.

Words: *document* (документ), its *kind* (вид), a *version* (версия: the file as it was handed in
once), *preview* (изображение первой страницы). What a file is, is read from its bytes and never
from its name. Files lie outside the web root, encrypted, under names that say nothing; the only
way to one is a door that asks for the client's reach, and what leaves it is always a download.
"""
