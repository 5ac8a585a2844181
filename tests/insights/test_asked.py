"""Who was invited stands beside who answered: staff or others, everybody or a sample."""

from collections.abc import Callable

import pytest
from browsing import Visitor
from voting import Voting

from toolkit.models import Eligible, Wave
from toolkit.planning import samples
from toolkit.planning.samples import Category, Sample
from toolkit.roles import Role
from toolkit.wording import eligible

SIZES = {("Alpha", ""): 40, ("Bravo", ""): 40}
SAMPLE = Sample((Category("Field", 3000, 420), Category("HQ", 1310, 180)))


def test_a_page_of_results_says_who_was_invited_and_how_many_were_drawn(
    voting: Voting, sign_in: Callable[..., Visitor]
) -> None:
    wave = voting.publish(SIZES)
    with voting.engines.write() as session:
        session.get_one(Wave, wave.id).eligible = Eligible.STAFF
        samples.keep(session, wave.id, "Alpha", SAMPLE)
    visitor = sign_in((Role.SYSTEM_EXECUTIVE, ""))
    staff = "Invited: staff only, not other personnel."
    drawn = "They were drawn at random: 600 of 4,310."
    for place, said in {"entity/Alpha": True, "entity/Bravo": False, "system": False}.items():
        text = visitor.get(f"/account/results/{wave.id}/{place}").text
        assert staff in text
        assert (drawn in text) is said


@pytest.mark.parametrize("one", Eligible)
def test_everybody_who_can_be_eligible_has_words(one: Eligible) -> None:
    for words in (eligible.who, eligible.invited):
        said = words(lambda text, **_values: text, one)
        assert bool(said) is (one is not Eligible.UNSAID)
