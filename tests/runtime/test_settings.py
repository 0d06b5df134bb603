"""Settings: typed once, refused by name and cure, secrets unseen."""

from pathlib import Path

import pytest

from runtime.settings import SettingError, described, load, needed


def test_an_empty_environment_gives_every_default() -> None:
    settings = load({})
    assert settings.kafka.bootstrap == "127.0.0.1:9092"
    assert settings.paths.home == Path(".jml")
    assert settings.health.port == 0


def test_every_setting_is_described() -> None:
    rows = list(described())
    assert len({row.variable for row in rows}) == len(rows)
    assert all(row.variable.startswith("JML_") and len(row.text) > 10 for row in rows)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("JML_KAFKA_BOOTSTRAP", "nowhere"),
        ("JML_KAFKA_SECURITY", "plain"),
        ("JML_KAFKA_MECHANISM", "GSSAPI"),
        ("JML_KAFKA_SESSION", "-1"),
        ("JML_KAFKA_CA_FILE", "missing.pem"),
        ("JML_HEALTH_PORT", "70000"),
        ("JML_HEALTH_PORT", "http"),
        ("JML_OKTA_URL", "http://example.okta.com"),
        ("JML_OKTA_URL", "example.okta.com"),
        ("JML_UKG_URL", "https://user:pass@ukg.example.com"),
        ("JML_LOG_LEVEL", "loud"),
        ("JML_OKTA_TOKEN_FILE", "missing"),
    ],
)
def test_a_wrong_value_is_refused_with_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        load({variable: value})


def test_plain_http_is_for_loopback_only() -> None:
    assert load({"JML_OKTA_URL": "http://127.0.0.1:8080/"}).okta.url == "http://127.0.0.1:8080"
    assert load({"JML_OKTA_URL": "https://example.okta.com"}).okta.url == "https://example.okta.com"


def test_a_secret_comes_from_a_file_and_never_prints(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cr3t\n")
    okta = load({"JML_OKTA_TOKEN_FILE": str(file)}).okta
    assert okta.token.reveal() == "s3cr3t"
    assert "s3cr3t" not in repr(okta)


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="keep one"):
        load({"JML_OKTA_TOKEN": "a", "JML_OKTA_TOKEN_FILE": str(tmp_path)})


def test_sasl_needs_a_user() -> None:
    with pytest.raises(SettingError, match="JML_KAFKA_USER is not set"):
        load({"JML_KAFKA_SECURITY": "SASL_SSL"})


def test_what_a_process_cannot_do_without_is_named_with_its_file_variant() -> None:
    with pytest.raises(SettingError, match="JML_OKTA_TOKEN_FILE"):
        needed(load({}).okta.token, "JML_OKTA_TOKEN")
