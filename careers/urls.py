from django.urls import path, re_path

from careers import certification_views, holder_views, verification_views, views

app_name = "careers"
urlpatterns = [
    path("mes-certificats/", views.mine, name="mine"),
    path("mes-certificats/obtenir/<uuid:key>/", views.obtain, name="obtain"),
    path("mes-certificats/<uuid:key>/", views.certificate, name="certificate"),
    path("mes-certificats/<uuid:key>/certificat.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("verifier/", verification_views.verify_search, name="verify_search"),
    path("verifier/<uuid:key>/", verification_views.verify, name="verify"),
    path("certifications/", certification_views.certifications, name="certifications"),
    path("certifications/nouvelle/", certification_views.new_certification, name="new_certification"),
    path("certifications/<int:pk>/", certification_views.certification, name="certification"),
    path("certifications/<int:pk>/modifier/", certification_views.edit_certification, name="edit_certification"),
    path("certifications/<int:pk>/clore/", certification_views.close_certification, name="close_certification"),
    path("certifications/titulaires/", holder_views.holders, name="holders"),
    re_path(r"^certifications/titulaires\.(?P<kind>csv|xlsx)$", holder_views.holders_export, name="holders_export"),
    path("certifications/certificats/<uuid:key>/", holder_views.award, name="award"),
    path("certifications/certificats/<uuid:key>/revoquer/", holder_views.revoke, name="revoke"),
]
