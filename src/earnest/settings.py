"""Django's settings, made from the table in config.py."""

import os
from pathlib import Path

from earnest import config

_values = config.read(os.environ)

HOME: Path = _values["EARNEST_HOME"]
MODE: str = _values["EARNEST_MODE"]
NOW = _values["EARNEST_NOW"]
COUNTRY: str = _values["EARNEST_COUNTRY"].upper()

SECRET_KEY = config.secret_key(HOME, _values["EARNEST_SECRET_KEY"])
DEBUG: bool = _values["EARNEST_DEBUG"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_values["EARNEST_HOSTS"]]
if MODE == "team" and not _values["EARNEST_HOSTS"]:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "earnest.db",
    "earnest.web",
]
MIDDLEWARE = [
    "earnest.web.middleware.SafeHeaders",
    "earnest.web.middleware.LocalOnly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "earnest.web.middleware.SignIn",
    "earnest.web.middleware.OurErrors",
]
ROOT_URLCONF = "earnest.urls"
WSGI_APPLICATION = "earnest.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "earnest.web.frame.frame",
            ]
        },
    }
]
# What was done is told once, on the page that comes next; nothing of it is stored here.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DATABASES = {"default": config.database(_values["DATABASE_URL"], HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
CSRF_FAILURE_VIEW = "earnest.web.errors.csrf_failure"

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = _values["EARNEST_TIME_ZONE"] or "UTC"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are served straight from the package: nothing to collect on a single machine.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _values["EARNEST_HTTPS"]
SECURE_SSL_REDIRECT = _values["EARNEST_HTTPS"]
SECURE_HSTS_SECONDS = 31536000 if _values["EARNEST_HTTPS"] else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _values["EARNEST_HTTPS"] else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
