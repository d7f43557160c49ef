import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from accounts import roles
from accounts.demo import DEMO_DOMAIN
from accounts.models import Organisation, Role, User
from accounts.proconnect.admission import PROVIDER
from operations.checks import people
from tests.operations.examined import codes


@pytest.fixture
def caisse(db):
    return Organisation.objects.create(name="Caisse de l’Ouest")


def test_nobody_administers_until_alice_does_and_no_more_once_her_account_is_closed(alice, caisse):
    assert codes(people.administrators) == ["people.no_administrator"]
    roles.grant(alice, Role.ADMINISTRATOR, organisation=caisse)
    assert codes(people.administrators) == []
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert codes(people.administrators) == ["people.no_administrator"]


def test_those_who_lack_a_second_factor_are_counted_and_not_named(alice, bob, charlie, caisse, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    for person in (alice, bob):
        roles.grant(person, Role.HR, organisation=caisse)
        roles.grant(person, Role.ADMINISTRATOR, organisation=caisse)
    [finding] = people.without_second_factor()
    assert finding.code == "people.without_second_factor" and finding.wrong.endswith(" 2.")
    assert not {"alice", "bob", "Arnaud", "Bernard"} & set(finding.wrong.replace("@", " ").split())
    Authenticator.objects.create(user=alice, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert next(people.without_second_factor()).wrong.endswith(" 2."), "recovery codes are none"
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={})
    SocialAccount.objects.create(user=bob, provider=PROVIDER, uid="bob")
    assert codes(people.without_second_factor) == []


def test_where_none_is_required_nobody_is_counted(alice, caisse, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    roles.grant(alice, Role.HR, organisation=caisse)
    assert codes(people.without_second_factor) == []


def test_accounts_of_the_demonstration_in_production(db, settings):
    User.objects.create_user(f"amelie@{DEMO_DOMAIN}", "x")
    assert codes(people.demonstration) == []
    settings.PRODUCTION = True
    assert codes(people.demonstration) == ["people.demonstration"]
