from django.contrib.auth import SESSION_KEY
from django.test import Client


def test_the_address_and_the_password_open_the_dashboard(client, alice, attempt):
    answer = attempt(client, alice.email)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(alice.pk)


def test_capitals_in_the_address_do_not_matter(client, alice, attempt):
    assert attempt(client, "Alice@Example.ORG").status_code == 302


def test_the_page_asked_for_opens_after_the_sign_in(client, alice):
    to_sign_in = client.get("/mon-compte/")
    form = client.get(to_sign_in["Location"])
    assert 'name="next" value="/mon-compte/"' in form.content.decode()
    answer = client.post(to_sign_in["Location"], {"login": alice.email, "password": "quatre-phares-dans-la-brume"})
    assert answer["Location"] == "/mon-compte/"


def test_another_site_is_never_the_next_page(client, alice):
    answer = client.post(
        "/compte/login/?next=https://elsewhere.example/", {"login": alice.email, "password": "quatre-phares-dans-la-brume"}
    )
    assert answer["Location"] == "/"


def test_a_wrong_password_keeps_the_address_and_says_how_many_tries_are_left(client, alice, attempt):
    page = attempt(client, alice.email, "wrong").content.decode()
    assert "ne vont pas ensemble" in page
    assert "Encore 4 essais" in page
    assert f'value="{alice.email}"' in page
    assert "wrong" not in page


def test_an_unknown_address_is_told_the_same(client, alice, attempt):
    known, unknown = (attempt(Client(), email, "wrong").content.decode() for email in (alice.email, "alina@example.org"))
    assert sentence(known) == sentence(unknown)


def sentence(page: str) -> str:
    start = page.index("L’adresse et le mot de passe")
    return page[start : page.index("essais", start)]


def test_empty_fields_are_named(client, db):
    page = client.post("/compte/login/", {}).content.decode()
    assert page.count(" – Champ requis.</li>") == 2


def test_a_closed_account_does_not_open(client, alice, attempt):
    alice.is_active = False
    alice.save()
    answer = attempt(client, alice.email)
    assert SESSION_KEY not in client.session
    assert answer["Location"] == "/compte/inactive/"
    assert client.get(answer["Location"]).status_code == 200


def test_signing_out_takes_a_click_not_a_link(client, alice, attempt):
    attempt(client, alice.email)
    assert client.get("/compte/logout/").status_code == 200
    assert SESSION_KEY in client.session
    client.post("/compte/logout/")
    assert SESSION_KEY not in client.session


def test_wagtails_own_sign_in_leads_to_ours(client, db):
    answer = client.get("/redaction/login/?next=/redaction/")
    assert (answer.status_code, answer["Location"]) == (302, "/compte/login/?next=/redaction/")
