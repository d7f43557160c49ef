"""What Alice, an agent, asks Charlie, who calls, is found in what he answers; what they say of rules and sums is not."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.conversation import LONGEST, UNKNOWN, Turn, find_in
from privacy.kinds import Certainty, Kind
from privacy.spoken import written

SPEAKERS = {"A": "agent", "U": "caller", "V": UNKNOWN}
ASKED = {
    Kind.NAME: "Quel est votre nom, s'il vous plaît ?",
    Kind.BIRTH_DATE: "Votre date de naissance ?",
    Kind.ADDRESS: "À quelle adresse ?",
    Kind.PHONE: "À quel numéro puis-je vous rappeler ?",
    Kind.NIR: "Donnez-moi votre numéro de sécurité sociale",
    Kind.IBAN: "Vous pouvez me lire votre RIB ?",
    Kind.CARD: "Les chiffres de la carte bancaire ?",
    Kind.EMAIL: "Une adresse mail ?",
    Kind.PLATE: "et la plaque d'immatriculation",
    Kind.NUMBER: "Votre numéro de dossier.",
}
ANSWERS = [
    (Kind.NAME, "Alors c'est [Vandenberghe]."),
    (Kind.NAME, "[gaston vandenbergue]"),
    (Kind.NAME, "[V, A, N, D, E, N]"),
    (Kind.NAME, "Oui, [Le Bihan], [Marie-Ange]."),
    (Kind.BIRTH_DATE, "Le [neuf octobre mille neuf cent quarante-huit]"),
    (Kind.BIRTH_DATE, "[9 10 48]"),
    (Kind.BIRTH_DATE, "en [octobre 1948]"),
    (Kind.BIRTH_DATE, "le [1er avril, euh, 61]"),
    (Kind.ADDRESS, "J'habite [cent douze rue Louis-Blanc à Tours]."),
    (Kind.ADDRESS, "au [4 en passe des tire loups]"),
    (Kind.ADDRESS, "[Résidence des Pins, bâtiment B, 13 400 Aubagne]"),
    (Kind.PHONE, "[zéro six, trente-neuf, quatre-vingt-dix-huit, douze, trente-quatre]"),
    (Kind.PHONE, "c'est le [06 39 98 12]"),
    (Kind.PHONE, "[0639, euh, 981 234]"),
    (Kind.NIR, "[deux quarante-neuf zéro sept quatre-vingt-dix-neuf cent quatorze zéro vingt-deux]"),
    (Kind.NIR, "alors [2, 49, 07, 99, 114, 02]"),
    (Kind.IBAN, "[FR 76 30 00 40 12]"),
    (Kind.IBAN, "[F R soixante-seize trente mille quarante]"),
    (Kind.CARD, "[quarante-neuf soixante-dix, dix zéro un]"),
    (Kind.EMAIL, "[gaston tiret v arobase exemple point org]"),
    (Kind.EMAIL, "c'est [gaston.v@exemple.org]"),
    (Kind.PLATE, "[W X 104 Y Z]"),
    (Kind.PLATE, "[wx, cent quatre, yz]"),
    (Kind.BIRTH_DATE, "Le [sept du douze deux mille huit]"),
    (Kind.PLATE, "[E comme Émile, T comme Thérèse, 346, F, K]"),
    (Kind.NUMBER, "C'est le [7 412 Q]."),
    (Kind.NUMBER, "[quarante et un, zéro neuf]"),
]
SAID_OF_RULES = [
    "Ça coûte douze mille trois cents euros, plus 450 euros de frais.",
    "Le bureau ouvre de 8 h 30 à 12 heures et de 13 h 30 à 17 heures.",
    "Il faut attendre 15, 20 ou 30 jours.",
    "C'est l'article L 351-1 du code, et le décret 2023-435.",
    "En 2023, 2024 et 2025 le taux était de 17,2 pour cent.",
    "Le plafond est de 25 000, il passera à 26 000.",
    "Appelez le 3939, ou le 39 60.",
    "Trois cent mille personnes ont reçu ce courrier.",
    "Le premier avril 2026 la règle change.",
    "Monsieur, madame, bonjour.",
    "Merci madame, bonne journée, au revoir monsieur.",
    "Non madame bien sûr.",
    "Madame le maire a signé, monsieur le directeur aussi.",
    "Remplissez le formulaire S 3705, page 12, annexe 3.",
    "J'ai deux enfants, un de douze ans et un de trois ans.",
    "Je vous rappelle à ce sujet, ne quittez pas.",
]
SOUNDS = [
    "un",
    "zéro",
    "quatre-vingt",
    "06",
    "12",
    "euh",
    "madame",
    "Le",
    "Martin",
    "rue",
    "arobase",
    "point",
    "F",
    "R",
    "mars",
    "né le",
    "votre nom ?",
]


def dialogues() -> list[str]:
    text = (Path(__file__).parent / "dialogues.txt").read_text("utf-8")
    return text.strip().split("\n\n")[1:]


def told(line: str) -> tuple[Turn, list[str], list[str]]:
    """The turn, what must be found in it, what is known not to be."""
    said = re.sub(r"[{}<>]", "", line[3:])
    return Turn(SPEAKERS[line[0]], said), re.findall(r"\{(.+?)\}", line), re.findall(r"<(.+?)>", line)


def hidden(*turns: Turn) -> list[str]:
    """Each turn with what was found between square brackets."""
    shown = []
    for turn, found in zip(turns, find_in(turns), strict=True):
        text = turn.text
        for one in reversed(found):
            text = f"{text[: one.start]}[{text[one.start : one.end]}]{text[one.end :]}"
        shown.append(text)
    return shown


@pytest.mark.parametrize("dialogue", dialogues(), ids=lambda text: text.splitlines()[0][:60])
def test_invented_dialogues(dialogue):
    lines = [told(line) for line in dialogue.splitlines()]
    found = find_in([turn for turn, _wanted, _missed in lines])
    for (turn, wanted, _missed), here in zip(lines, found, strict=True):
        parts = [turn.text[one.start : one.end] for one in here]
        assert all(any(want in part for part in parts) for want in wanted), (turn.text, wanted, parts)
        assert all(any(want in part or part in want for want in wanted) for part in parts), (turn.text, wanted, parts)


@pytest.mark.parametrize(("kind", "answer"), ANSWERS)
def test_what_charlie_answers_to_alice(kind, answer):
    answered = Turn("caller", re.sub(r"[\[\]]", "", answer))
    _question, shown = hidden(Turn("agent", ASKED[kind]), answered)
    for part in re.findall(r"\[(.+?)\]", answer):
        assert any(part in found for found in re.findall(r"\[(.+?)\]", shown)), shown


@pytest.mark.parametrize("said", SAID_OF_RULES)
@pytest.mark.parametrize("question", ["Bonjour, je vous écoute.", "Comment ça se passe ?"])
def test_sums_hours_rules_and_politeness_are_not_found(said, question):
    assert hidden(Turn("caller", question), Turn("agent", said)) == [question, said]


def test_short_digits_count_only_after_a_question():
    said = Turn("caller", "Le 4 471, et rien d'autre.")
    assert hidden(Turn("agent", "Il fait beau."), said)[1] == said.text
    assert hidden(Turn("agent", "Votre numéro de dossier ?"), said)[1] == "Le [4 471], et rien d'autre."


def test_who_asks_does_not_answer():
    asked = Turn("agent", "Quel est votre nom ? Tavernier, je crois.")
    assert hidden(asked) == [asked.text]
    assert hidden(Turn(UNKNOWN, asked.text)) == ["Quel est votre nom ? [Tavernier], je crois."]


def test_who_offers_a_number_goes_on_with_it():
    turns = [Turn("caller", "Je vous donne mon RIB."), Turn("agent", "Oui."), Turn("caller", "Alors 4471, et la clé 93.")]
    assert hidden(*turns)[2] == "Alors [4471, et la clé 93]."


def test_a_question_is_forgotten_after_a_while():
    chat = [Turn("caller", "Je cherche, attendez."), Turn("agent", "Oui.")] * 7
    said = Turn("caller", "Ah oui, 4471.")
    assert hidden(Turn("agent", "Votre numéro de dossier ?"), *chat[:2], said)[-1] == "Ah oui, [4471]."
    assert hidden(Turn("agent", "Votre numéro de dossier ?"), *chat, said)[-1] == "Ah oui, 4471."


def test_a_number_given_by_groups_is_one_number():
    said = ["06 39", "oui", "98", "d'accord", "12 34"]
    turns = [Turn("caller" if place % 2 == 0 else "agent", text) for place, text in enumerate(said)]
    assert hidden(*turns) == ["[06 39]", "oui", "[98]", "d'accord", "[12 34]"]
    assert hidden(*turns[:3]) == ["[06 39]", "oui", "[98]"], "six digits"
    assert hidden(turns[0]) == ["06 39"], "four are not enough without a question"


def test_what_alice_repeats_is_found_too():
    turns = [Turn("caller", "Je m'appelle Kowalczyk, au 06 39 98 12 34."), Turn("agent", "Kowalchik, et ça finit par 12 34, ou 12 35 ?")]
    assert hidden(*turns)[1] == "[Kowalchik], et ça finit par [12 34], ou 12 35 ?"


def test_the_question_says_which_number_it_is():
    answer = Turn("caller", "99 114 022")
    for kind in (Kind.PHONE, Kind.NIR, Kind.NUMBER):
        assert [one.kind for one in find_in([Turn("agent", ASKED[kind]), answer])[1]] == [kind]


def test_a_name_announced_is_surer_than_one_supposed():
    announced, supposed = find_in([Turn("caller", "Je m'appelle Paule Vasseur."), Turn("caller", "J'ai vu Nadia Lopes hier.")])
    assert [one.certainty for one in (*announced, *supposed)] == [Certainty.SURE, Certainty.POSSIBLE]


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("zéro six douze", "06 12"),
        ("le premier mars", "le premier mars"),
        ("j'ai un enfant", "j'ai un enfant"),
        ("un quatre-vingt-deux", "1 82"),
        ("quatre-vingt-dix-neuf, cent", "99, 100"),
        ("mille neuf cent soixante-deux", "1962"),
    ],
)
def test_numbers_said_in_words_are_read_in_figures(said, figures):
    assert written(said).text == figures


@given(st.lists(st.sampled_from(SOUNDS)).map(" ".join) | st.text())
def test_figures_know_where_they_were_said(said):
    read = written(said)
    assert len(read.places) == len(read.text)
    assert all(0 <= start < end <= len(said) for start, end in read.places)
    assert all(before <= after for before, after in itertools.pairwise(read.places))


TALK = (
    st.lists(st.sampled_from(SOUNDS) | st.text(max_size=3), max_size=40).map(" ".join)
    | st.text(st.characters(), max_size=300)
    | st.text(st.sampled_from("0123456789 .,-@?!'’éAaR\u00a0\n\x00\ud800"), max_size=300)
)


@given(st.lists(st.builds(Turn, st.sampled_from(["agent", "caller", UNKNOWN, ""]), TALK), max_size=6))
def test_whatever_is_said_findings_lie_inside_and_apart(turns):
    found = find_in(turns)
    assert len(found) == len(turns)
    for turn, here in zip(turns, found, strict=True):
        assert all(0 <= one.start < one.end <= len(turn.text) for one in here)
        assert all(before.end <= after.start for before, after in itertools.pairwise(here))


@given(st.lists(st.sampled_from("0123456789"), min_size=6, max_size=20), st.sampled_from(["", " ", ", ", ". ", "-", " euh "]))
def test_six_digits_or_more_never_stay(digits, between):
    """Nothing but a quantity, years, thousands or a day explains them, and none of these follows « 7 » with so many digits."""
    number = between.join(["7", *digits, "7"])
    (shown,) = hidden(Turn("caller", f"Voilà {number} madame"))
    assert shown == f"Voilà [{number}] madame"


def test_the_one_turn_of_a_long_call_is_read_to_its_end():
    filler = "On attend la réponse du service. " * (3 * LONGEST // 30)
    (shown,) = hidden(Turn(UNKNOWN, f"{filler}Votre téléphone ? 06 39 98 12 34. {filler}"))
    assert shown == f"{filler}Votre téléphone ? [06 39 98 12 34]. {filler}"
