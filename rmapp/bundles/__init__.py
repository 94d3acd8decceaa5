"""Bundles: the briefs of what one receiver got in a handover, as one PDF (V9, V10).

Words: *bundle* (подборка справок), *brief* (справка о клиенте). Above card and handovers, which do
not know each other.
"""
