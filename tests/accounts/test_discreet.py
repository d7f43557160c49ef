"""That a message was sent may itself be a secret: whose call came in, who raised a concern. Administrators do not follow those."""

from accounts import roles
from accounts.models import Delivery, Organisation, Post, Role, User
from accounts.notices import notify


def test_an_administrator_follows_e_mails_and_not_the_discreet_ones(db):
    caisse = Organisation.objects.create(name="Caisse")
    alice = User.objects.create_user("alice@example.org", first_name="Alice", last_name="Arnaud")
    bob = User.objects.create_user("bob@example.org", first_name="Bob", last_name="Bernard")
    Post.objects.create(user=bob, organisation=caisse)
    roles.grant(alice, Role.ADMINISTRATOR, organisation=caisse)
    notify(bob, "welcome", "Bienvenue")
    notify(bob, "concern_taken", "Votre signalement est pris en charge", discreet=True)
    assert Delivery.objects.count() == 2, "both leave"
    assert [delivery.notification.kind for delivery in Delivery.objects.visible_to(alice)] == ["welcome"]
