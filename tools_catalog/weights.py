"""What the recommender's rule weighs with: one value, so that another one can be tried."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Weights:
    """The curated constants of the rule; what is tried beside them is another value of this."""

    largest_gap: Fraction = Fraction(2)  # levels below the target; more counts no more
    one_outside: Fraction = Fraction(1, 2)  # fit, one level outside a tool's window
    further_outside: Fraction = Fraction(1, 4)
    going_further: Fraction = Fraction(1, 2)  # beyond what is good enough
    matters: Fraction = Fraction(3, 2)  # where a factor matters in the next six months
    barrier: Fraction = Fraction(6, 5)  # where a barrier that was chosen touches it
    gain_share: Fraction = Fraction(7, 10)  # lambda of maximal marginal relevance
    fewest_modules: int = 3  # among the chosen, where the gaps allow

    def fit(self, outside: int) -> Fraction:
        """Fit of a tool whose window ends ``outside`` levels away."""
        return (Fraction(1), self.one_outside, self.further_outside)[min(outside, 2)]


STANDARD = Weights()
