from django.urls import path

from call_review import correction_views as correction
from call_review import debrief_views as debrief
from call_review import masking_views as masking
from call_review import original_views, placing_views
from call_review import review_views as views

app_name = "review"
urlpatterns = [
    path("appels/<uuid:key>/", views.call, name="call"),
    path("appels/<uuid:key>/son.m4a", views.sound, name="sound"),
    path("appels/<uuid:key>/onde.json", views.peaks, name="peaks"),
    path("appels/<uuid:key>/ecoute/", views.played, name="played"),
    path("appels/<uuid:key>/corriger/", correction.correct, name="correct"),
    path("appels/<uuid:key>/intervertir/", correction.swap_sides, name="swap_sides"),
    path("appels/<uuid:key>/voix/", placing_views.place, name="place"),
    path("appels/<uuid:key>/notes/", debrief.write_note, name="write_note"),
    path("appels/<uuid:key>/notes/<int:pk>/", debrief.edit_note, name="edit_note"),
    path("appels/<uuid:key>/notes/<int:pk>/effacer/", debrief.erase_note, name="erase_note"),
    path("appels/<uuid:key>/notes/<int:pk>/repondre/", debrief.reply, name="reply"),
    path("appels/<uuid:key>/masquage/", masking.decide, name="decide"),
    path("appels/<uuid:key>/masquage/surs/", masking.mask_sure, name="mask_sure"),
    path("appels/<uuid:key>/masquage/<int:pk>/reprendre/", masking.take_back, name="take_back"),
    path("appels/<uuid:key>/masquage/publier/", masking.publish, name="publish_maskings"),
    path("appels/<uuid:key>/original/", original_views.original, name="original"),
    path("appels/<uuid:key>/original/son", original_views.original_sound, name="original_sound"),
    path("appels/<uuid:key>/grille/<int:pk>/", debrief.rate, name="rate"),
]
