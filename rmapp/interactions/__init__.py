"""Contacts with clients: planned, held, missed; what was said, promised and comes next.

Words: *interaction* (контакт: call, visit, letter, meeting, e-mail, message), *contact schedule*
(график контактов), *outcome* (итог), *next step* (следующий шаг), *scenario* (сценарий),
*strategy* (стратегия), *motive* (мотив), *promise* (обещание). A letter on paper is a contact of
the first class: it has a subject, a body, an addressee, a day of dispatch and an answer awaited.

The slice keeps two dates of the client right: ``next_contact_at`` (the earliest planned contact)
and ``last_contact_at`` (the latest in which both sides spoke: the clock of silence).
"""
