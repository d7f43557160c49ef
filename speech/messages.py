"""What a person reads when something went wrong: one sentence a code, that says what it is and what to do."""

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from .errors import SpeechError

SENTENCES: dict[str, Promise] = {
    # The file (errors.NotACall)
    "sound_empty_file": _("Ce fichier est vide. Exportez l’enregistrement à nouveau, puis renvoyez-le."),
    "sound_is_html": _("Ce fichier n’est pas un son. C’est une page web : ouvrez-la et enregistrez l’appel lui-même."),
    "sound_is_playlist": _("Ce fichier n’est pas un son. C’est une liste de lecture : envoyez l’enregistrement qu’elle désigne."),
    "sound_is_text": _("Ce fichier n’est pas un son. C’est du texte : choisissez l’enregistrement de l’appel."),
    "sound_is_pdf": _("Ce fichier n’est pas un son. C’est un document PDF : choisissez l’enregistrement de l’appel."),
    "sound_is_image": _("Ce fichier n’est pas un son. C’est une image : choisissez l’enregistrement de l’appel."),
    "sound_is_archive": _("Ce fichier n’est pas un son. C’est une archive ou un document : envoyez l’enregistrement lui-même."),
    "sound_is_unknown": _("Ce fichier n’est pas un son que nous savons lire. Choisissez un WAV, MP3, M4A, Ogg, FLAC, AMR, WMA ou WebM."),
    "sound_damaged": _("Cet enregistrement est abîmé ou incomplet, et ne peut pas être lu. Exportez-le à nouveau, puis renvoyez-le."),
    "sound_absent": _("Ce fichier ne contient pas de piste sonore. Choisissez l’enregistrement de l’appel."),
    "sound_without_sample": _("Cet enregistrement ne contient aucun son : il dure zéro seconde."),
    "sound_codec": _("Le son de ce fichier est codé d’une manière que nous ne savons pas lire. Exportez-le en WAV ou en MP3."),
    "sound_channels": _("Cet enregistrement a %(detail)s voies. Un appel en a une ou deux : exportez-le en mono ou en stéréo."),
    "sound_rate": _("Cet enregistrement a %(detail)s échantillons par seconde. Il en faut de 8 000 à 192 000."),
    "sound_too_long": _("Cet enregistrement est trop long : la limite est de %(detail)s. Coupez-le en plusieurs fichiers."),
    "sound_missing": _("Ce fichier n’existe pas. Vérifiez son nom et son dossier."),
    "sound_no_file": _("Ce n’est pas un fichier ordinaire. Choisissez l’enregistrement de l’appel."),
    "sound_unreadable": _("Ce fichier ne peut pas être ouvert. Vérifiez que vous avez le droit de le lire."),
    # The installation (errors.EngineUnavailable)
    "engine_unknown": _("Le moteur de transcription « %(detail)s » n’existe pas. Corrigez le réglage VIGIE_SPEECH_ENGINE."),
    "engine_missing": _("Le moteur de transcription « %(detail)s » n’est pas installé. Prévenez la personne qui administre le portail."),
    "model_missing": _("Le modèle de transcription « %(detail)s » est introuvable. Prévenez la personne qui administre le portail."),
    "model_damaged": _("Le modèle de transcription « %(detail)s » est abîmé. Prévenez la personne qui administre le portail."),
    "language_unknown": _("Le modèle de transcription ne connaît pas la langue « %(detail)s ». Donnez un code comme fr, en ou ar."),
    "model_folder": _("Le dossier « %(detail)s » ne peut pas être écrit. Prévenez la personne qui administre le portail."),
    "endpoint_settings": _("Le serveur de transcription est mal réglé (%(detail)s). Prévenez la personne qui administre le portail."),
    "endpoint_certificate": _(
        "Le serveur de transcription n’a pas prouvé son identité : aucun son ne lui a été envoyé. "
        "Prévenez la personne qui administre le portail."
    ),
    "endpoint_key": _("Le serveur de transcription refuse le portail (%(detail)s). Prévenez la personne qui administre le portail."),
    "endpoint_address": _(
        "Le serveur de transcription ne connaît pas l’adresse ou le modèle demandés (%(detail)s). "
        "Prévenez la personne qui administre le portail."
    ),
    "endpoint_redirect": _(
        "Le serveur de transcription renvoie vers une autre adresse, où aucun son n’a été envoyé. "
        "Prévenez la personne qui administre le portail."
    ),
    "endpoint_too_large": _(
        "Le serveur de transcription refuse un passage aussi long (%(detail)s). Prévenez la personne qui administre le portail."
    ),
    "endpoint_refused": _("Le serveur de transcription a refusé ce son (%(detail)s). Prévenez la personne qui administre le portail."),
    "endpoint_answer": _(
        "La réponse du serveur de transcription ne se lit pas, et rien n’en a été gardé. Prévenez la personne qui administre le portail."
    ),
    "endpoint_times": _(
        "Le serveur de transcription a placé des mots à des moments impossibles, et rien n’en a été gardé. "
        "Prévenez la personne qui administre le portail."
    ),
    "endpoint_without_times": _(
        "Le serveur de transcription ne dit pas à quel moment chaque phrase est dite, et rien n’en a été gardé. "
        "Prévenez la personne qui administre le portail."
    ),
    # The moment (errors.TryLater)
    "endpoint_away": _("Le serveur de transcription ne répond pas. Réessayez plus tard."),
    "endpoint_cut": _("Le serveur de transcription s’est arrêté au milieu de sa réponse. Réessayez plus tard."),
    "endpoint_slow": _("Le serveur de transcription est trop lent. Réessayez plus tard."),
    "endpoint_busy": _("Le serveur de transcription a trop de demandes. Réessayez plus tard."),
    "endpoint_fault": _("Le serveur de transcription est en panne (%(detail)s). Réessayez plus tard."),
    "model_hub": _("Le modèle de transcription « %(detail)s » n’a pas pu être téléchargé. Réessayez plus tard."),
    "disk_full": _("Il n’y a plus assez de place sur le disque du serveur. Réessayez plus tard."),
}


def sentence(error: SpeechError) -> str:
    """The sentence of an error, in the language of the moment."""
    return str(SENTENCES[error.code]) % {"detail": error.detail}


def speaker(name: str) -> str:
    """What a speaker of a transcript is called."""
    return {"agent": gettext("Agent"), "caller": gettext("Usager")}.get(name, gettext("Voix"))


def foreign(language: str) -> str:
    """Says that a call was recognised to be in another language than French."""
    try:
        name = get_language_info(language)["name_translated"].lower()
    except KeyError:  # Whisper knows more languages than Django can name
        name = language
    return gettext("Cet appel n’est pas en français. Langue reconnue : %(language)s.") % {"language": name}


def nothing_said() -> str:
    return gettext("Personne ne parle dans cet enregistrement.")
