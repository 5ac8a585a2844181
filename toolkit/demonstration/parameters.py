"""Every figure of the demonstration's model, each with its reason; none is about a real entity.

Standing, effects and differences are on the scale of the levels, 1 to 5, before an answer is
rounded to a level. ``SD`` is a standard deviation; ``LOGIT`` figures are added on that scale.
"""

from collections.abc import Mapping

SEED = 2018  # the year in which the CEB saw the toolkit previewed

# --- The waves: a change can be shown between the first two; the third is being answered.
YEARS_AGO = (2, 1, 0)
ANSWERED_SO_FAR = (1.0, 1.0, 0.75)  # of those who answer in the end; reminders are still to come

# --- Who is invited.
HEADQUARTERS, FIELD = "Headquarters", "Field"
# No staff count is published for these three: the sizes are invented, round and of the right order.
INVENTED_STAFF: Mapping[str, int] = {"IMF": 2500, "World Bank": 10_000, "WTO": 600}
# The share of staff in field offices is invented too. It follows what the entities mostly do:
# programmes in countries, norms and services from one city, or both.
MOSTLY_FIELD = frozenset(
    {"UN", "UNDP", "UNFPA", "UNHCR", "UNICEF", "UNODC", "UNOPS", "UNRWA", "UN-Women", "WFP", "IOM"}
)
MOSTLY_HEADQUARTERS = frozenset(
    {"UNCTAD", "ICAO", "IMF", "IMO", "ITU", "UNWTO", "UPU", "WIPO", "WMO", "IAEA", "WTO"}
)
FIELD_SHARE_MOST, FIELD_SHARE_BOTH, FIELD_SHARE_LEAST = 0.75, 0.45, 0.08
SAMPLED_ABOVE = 2000  # eligible people; beyond it a random sample of each place is enough
SAMPLE_HALF_WIDTH = 0.15  # of a module mean, 95 %: half of the difference worth acting on
PLANNED_SD = 0.75  # of one person's module mean inside a cell; a little above the model's own
PLANNED_RESPONSE = 0.35  # a cautious guess, as a coordinator would make before opening
NORMAL_95 = 1.96

# --- Who answers. Staff surveys of the system run from about 15 % to 65 %, small houses higher.
RATE_LEAST, RATE_MOST = 0.15, 0.65
RATE_AT_1000_STAFF = 0.28
RATE_PER_TENFOLD_STAFF = -0.08  # a letter from the head is read by more where people know them
RATE_SD = 0.13  # between entities of a size
RATE_WAVE_SD = 0.02  # between waves of an entity; small, so that most changes may be stated
RATE_FIELD = -0.03  # slow lines and shared computers
# Entities with a real change (see CHANGES) have enough answers, evenly, for it to be stated: under
# 20 %, or with rates 15 points apart, nothing is. WIPO loses 19 points between the first two waves,
# so its change must be refused. One rate per wave.
RATES_GIVEN: Mapping[str, tuple[float, float, float]] = {
    "UNESCO": (0.41, 0.38, 0.40),
    "ILO": (0.36, 0.40, 0.38),
    "FAO": (0.44, 0.41, 0.42),
    "UNDP": (0.37, 0.34, 0.36),
    "UNHCR": (0.39, 0.37, 0.35),
    "WIPO": (0.46, 0.27, 0.36),
}

# --- Where the system stands. Evaluation lowest and Partnerships highest, between Emerging and
# Practised, so that every level occurs and neither end of the scale is crowded.
SYSTEM_MEAN: Mapping[str, float] = {
    "strategy": 2.75,
    "partnerships": 2.95,
    "architecture": 2.60,
    "culture": 2.75,
    "evaluation": 2.45,
}

# --- How entities differ: ICC(1) of module means about .13 on people (STATISTICS.md).
LEVEL_SD = 0.28  # of an entity as a whole, the same for all modules
# The shape of an entity's profile is a continuum: one normal axis, from "plans and measures" to
# "reaches out and builds", and normal noise. No groups are planted, so none should be found.
SHAPE_AXIS_SD = 0.22
SHAPE_AXIS: Mapping[str, float] = {  # sums to zero: the axis moves the shape, not the level
    "strategy": 0.6,
    "partnerships": -0.6,
    "architecture": -0.4,
    "culture": 0.0,
    "evaluation": 0.4,
}
SHAPE_SD = 0.15
# What field offices add: close to partners and users, far from plans and governing bodies.
FIELD_EFFECT: Mapping[str, float] = {
    "strategy": -0.15,
    "partnerships": 0.15,
    "architecture": 0.10,
    "culture": -0.05,
    "evaluation": -0.10,
}
FIELD_EFFECT_SD = 0.10  # from entity to entity

# --- What changed between the first and the second wave, and stays. Entities drawn by lot among
# those with 1,000 staff or more (smaller ones could not show it). A step of .45 moves means of
# answers by about .40, for styles and the ends of the scale take their part. Everything else that
# differs between waves is noise.
CHANGED_IN_WAVE = 2
CHANGES: Mapping[tuple[str, str], float] = {
    ("UNESCO", "strategy"): 0.45,
    ("ILO", "culture"): 0.45,
    ("FAO", "evaluation"): 0.45,
    ("UNDP", "partnerships"): 0.45,
    ("UNHCR", "architecture"): -0.45,  # something must have become worse somewhere
    ("WIPO", "evaluation"): 0.45,  # real, and not to be stated: see RATES_GIVEN
}

# --- How people differ inside an entity: module means spread by about .7 (83 staff at 30 % give
# a half-width of .29).
PERSON_SD = 0.58  # in all modules: people judge, and units are, high or low throughout
PERSON_MODULE_SD = 0.35  # in one module
ANSWER_SD = 0.95  # in one question
ABOUT_ORGANISATION = 0.6  # part of a person's own view that shows when all rate the same thing

