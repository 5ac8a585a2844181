"""The job that makes a report: from the stored publication to a file, or to nothing at all."""

from collections.abc import Callable

from toolkit.insights import service as insights
from toolkit.insights.drawing import drawings
from toolkit.insights.figures import figures_of
from toolkit.insights.page import insights_page
from toolkit.insights.reports import service
from toolkit.insights.reports.document import document_of
from toolkit.insights.reports.note import note_on
from toolkit.insights.reports.pdf import note_of, pdf_of
from toolkit.insights.reports.service import Wanted
from toolkit.insights.reports.sheet import sheet_of
from toolkit.insights.reports.slides import slides_of
from toolkit.insights.service import Results
from toolkit.models import ReportKind
from toolkit.publications import NotPublishedError, published
from toolkit.storage.database import Engines
from toolkit.wording.spoken import reader_of

Progress = Callable[[int, int], None]  # steps done, of how many
_STEPS = 3  # read, written, stored


def make(engines: Engines, wave_id: int, subject: str, progress: Progress) -> None:
    """Make one report and put it in the place of the older one.

    Of a group that is not shown, or a wave that was withdrawn meanwhile, nothing is made or kept.
    """
    wanted = Wanted.of(wave_id, subject)
    progress(0, _STEPS)
    with engines.read() as session:
        results = insights.results(session, wave_id, wanted.node_id)
    if results.evidence is None or results.evidence.node.respondents is None:
        return
    progress(1, _STEPS)
    made = report_of(results, wanted.kind, wanted.language)
    progress(2, _STEPS)
    with engines.write() as session:
        try:
            published(session, wave_id)
        except NotPublishedError:
            return
        service.store(session, wanted, service.what_it_says(results, wanted.language), made)


def report_of(results: Results, kind: ReportKind, language: str) -> bytes:
    """A report of results that are shown; the same results make the same bytes."""
    evidence = results.evidence
    if evidence is None:
        raise insights.NothingHereError
    reader = reader_of(language, results.questionnaire)
    document = document_of(
        reader,
        insights_page(reader, results, evidence),
        figures_of(evidence),
        language=language,
        made_on=evidence.made_on,
    )
    match kind:
        case ReportKind.PDF:
            return pdf_of(document, drawings(reader, results, evidence))
        case ReportKind.SHEET:
            return sheet_of(document)
        case ReportKind.SLIDES:
            return slides_of(document, reader)
        case ReportKind.NOTE:
            return note_of(note_on(document, reader), document)
