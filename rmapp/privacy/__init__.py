"""Personal data (G5, D17): consents, requests of subjects, erasure, retention.

Words: *request* (обращение субъекта данных: access, rectification, erasure), *erasure*
(обезличивание: everything that names the person is overwritten in every table), *legal hold*
(что хранится по закону: sealed, with a reason and a day it ends), *retention* (срок хранения).

``walk`` finds from the metadata what hangs on a client, so a table of tomorrow joins the archive
and the erasure by having a foreign key; nobody lists it here.
"""
