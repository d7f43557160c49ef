"""Alice coaches, Bob checks quality: they keep the words of the Caisse that transcripts must write well. Charlie coaches elsewhere."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Organisation, User
from call_review import glossary
from call_review.models import GlossaryWord
from call_review.tables import NotUnderstood
from tests.background.portal import Portal

PAGE = reverse("recordings:glossary")
EXPORT = reverse("recordings:glossary_export")


@pytest.fixture
def alice_writes(client, coach):
    client.force_login(coach)
    return client


@pytest.fixture
def alice_sends(alice_writes):
    def send(content: str | bytes):
        file = SimpleUploadedFile("x.csv", content if isinstance(content, bytes) else content.encode())
        return alice_writes.post(PAGE, {"table": "1", "file": file})

    return send


def known(organisation: Organisation) -> list[tuple[str, list[str]]]:
    return [(word.written, word.misheard) for word in glossary.of(organisation)]


def text_of(answer) -> str:
    return answer.content.decode()


# --- The rules


def test_a_word_is_kept_with_what_is_heard_instead(caisse, coach):
    word = glossary.add(caisse, coach, "  Pôle   Re\u0301ussite ", ["paul réussite", "Paul  Réussite", "peau de réussite"])
    assert known(caisse) == [("Pôle Réussite", ["Paul Réussite", "peau de réussite"])] and word.changed_by == coach


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "written_empty"),
        ("\u00a0 ", "written_empty"),
        ("a" * 61, "written_long"),
        ("pôle\x00", "written_control"),
        ("pôle\nréussite", "written_control"),
        ("\u202eelôp", "written_control"),
        ("pô\u200ble", "written_control"),
        ("3949", "written_number"),
        ("Cerfa 13750", "written_number"),
        ("le 06 12 34 56 78", "written_number"),
        ("né le 01/02/80", "written_number"),
        ("article ٣٩٤٩", "written_number"),
        ("115", "written_letters"),
        ("?!", "written_letters"),
    ],
)
def test_what_is_no_word_is_refused(written, code, caisse, coach):
    with pytest.raises(NotUnderstood, match=f"^{code}$"):
        glossary.add(caisse, coach, written, [])
    assert not GlossaryWord.objects.exists() and code in glossary.SENTENCES


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("a" * 61, "misheard_long"),
        ("ca\x07ffe", "misheard_control"),
        ("la 12 34", "misheard_number"),
        ("115", "misheard_letters"),
        ("visa  LE", "misheard_same"),
        ("Visale", "misheard_taken"),
        ("VISA ALE", "misheard_taken"),
        ("la", "misheard_common"),
        ("caf", "misheard_common"),
        ("à la", "misheard_common"),
        ("Avec", "misheard_common"),
        ("pour vous", "misheard_common"),
    ],
)
def test_what_a_word_may_not_replace_is_refused(form, code, caisse, coach):
    glossary.add(caisse, coach, "Visale", ["visa ale"])
    with pytest.raises(NotUnderstood, match=f"^{code}$"):
        glossary.add(caisse, coach, "Visa le", ["le visa là", form])
    assert len(known(caisse)) == 1 and code in glossary.SENTENCES


def test_five_forms_at_most(caisse, coach):
    forms = ["forme une", "forme deux", "forme trois", "forme quatre", "forme cinq"]
    glossary.add(caisse, coach, "Mot", [*forms, "Forme Une"])
    with pytest.raises(NotUnderstood, match="misheard_many"):
        glossary.add(caisse, coach, "Autre", ["forme six", *(f"{form} bis" for form in forms)])


def test_a_word_is_there_once_whatever_its_capitals_and_apostrophes(caisse, prefecture, coach):
    glossary.add(caisse, coach, "L’ÉTAPE", ["les tapes"])
    for written, code in (("l'étape", "there"), ("Les Tapes", "reserved")):
        with pytest.raises(NotUnderstood, match=code):
            glossary.add(caisse, coach, written, [])
    glossary.add(prefecture, coach, "l'étape", ["les tapes"])
    assert known(prefecture) == [("l'étape", ["les tapes"])] and len(known(caisse)) == 1


def test_a_word_may_be_spelled_otherwise_and_not_as_another(caisse, coach, bob):
    word = glossary.add(caisse, coach, "visale", ["visa ale"])
    glossary.add(caisse, coach, "Puma", [])
    assert glossary.change(word, bob, "Visale", ["visa ale", "vis à le"]).changed_by == bob
    with pytest.raises(NotUnderstood, match="there"):
        glossary.change(word, coach, "PUMA", [])
    assert known(caisse) == [("Puma", []), ("Visale", ["visa ale", "vis à le"])]
    assert glossary.remove(word) and not glossary.remove(word)
    with pytest.raises(GlossaryWord.DoesNotExist):
        glossary.change(word, coach, "Visale", [])


def test_three_hundred_words_at_most(caisse, coach):
    words = [GlossaryWord(organisation=caisse, written=f"mot {number}", folded=f"mot {number}") for number in range(300)]
    GlossaryWord.objects.bulk_create(words)
    with pytest.raises(NotUnderstood, match="full"):
        glossary.add(caisse, coach, "de trop", [])
    assert glossary.take(caisse, coach, b"mot;mal_entendu\nde trop;\nMot 7;le mot sept\n").taken == 1
    assert GlossaryWord.objects.get(folded="mot 7").misheard == ["le mot sept"] and GlossaryWord.objects.count() == 300


FIFTY = """
from itertools import count
from accounts.models import Organisation, User
from call_review import glossary
from call_review.models import GlossaryWord
from call_review.tables import NotUnderstood
from tests.at_once import fifty
caisse, alice = Organisation.objects.create(name="Caisse"), User.objects.create_user("alice.of.words@example.org")
def said(written, form):
    try:
        glossary.add(caisse, alice, written, [form])
        return "kept"
    except NotUnderstood as error:
        return error.code
