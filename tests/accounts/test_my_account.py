"""« Mon compte »: what the portal knows of the reader, and what the reader chooses."""

from accounts.models import Leave, User


def test_roles_say_what_they_open(bob, sign_in):
    page = sign_in(bob).get("/mon-compte/").content.decode()
    assert "Bernard" in page and "Retraite 2" in page and "Répond au téléphone" in page


def test_without_a_role_it_says_whom_to_ask(somebody, sign_in):
    assert "Aucun rôle pour l’instant" in sign_in(somebody("eve")).get("/mon-compte/").content.decode()


def test_language_and_emails(bob, sign_in):
    client = sign_in(bob)
    answer = client.post("/mon-compte/", {"language": "en"})
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "en"
    bob = User.objects.get(pk=bob.pk)
    assert (bob.language, bob.email_wanted) == ("en", False)


def test_a_wrong_language_is_told(bob, sign_in):
    answer = sign_in(bob).post("/mon-compte/", {"language": "xx"})
    assert answer.status_code == 400
    assert "xx" in answer.content.decode()


def test_the_form_changes_nothing_else(bob, sign_in):
    sign_in(bob).post("/mon-compte/", {"language": "fr", "email": "x@y.fr", "is_superuser": "on", "first_name": "Zoé"})
    bob = User.objects.get(pk=bob.pk)
    assert (bob.email, bob.first_name, bob.is_superuser) == ("bob@example.org", "Bob", False)


def test_leave_goes_into_a_diary_whole_days_the_last_included(bob, alice, sign_in):
    Leave.objects.create(user=bob, first_day="2030-01-01", last_day="2030-01-05")
    Leave.objects.create(user=alice, first_day="2030-06-01", last_day="2030-06-05")
    diary = sign_in(bob).get("/mon-compte/mes-absences.ics").content.decode()
    assert "DTSTART;VALUE=DATE:20300101" in diary and "DTEND;VALUE=DATE:20300106" in diary
    assert diary.count("BEGIN:VEVENT") == 1
