"""One settings file. Every difference between deployments is an environment variable, listed in docs/settings.md."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEFAULT_SECRET_KEY = "development-only-key-never-used-in-production"

PRODUCTION = env.bool("VIGIE_PRODUCTION", False)
DEBUG = env.bool("VIGIE_DEBUG", False)
SECRET_KEY = env.str("VIGIE_SECRET_KEY", DEFAULT_SECRET_KEY)
SITE_URL = env.str("VIGIE_SITE_URL", "http://localhost:8000").rstrip("/")
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
ALLOWED_HOSTS = env.list("VIGIE_ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname] if PRODUCTION else LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
# Everything written while running (database, media, queue, model, logs of the mail file backend) lives in this folder.
DATA_DIR = Path(env.str("VIGIE_DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

if PRODUCTION and (SECRET_KEY == DEFAULT_SECRET_KEY or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("VIGIE_SECRET_KEY: set a secret of at least 50 characters (docs/settings.md).")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("VIGIE_DEBUG cannot be on in production.")

# --- The house: tools, what everyone shares, the products, the roof (docs/architecture.md)
INSTALLED_APPS = [
    "operations",
    "home",
    "careers",
    "feedback",
    "call_review",
    "wellbeing",
    "courses",
    "explainers",
    "topics",
    "accounts",
    "theme",
    "background",
    "speech",
    "documents",
    "files",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "operations.requests.RequestLogMiddleware",
    "theme.csp.SecurityHeadersMiddleware",
    "theme.csp.MediaHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "accounts.limits.RetryAfterMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "theme.context.appearance",
                "theme.csp.csp_nonce",
                "home.navigation.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "theme.components"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'vigie.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
    }
else:
    INSTALLED_APPS.append("django.contrib.postgres")  # the indexes of the searches
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The cache counts sign-in attempts and demands (accounts/limits.py), so it is shared between processes: a table by default, Redis by URL.
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://vigie_cache")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
    # Beyond its 300 entries by default, Django would throw counters away.
    CACHES["default"] |= {"BACKEND": "accounts.counting.CountingDatabaseCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}

# Erased calls, one line each, outside the database: what a restored backup must not bring back (docs/operations.md).
ERASURE_JOURNAL = Path(env.str("VIGIE_ERASURE_JOURNAL", str(DATA_DIR / "erasures.journal")))
# There while a restoration is under way or was cut short: nobody is answered meanwhile.
RESTORATION_UNDER_WAY = DATA_DIR / "restoration-under-way"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Uploaded files may have a host name of their own, where no cookie of the portal goes.
MEDIA_URL = env.str("VIGIE_MEDIA_URL", "media/")
MEDIA_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(MEDIA_URL)) if "://" in MEDIA_URL else ""
if MEDIA_ORIGIN:
    ALLOWED_HOSTS.append(str(urlsplit(MEDIA_URL).hostname))
MEDIA_ROOT = DATA_DIR / "media"
CALLS_FOLDER = DATA_DIR / "calls"
# Where telephone recorders drop calls; a folder of it for each that a coach opened (docs/intake.md).
INTAKE_FOLDER = env.str("VIGIE_INTAKE_DIR", "")
STORAGES = {
    "default": {"BACKEND": "files.folder_store.FolderStore"},
    # Calls are beside the media, never among them: no address leads here but through a view that asks who one is.
    "calls": {"BACKEND": "files.folder_store.FolderStore", "OPTIONS": {"location": CALLS_FOLDER, "base_url": None}},
    "intake": {
        "BACKEND": "files.folder_store.FolderStore",
        "OPTIONS": {"location": INTAKE_FOLDER or DATA_DIR / "intake", "base_url": None},
    },
    "staticfiles": {"BACKEND": "theme.storage.HashedFiles" if PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Several machines share calls through an object store; what is not whole yet stays in the folder of each.
if S3_BUCKET := env.str("VIGIE_S3_BUCKET", ""):
    _s3 = {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("VIGIE_S3_ENDPOINT", "") or None,
        "access_key": env.str("VIGIE_S3_KEY", "") or None,
        "secret_key": env.str("VIGIE_S3_SECRET", "") or None,
        "region_name": env.str("VIGIE_S3_REGION", "") or None,
        "working_folder": CALLS_FOLDER,
    }
    for _name in ("calls", *([] if INTAKE_FOLDER else ["intake"])):
        STORAGES[_name] = {"BACKEND": "files.object_store.ObjectStore", "OPTIONS": {**_s3, "location": _name}}
ACCEL_PREFIX = env.str("VIGIE_ACCEL_PREFIX", "")
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
# Chains the access log (accounts/access_marks.py). Kept out of the database: without it, none who holds the database can forge an entry.
ACCESS_LOG_KEY = env.str("VIGIE_ACCESS_LOG_KEY", "")
LOGIN_REDIRECT_URL = "dashboard"
SESSION_COOKIE_AGE = env.int("VIGIE_SESSION_HOURS", 12) * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("VIGIE_BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
# A load balancer asks these over http, from inside.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Sent by theme/csp.py; the names are those of Django 6. Nothing inline, nothing evaluated, nothing from elsewhere.
MEDIA_SOURCES = ["'self'", *([MEDIA_ORIGIN] if MEDIA_ORIGIN else [])]
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'nonce-{nonce}'"],
    "style-src": ["'self'"],
    "img-src": [*MEDIA_SOURCES, "data:"],  # Bootstrap draws the signs of its fields as data:
    "media-src": MEDIA_SOURCES,
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],  # the preview panel of Wagtail
}
# Wagtail's screens write scripts and styles inside the page; its scripts evaluate nothing, and ask nothing elsewhere.
SECURE_CSP_WAGTAIL = SECURE_CSP | {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": [*MEDIA_SOURCES, "data:", "blob:"],
    "frame-src": ["'self'"],
}

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.signin.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Wrong passwords are counted by accounts/throttling.py; "login_failed" counts wrong codes and keys of the second factor, by account, which
# only someone who knows the password can give. A whole call centre may share one address: limits by network are wide.
SIGNIN_FAILURES_PER_NETWORK = env.int("VIGIE_SIGNIN_FAILURES_PER_NETWORK", 300)
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip",
    "login_failed": "5/300s/key",
    "reset_password": "120/m/ip,5/m/key",
    "reset_password_from_key": "300/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("VIGIE_BEHIND_PROXY", False) else 0
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.StrengthValidator"}]
ACCOUNT_PASSWORD_MIN_LENGTH = None
# Who sees other people's data proves twice who they are (accounts/second_factor.py). The demonstration's people do not.
REQUIRE_SECOND_FACTOR = env.bool("VIGIE_REQUIRE_SECOND_FACTOR", PRODUCTION)
MFA_ADAPTER = "accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.passkeys.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.passkeys.PasskeyForm",
    "login_webauthn": "accounts.passkeys.SignInPasskeyForm",
    "reauthenticate_webauthn": "accounts.passkeys.ConfirmPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "1200/m/ip"}  # a whole call centre may share one address, and there is nothing to guess
MFA_TOTP_ISSUER = "Vigie"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

# ProConnect, once all three are given (docs/settings.md). An answer with another level of assurance is refused.
PROCONNECT_URL = env.str("VIGIE_PROCONNECT_URL", "")
PROCONNECT_CLIENT_ID = env.str("VIGIE_PROCONNECT_CLIENT_ID", "")
PROCONNECT_SECRET = env.str("VIGIE_PROCONNECT_SECRET", "")
PROCONNECT_ACR = env.list(
    "VIGIE_PROCONNECT_ACR",
    default=[
        "eidas2",
        "eidas3",
        "https://proconnect.gouv.fr/assurance/self-asserted-2fa",
        "https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
    ],
)
if PRODUCTION and PROCONNECT_URL and not PROCONNECT_URL.startswith("https://"):
    raise ImproperlyConfigured("VIGIE_PROCONNECT_URL: an https:// address (docs/settings.md).")

# --- Language
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("VIGIE_TIME_ZONE", "Europe/Paris")

# --- E-mail: a folder of files until a server is named
EMAIL_CONFIG = env.email("EMAIL_URL", default="filemail:///")
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("VIGIE_FROM_EMAIL", "Vigie <vigie@localhost>")
EMAIL_TIMEOUT = 15

# --- Background work: the row is the job, the broker a doorbell (background/README.md)
BROKER_URL = env.str("BROKER_URL", "filesystem://")
JOB_LEASE_SECONDS = env.int("VIGIE_JOB_LEASE_SECONDS", 60)

# --- Speech (speech/README.md)
SPEECH_ENGINE = env.str("VIGIE_SPEECH_ENGINE", "faster-whisper")
SPEECH_MODEL = env.str("VIGIE_SPEECH_MODEL", "embedded")
SPEECH_CONTEXT = env.str("VIGIE_SPEECH_CONTEXT", "short")
if SPEECH_CONTEXT not in ("short", "full"):
    raise ImproperlyConfigured("VIGIE_SPEECH_CONTEXT: short or full (docs/settings.md).")
SPEECH_THREADS = env.int("VIGIE_SPEECH_THREADS", 0)
# Another server that transcribes, when the engine is "endpoint" (docs/settings.md: what that decides about people's voices).
SPEECH_ENDPOINT_URL = env.str("VIGIE_SPEECH_ENDPOINT_URL", "")
SPEECH_ENDPOINT_KEY = env.str("VIGIE_SPEECH_ENDPOINT_KEY", "")
SPEECH_ENDPOINT_SECONDS = env.int("VIGIE_SPEECH_ENDPOINT_SECONDS", 900)
SPEECH_ENDPOINT_IS_LOCAL = urlsplit(SPEECH_ENDPOINT_URL).hostname in ("localhost", "127.0.0.1", "::1")
if PRODUCTION and SPEECH_ENDPOINT_URL and not (SPEECH_ENDPOINT_URL.startswith("https://") or SPEECH_ENDPOINT_IS_LOCAL):
    raise ImproperlyConfigured("VIGIE_SPEECH_ENDPOINT_URL: an https:// address, or one of this machine (docs/settings.md).")
AUDIO_MAX_SECONDS = env.int("VIGIE_AUDIO_MAX_SECONDS", 3 * 3600)
KEEP_ORIGINAL = env.bool("VIGIE_KEEP_ORIGINAL", False)

# --- Wagtail
WAGTAIL_SITE_NAME = "Vigie"
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address is dictated over the phone: « /cours/appels-difficiles/ »
WAGTAIL_FINISH_WORKFLOW_ACTION = "explainers.approval.publish_approved"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# What is uploaded is judged by its content (explainers/document_files.py, pictures.py) and sent with the type of its extension; only
# PDF, which a browser draws apart from the page, opens in the browser, everything else is saved.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "explainers.upload_forms.DocumentForm"
WAGTAILDOCS_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
WAGTAILDOCS_EXTENSIONS = list(WAGTAILDOCS_CONTENT_TYPES)
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "explainers.upload_forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it may hold scripts
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000

# --- Running it (operations/README.md)
METRICS_TOKEN = env.str("VIGIE_METRICS_TOKEN", "")
LOG_FORMAT = env.str("VIGIE_LOG_FORMAT", "line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured("VIGIE_LOG_FORMAT: line or json (docs/settings.md).")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "operations.logs.Line", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "operations.logs.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("VIGIE_LOG_LEVEL", "INFO")},
    # Each page saved in Wagtail would write ten lines about its index.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")},
}
# Faults go to a Sentry, or to what speaks like one, once it is named (operations/reporting.py).
if SENTRY_DSN := env.str("VIGIE_SENTRY_DSN", ""):
    _dsn = urlsplit(SENTRY_DSN)
    if not (_dsn.scheme in ("http", "https") and _dsn.username and _dsn.path.rpartition("/")[2].isdecimal()):
        raise ImproperlyConfigured("VIGIE_SENTRY_DSN: https://key@sentry.example/number (docs/settings.md).")
    LOGGING["handlers"]["reports"] = {
        "class": "operations.reporting.Reporter",
        "dsn": SENTRY_DSN,
        "environment": env.str("VIGIE_SENTRY_ENVIRONMENT", "production"),
    }
    LOGGING["root"]["handlers"].append("reports")
