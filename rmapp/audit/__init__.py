"""The trail: who did what to which record, when, why. Append-only by grant and trigger, chained
by HMAC, so that an edit, a gap and a cut tail are found (G3).

Words: *entry* (запись журнала), *chain* (цепочка), *anchor* (закрепление конца).
"""
