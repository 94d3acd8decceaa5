"""The clients of the bank and those it wants to win: one record each, whatever the lifecycle.

Words: *client* (клиент: person, sole trader, organisation), *prospect* (потенциальный клиент),
*dossier* (досье), *contact person* (контактное лицо), *assignment* (закрепление), *source*
(источник). This slice holds the tables, the reach (``queries.visible_to``) and the search;
creating and editing is the room of ``dossiers``.
"""
