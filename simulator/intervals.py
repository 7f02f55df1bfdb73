"""How sure a share is: Wilson's score interval; knows nothing of calls."""

from math import sqrt

Z_95 = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, as two numbers from 0 to 1; all of it where nothing was tried."""
    if not of:
        return 0.0, 1.0
    share, z2 = hits / of, Z_95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
