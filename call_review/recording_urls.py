from django.urls import path

from call_review import deposit_views, glossary_views, recording_views, search_views
from call_review.several_views import several, upload_outcome
from call_review.tus_views import upload_bytes

app_name = "recordings"
urlpatterns = [
    path("appels/", recording_views.recording_list, name="list"),
    path("appels/recherche/", search_views.search, name="search"),
    path("appels/vocabulaire/", glossary_views.glossary_page, name="glossary"),
    path("appels/vocabulaire/vocabulaire.csv", glossary_views.export, name="glossary_export"),
    path("appels/vocabulaire/<int:pk>/", glossary_views.change, name="glossary_word"),
    path("appels/vocabulaire/<int:pk>/retirer/", glossary_views.remove, name="glossary_remove"),
    path("appels/mes-appels.zip", recording_views.take_away, name="take_away"),
    path("appels/deposer/", deposit_views.declare, name="declare"),
    path("appels/deposer/plusieurs/", several, name="several"),
    path("appels/depots/<uuid:key>/", deposit_views.upload, name="upload"),
    path("appels/depots/<uuid:key>/octets/", upload_bytes, name="bytes"),
    path("appels/depots/<uuid:key>/suite/", upload_outcome, name="outcome"),
    path("appels/depots/<uuid:key>/abandonner/", deposit_views.discard_upload, name="discard_upload"),
    path("appels/<uuid:key>/etat/", recording_views.status, name="status"),
    path("appels/<uuid:key>/reprendre/", recording_views.retry, name="retry"),
    path("appels/<uuid:key>/devant/", recording_views.forward, name="forward"),
    path("appels/<uuid:key>/retirer/", recording_views.withdraw, name="withdraw"),
]
