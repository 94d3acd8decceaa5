"""Handovers: the clients of one manager go to others, whole, with everything that is open (V8).

Words: *handover* (передача клиентов), *leaver* (передающий), *receiver* (принимающий), *act of
transfer* (акт передачи), *second signature* (вторая подпись), *acceptance* (приём). A handover is
one transaction at any size; any mismatch aborts it and shows the list (ruling 16).
"""
