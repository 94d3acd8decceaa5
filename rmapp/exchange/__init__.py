"""Exchange: foreign tables come in, what one may see goes out (D13, D14).

Words: a *table* is what a reader makes of a file; a *column* of it is recognised as a *field* of
ours; an import is a dry run first, then a deed that can be undone as a whole; the *book* is the
journal of operations as people see it, with the way back.

The way in: ``readers`` (a file → a table), ``columns`` and ``own`` (which field a column is),
``drafts`` by ``values`` (cells → a dossier that could be; ``ahead``: on another core), ``twins``
and ``rules`` (which client it is), ``fates`` and ``changes`` (what becomes of the row),
``keepers`` (whose it will be), ``writing_rows`` by ``bulk`` (into the base). The way out: ``lists``
(a list as its page shows it), ``spool`` (its rows while they are gathered), ``export_file`` by
``writing`` (the file), ``canaries`` (its marked row).
"""
