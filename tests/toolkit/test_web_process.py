"""The web process stays small: what the heavy libraries do is done elsewhere."""

import subprocess
import sys

HEAVY = {"matplotlib", "numpy", "pptx", "scipy", "sklearn", "weasyprint", "xlsxwriter"}
SERVE_ONE_PAGE = """
import sys, tempfile
from toolkit import content
from toolkit.app import create_app
from toolkit.config import from_environ
from toolkit.processes.server import Server
from toolkit.storage import database

settings = from_environ({"TOOLKIT_INSTANCE": tempfile.mkdtemp()})
database.upgrade(settings.database_url)
with database.transaction(settings.database_url) as session:
    content.import_packaged(session)
engines = database.connect(settings.database_url)
for page in ("/", "/tools/", "/assessment/"):
    response = create_app(settings, engines).test_client().get(page)
    assert response.status_code == 200, response.text
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_the_web_process_loads_no_heavy_library() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", SERVE_ONE_PAGE], capture_output=True, text=True, check=True
    )
    loaded = set(shown.stdout.split())
    assert {"flask", "toolkit"} <= loaded
    assert not loaded & HEAVY
