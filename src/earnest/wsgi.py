"""The desk as a WSGI application, for `earnest serve` and for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.settings")

application = get_wsgi_application()
