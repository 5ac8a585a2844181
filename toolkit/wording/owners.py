"""Who would own a decision: functions that most houses have, never a name."""

from toolkit.wording.reader import Gettext


def owner(gettext: Gettext, module_id: str, factor_id: str) -> str:
    """The function that a decision on a factor is proposed to."""
    _ = gettext
    of_factor = {
        "resources": lambda: _("the head of programme planning and budget"),
        "trends": lambda: _("the head of strategic planning, with the chief information officer"),
        "partner-risk": lambda: _("the legal adviser, with the head of partnerships"),
        "execution": lambda: _("the deputy executive head, or whoever leads management"),
        "risk-guidance": lambda: _("the head of risk management"),
        "governing-bodies": lambda: _("the secretary of the governing bodies"),
        "storytelling": lambda: _("the head of communications"),
    }
    of_module = {
        "strategy": lambda: _("the head of strategic planning"),
        "partnerships": lambda: _("the head of partnerships"),
        "architecture": lambda: _("the head of operations"),
        "culture": lambda: _("the head of human resources"),
        "evaluation": lambda: _("the head of evaluation"),
    }
    found = of_factor.get(factor_id) or of_module.get(module_id)
    return found() if found else _("the head of the function that this belongs to")
