"""What a web server imports: `gunicorn wsgi:app`."""

from casework import create_app

app = create_app()
