from django.urls import path

from feedback import board_views, views

app_name = "feedback"
urlpatterns = [
    path("", views.own_concerns, name="mine"),
    path("nouveau/", views.new_concern, name="new"),
    path("verifier/", views.check, name="check"),
    path("a-traiter/", board_views.board, name="board"),
    path("<uuid:key>/", views.concern_page, name="concern"),
    path("<uuid:key>/prendre/", board_views.take, name="take"),
    path("<uuid:key>/rendre/", board_views.hand_back, name="hand_back"),
    path("<uuid:key>/repondre/", board_views.answer, name="answer"),
    path("<uuid:key>/publier/", board_views.publish, name="publish"),
    path("<uuid:key>/clore/", board_views.close, name="close"),
]