answers, failures = fifty(lambda: said("Visale", "visa ale"))
print(failures, answers.count("kept"), answers.count("there"))
numbers = count()
answers, failures = fifty(lambda: said(f"mot {next(numbers)}", "le même mot"))
print(failures, answers.count("kept"), answers.count("misheard_taken"), GlossaryWord.objects.count())
"""


def test_of_fifty_who_write_at_once_one_gives_a_word_or_a_form(tmp_path):
    portal = Portal(tmp_path)
    portal.manage("migrate", "--run-syncdb", "-v0", check=True)
    assert portal.run(FIFTY).splitlines() == ["[] 1 49", "[] 1 49 2"]


# --- The page


def test_the_page_helps_then_adds_changes_removes_and_undoes(alice_writes, caisse):
    assert "Aucun mot pour l’instant" in text_of(alice_writes.get(PAGE))
    done = text_of(alice_writes.post(PAGE, {"mot": "Visale", "mal_entendu": "visa ale ; vis à le"}, follow=True))
    assert "Visale\u00a0» est ajouté" in done and "Mal entendu\u00a0: visa ale, vis à le" in done
    word = GlossaryWord.objects.get()
    own = reverse("recordings:glossary_word", args=[word.pk])
    assert 'value="visa ale, vis à le"' in text_of(alice_writes.get(own))
    assert alice_writes.post(own, {"mot": "", "mal_entendu": ""}).status_code == 400
    refused = alice_writes.post(own, {"mot": "Visale", "mal_entendu": "visale"})
    assert refused.status_code == 400 and refused.context["form"].errors["mal_entendu"] == [glossary.SENTENCES["misheard_same"]]
    assert "est modifié" in text_of(alice_writes.post(own, {"mot": "VISALE", "mal_entendu": "visa ale"}, follow=True))
    removed = text_of(alice_writes.post(reverse("recordings:glossary_remove", args=[word.pk]), follow=True))
    assert not GlossaryWord.objects.exists() and 'value="VISALE"' in removed and 'value="visa ale"' in removed
    assert alice_writes.get(own).status_code == 404


@pytest.mark.parametrize("said", [{}, {"mot": ""}, {"mot": "\0"}, {"mot": "\u202e"}, {"mot": "1234"}, {"mot": "é" * 10_000}])
def test_what_is_no_word_answers_400_with_a_sentence(said, alice_writes):
    answer = alice_writes.post(PAGE, said)
    assert answer.status_code == 400 and answer.context["form"].errors["mot"] and not GlossaryWord.objects.exists()


def test_what_is_typed_runs_nowhere(alice_writes, caisse):
    alice_writes.post(PAGE, {"mot": "<script>alert</script>", "mal_entendu": "<img src=x>"})
    page = text_of(alice_writes.get(PAGE, {"mot": '"><script>x', "q": "<b>"}))
    assert len(known(caisse)) == 1 and "<script>alert" not in page and "<script>x" not in page and "<img src=x>" not in page


def test_beyond_twenty_words_one_searches_and_turns_pages(alice_writes, caisse, coach):
    for number in range(20):
        glossary.add(caisse, coach, f"Étape {number}", [f"étage {number}"])
    assert 'name="q"' not in text_of(alice_writes.get(PAGE))
    for number in range(20, 30):
        glossary.add(caisse, coach, f"Étape {number}", [f"étage {number}"])
    assert len(alice_writes.get(PAGE).context["page"]) == 25 and len(alice_writes.get(PAGE, {"page": 2}).context["page"]) == 5
    assert [word.written for word in alice_writes.get(PAGE, {"q": "ETAGE 29"}).context["page"]] == ["Étape 29"]
    assert "Aucun mot ne répond" in text_of(alice_writes.get(PAGE, {"q": "rien"}))
    assert alice_writes.get(PAGE, {"q": "\0", "page": "x", "organisation": "9" * 40}).status_code == 200


def test_bob_of_quality_keeps_the_same_words_and_the_list_of_calls_leads_alice_there(
    bob_checks_quality, alice_writes, caisse, coach, client
):
    assert f'href="{PAGE}"' in text_of(alice_writes.get(reverse("recordings:list")))
    glossary.add(caisse, coach, "Visale", [])
    client.force_login(User.objects.get(pk=bob_checks_quality.pk))
    assert "Visale" in text_of(client.get(PAGE)) and f'href="{PAGE}"' in text_of(client.get(reverse("call_review:trials")))


def test_charlie_keeps_only_those_of_his_own_body(client, stranger, caisse, prefecture, coach):
    word = glossary.add(caisse, coach, "Visale", ["visa ale"])
    client.force_login(stranger)
    for address in (PAGE, EXPORT):
        assert "Visale" not in text_of(client.get(address, {"organisation": caisse.pk}))
    for name in ("glossary_word", "glossary_remove"):
        assert client.post(reverse(f"recordings:{name}", args=[word.pk]), {"mot": "Autre"}).status_code == 404
    client.post(f"{PAGE}?organisation={caisse.pk}", {"mot": "Titres", "mal_entendu": "visa ale"})
    assert known(prefecture) == [("Titres", ["visa ale"])] and known(caisse) == [("Visale", ["visa ale"])]


def test_who_neither_coaches_nor_checks_quality_has_no_such_page(client, agent):
    client.force_login(agent)
    assert client.get(PAGE).status_code == 404 and client.post(PAGE, {"mot": "Visale"}).status_code == 404
    assert PAGE not in text_of(client.get(reverse("recordings:list")))


# --- Tables


def test_what_is_taken_out_is_taken_in_again_letter_by_letter(alice_writes, alice_sends, caisse, coach):
    glossary.add(caisse, coach, "Visale ; dit « Visale »", ["visa ale", "le vis à le"])
    glossary.add(caisse, coach, '=HYPERLINK("x")', ["+visa", "@visa"])
    before, table = known(caisse), alice_writes.get(EXPORT)
    assert "'=HYPERLINK" in table.content.decode("utf-8-sig") and ";'+visa|@visa" in table.content.decode("utf-8-sig")
    assert not re.search(r"(^|;)[\"']?[=+@]", table.content.decode("utf-8-sig").replace("'=", "").replace("'+", ""), re.MULTILINE)
    GlossaryWord.objects.all().delete()
    assert "2 mots sont pris" in text_of(alice_sends(table.content)) and known(caisse) == before


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_spreadsheet_may_write_it_in_its_own_way(separator, encoding, alice_sends, caisse):
    table = f"Mot{separator}MAL_ENTENDU\r\nPôle Été{separator}paul été | peau l’été\r\n{separator}\r\nPuma{separator}\r\n"
    assert alice_sends(table.encode(encoding)).status_code == 200
    assert known(caisse) == [("Pôle Été", ["paul été", "peau l’été"]), ("Puma", [])]


def test_lines_that_are_not_understood_are_told_and_the_others_count(alice_sends, caisse, coach):
    glossary.add(caisse, coach, "Visale", ["visa ale", "vis à le"])
    lines = ["VISALE;visa ale", "3949;", "visale;", "Puma;visa ale", "Puma;le", ";paul été", '"', "Étape;les tapes"]
    said = text_of(alice_sends("mot;mal_entendu\n" + "\n".join(lines)))
    codes = {3: "written_number", 4: "twice", 5: "misheard_taken", 6: "misheard_common", 7: "written_empty", 8: "written_empty"}
    for number, code in codes.items():
        assert f"Ligne {number}\u00a0: {glossary.SENTENCES[code]}" in said
    assert "6 lignes ne sont pas prises" in said and "2 mots sont pris" in said
    assert known(caisse) == [("Étape", ["les tapes"]), ("VISALE", ["visa ale"])]


@pytest.mark.parametrize(
    "content", ["", "a;b\n1;2\n", "mot;mal_entendu\n", b"\x89PNG\r\n\x1a\n", b"\0" * 200, "mot;mal_entendu\n" + "a;\n" * 2_000]
)
def test_what_is_no_table_is_refused_with_a_sentence(content, alice_sends):
    answer = alice_sends(content)
    assert answer.status_code == 400 and answer.context["table"].errors["file"] and not GlossaryWord.objects.exists()


def test_no_table_at_all_is_asked_for(alice_writes):
    answer = alice_writes.post(PAGE, {"table": "1"})
    assert answer.status_code == 400 and answer.context["table"].errors["file"] and not answer.context["form"].errors
