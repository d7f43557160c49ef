from django.urls import path, re_path

from call_review import protected_agent_views
from call_review import protection_views as views

app_name = "protection"
urlpatterns = [
    path("protection-des-donnees/", views.retention_page, name="retention"),
    path("protection-des-donnees/purger/", views.purge_now, name="purge"),
    path("protection-des-donnees/personnes-ecartees/", protected_agent_views.protected_list, name="protected_agents"),
    path("protection-des-donnees/personnes-ecartees/<int:pk>/", protected_agent_views.release, name="release"),
    path("protection-des-donnees/bordereaux/", views.elimination_list, name="eliminations"),
    re_path(r"^protection-des-donnees/bordereaux/bordereaux\.(?P<kind>csv|xlsx)$", views.elimination_export, name="eliminations_export"),
    path("protection-des-donnees/bordereaux/<int:pk>.pdf", views.elimination_pdf, name="elimination_pdf"),
    re_path(r"^protection-des-donnees/registre\.(?P<kind>json|csv|html)$", views.register_export, name="register_export"),
    path("protection-des-donnees/usagers/", views.caller_request_page, name="caller_requests"),
    path("protection-des-donnees/usagers/<uuid:key>/effacer/", views.erase_for_caller, name="erase_for_caller"),
    path("protection-des-donnees/consultations/", views.access_list, name="accesses"),
    re_path(r"^protection-des-donnees/consultations/consultations\.(?P<kind>csv|xlsx)$", views.access_export, name="accesses_export"),
]
