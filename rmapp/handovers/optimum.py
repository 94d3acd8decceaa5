"""What no share-out can be better than, by HiGHS: for the bench and the tests, never for a page.

scipy (it comes with scikit-learn) is imported here alone, and here only by who asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .rules import Family, Receiver, fitting, load_cost, misfit


def least_added(
    families: Sequence[Family], receivers: Sequence[Receiver], *, whole: bool = False
) -> float:
    """The least that the families can add to the objective.

    ``whole``: exactly, each family whole (integer programme: for a few dozen families). Otherwise
    families may be cut in parts (linear programme), so the true optimum is not below the answer
    and a gap to it is never told too small. A load between two whole points costs what lies on the
    line between them. ValueError where some family fits nobody.
    """
    import numpy as np
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_matrix

    able = [one for one in receivers if one.capacity > 0]
    cost: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    count = len(families)
    for number, family in enumerate(families):
        may = fitting(family, able)
        if not any(may):
            raise ValueError("a family fits nobody")
        for at, fits in enumerate(may):
            if fits:
                here = len(cost)
                cost.append(misfit(family, able[at]))
                rows += [number, count + at]
                columns += [here, here]
                values += [1.0, float(family.points)]
    placements = len(cost)
    total = sum(family.points for family in families)
    for at, one in enumerate(able):
        for point in range(total):
            load = one.points + point
            step = load_cost(load + 1, one.capacity) - load_cost(load, one.capacity)
            rows.append(count + at)
            columns.append(len(cost))
            values.append(-1.0)
            cost.append(step)
            if point > 40 and load > 3 * max(one.capacity, total * 2 / len(able)):
                break
    shape = (count + len(able), len(cost))
    matrix = csr_matrix((values, (rows, columns)), shape=shape)
    bound = np.concatenate([np.ones(count), np.zeros(len(able))])
    integrality = np.zeros(len(cost))
    if whole:
        integrality[:placements] = 1
    done = milp(
        c=np.array(cost),
        constraints=LinearConstraint(matrix, bound, bound),
        integrality=integrality,
        bounds=(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if done.x is None:
        raise ValueError(done.message)
    return float(done.fun)
