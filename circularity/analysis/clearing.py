"""Clearing: what everybody can pay when everybody's payments depend on everybody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circularity.analysis.checked_arrays import square, vector
from circularity.errors import WrongUsage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Vector = NDArray[np.float64]

DENSE = 400
"""Up to as many companies in default the payments are solved for directly, above that step by step."""
TOLERANCE = 1e-13


@dataclass(frozen=True)
class Clearing:
    """Who pays what in the end."""

    payments: NDArray[np.float64]
    """What each company pays in all, to the others and outside."""
    equity: NDArray[np.float64]
    """What is left to it after paying; 0 for one in default."""
    defaulted: NDArray[np.bool_]
    rounds: NDArray[np.float64]
    """Rounds by companies: payments if only those that have defaulted so far cannot pay; the first row is all that is owed."""


def clear(liabilities: Any, external_assets: Any, external_liabilities: Any = None, *, alpha: float = 1.0, beta: float = 1.0) -> Clearing:
    """The greatest payments that everybody can make at once, and who falls in which wave.

    A company that cannot pay in full hands over all it has, to all its creditors in proportion to what it owes them, those outside
    included. With `alpha` and `beta` at 1 nothing is lost but passed on (Eisenberg and Noe). Below 1, of what a company in default
    has, only the share `alpha` of its outside assets and `beta` of what others pay it reaches its creditors (Rogers and Veraart);
    then several solutions may exist, and this is the best one for everybody, reached from above.

    Parameters
    ----------
    liabilities
        n by n, dense or scipy.sparse: liabilities[i, j] is what i owes j.
    external_assets
        n numbers: what each company has besides its claims on the others.
    external_liabilities
        n numbers: what each owes outside; nothing if left out. It ranks equally with the rest.

    Raises
    ------
    WrongUsage
        If an input is not square, not finite, negative, of another length, or a share is not between 0 and 1.

    Examples
    --------
    The first owes the second 2 and has 1; the second owes outside 1.

    >>> found = clear([[0, 2], [0, 0]], external_assets=[1, 0], external_liabilities=[0, 1])
    >>> found.payments.tolist(), found.defaulted.tolist(), found.equity.tolist()
    ([1.0, 1.0], [True, False], [0.0, 0.0])

    Notes
    -----
    Fictitious defaults: at most n rounds, each one sparse linear system over the companies in default.
    L. Eisenberg and T. H. Noe (2001), Systemic risk in financial systems, *Management Science* 47(2), 236-249; L. C. G. Rogers and
    L. A. M. Veraart (2013), Failure and rescue in an interbank network, *Management Science* 59(4), 882-898.
    """
    import numpy as np

    owed = square(liabilities, "liabilities")
    count = owed.shape[0]
    assets = vector(external_assets, count, "external assets")
    outside = np.zeros(count) if external_liabilities is None else vector(external_liabilities, count, "external liabilities")
    for name, share in (("alpha", alpha), ("beta", beta)):
        if not (isinstance(share, (int, float)) and 0.0 <= share <= 1.0):
            raise WrongUsage(f"{name} is {share!r}, and must be from 0 to 1", "1 means that a default destroys nothing")
    due = np.asarray(owed.sum(axis=1)).ravel() + outside
    shares = owed.multiply(np.divide(1.0, due, out=np.zeros(count), where=due > 0)[:, None]).tocsr()
    into = shares.T.tocsr()
    payments = due.copy()
    broke = np.zeros(count, dtype=bool)
    rounds = [payments]
    while True:
        means = assets + into @ payments
        # a hair's breadth is rounding, not default
        newly = ~broke & (means < due - TOLERANCE * np.maximum(due, 1.0) * 10)
        if not newly.any():
            break
        broke |= newly
        payments = _paid(into, assets, due, payments, broke, float(alpha), float(beta))
        rounds.append(payments)
    left = np.where(broke, 0.0, np.maximum(0.0, assets + into @ payments - payments))
    return Clearing(payments, left, broke, np.array(rounds))


def _paid(into: csr_array, assets: Vector, due: Vector, above: Vector, broke: NDArray[np.bool_], alpha: float, beta: float) -> Vector:
    """Payments if exactly these companies are in default: a linear system over them, whose greatest solution lies below `above`."""
    import numpy as np

    who = np.flatnonzero(broke)
    payments = np.where(broke, 0.0, due)
    fixed = alpha * assets[who] + beta * (into[who] @ payments)
    among = into[who][:, who]
    solved = None
    if who.size <= DENSE:
        try:
            solved = np.linalg.solve(np.eye(who.size) - beta * among.toarray(), fixed)
        except np.linalg.LinAlgError:
            solved = None  # no way out of the circle: the iteration below stops at its greatest solution
    if solved is None or not np.isfinite(solved).all() or (solved > above[who] * (1 + 1e-9) + 1e-9).any():
        solved = _from_above(among, fixed, above[who], beta)
    payments[who] = np.clip(solved, 0.0, due[who])
    return payments


def _from_above(among: csr_array, fixed: Vector, start: Vector, beta: float) -> Vector:
    """The same system step by step, down from payments that are too high."""
    import numpy as np

    now = start
    scale = max(float(start.max(initial=0.0)), 1e-300)
    for _ in range(20_000):
        after = np.minimum(now, fixed + beta * (among @ now))
        gap = float(np.abs(after - now).max(initial=0.0))
        now = after
        if gap <= TOLERANCE * scale:
            break
    return now
