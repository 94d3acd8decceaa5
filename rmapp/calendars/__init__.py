"""What of the diary leaves the house, and what comes back (C8).

The words: a *feed* is one person's diary under a secret address, for the calendar of a phone; an
*invitation* asks one reader to one contact (iTIP, RFC 5546); it is *told* again when the contact
moves, and taken back when it falls. An *answer* comes by the link in the letter, without signing
in, or from the reader's own calendar.

A contact knows nothing of its invitations: each remembers what it told last, and a periodic job
tells what has become different. So a contact that is moved three times in a minute, or handed
over, is one letter.
"""
