"""What a web server imported until now, from the folder of the code alone: `casework.wsgi` is found from anywhere."""

from casework.wsgi import app as app
