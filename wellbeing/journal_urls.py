from django.urls import path, re_path

from wellbeing import journal_key_views, journal_views

app_name = "journal"
urlpatterns = [
    path("", journal_views.home, name="home"),
    path("commencer/", journal_key_views.begin, name="begin"),
    path("ouvrir/", journal_key_views.open_journal, name="open"),
    path("refermer/", journal_key_views.close, name="close"),
    path("code/", journal_key_views.code, name="code"),
    path("code/nouveau/", journal_key_views.new_code, name="new_code"),
    path("recuperer/", journal_key_views.recover, name="recover"),
    path("phrase-secrete/", journal_key_views.passphrase, name="passphrase"),
    path("effacer/", journal_key_views.erase, name="erase"),
    path("ecrire/", journal_views.write, name="write"),
    re_path(r"^journal\.(?P<kind>json|txt)$", journal_views.export, name="export"),
    path("<uuid:key>/", journal_views.entry, name="entry"),
    path("<uuid:key>/modifier/", journal_views.change, name="change"),
    path("<uuid:key>/effacer/", journal_views.erase_entry, name="erase_entry"),
]
