"""Two million turns of invented French in a database, loaded by COPY: what `bench.call_search` searches in."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from accounts import roles
from accounts.models import Organisation, Post, Role, Team, User
from call_review.indexing import TURN_ENDS
from call_review.models import Campaign, Recording
from call_review.models.call_words import written
from call_review.stemming import stems_of
from topics.models import Topic

if TYPE_CHECKING:
    from psycopg import Cursor

TURNS_A_CALL = 40
TEAMS, AGENTS_A_TEAM, ORGANISATIONS = 2, 40, 5


def _words(text: str) -> list[str]:
    return text.split()


LITTLE = _words(
    "je vous le la les de un une et est pour que dans mon ma votre sur avec ne pas a en il elle nous ce qui ai avez sont mais donc au du "
    "des alors oui non bonjour merci madame monsieur voilà très bien attendez écoutez d’accord"
)
NOUNS = _words(
    "dossier demande carte retraite trimestre relevé courrier formulaire attestation justificatif versement pension allocation adresse "
    "rendez-vous compte numéro mairie préfecture caisse impôt naissance acte mariage enfant logement loyer employeur salaire bulletin "
    "permis véhicule titre séjour passeport médecin remboursement mutuelle cotisation chômage contrat arrêt maladie accident école crèche "
    "bourse cantine facture trop-perçu dette échéancier recours tribunal avocat délai réponse agence guichet site internet mot passe"
)
VERBS = _words(
    "renouveler envoyer recevoir demander payer perdre attendre déménager déclarer signer remplir joindre corriger vérifier annuler"
)
ENDINGS = ("er", "é", "ée", "ez", "ons", "ait")
SYLLABLES = _words("ba bel bri cal cor dan del fer fon gar gil hu jan la lin mar mo nel pas ri ro sal ta ter val ve vi")
RARE_WORDS = 12_000


@dataclass(frozen=True)
class Made:
    turns: int
    words: int
    calls: int
    agents: int


def vocabulary(chosen: random.Random) -> list[str]:
    """From the most said to the least: little words, those of the services, their verbs, then invented names of places and people."""
    verbs = [verb[:-2] + ending if verb.endswith("er") else verb for verb in VERBS for ending in ENDINGS]
    names = {"".join(chosen.choices(SYLLABLES, k=chosen.randint(2, 4))).capitalize() for _name in range(2 * RARE_WORDS)}
    said = [*LITTLE, *NOUNS, *(noun + "s" for noun in NOUNS), *dict.fromkeys(verbs)]
    return said + sorted(names)[:RARE_WORDS]


def make(turns: int) -> Made:
    chosen = random.Random(5)
    topics = [Topic.objects.create(code=f"B{number}", label=f"Motif {number}") for number in range(20)]
    agents = [agent for number in range(ORGANISATIONS) for agent in _organisation(number)]
    calls = turns // TURNS_A_CALL
    words = _load(chosen, calls, agents, [topic.pk for topic in topics])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Made(calls * TURNS_A_CALL, words, calls, len(agents))


def _organisation(number: int) -> list[tuple[int, int, list[int]]]:
    """(agent, organisation, campaigns of the team), each agent's. The first ones, and their coaches, are those who will ask."""
    organisation = Organisation.objects.create(name=f"Organisme {number}")
    made = []
    for rank in range(TEAMS):
        team = Team.objects.create(organisation=organisation, name=f"Équipe {rank}")
        asking = number * TEAMS + rank
        coaches = [_person(f"coach-{coach}@bench.example") for coach in (asking, asking + 10) if coach < 12]
        campaigns = [_campaign(organisation, team, season) for season in ("Printemps", "Automne")]
        for coach in coaches:
            roles.grant(coach, Role.COACH, organisation=organisation, team=team)
            for campaign in campaigns:
                campaign.coaches.add(coach)
        for place in range(AGENTS_A_TEAM):
            agent = _person(f"agent-{asking + 10 * place}@bench.example")
            Post.objects.create(user=agent, organisation=organisation, team=team, started_on=dt.date(2020, 1, 1))
            roles.grant(agent, Role.AGENT, organisation=organisation, team=team)
            made.append((agent.pk, organisation.pk, [campaign.pk for campaign in campaigns]))
    return made


def _person(email: str) -> User:
    return User.objects.create(email=email, password="!", first_name=email.partition("@")[0], last_name="Essai")


def _campaign(organisation: Organisation, team: Team, name: str) -> Campaign:
    day = timezone.localdate()
    campaign = Campaign.objects.create(
        organisation=organisation, name=f"{name} {team.name}", state=Campaign.State.CLOSED, opened_at=timezone.now(), purpose="Former",
        legal_basis=Campaign.LegalBasis.PUBLIC_TASK, first_day=day - dt.timedelta(days=80), last_day=day, dpo_contact="dpo@bench.example",
        consulted_on=day, consultation_document="CSA", archives_reference="AD", caller_information="Message",
    )  # fmt: skip
    campaign.teams.add(team)
    return campaign


# --- Calls, turns and their words