# --- Response styles, none of which the product corrects.
ACQUIESCENCE_SD = 0.20  # choosing one description higher, or lower, whatever is asked
STRETCH_SD = 0.20  # log of how far from the middle a person goes: extreme or moderate answers
MIDDLE = 3
MIDPOINT_SHAPE = (1.0, 11.0)  # Beta: the middle chosen unread in one of twelve answers

# --- How hard questions are: what a description asks decides at which standing it is chosen.
STEPS = (1.5, 2.5, 3.55, 4.6)  # the fifth description asks for change from evidence: a longer step
STEP_SD = 0.12  # descriptions are not evenly spaced
DIFFICULTY_SD = 0.15  # of a question as a whole
DIFFICULTY_GOOD_ENOUGH = 0.25  # where its authors find level 2 enough for a small office
DIFFICULTY_ORGANISATION = 0.15  # where one office alone cannot bring it about

# --- "Cannot say": about one in fourteen about one's own unit, a third in the field about the
# organisation, so that the finding "a third cannot say" appears in some entities and not in all.
LOGIT_UNKNOWN = -3.3
LOGIT_UNKNOWN_ORGANISATION = 1.5
LOGIT_UNKNOWN_PER_DIFFICULTY = 1.5
LOGIT_UNKNOWN_FIELD = 0.55
LOGIT_UNKNOWN_ENTITY_SD = 0.35
LOGIT_UNKNOWN_PERSON_SD = 1.0

# --- "Does not apply": a unit without partners or projects says so in a whole module.
NOTHING_OF_THE_KIND = 0.06  # of people, per module
NOT_APPLICABLE_THEN = 0.8  # to each question of it whose help gives a reason not to apply
NOT_APPLICABLE_ELSE = 0.004  # to any question, by misunderstanding

# --- What is left unanswered. The parts come in the person's own order; few leave before the end,
# for only what was submitted counts. The last part, tools, is optional.
SKIPPED = 0.007  # a question passed over
LEAVES_BEFORE_MODULE, LEAVES_BEFORE_CLOSING, LEAVES_BEFORE_TOOLS = 0.015, 0.01, 0.25

# --- Effort that an entity states per module, 0 to 3 before rounding. Paragraph 26 of the CEB's
# summary: many had focused on strategies, those of higher maturity had invested in partnerships.
EFFORT_MEAN: Mapping[str, float] = {
    "strategy": 2.1,
    "partnerships": 1.2,
    "architecture": 1.4,
    "culture": 1.1,
    "evaluation": 1.0,
}
EFFORT_SD = 0.65
EFFORT_MOST = 3
EFFORT_PER_MATURITY: Mapping[str, float] = {"partnerships": 2.2}  # per level of the whole entity
EFFORT_WITH_CHANGE = 1  # an entity that became better in a module had put more into it

# --- Progress that people see, from "worse" to "clearly better". Paragraph 26 again: more for the
# effort in partnerships than in strategy.
PROGRESS_MEAN: Mapping[str, float] = {
    "strategy": -0.25,
    "partnerships": 0.45,
    "architecture": 0.10,
    "culture": 0.05,
    "evaluation": 0.0,
}
PROGRESS_PER_EFFORT = 0.20  # for each step of effort above one
PROGRESS_PER_CHANGE = 1.75  # a real change is noticed in the year after it
PROGRESS_PER_VIEW = 0.35  # who judges the present high also sees more progress
PROGRESS_SD = 0.85
PROGRESS_STEPS = (-1.1, 0.35, 1.35)
LOGIT_PROGRESS_UNKNOWN = -2.4  # new colleagues cannot compare; people who cannot say, again

# --- Barriers: a weight where the factors it touches stand low, and how often it is named anyway.
BARRIER_PER_GAP = 1.0  # for each level under the middle
BARRIER_ENTITY_SD = 0.45
BARRIER_USUAL: Mapping[str, float] = {  # above what its factors explain; the others 0
    "no-time": 1.5,
    "slow-procedures": 1.1,
    "too-little-funding": 0.8,
    "restrictive-rules": 0.5,
    "risk-not-rewarded": 0.3,
    "little-interest-technology": -0.4,
    "private-sector": -0.3,
}
BARRIER_NONE, BARRIER_UNKNOWN = 0.03, 0.06
# How many a person names, from one to the limit, of those who name any.
BARRIER_NUMBER = (0.15, 0.25, 0.60)

# --- Tools tried in the last twelve months: few, and more liked than not.
TOOL_TRIED = (0.05, 0.11)  # a tool's share lies between
TOOL_USEFUL = (0.55, 0.85)  # of those who tried it
TOOL_NOT_TRIED_SAID = 0.6  # of people who say of every other tool that they have not used it

# --- What entities say of themselves beside effort. Most state an ambition, most of a level above
# the system, and have their return signed; a few leave things out, as they will.
AMBITION_STATED = 0.75  # of entities
AMBITION_IN_MODULE = 0.8  # of modules, where any is stated
AMBITION_ABOVE = 0.75  # levels above the system's mean, give or take half a level
AMBITION_YEARS = 2
RETURN_SIGNED = 0.85  # of entities
ACTION_DONE = 0.55  # of the five actions, each by itself

# --- What one entity asks of its own: three questions, on the second of which least is seen.
OWN_FROM_WAVE = 2
OWN_SHIFT = (-0.1, -0.6, 0.2)  # levels, beside what a person says of the self-assessment
OWN_SD = 0.9
OWN_UNKNOWN = 0.12

# --- Letters of the open wave, of which none was ever sent.
LETTERS_REFUSED = 3
