"""What the bank's own past says (C6): the *sieve* – how many prospects survive each contact and
each stage, and by whose hand, from which source, with which strategy they come through.

The words: a *try* is a contact with a prospect; a prospect *comes through* when it becomes a
client; it is *dropped* when somebody gave it up; else it is *in work*.
"""