def _load(chosen: random.Random, calls: int, agents: list[tuple[int, int, list[int]]], topics: list[int]) -> int:
    """COPY of each table in turn, a thousand calls at a time. Answers how many words were said."""
    said = vocabulary(chosen)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(said))))
    written_as = {word: '"text": "' + word + '", "probability": 0.9}' for word in said}
    words = 0
    with connection.cursor() as cursor:
        for start in range(1, calls + 1, 1000):
            keys = range(start, min(start + 1000, calls + 1))
            spoken = {key: _said(chosen, said, weights) for key in keys}
            words += sum(len(turn) for turns in spoken.values() for turn in turns)
            _copy(cursor, "recording", RECORDING, (_recording(key, chosen, agents, topics) for key in keys))
            _copy(cursor, "turn", TURN, (row for key in keys for row in _turns(key, spoken[key], written_as)))
            _copy(cursor, "callwords", ("recording_id", "stems"), ((key, _stems(spoken[key])) for key in keys))
        for table in ("recording", "turn"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('call_review_{table}', 'id'), (SELECT max(id) FROM call_review_{table}))")
    return words


def _said(chosen: random.Random, said: list[str], weights: list[float]) -> list[list[str]]:
    return [chosen.choices(said, cum_weights=weights, k=chosen.randint(3, 21)) for _turn in range(TURNS_A_CALL)]


RECORDING = _words(
    "id key organisation_id campaign_id agent_id topic_id recorded_at received_at channels original listening features sealed sha256 "
    "seconds state quarantine engine model language erase_sound_at erase_at"
)
TURN = _words("recording_id position speaker start end text words")


def _copy(cursor: Any, table: str, columns: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    raw: Cursor = cursor.cursor
    names = ", ".join(f'"{name}"' for name in columns)
    with raw.copy(f"COPY call_review_{table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _recording(key: int, chosen: random.Random, agents: list[tuple[int, int, list[int]]], topics: list[int]) -> tuple[Any, ...]:
    agent, organisation, campaigns = agents[key % len(agents)]
    at = timezone.now() - dt.timedelta(seconds=chosen.randint(3600, 180 * 86400))
    kept = at + dt.timedelta(days=183), at + dt.timedelta(days=365)
    facts = organisation, chosen.choice(campaigns), agent, chosen.choice(topics), at, at
    return (
        key,
        uuid.UUID(int=key),
        *facts,
        "agent,caller",
        "o",
        "l",
        "f",
        "",
        f"{key:064}",
        320.0,
        "ready",
        "",
        "bench",
        "bench",
        "fr",
        *kept,
    )


def _turns(key: int, spoken: list[list[str]], written_as: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    for position, said in enumerate(spoken):
        start = position * 8.0
        places = [start + place * 0.37 for place in range(len(said))]
        words = [f'{{"start": {at:.2f}, "end": {at + 0.3:.2f}, {written_as[word]}' for at, word in zip(places, said, strict=True)]
        yield key, position, ("agent", "caller")[position % 2], start, start + 7.9, " ".join(said), "[" + ", ".join(words) + "]"


def _stems(spoken: list[list[str]]) -> str:
    """As `indexing.stems_of_call` writes them, without the rows."""
    return written([stem for said in spoken for word in (*said, None) for stem in (stems_of(word) if word else (TURN_ENDS,))])


def sizes() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_size_pretty(pg_total_relation_size('call_review_turn')), pg_size_pretty(pg_table_size('call_review_callwords')), "
            "pg_size_pretty(pg_relation_size('call_words_vector'))"
        )
        turns, words, index = cursor.fetchone()
    return f"turns {turns}; words searched {words} and their GIN index {index}"


# --- What is asked


def _words(*pools: list[str]) -> Any:
    return lambda chosen, user: {"mots": " ".join(chosen.choice(pool) for pool in pools)}


def _with(question: Any, **more: Any) -> Any:
    def asked(chosen: random.Random, user: User) -> dict[str, object]:
        return question(chosen, user) | {name: value(chosen, user) if callable(value) else value for name, value in more.items()}

    return asked


_RARE = vocabulary(random.Random(5))[-4000:]
_COMMON, _FREQUENT = NOUNS[12:], NOUNS[:8]
_ACTS = [verb[:-2] + "ez" for verb in VERBS if verb.endswith("er")]


def _phrase(chosen: random.Random, user: User) -> dict[str, object]:
    return {"mots": f'"{chosen.choice(_FREQUENT)} {chosen.choice(_FREQUENT)}"'}


def _a_month(chosen: random.Random, user: User) -> str:
    return (timezone.localdate() - dt.timedelta(days=30)).isoformat()


def _a_topic(chosen: random.Random, user: User) -> int:
    """One of those on offer."""
    seen = Recording.objects.visible_to(user).order_by()
    return chosen.choice(list(Topic.objects.filter(pk__in=seen.values("topic")).order_by("pk"))).pk


QUESTIONS = {
    "a rare word": _words(_RARE),
    "a word": _words(_COMMON),
    "a frequent word": _words(_FREQUENT),
    "a frequent word, by date": _with(_words(_FREQUENT), tri="date"),
    "two words, one of them a verb": _words(_COMMON, _ACTS),
    "four words": _words(_FREQUENT, _COMMON, _ACTS, _FREQUENT),
    "a phrase of frequent words": _phrase,
    "a word, a topic": _with(_words(_COMMON), motif=_a_topic),
    "a frequent word, a month": _with(_words(_FREQUENT), du=_a_month),
    "a topic, no word": lambda chosen, user: {"motif": _a_topic(chosen, user)},
}
