"""Stage two: how far a group's factor means can be relied on, beside those of other entities."""

from statistics import fmean

from aggregation.publication import Publication
from aggregation.shrinkage import between_variance
from aggregation.summaries import factor_means

FEWEST_ENTITIES = 6  # with a mean of a factor, to tell what lies between entities


def factor_reliabilities(
    publication: Publication, node_id: str, between: float | None = None
) -> dict[str, float]:
    """The reliability of each factor's mean in a group, ``n / (n + sigma2 / tau2)``, 0 to 1.

    ``sigma2 / n`` is the mean's squared standard error, ``tau2`` what lies `between_entities`;
    whoever asks for many groups gives it, found once. Where nothing is known of it, or it is 0,
    all factors count alike: 1. KeyError where the table list lacks the group.

    References
    ----------
    Bliese (2000), in Klein and Kozlowski (eds.), on ICC(2). Viechtbauer (2005), J. Educ. Behav.
    Statist. 30:261.
    """
    tau2 = between_entities(publication) if between is None else between
    errors = {
        key: mean.standard_error or 0.0 for key, mean in factor_means(publication, node_id).items()
    }
    return {key: tau2 / (tau2 + error**2) if tau2 else 1.0 for key, error in errors.items()}


def between_entities(publication: Publication) -> float:
    """The variance between entities' true factor means, by restricted maximum likelihood.

    It is the mean over all factors that six entities or more show: one factor alone tells it too
    poorly, and where all entities have the same gap it is still a gap. 0 where nothing is known.
    """
    entities = [
        factor_means(publication, node.id) for node in publication.nodes if node.kind == "entity"
    ]
    factors = {factor.id for module in publication.structure for factor in module.factors}
    found = []
    for factor in sorted(factors):
        shown = [means[factor] for means in entities if factor in means]
        if len(shown) >= FEWEST_ENTITIES:
            variances = [(mean.standard_error or 0.0) ** 2 for mean in shown]
            found.append(between_variance([mean.estimate for mean in shown], variances))
    return fmean(found) if found else 0.0
