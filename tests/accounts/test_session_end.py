"""Bob's session ends while a page of his asks again and again how far a job is."""

PART = {"HX-Request": "true"}
JOB = "/taches/6f1ff1ba-6d4f-4a9c-8b0f-53c16a4a5a2f/"


def test_the_page_loads_again_instead_of_showing_the_sign_in_inside_itself(client, db):
    answer = client.get(JOB, headers=PART)
    assert (answer.status_code, answer["HX-Refresh"], answer.content) == (200, "true", b"")


def test_a_page_leads_to_the_sign_in(client, db):
    assert client.get(JOB)["Location"].startswith("/compte/login/?next=/taches/")
