"""The assessment's forms, filled in by different people."""

from questionnaires.model import Questionnaire


def filled_forms(questionnaire: Questionnaire, person: int = 0) -> dict[str, dict[str, str]]:
    """What a person sends from each page, by part; neighbours answer differently."""
    places = {key: place for place, key in enumerate(questionnaire.questions)}
    modules = {
        module.id: {
            question.id: str((places[question.id] + person) % 5 + 1)
            for question in module.questions
        }
        for module in questionnaire.modules
    }
    progress = [answer.id for answer in questionnaire.progress_answers]
    barriers = [barrier.id for barrier in questionnaire.barriers.options]
    tried = questionnaire.tools_tried
    return {
        **modules,
        "progress": {
            module.id: progress[person % len(progress)] for module in questionnaire.modules
        },
        "barriers": {"barriers": barriers[person % len(barriers)]},
        "tools-tried": {tool.id: tried.answers[0].id for tool in tried.options[:3]},
    }
