import pytest

from operations.checks import configuration
from tests.operations.examined import codes

OF_ITS_OWN = "Qx7-another-secret-drawn-for-this-test-0123456789-KLMNOP"


@pytest.fixture
def deployment(settings):
    """A portal that people reach, with nothing to say against it."""
    settings.PRODUCTION = True
    settings.SECRET_KEY = OF_ITS_OWN
    settings.SITE_URL = "https://vigie.caisse.example"
    settings.ALLOWED_HOSTS = ["vigie.caisse.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.REQUIRE_SECOND_FACTOR = True
    return settings


def everything():
    return [code for check in configuration.CHECKS for code in codes(check.ask)]


def test_a_deployment_as_documented_has_no_fault(deployment):
    assert everything() == []


def test_an_installation_to_try_is_only_told_that_it_is_one():
    assert everything() == ["production.demonstration"]


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        ("development-only-key-never-used-in-production", "secret.default"),
        ("short-but-of-its-own", "secret.short"),
        ("change-me-python3-c-import-secrets-print-secrets.token_urlsafe-60", "secret.guessable"),
        ("abc" * 20, "secret.guessable"),
    ],
)
def test_a_secret_that_others_know_or_guess(deployment, secret, code):
    deployment.SECRET_KEY = secret
    [finding] = configuration.secret()
    assert finding.code == code
    assert secret not in finding.wrong + finding.remedy


def test_a_public_address_without_the_guards_of_production(deployment):
    deployment.PRODUCTION = False
    assert everything() == ["production.off"]


@pytest.mark.parametrize("address", ["vigie.caisse.example", "https://caisse.example/vigie", "https://"])
def test_an_address_that_is_none(deployment, address):
    deployment.SITE_URL = address
    assert codes(configuration.address) == ["address.shape"]


def test_a_public_address_in_clear_is_an_error_and_a_local_one_is_told(deployment):
    for host, severity in (("vigie.caisse.example", "error"), ("localhost", "note")):
        deployment.SITE_URL, deployment.ALLOWED_HOSTS = f"http://{host}", [host]
        [finding] = configuration.address()
        assert (finding.code, finding.severity) == ("address.clear", severity)


def test_host_names_that_leave_out_the_own_one_or_take_any(deployment):
    deployment.ALLOWED_HOSTS = ["other.example"]
    assert codes(configuration.address) == ["hosts.own"]
    deployment.ALLOWED_HOSTS = ["*"]
    assert codes(configuration.address) == ["hosts.any"]


def test_tls_without_proxy_and_proxy_without_tls(deployment):
    deployment.SECURE_PROXY_SSL_HEADER = None
    assert codes(configuration.proxy) == ["proxy.loop"]
    deployment.SECURE_PROXY_SSL_HEADER, deployment.SITE_URL = ("HTTP_X_FORWARDED_PROTO", "https"), "http://vigie.caisse.example"
    assert codes(configuration.proxy) == ["proxy.claimed"]


def test_sounds_handed_to_a_server_that_is_not_there(deployment):
    deployment.ACCEL_PREFIX = "/protected/"
    assert codes(configuration.handing_over) == []
    deployment.ACCEL_PREFIX, deployment.SECURE_PROXY_SSL_HEADER, deployment.S3_BUCKET = "protected", None, "calls"
    assert codes(configuration.handing_over) == ["accel.shape", "accel.no_proxy", "accel.unused"]


def test_a_second_factor_that_nobody_is_asked_for(deployment):
    deployment.REQUIRE_SECOND_FACTOR = False
    assert everything() == ["second_factor.not_required"]
