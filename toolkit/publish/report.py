"""What the attack on a publication found, for the person who ran it."""

from collections.abc import Iterator

from aggregation.attack import Attack, Exposure, Fewest


def report(found: Attack) -> Iterator[str]:
    """The report line by line: the whole, then each table. It holds exact numbers of people."""
    yield f"{len(found.exposures)} tables attacked; the smallest combination: {_said(found.fewest)}"
    for one in found.exposures:
        verdict = "holds" if one.passes else "FAILS"
        yield (
            f"{verdict}  {one.table}: {_said(one.fewest)}, {one.k} needed; {one.shown} of "
            f"{one.cells} groups shown ({one.able} have enough people){_own(one)}"
        )
    yield "Every combination rests on enough people." if found.passes else "It does not hold."


def _said(fewest: Fewest) -> str:
    if fewest.people is None:
        return "nothing is shown"
    at_least = "" if fewest.proof == "exact" else f"at least, because of a {fewest.proof}, "
    return f"{at_least}{fewest.people} people"


def _own(one: Exposure) -> str:
    if one.own_entity is None:
        return ""
    return f"; {round(100 * one.own_entity)} % of people have a figure of their entity"
