from django.urls import path, re_path

from accounts.proconnect import signing_out
from accounts.proconnect import views as proconnect
from accounts.views import administration, directory, imports, own, person, ways_in
from accounts.views import proconnect as identities

app_name = "accounts"
urlpatterns = [
    path("annuaire/", directory.directory, name="directory"),
    re_path(r"^annuaire/annuaire\.(?P<kind>csv|xlsx)$", directory.directory_export, name="directory_export"),
    path("annuaire/<int:pk>/", person.person, name="person"),
    path("annuaire/<int:pk>/poste/", person.edit_post, name="edit_post"),
    path("annuaire/<int:pk>/absences/", person.add_leave, name="add_leave"),
    path("annuaire/<int:pk>/absences/<int:leave>/retirer/", person.remove_leave, name="remove_leave"),
    path("annuaire/<int:pk>/roles/", person.add_role, name="add_role"),
    path("annuaire/<int:pk>/roles/<int:held>/retirer/", person.remove_role, name="remove_role"),
    path("annuaire/<int:pk>/fermer/", person.close_account, name="close_account"),
    path("annuaire/<int:pk>/rouvrir/", person.open_account, name="open_account"),
    path("annuaire/<int:pk>/inviter/", person.invite_again, name="invite_again"),
    path("annuaire/<int:pk>/second-facteur/retirer/", ways_in.reset_second_factor, name="reset_second_factor"),
    path("annuaire/<int:pk>/proconnect/delier/", ways_in.unbind, name="unbind"),
    path("mon-compte/", own.my_account, name="my_account"),
    path("mon-compte/mes-absences.ics", own.my_leaves, name="my_leaves"),
    path("mon-compte/securite/", own.my_security, name="my_security"),
    path("compte/email/", own.my_address, name="my_address"),
    path("compte/proconnect/", proconnect.begin, name="proconnect"),
    path("compte/proconnect/retour/", proconnect.come_back, name="proconnect_return"),
    path("compte/proconnect/delier/", identities.unbind_mine, name="unbind_mine"),
    path("compte/proconnect/depart/", signing_out.leaving, name="proconnect_leaving"),
    path("compte/proconnect/parti/", signing_out.left, name="proconnect_left"),
    path("notifications/", own.notifications, name="notifications"),
    path("notifications/tout-lu/", own.read_all_notifications, name="read_all_notifications"),
    path("notifications/<int:pk>/lire/", own.read_notification, name="read_notification"),
    path("importations/", imports.roster_imports, name="roster_imports"),
    path("importations/exemple.csv", imports.roster_example, name="roster_example"),
    path("importations/<int:pk>/", imports.roster_import, name="roster_import"),
    path("importations/<int:pk>/confirmer/", imports.confirm_roster_import, name="confirm_roster_import"),
    path("importations/<int:pk>/abandonner/", imports.abandon_roster_import, name="abandon_roster_import"),
    path("importations/<int:pk>/effacer/", imports.erase_roster_import, name="erase_roster_import"),
    path("importations/<int:pk>/reprendre/", imports.resume_roster_import, name="resume_roster_import"),
    re_path(r"^importations/(?P<pk>\d{1,18})/rapport\.(?P<kind>csv|xlsx)$", imports.roster_report, name="roster_report"),
    path("equipes/", administration.teams, name="teams"),
    path("equipes/<int:pk>/", administration.team, name="team"),
    path("equipes/<int:pk>/supprimer/", administration.delete_team, name="delete_team"),
    path("organisation/", administration.organisation, name="organisation"),
    path("journal-de-securite/", administration.security_log, name="security_log"),
    path("envois/", administration.deliveries, name="deliveries"),
    path("envois/<int:pk>/renvoyer/", administration.send_again, name="send_again"),
]
