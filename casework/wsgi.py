"""What a web server imports: `gunicorn casework.wsgi:app`, from any folder."""

from pathlib import Path

from casework import create_app
from casework.memory import give_back_large_blocks, share_with_children
from casework.private import close_folder, keep_files_private

keep_files_private()
give_back_large_blocks()
app = create_app()
close_folder(Path(app.instance_path))
share_with_children()
