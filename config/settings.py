"""The one settings file. Everything that differs between machines comes from the environment; with nothing set it
starts on SQLite in `var/`. Every variable is described in docs/settings.md (a test keeps the two in step)."""

import logging
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """A setting of this installation; all of ours begin with SARAI_, save DATABASE_URL."""
    return os.environ.get(name, default)


# Whatever a process of ours writes (records, uploads, mail, reports) is for the user alone who runs it.
os.umask(0o077)
VAR_DIR = Path(env("SARAI_VAR_DIR") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """SARAI_SECRET_KEY, or a key made once for this machine and readable by its owner alone."""
    if key := env("SARAI_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


# --- Where the site is

SITE_URL = env("SARAI_SITE_URL", "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
DEBUG = env("SARAI_DEBUG") == "1"
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [_site.hostname or "localhost"]
if not HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- What it is made of (a lower floor stands further down: docs/architecture.md)

INSTALLED_APPS = [
    "sarai.portal",
    "sarai.results",
    "sarai.partnerships",
    "sarai.exchanges",
    "sarai.needs",
    "sarai.clusters",
    "sarai.surveys",
    "sarai.network",
    "sarai.letters",
    "sarai.accounts",
    "sarai.evidence",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules.apps.RulesConfig",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.refuse_nul",
    "config.middleware.answer_evenly",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.tell_not_set_up",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "sarai.evidence.templatetags.figures"],
        },
    },
]

# --- Records

DATABASES = {
    "default": dj_database_url.parse(env("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'sarai.sqlite3'}", conn_max_age=60),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock when they begin instead of failing when they commit; readers never wait. The cache of
    # pages is small, so that the memory of an intake does not grow with the file; the system keeps pages as well.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8192;"
        "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;",  # what is erased is gone from the disk, too
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIGURES_ENGINE = env("SARAI_FIGURES_ENGINE", "database")  # "database" or "duckdb"
PLACES_INDEX = Path(env("SARAI_PLACES_INDEX") or VAR_DIR / "places.sqlite3")
WORLD_MAP = VAR_DIR / "world.json"
INTAKE_MAX_BYTES = int(env("SARAI_INTAKE_MAX_BYTES", str(1024**3)))
# The secret by which certificates are signed, and where it is kept if nothing says it.
CERTIFICATE_KEY = env("SARAI_CERTIFICATE_KEY")
CERTIFICATE_KEY_FILE = VAR_DIR / "certificate-key"
SMALLEST_CELL = int(env("SARAI_SMALLEST_CELL", "5"))  # of a table of answers that the public sees
# What every process must see at once: the progress of a running intake, how often somebody knocked at a door. What each
# process may remember for itself, because it is the same for all: figures of one state of the records.
_SHARED = {"BACKEND": "config.cache.SharedFileCache", "LOCATION": VAR_DIR / "cache", "OPTIONS": {"MAX_ENTRIES": 5000}}
_LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
CACHES = {"default": _SHARED, "shared": _SHARED, "local": _LOCAL, "template_fragments": _LOCAL}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Heartbeats of watch pages wait here, in files of this machine, until the worker reads them.
BEATS_DIR = VAR_DIR / "beats"
BEATS_SYNC = env("SARAI_BEATS_SYNC") == "1"

STREAMS_DIR = VAR_DIR / "streams"  # recordings as HLS: whoever knows the address of one can watch it

# --- Files

MEDIA_ROOT = (
    VAR_DIR / "files"
)  # sources are evidence: never served as they are, only through views that ask who wants them
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("pico", BASE_DIR / "node_modules" / "@picocss" / "pico" / "css"),
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
    ("surveys", BASE_DIR / "built" / "surveys"),  # the scripts of the answer pages, put together at set-up
    ("watching", BASE_DIR / "built" / "watching"),  # what plays HLS where a browser does not by itself
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2

# --- People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_REDIRECT_URL = "portal:home"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "sarai.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_CHANGE_EMAIL = True  # one address an account, changed once the new one is proved
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or a new passkey is told to its owner
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mail is slow in places
ACCOUNT_PREVENT_ENUMERATION = True
DOOR_TICK = 0.1  # seconds: an answer at the door takes one, or whole ones, whoever is asked about
ACCOUNT_FORMS = {"signup": "sarai.accounts.forms.SignUpForm"}
# Doors are watched tightly at one account, and widely from one connection: a whole city hall may stand behind it.
GUESS_LIMITS = {"account_and_connection": "5/15m", "account": "50/h", "connection": "100/15m"}  # wrong passwords
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,  # counted as above
    "login": "300/m/ip",
    "signup": "60/m/ip",
    "request_login_code": "60/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {"add_webauthn": "sarai.accounts.forms.PasskeyForm"}
RATELIMIT_USE_CACHE = "shared"
RATELIMIT_IP_META_KEY = "sarai.accounts.adapter.client_address"

# --- Mail

EMAIL_BACKEND = "config.mail.Outbox"
MAIL_TRANSPORT = "sarai.letters.transports.Smtp" if env("SARAI_MAIL_HOST") else "sarai.letters.transports.Folder"
MAIL_FOLDER = VAR_DIR / "mail"
MAIL_DOMAIN = _site.hostname or "localhost"  # of the Message-ID of letters
# Pages that show the mails of that folder to whoever asks: only where the site answers to no name but this machine's.
MAILBOX = not env("SARAI_MAIL_HOST") and not HTTPS and _site.hostname in ("localhost", "127.0.0.1", "::1")
LETTERS_KEPT = int(env("SARAI_LETTERS_KEPT", "90"))  # days until it is forgotten what a letter said
EMAIL_TIMEOUT = 30
EMAIL_HOST = env("SARAI_MAIL_HOST")
EMAIL_PORT = int(env("SARAI_MAIL_PORT", "587"))
EMAIL_HOST_USER = env("SARAI_MAIL_USER")
EMAIL_HOST_PASSWORD = env("SARAI_MAIL_PASSWORD")
EMAIL_USE_TLS = env("SARAI_MAIL_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = env("SARAI_MAIL_FROM", "sarai@localhost")

# --- Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("zh-hans", _("Chinese")),
]
LOCALE_PATHS = [BASE_DIR / "sarai" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Doors

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    # The browser itself keeps such cookies from other hosts of the domain and from plain HTTP.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_SECURE = True
if env("SARAI_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # so that limits count the reader's address, not the proxy's


def _without_traceback(record: logging.LogRecord) -> bool:
    """What was refused or not found is a line of the log: nothing of ours is wrong where it came about."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"calm": {"()": "django.utils.log.CallbackFilter", "callback": _without_traceback}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["calm"]}},
    "root": {"handlers": ["console"], "level": env("SARAI_LOG_LEVEL", "WARNING")},
}
