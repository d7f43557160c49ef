"""From the line of a file to the first sign-in: the link of the e-mail, a password, the portal."""

import re

from django.conf import settings

from accounts import invitations
from accounts.models import User
from background.runner import work_off

PASSWORD = "quatre-phares-dans-la-brume"


def test_the_link_opens_a_password_and_the_password_the_portal(client, somebody, caisse, mailoutbox):
    eve = somebody("eve")
    invitations.invite([eve], caisse)
    work_off("default")
    (message,) = mailoutbox
    assert caisse.name in message.body
    link = re.search(rf"{re.escape(settings.SITE_URL)}(/\S+)", message.body).group(1)
    page = client.get(link, follow=True)
    assert page.status_code == 200
    answer = client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert User.objects.get(pk=eve.pk).check_password(PASSWORD)
    client.logout()
    client.post("/compte/login/", {"login": eve.email, "password": PASSWORD})
    assert client.get("/annuaire/").status_code == 200
    assert client.get(link, follow=True).context.get("token_fail", True)


def test_the_link_is_kept_nowhere(somebody, caisse, mailoutbox, sign_in):
    eve = somebody("eve")
    invitations.invite([eve], caisse)
    work_off("default")
    key = re.search(r"/(\w+-[\w-]{20,})/", mailoutbox[0].body).group(1)
    assert key not in sign_in(eve).get("/notifications/").content.decode()
    assert key not in str(list(eve.notifications.values()))
