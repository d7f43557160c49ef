"""Three explainers for the demonstration, written by one person and approved by another, as any explainer is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model

from accounts.models import User
from explainers.models import CaptionedMedia, ExplainerIndexPage, ExplainerPage, ExplainerTopic
from topics.models import Topic

FILES = Path(__file__).parent / "demonstration"
LETTER = FILES / "courrier.png"
LETTER_TITLE = "Où lire la date limite sur un courrier"
LETTER_ALTERNATIVE = "Un courrier de notification : la date limite est encadrée au milieu de la page, sous la somme et avant la signature."
CALL = FILES / "appel-demenagement.m4a"
CALL_TITLE = "« Je viens de déménager » : le début de l’appel"
CALL_CREDIT = "Appel inventé, voix de synthèse (Kokoro-82M, style SIWIS). Licence CC BY 4.0."
SERVICE_PUBLIC = "https://www.service-public.gouv.fr/"
Step = tuple[str, str]


@dataclass(frozen=True)
class Draft:
    slug: str
    title: str
    summary: str
    topics: tuple[str, ...]
    bureau: str
    review_in: int
    """Days."""
    steps_title: str
    steps: tuple[Step, ...]
    text_title: str
    text: str
    to_say: tuple[str, ...]
    to_ask: tuple[str, ...]
    not_by_phone: str
    sources: tuple[tuple[str, str], ...]
    online: tuple[str, str] = ("", "")
    with_letter: bool = field(default=False)
    with_call: bool = field(default=False)


DRAFTS = (
    Draft(
        slug="je-demenage",
        title="Je déménage : qui prévenir ?",
        summary="La personne prévient chaque organisme de sa nouvelle adresse ; un service en ligne en prévient plusieurs à la fois.",
        topics=("CHG-COO-01", "INF-PRA-03"),
        bureau="Relations avec les usagers",
        review_in=360,
        steps_title="Les étapes",
        steps=(
            ("Demander ce qui change avec l’adresse", "Véhicule, titre de séjour, prestations : ces trois cas ont leur propre démarche."),
            (
                "Proposer le service groupé",
                "Il prévient plusieurs organismes en une fois. La personne peut aussi le faire par courrier ou au guichet.",
            ),
            (
                "Nommer les organismes à prévenir à part",
                "La page dit qui est prévenu. Pour chaque organisme absent : « Celui-ci, il faudra le prévenir à part. »",
            ),
            ("Faire redire la première démarche", "« Que ferez-vous en premier ? » vaut mieux que « Avez-vous compris ? »."),
        ),
        text_title="Avant, puis après",
        text="<p><b>Avant le départ</b> : les contrats du logement, la réexpédition du courrier, l’école.</p>"
        "<p><b>Après l’arrivée</b> : les organismes qui versent ou prélèvent, le véhicule, la liste électorale.</p>"
        "<p>Demandez où en est la personne : elle appelle parfois pour une seule démarche, et repart avec l’ordre des autres.</p>",
        to_say=(
            "Avez-vous un véhicule, un titre de séjour ou une prestation ? Je vous dis ce qui change pour chacun.",
            "Un seul service en prévient plusieurs. Voulez-vous que nous le regardions ensemble ?",
            "Pour être sûr d’avoir été clair : qui préviendrez-vous en premier ?",
        ),
        to_ask=("La date du déménagement", "La nouvelle adresse complète", "Ce que la personne a déjà fait"),
        not_by_phone="Le délai de chaque démarche : il diffère d’un organisme à l’autre. Donnez l’adresse de la page officielle.",
        sources=(("Déclarer un changement d’adresse", SERVICE_PUBLIC),),
        online=("Le service de changement d’adresse", SERVICE_PUBLIC),
        with_call=True,
    ),
    Draft(
        slug="on-me-reclame-un-trop-percu",
        title="On me réclame un trop-perçu",
        summary="La personne peut demander une explication, contester, ou demander du temps : la date limite est dans le courrier.",
        topics=("PAI-DET-01", "PAI-DET-03", "REC-CON-01"),
        bureau="Recouvrement amiable",
        review_in=180,
        steps_title="Les étapes",
        steps=(
            ("Lire le courrier avec la personne", "La prestation, la période, la date. Un trop-perçu est une somme versée en trop."),
            ("Trouver sa situation", "D’accord, pas d’accord, ne peut pas payer, ne comprend pas : une voie pour chacune."),
            (
                "Dire la date limite écrite sur le courrier",
                "Lisez-la avec la personne, ne la calculez pas. Chaque voie peut avoir la sienne. "
                "Une autre date, en haut, peut être celle de l’envoi.",
            ),
            ("Confirmer par écrit", "La voie choisie, la date limite, la référence du courrier."),
        ),
        text_title="Les mots qui aident",
        text="<p>Ne parlez pas de fraude : une somme versée en trop peut venir d’un changement, d’une information "
        "arrivée tard, ou d’une erreur de notre part.</p>"
        "<p>La personne cite le droit à l’erreur ? Il porte sur la sanction, pas sur la somme. "
        "Ne promettez rien : faites vérifier son cas.</p>"
        "<p>La voie dépend de la prestation. Si elle n’est pas de notre organisme, donnez le bon service et ce qu’il faut y demander.</p>",
        to_say=(
            "Un trop-perçu, c’est une somme versée en trop. Regardons ensemble d’où elle vient.",
            "Vous pouvez contester, ou demander du temps. La date limite est dans le cadre, au milieu du courrier.",
            "Je ne sais pas si la demande sera acceptée. Je peux vous dire qui la regarde, et comment la réponse arrive.",
        ),
        to_ask=("La référence du courrier", "La date de la notification", "Ce que la personne a déjà envoyé ou payé"),
        not_by_phone="Si la demande de remise sera acceptée. Dites qui la regarde, et comment la réponse arrive.",
        sources=(("Prestations : sommes à rembourser", "https://www.caf.fr/"), ("Le droit à l’erreur", SERVICE_PUBLIC)),
        with_letter=True,
    ),
    Draft(
        slug="carte-d-identite-perdue-ou-volee",
        title="Carte d’identité perdue ou volée",
        summary="La personne déclare la perte ou le vol, prépare sa demande, puis prend rendez-vous dans une mairie équipée.",
        topics=("DEM-TIT-02",),
        bureau="Titres d’identité",
        review_in=360,
        steps_title="Les étapes",
        steps=(
            (
                "Demander : perdue ou volée, en France ou à l’étranger ?",
                "Un vol se déclare à la police ou à la gendarmerie ; une perte, avec la demande. "
                "À l’étranger, la page officielle dit où aller.",
            ),
            ("Préparer la demande", "En ligne si la personne le veut ; sinon au guichet, avec l’aide de la mairie."),
            ("Prendre rendez-vous", "Dans la mairie équipée de son choix : la commune voisine a peut-être un créneau plus proche."),
            ("Retirer la carte", "Au même endroit que la demande."),
        ),
        text_title="Un départ proche",
        text="<p>Demandez d’abord si la personne a un passeport valide : il suffit peut-être pour voyager.</p>"
        "<p>Une carte déclarée perdue puis retrouvée ne sert plus : dites-le avant la déclaration.</p>",
        to_say=(
            "Avez-vous un passeport valide ? Nous aurons peut-être plus de temps que vous ne pensez.",
            "Vous pouvez aller dans n’importe quelle mairie équipée. Je vous donne la page qui les nomme.",
        ),
        to_ask=("Un justificatif de domicile", "Une photo d’identité récente", "Ce qui reste : copie, passeport, acte de naissance"),
        not_by_phone="Le délai de fabrication : il change avec la saison et le lieu. La page officielle donne celui du moment.",
        sources=(("Perte ou vol de la carte nationale d’identité", SERVICE_PUBLIC),),
        online=("La pré-demande de carte d’identité", "https://ants.gouv.fr/"),
    ),
)


@transaction.atomic
def load(index: ExplainerIndexPage, author: User, approver: User) -> int:
    """Adds the explainers that are missing. Answers how many."""
    missing = [draft for draft in DRAFTS if not ExplainerPage.objects.filter(slug=draft.slug).exists()]
    for draft in missing:
        page = _written(index, draft)
        page.save_revision(user=author)
        page.get_workflow().start(page, author)
        page.current_workflow_task_state.approve(user=approver)
    return len(missing)


def _written(index: ExplainerIndexPage, draft: Draft) -> ExplainerPage:
    today = timezone.localdate()
    label, url = draft.online
    page = ExplainerPage(
        slug=draft.slug,
        title=draft.title,
        summary=draft.summary,
        online_label=label,
        online_url=url,
        body=_body(draft),
        to_say=[("phrase", phrase) for phrase in draft.to_say],
        to_ask=[("piece", piece) for piece in draft.to_ask],
        not_by_phone=draft.not_by_phone,
        sources=[("source", {"title": title, "url": address, "checked_on": None}) for title, address in draft.sources],
        bureau=draft.bureau,
        valid_from=today,
        review_by=today + datetime.timedelta(days=draft.review_in),
        live=False,
    )
    for place, code in enumerate(draft.topics):
        page.explainer_topics.add(ExplainerTopic(topic=Topic.objects.get(code=code), sort_order=place))
    index.add_child(instance=page)
    return page


def _body(draft: Draft) -> list[tuple[str, dict[str, Any]]]:
    steps = [{"title": title, "detail": detail, "delay": ""} for title, detail in draft.steps]
    body: list[tuple[str, dict[str, Any]]] = [("steps", {"title": draft.steps_title, "steps": steps})]
    if draft.with_letter:
        caption = "Schéma : la mise en page change d’un organisme à l’autre."
        body.append(("picture", {"image": _letter(), "alternative": LETTER_ALTERNATIVE, "caption": caption}))
    if draft.with_call:
        body.append(("media", {"media": _call(), "caption": "Répondre d’abord, préciser ensuite."}))
    return [*body, ("text", {"title": draft.text_title, "text": draft.text})]


def _letter() -> Any:
    images = get_image_model()
    if known := images.objects.filter(title=LETTER_TITLE).first():
        return known
    return images.objects.create(title=LETTER_TITLE, file=ImageFile(BytesIO(LETTER.read_bytes()), name=LETTER.name))


def _call() -> CaptionedMedia:
    if known := CaptionedMedia.objects.filter(title=CALL_TITLE).first():
        return known
    file = ContentFile(CALL.read_bytes(), name=CALL.name)
    call = CaptionedMedia(title=CALL_TITLE, file=file, captions=CALL.with_suffix(".vtt").read_text("utf-8"), credit=CALL_CREDIT)
    call.full_clean()
    call.save()
    return call
