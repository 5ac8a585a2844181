"""Student's distribution without a numerical library, which the web process does not load."""

from itertools import count
from math import exp, lgamma, log, log1p

_PRECISION = 1e-15
_TINY = 1e-300  # stands in for a zero denominator (Lentz 1976, Appl. Optics 15:668)


def two_sided_t(t: float, freedom: float) -> float:
    """The probability of a distance from zero of at least ``|t|``.

    ``I_x(freedom / 2, 1 / 2)`` at ``x = freedom / (freedom + t²)``, with the regularised incomplete
    beta function as a continued fraction (NIST, Digital Library of Mathematical Functions, 8.17.22
    and 26.5.27 of Abramowitz and Stegun 1964).

    Raises
    ------
    ValueError
        When there is no degree of freedom.

    Examples
    --------
    >>> round(two_sided_t(2.228139, 10), 6)
    0.05
    """
    if not freedom > 0:
        raise ValueError(f"{freedom} degrees of freedom")
    half, square = freedom / 2, t * t
    at = freedom / (freedom + square)
    if at < (half + 1) / (half + 2.5):
        return _beta(at, half, 0.5)
    return 1 - _beta(square / (freedom + square), 0.5, half)


def t_quantile(confidence: float, freedom: float) -> float:
    """How many standard errors an interval reaches to each side, e.g. 2.228 at 0.95 with ten.

    Raises
    ------
    ValueError
        When there is no degree of freedom, or the confidence is not between 0 and 1.

    Examples
    --------
    >>> round(t_quantile(0.95, 10), 6)
    2.228139
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence}")
    low, high = 0.0, 1.0
    while two_sided_t(high, freedom) > 1 - confidence:
        low, high = high, 2 * high
    while (middle := (low + high) / 2) not in {low, high}:
        if two_sided_t(middle, freedom) > 1 - confidence:
            low = middle
        else:
            high = middle
    return middle


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, for x below its mean."""
    if x <= 0:
        return 0.0
    weight = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(weight) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    above, below, found = 1.0, 0.0, 1.0
    for place in count():
        step = _coefficient(place, x, a, b)
        below = 1 / (1 + step * below or _TINY)
        above = 1 + step / above or _TINY
        found *= above * below
        if place and abs(above * below - 1) < _PRECISION:
            return 1 / found if found else 0.0
    raise AssertionError  # pragma: no cover - count() has no end


def _coefficient(place: int, x: float, a: float, b: float) -> float:
    half, odd = divmod(place + 1, 2)
    if odd:
        return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
    return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
