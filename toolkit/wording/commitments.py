"""What entities say of themselves, in words: levels of effort, actions, and what staff said."""

from questionnaires.model import Perspective
from toolkit.commitments import Effort, FollowUpLine
from toolkit.wording.insights import question
from toolkit.wording.reader import Gettext, Reader

FACTOR, BARRIER, QUESTION = "factor", "barrier", "question"  # kinds of what staff said


def effort(gettext: Gettext, stated: Effort) -> str:
    """What was put into a module."""
    _ = gettext
    return {
        Effort.NONE: lambda: _("none"),
        Effort.PEOPLE: lambda: _("one or two people"),
        Effort.PROJECT: lambda: _("a project with money"),
        Effort.PRIORITY: lambda: _("a funded priority"),
    }[stated]()


def action(gettext: Gettext, letter: str) -> str:
    """What the CEB's members agreed to take forward: paragraph 43 of CEB/2018/2, in short."""
    _ = gettext
    said = {
        "a": lambda: _("An approach to innovation made for us, with the network's help"),
        "b": lambda: _("Telling all staff what is expected, and using informal networks"),
        "c": lambda: _("Winning governing bodies and Member States for it"),
        "d": lambda: _("Learning from other entities, and building on what works there"),
        "e": lambda: _("Partnerships outside the system, companies among them"),
    }[letter]()
    return _("43 (%(letter)s) %(action)s", letter=letter, action=said)


def said(reader: Reader, line: FollowUpLine, perspective: Perspective) -> str:
    """What staff said, as the results page calls it."""
    return staff_said(reader, line.said, perspective)


def staff_said(reader: Reader, said_id: str, perspective: Perspective) -> str:
    """A published figure that something was done about: a factor, a barrier or a question."""
    _ = reader.gettext
    kind, _colon, key = said_id.partition(":")
    if kind == FACTOR:
        return reader.name(key)
    if kind == BARRIER:
        return _("In the way: “%(barrier)s”", barrier=reader.text(BARRIER, key, "text"))
    return _("Many cannot say: “%(question)s”", question=question(reader, key, perspective))
