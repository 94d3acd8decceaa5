"""Merges: two records of one client become one, and two again (D12).

Words: *survivor* (остаётся), the record that lives on; *loser* (присоединяется), the record whose
rows move and which lies in the bin afterwards, its old address leading to the survivor; *merge*
(объединение); *to undo* a merge (разъединить). Everything that hangs on a client is known from
``core.registry``: a merge walks it and can forget no table.
"""
