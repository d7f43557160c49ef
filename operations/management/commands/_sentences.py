"""What an operator reads of a backup or a restoration that did not happen."""

from __future__ import annotations

from operations.archive import BackupError

SENTENCES = {
    "no_backup": "« %s » n’est pas une sauvegarde : il n’y a pas de manifest.json. Rien n’a été changé.",
    "manifest": "Le manifeste de « %s » n’est pas entier : cette sauvegarde ne peut pas être vérifiée. Rien n’a été changé.",
    "format": "Sauvegarde d’un autre format (« %s ») que ceux que cette version lit. Rien n’a été changé.",
    "path": "La sauvegarde contient un chemin qui sort de son dossier (« %s ») : refusée. Rien n’a été changé.",
    "missing": "Il manque un fichier à la sauvegarde : %s. Rien n’a été changé.",
    "changed": "Un fichier de la sauvegarde n’est plus celui qui y a été mis : %s. Rien n’a été changé.",
    "newer": "La sauvegarde vient d’une version plus récente du portail (migration %s inconnue ici) : mettez d’abord le portail à jour.",
    "other_vendor": "La sauvegarde est celle d’une base « %s », et DATABASE_URL en désigne une autre. Rien n’a été changé.",
    "not_empty": "Cette installation n’est pas vide. Pour la remplacer par la sauvegarde : --replace. Rien n’a été changé.",
    "no_journal": (
        "Le journal des effacements (%s) n’est pas là : les appels retirés depuis la sauvegarde reviendraient. Donnez-en la copie avec "
        "--journal FICHIER, ou, s’il est perdu, acceptez-le avec --without-journal. Rien n’a été changé."
    ),
    "other_journal": (
        "Le journal des effacements (%s) en sait moins que la sauvegarde : ce n’est pas le bon, ou il n’est pas entier. Donnez le bon avec "
        "--journal FICHIER, ou, s’il est perdu, acceptez-le avec --without-journal. Rien n’a été changé."
    ),
    "no_such_journal": "Le journal des effacements ne se lit pas : %s. Rien n’a été changé.",
    "unreadable_journal": "Une ligne du journal des effacements n’en est pas une : %s. Rien n’a été changé.",
    "keys": "Le fichier des clés ne se lit pas : %s. Rien n’a été changé.",
    "vendor": "Seules les bases SQLite et PostgreSQL sont sauvegardées, pas « %s ».",
    "no_tool": "Le programme %s n’est pas installé. Sur Debian : apt install postgresql-client.",
    "tool_version": "Le client PostgreSQL est plus ancien que le serveur : installez celui de la même version (%s).",
    "tool": "PostgreSQL a refusé : %s",
    "database": "La base contenue dans la sauvegarde est abîmée : %s.",
    "counts": "Après copie, des tables n’ont pas le nombre de lignes annoncé (%s). Le portail reste fermé.",
    "name_taken": "Le magasin de fichiers n’a pas voulu du nom « %s ». Le portail reste fermé ; recommencez avec --replace.",
    "disk": "La sauvegarde s’est arrêtée, et ce qui était commencé a été ôté : %s",
    "under_way": "Une sauvegarde est déjà en cours dans « %s ».",
}


def sentence(error: BackupError) -> str:
    return SENTENCES[error.code] % error.detail if "%s" in SENTENCES[error.code] else SENTENCES[error.code]
