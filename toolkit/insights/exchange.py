"""What entities say of themselves on a page of results: offers and asks, actions, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questionnaires.model import Perspective
from toolkit import commitments
from toolkit.commitments import FollowUpLine, Posting, SignedReturn
from toolkit.models import PostingKind
from toolkit.wording import commitments as words
from toolkit.wording.reader import Reader


@dataclass(frozen=True, slots=True)
class PostingCard:
    """An offer or an ask in words."""

    entity: str
    is_offer: bool
    subject: str
    title: str
    text: str
    contact: str


@dataclass(frozen=True, slots=True)
class ExchangeSection:
    """Offers and asks: one's own, what others offer where one asks or stands low, and the rest."""

    own: tuple[PostingCard, ...]
    for_asks: tuple[PostingCard, ...]
    for_low: tuple[PostingCard, ...]
    others: tuple[PostingCard, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What staff said, and what was done about it."""

    said: str
    done: str
    owner: str


def exchange_section(
    reader: Reader, postings: Sequence[Posting], entity: str, low: Iterable[str]
) -> ExchangeSection | None:
    """Offers and asks as an entity's readers see them; None where nobody has posted any."""
    if not postings:
        return None
    found = commitments.exchange(postings, entity, frozenset(low))

    def cards(some: Iterable[Posting]) -> tuple[PostingCard, ...]:
        return tuple(_card(reader, one) for one in some)

    return ExchangeSection(
        own=cards(found.own),
        for_asks=cards(found.for_asks),
        for_low=cards(found.for_low_factors),
        others=cards(found.others),
    )


def done_lines(
    reader: Reader, lines: Iterable[FollowUpLine], perspective: Perspective
) -> tuple[Done, ...]:
    """What the entity says it did about what staff said, in its own order."""
    return tuple(Done(words.said(reader, one, perspective), one.done, one.owner) for one in lines)


def actions(reader: Reader, signed: SignedReturn | None) -> tuple[tuple[str, str], ...]:
    """What was done of paragraph 43, each with what it asks for; none without a signature."""
    if signed is None:
        return ()
    return tuple((words.action(reader.gettext, letter), text) for letter, text in signed.actions)


def _card(reader: Reader, posting: Posting) -> PostingCard:
    return PostingCard(
        entity=posting.entity,
        is_offer=posting.kind is PostingKind.OFFER,
        subject=reader.name(posting.factor_id),
        title=posting.title,
        text=posting.text,
        contact=posting.contact,
    )
