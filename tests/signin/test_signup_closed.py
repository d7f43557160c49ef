"""Nobody signs up: accounts come from the roster."""

from accounts.models import User


def test_the_page_says_where_accounts_come_from(client, db):
    page = client.get("/compte/signup/")
    assert page.status_code == 200
    assert "roster" not in page.content.decode()
    assert "organisation" in page.content.decode()
    assert 'name="password1"' not in page.content.decode()


def test_sending_the_form_all_the_same_makes_nobody(client, db):
    sent = {"email": "charlie@example.org", "password1": "quatre-phares-dans-la-brume", "password2": "quatre-phares-dans-la-brume"}
    assert client.post("/compte/signup/", sent).status_code == 200
    assert not User.objects.exists()
