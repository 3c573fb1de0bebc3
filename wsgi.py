"""What a web server imports: `gunicorn wsgi:app`."""

from casework import create_app
from casework.memory import give_back_large_blocks

give_back_large_blocks()
app = create_app()
