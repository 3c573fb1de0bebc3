"""A web process of its own that takes the files that it is given, each as an upload, and says how much memory it took.

`python -m tests.routes.letters.uploading FOLDER FILE...`: prints the statuses, then the largest size in kilobytes.
"""

import io
import os
import re
import sys
from pathlib import Path

from casework import create_app
from casework.extensions import db
from casework.schema import upgrade
from casework.services.letters import letter_templates
from casework.transaction import unit_of_work
from tests.client import CheckingClient
from tests.people import add_staff

UPLOAD = "/letter-templates/L-E06/word"


def main(folder: Path, files: list[Path]) -> None:
    app = create_app(
        {**os.environ, "CASEWORK_ENV": "test", "INSTANCE_PATH": str(folder), "REDIS_URL": "redis://127.0.0.1:1"}
    )
    with app.app_context():
        upgrade()
        with unit_of_work():
            letter_templates.load_shipped()
            add_staff()
        db.session.remove()
    client = CheckingClient(app)
    client.sign_in("officer")
    for file in files:
        hidden = {"csrf_token": client.csrf(UPLOAD)}
        form = {**hidden, "file": (io.BytesIO(file.read_bytes()), "letter.docx")}
        print(client.post(UPLOAD, data=form, content_type="multipart/form-data").status_code)
    largest = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert largest is not None
    print(largest[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
