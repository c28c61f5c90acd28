"""Arrays from outside: checked, and turned into what the sums need; a wrong shape is said, never computed with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from circularity.errors import WrongUsage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Vector = NDArray[np.float64]


def square(values: Any, name: str, *, own: bool = False) -> csr_array:
    """A square matrix of amounts between companies: finite, not negative, from a company to itself only where `own`.

    Raises
    ------
    WrongUsage
        Saying which of these does not hold, and where.
    """
    import numpy as np
    from scipy.sparse import csr_array, issparse

    try:
        given: Any = values if issparse(values) else np.asarray(values, dtype=np.float64)
        matrix: Any = csr_array(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise WrongUsage(f"{name} is not a matrix of numbers", "give n rows of n numbers, or a scipy.sparse matrix") from None
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise WrongUsage(f"{name} has the shape {matrix.shape}, and must be square", "give one row and one column a company")
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    _amounts(matrix.data, name, lambda at: f"{np.searchsorted(matrix.indptr, at, side='right') - 1}, {matrix.indices[at]}")
    self_held: Any = np.flatnonzero(matrix.diagonal())
    if self_held.size and not own:
        raise WrongUsage(f"{name}: company {self_held[0]} owes or holds itself", "leave the diagonal at 0")
    checked: csr_array = matrix
    return checked


def vector(values: Any, length: int, name: str, *, most: float | None = None, positive: bool = False) -> Vector:
    """One number a company: finite, not negative (or above zero), at most `most`."""
    import numpy as np

    try:
        found = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise WrongUsage(f"{name} is not a list of numbers", f"give {length} numbers") from None
    if found.shape != (length,):
        raise WrongUsage(f"{name} has the shape {found.shape}, and there are {length} companies", f"give {length} numbers")
    _amounts(found, name, str)
    if positive and not (found > 0).all():
        where = int(np.flatnonzero(found <= 0)[0])
        raise WrongUsage(
            f"{name} of company {where} is {found[where]:g}, and must be above 0", "leave out companies that have failed already"
        )
    if most is not None and (found > most).any():
        where = int(np.flatnonzero(found > most)[0])
        raise WrongUsage(f"{name} of company {where} is {found[where]:g}, and must be from 0 to {most:g}")
    return found


def _amounts(found: Vector, name: str, place: Callable[[int], str]) -> None:
    import numpy as np

    bad = np.flatnonzero(~np.isfinite(found) | (found < 0))
    if len(bad):
        first = int(bad[0])
        more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise WrongUsage(f"{name}[{place(first)}] is {found[first]:g}{more}", "an amount is finite and not negative")
