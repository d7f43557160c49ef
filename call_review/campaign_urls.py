from django.urls import path

from call_review import calendar_views, calls_taken_views, intake_views, original_views
from call_review import campaign_views as views

app_name = "campaigns"
urlpatterns = [
    path("campagnes/", views.campaign_list, name="campaigns"),
    path("campagnes/nouvelle/", views.new_campaign, name="new_campaign"),
    path("campagnes/calendrier/", calendar_views.calendar_page, name="calendar"),
    path("campagnes/calendrier.ics", calendar_views.calendar_file, name="calendar_file"),
    path("campagnes/<int:pk>/appels-pris/", calls_taken_views.calls_taken_page, name="calls_taken"),
    path("campagnes/<int:pk>/appels-pris/appels-pris.csv", calls_taken_views.example, name="calls_taken_example"),
    path("campagnes/<int:pk>/", views.campaign_page, name="campaign"),
    path("campagnes/<int:pk>/modifier/", views.edit_campaign, name="edit_campaign"),
    path("campagnes/<int:pk>/notice/", views.publish_notice, name="publish_notice"),
    path("campagnes/<int:pk>/ouvrir/", views.open_campaign, name="open_campaign"),
    path("campagnes/<int:pk>/supprimer/", views.discard_campaign, name="discard_campaign"),
    path("campagnes/<int:pk>/clore/", views.close_campaign, name="close_campaign"),
    path("campagnes/<int:pk>/originaux/", original_views.campaign_originals, name="originals"),
    path("campagnes/<int:pk>/arrivees/", intake_views.intake, name="intake"),
    path("campagnes/<int:pk>/arrivees/dossier/", intake_views.open_folder, name="open_folder"),
    path("arrivees/<int:pk>/ne-plus-lire/", intake_views.remove_folder, name="remove_folder"),
    path("campagnes/<int:pk>/arrivees/jeton/", intake_views.make_token, name="make_token"),
    path("jetons-de-depot/<int:pk>/revoquer/", intake_views.revoke_token, name="revoke_token"),
    path("notices/", views.notice_list, name="notices"),
    path("notices/<int:pk>/", views.notice_page, name="notice"),
]
