"""Everything long or later that is not a letter: imports, batches of PDF, learning, searches.

A *work item* is a row: its kind names the handler, its *resume point* says where the next step
begins. A handler is a generator; what it does between two yields is one *step*, one transaction,
fenced at its end: either the step and its resume point are both there, or neither. So a crash
costs one step, a stop is heard after one step, and a process that was overtaken changes nothing.
"""
