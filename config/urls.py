from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from django.views.static import serve
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.proconnect.signing_out import sign_out
from accounts.views.second_factor import confirm_with_passkey, remove_passkey, second_factor_due

handler500 = "theme.failures.server_error"

urlpatterns = [
    path("", include("operations.urls")),
    path("", include("home.urls")),
    path("", include("accounts.urls")),
    path("", include("theme.urls")),
    path("taches/", include("background.urls")),
    path("essais-de-transcription/", include("call_review.urls")),
    path("fiches/", include("explainers.urls")),
    path("cours/", include("courses.urls")),
    path("", include("call_review.campaign_urls")),
    path("", include("call_review.recording_urls")),
    path("", include("call_review.review_urls")),
    path("", include("call_review.protection_urls")),
    path("api/", include("call_review.api_urls")),
    path("signalements/", include("feedback.urls")),
    path("", include("careers.urls")),
    path("journal/", include("wellbeing.journal_urls")),
    path("langue/", login_not_required(set_language), name="set_language"),
    # Before allauth's own: the last second factor of who must have one stays.
    path("compte/2fa/webauthn/keys/<int:pk>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("compte/2fa/webauthn/reauthenticate/", confirm_with_passkey, name="mfa_reauthenticate_webauthn"),
    # Who came from ProConnect leaves it too.
    path("compte/logout/", sign_out, name="account_logout"),
    path("compte/2fa/requis/", second_factor_due, name="second_factor_due"),
    # Not allauth.urls: its pages for linking other identities are not ours (accounts/proconnect).
    path("compte/", include("allauth.account.urls")),
    path("compte/2fa/", include("allauth.mfa.urls")),
    # Wagtail's own sign-in knows neither the second factor nor the limits on attempts; its sign-out leaves the portal only.
    path(
        "redaction/login/",
        login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True)),
        name="wagtail_login_closed",
    ),
    path("redaction/logout/", sign_out, name="wagtail_logout"),
    path("redaction/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Pages written in Wagtail are public, under one prefix; restricted ones carry Wagtail's own view restriction.
    re_path(r"^pages/((?:[\w\-]+/)*)$", login_not_required(wagtail_views.serve), name="wagtail_serve"),
]

if not settings.PRODUCTION:  # there, the web server in front does it
    # Only what Wagtail publishes: nothing else of the media folder has an address.
    pictures = r"^media/(?P<path>(?:images|original_images)/.+)$"
    urlpatterns.append(re_path(pictures, login_not_required(serve), {"document_root": settings.MEDIA_ROOT}, name="media"))
