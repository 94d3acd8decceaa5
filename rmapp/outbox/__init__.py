"""Letters that wait to leave, and the addresses they go to.

A letter is a row, written in the transaction of the deed that caused it; RQ only says "look at
these rows now". The words: a *message* is the row; its *occasion* is what it was made for; a
*letter* is what a renderer makes of it at the last moment; the *handoff* is the point of no
return, after which a cancel comes too late and says so; a message is *uncertain* when the relay
took the last dot and its answer was not heard; the *journal* is a local file that remembers
answers the database could not be told.

Consent belongs to the *recipient address*: one row per address, locked by the handoff and by the
unsubscription, so that whichever comes first holds.

The way of a letter: ``operations`` write it, ``dispatch`` looks what is due and wakes, ``claiming``
takes it, ``preparation`` makes it by ``renderers`` and ``mails``, ``delivery`` hands it off over a
``connection`` (``wire``: SMTP; ``conversation``: what is said; ``relay``: the fuse), ``records``
and ``transitions`` write down what came of it.
"""
