"""What follows by itself: rules that schedule a letter for a silence, and the page of all letters.

The words: a *rule* says after how many working days of silence which letter goes out; its
*occasion* is the thing that waits for an answer (F1, F2).
"""
