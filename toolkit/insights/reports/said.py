"""The tables of what entities say of themselves: offers and asks, and what they did."""

from collections.abc import Iterable, Iterator

from toolkit.insights.exchange import PostingCard
from toolkit.insights.page import InsightsPage
from toolkit.insights.reports.tables import Section
from toolkit.insights.reports.values import Value
from toolkit.wording.reader import Reader


def sections(reader: Reader, page: InsightsPage) -> Iterator[Section]:
    """Every table that has something to say, in the order of the page."""
    for make in (_exchange, _done, _actions):
        found = make(reader, page)
        if found.rows:
            yield found


def _exchange(reader: Reader, page: InsightsPage) -> Section:
    """An entity's own offers and asks; for the system those of everybody."""
    _ = reader.gettext
    return Section(
        id="exchange",
        name=_("Offers and asks"),
        heading=_("Offers and asks"),
        findings=(),
        columns=(
            *((_("Entity"),) if not page.name else ()),
            *(_("Kind"), _("Subject"), _("What"), _("More"), _("Contact")),
        ),
        rows=tuple(
            _row(
                reader,
                *((card.entity,) if not page.name else ()),
                _("Offer") if card.is_offer else _("Ask"),
                *(card.subject, card.title, card.text, card.contact),
            )
            for card in _cards(page)
        ),
    )


def _cards(page: InsightsPage) -> Iterable[PostingCard]:
    found = page.exchange
    if found is None:
        return ()
    return found.own if page.name else (*found.for_asks, *found.for_low, *found.others)


def _done(reader: Reader, page: InsightsPage) -> Section:
    _ = reader.gettext
    return Section(
        id="done",
        name=_("What was done"),
        heading=_("You said, we did"),
        findings=(),
        columns=(_("What staff said"), _("What was done"), _("Owner")),
        rows=tuple(_row(reader, line.said, line.done, line.owner) for line in page.done),
    )


def _actions(reader: Reader, page: InsightsPage) -> Section:
    _ = reader.gettext
    return Section(
        id="actions",
        name=_("Agreed in 2018"),
        heading=_("What was done of what the heads of the system agreed in 2018"),
        findings=(),
        columns=(_("What was agreed"), _("What was done")),
        rows=tuple(_row(reader, asked, text) for asked, text in page.actions),
        notes=(
            _(
                "As the entity says itself, signed by its executive; nobody has checked it. "
                "Paragraph 43 of the summary of the Chief Executives Board's second session of "
                "2018."
            ),
        ),
    )


def _row(reader: Reader, *texts: str) -> tuple[Value, ...]:
    """Texts side by side; what is empty was not said, and is not a figure that is withheld."""
    unsaid = reader.gettext("not said")
    return tuple(Value(text or unsaid) for text in texts)
