"""Exchange: foreign tables come in, what one may see goes out (D13, D14).

Words: a *table* is what a reader makes of a file; a *column* of it is recognised as a *field* of
ours; an import is a dry run first, then a deed that can be undone as a whole.
"""
