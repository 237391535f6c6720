"""Settings: what is wrong is named, and never shown."""

import re

import pytest

from domain.letters import Contact
from domain.roles import Role
from server.errors import UsageError
from server.settings import Settings


def test_the_names_are_those_of_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    monkeypatch.setenv("DEMO", "0")
    found = Settings.read()
    assert (found.port, str(found.data_dir), found.demo, found.development) == (8123, "elsewhere", False, False)
    assert found.url == "http://127.0.0.1:8123"


def test_run_is_in_development_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read(development=True).development
    monkeypatch.setenv("DEVELOPMENT", "0")
    assert not Settings.read(development=True).development


def test_each_may_have_the_prefix_which_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8001")
    monkeypatch.setenv("DOELGROEPREGISTER_PORT", "8002")
    assert Settings.read().port == 8002


def test_an_unknown_one_with_our_prefix_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOELGROEPREGISTER_PROT", "8002")
    with pytest.raises(UsageError, match="DOELGROEPREGISTER_PROT is not a setting"):
        Settings.read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("DATABASE_URL", "mysql://root:hunter2@db/x"),
        ("TODAY", "morgen"),
        ("ROLE_PREFIX", 'x"; drop'),
        ("LOG_LEVEL", "loud"),
        ("PUBLIC_URL", "ftp://x"),
        ("PUBLIC_URL", "http://x:99999"),
        ("PUBLIC_URL", "http://user@x"),
        ("QUOTA_USER_HOUR", "0"),
        ("QUOTA_ORGANISATION_DAY", "veel"),
        ("TRUSTED_DOCUMENTS_ONLY", "employer"),
        ("TRUSTED_DOCUMENTS_ONLY", "CITIZEN;SUWINET"),
        ("TRUSTED_DOCUMENTS_ONLY", "[1]"),
        ("SECURITY_CONTACT", "security@register.example"),
        ("SECURITY_CONTACT", "mailto:security@register.example\nContact: mailto:other@register.example"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        Settings.read(development=True)
    assert str(caught.value).startswith(f"{name}: ")
    assert value not in str(caught.value).removeprefix(f"{name}: ") or value == "0"
    assert "\n" not in str(caught.value)


PATHS = [name for name in Settings.model_fields if name.endswith(("_dir", "_file"))]

ADVICE = {
    ("PORT", "x"): "write a whole number from 1 to 65535",
    ("PORT", "1.5"): "write a whole number from 1 to 65535",
    ("WORKERS", "65"): "write a whole number from 1 to 64",
    ("QUOTA_USER_DAY", "0"): "write a whole number from 1 to 1000000000",
    ("LIMIT_COST", "9" * 5_000): "write a whole number from 1 to 100000000",
    ("REQUEST_SECONDS", "nan"): "write a number above 0, at most 3600",
    ("IN_FLIGHT", "0"): "write a whole number above 0, at most 100000",
    ("LAME_DUCK_SECONDS", "soon"): "write a number from 0 to 600",
    ("DEMO", "perhaps"): "write 1 or 0",
    ("LOG_LEVEL", "loud"): "write one of debug, info, warning, error",
    ("TODAY", "1 mei"): "write a day as in 2026-11-26",
    ("CONTACT_FEEDBACK", "mening"): "write it as in https://register.example/mening or mailto:mening@register.example",
    ("OUTGOING_DIRECT", "https://x"): "name hosts, without port or scheme",  # a form of ours has words of its own
    ("OUTGOING_PROXY", "http://[::1"): "write it as in http://proxy.example:3128",
    ("OUTGOING_PROXY", "http://user:hunter2@h:99999"): "write it as in http://proxy.example:3128",
    ("OUTGOING_PROXY", "http://:3128"): "write it as in http://proxy.example:3128",
    ("API_URL", "http://[::1"): "write it as in https://register.example",
    ("API_URL", "http://h:99999"): "write it as in https://register.example",
    ("NOTIFY_SOCKET", ""): "name the socket as systemd does",
    ("NOTIFY_SOCKET", "run/systemd/notify"): "name the socket as systemd does",
    ("NOTIFY_SOCKET", "/" + "x" * 108): "name the socket as systemd does",
    **{(name.upper(), ""): "name a file or a directory" for name in PATHS},
}


@pytest.mark.parametrize(("name", "value"), ADVICE)
def test_what_to_write_instead_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        Settings.read(development=True)
    assert str(caught.value).startswith(f"{name}: {ADVICE[name, value]}")
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_addresses_may_be_of_ipv6_and_a_proxy_may_want_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("OUTGOING_PROXY", "http://user:pass%40word@proxy.example:3128/"),
        ("OUTGOING_PROXY", "http://[::1]:3128"),
        ("API_URL", "http://[::1]:8000/api"),
        ("NOTIFY_SOCKET", "@systemd"),
    ):
        monkeypatch.setenv(name, value)
        assert getattr(Settings.read(), name.lower()) == value


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_no_setting_has_words_of_a_library_for_what_it_can_not_be(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for value in ("\x01", "x y\t", "-1", "1e99", "nan", "x" * 5_000, "http://[", "0.5"):
        monkeypatch.setenv(name, value)
        try:
            Settings.read(development=True)
        except UsageError as error:
            said = str(error)
            assert not re.search(r"Input|String|should|valid |pydantic|\^|\n", said), said
            assert not said.endswith("as in ."), said


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://localhost:80", "http://localhost"),
        ("HTTP://LocalHost:8000", "http://localhost:8000"),
        ("https://Register.Example:443", "https://register.example"),
        ("https://register.example:80", "https://register.example:80"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_the_public_address_is_known_in_one_way_of_writing(
    monkeypatch: pytest.MonkeyPatch, given: str, url: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", given)
    assert Settings.read().url == url


def test_an_address_that_is_left_out_is_written_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "80")
    assert Settings.read().url == "http://127.0.0.1"


def test_the_address_of_another_host_is_nothing_for_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://register.example")
    assert Settings.read().url == "https://register.example"
    with pytest.raises(UsageError) as caught:
        Settings.read(development=True)
    assert "leave PUBLIC_URL out, or set DEVELOPMENT=0 and ISSUERS_FILE." in str(caught.value)
    assert "\n" not in str(caught.value)
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        monkeypatch.setenv("PUBLIC_URL", f"http://{host}")
        assert Settings.read(development=True).url == f"http://{host}"


def test_another_day_than_today_is_for_development_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2020-01-01")
    with pytest.raises(UsageError, match="TODAY is honoured in development only"):
        Settings.read()
    assert str(Settings.read(development=True).today) == "2020-01-01"


def test_the_quotas_are_settings_and_roomy_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read().quotas == (500, 2_000, 10_000, 50_000, 100)
    assert Settings.read(development=True).quotas == (500_000, 2_000_000, 10_000_000, 50_000_000, 100_000)
    for name, value in {"USER_HOUR": 1, "USER_DAY": 2, "ORGANISATION_HOUR": 3, "ORGANISATION_DAY": 4}.items():
        monkeypatch.setenv(f"QUOTA_{name}", str(value))
    monkeypatch.setenv("DOELGROEPREGISTER_QUOTA_REFUSALS_HOUR", "5")
    assert Settings.read(development=True).quotas == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("given", "roles"),
    [
        ("", set()),
        (" , ", set()),
        ("EMPLOYER", {Role.EMPLOYER}),
        ("CITIZEN,EMPLOYER", {Role.CITIZEN, Role.EMPLOYER}),
        (" CITIZEN  SUWINET, EMPLOYER ", {Role.CITIZEN, Role.SUWINET, Role.EMPLOYER}),
    ],
)
def test_the_roles_that_run_trusted_documents_only_have_commas_or_spaces_between_them(
    monkeypatch: pytest.MonkeyPatch, given: str, roles: set[Role]
) -> None:
    assert Settings.read().trusted_documents_only == set()
    monkeypatch.setenv("TRUSTED_DOCUMENTS_ONLY", given)
    assert Settings.read().trusted_documents_only == roles


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ("", set()),
        ("https://app.example", {"https://app.example"}),
        (
            "https://app.example:8443, https://xn--bcher-kva.example https://[::1]:9",
            {"https://app.example:8443", "https://xn--bcher-kva.example", "https://[::1]:9"},
        ),
    ],
)
def test_sites_whose_scripts_may_read_answers_are_named_as_browsers_send_them(
    monkeypatch: pytest.MonkeyPatch, given: str, origins: set[str]
) -> None:
    assert Settings.read().cors_origins == set()
    monkeypatch.setenv("CORS_ORIGINS", given)
    assert Settings.read().cors_origins == origins


@pytest.mark.parametrize(
    "given",
    [
        "null", "https://*.example", "http://app.example", "https://app.example/", "https://app.example/path",
        "https://App.example", "https://app.example:443", "https://app.example:0", "https://u@app.example",
        "app.example",
        "https://app.example?x", "https://app.example#x", "https://", "https://bücher.example", "https://app..example",
        "https://app.example;https://other.example", "file://app.example",
    ],
)  # fmt: skip
def test_an_origin_that_no_browser_sends_so_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("CORS_ORIGINS", f"https://good.example,{given}")
    with pytest.raises(UsageError, match=r"^CORS_ORIGINS: write each origin as browsers send it"):
        Settings.read()


def test_all_origins_at_once_are_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", "https://good.example, *")
    with pytest.raises(UsageError, match=r"^CORS_ORIGINS: `\*` would let the scripts of every site read answers"):
        Settings.read()


def test_a_role_that_is_none_is_answered_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_DOCUMENTS_ONLY", "CITIZEN,WORKER")
    with pytest.raises(UsageError, match="CITIZEN, EMPLOYER, SUWINET, ASSESSOR, MONITOR, AUDITOR"):
        Settings.read()


def test_a_leak_is_reported_where_the_setting_says_and_in_development_at_an_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings.read().contact is None
    assert Settings.read(development=True).contact == "mailto:security@register.example"
    monkeypatch.setenv("SECURITY_CONTACT", "https://register.example/beveiliging")
    assert Settings.read().contact == "https://register.example/beveiliging"


def test_letters_say_where_to_object_and_without_that_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"^CONTACT_OBJECTIONS is missing: .*Awb 3:45"):
        _ = Settings.read().letter_contact
    assert Settings.read(development=True).letter_contact.objections.startswith("UWV Voorbeeld, ")
    monkeypatch.setenv("CONTACT_OBJECTIONS", "UWV Bezwaar, Postbus 1, 1000 AA Voorbeeldstad")
    monkeypatch.setenv("CONTACT_OBJECTIONS_LINK", "https://register.example/bezwaar")
    monkeypatch.setenv("CONTACT_PHONE", "088 000 00 00")
    assert Settings.read().letter_contact == Contact(
        objections="UWV Bezwaar, Postbus 1, 1000 AA Voorbeeldstad",
        objections_link="https://register.example/bezwaar",
        phone="088 000 00 00",
    )
    for name, wrong in (("CONTACT_OBJECTIONS", "Postbus 1\n1000 AA"), ("CONTACT_OBJECTIONS_LINK", "http://a.example")):
        monkeypatch.setenv(name, wrong)
        with pytest.raises(UsageError, match=f"^{name}: "):
            Settings.read()
        monkeypatch.delenv(name)


def test_people_say_what_they_think_where_the_setting_says_or_by_a_mail_to_the_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings.read().help.feedback_link is None
    example = "mailto:hulp@register.example?subject=Uw%20mening"
    assert Settings.read(development=True).help.feedback_link == example
    monkeypatch.setenv("CONTACT_MAIL", "hulp?x@register.example")
    assert Settings.read().help.feedback_link == "mailto:hulp%3Fx@register.example?subject=Uw%20mening"
    monkeypatch.setenv("CONTACT_FEEDBACK", "https://mening.example/?van=register")
    assert Settings.read().help.feedback_link == "https://mening.example/?van=register"
    for wrong in ("http://mening.example", "mening.example", "javascript:alert(1)", "https://a b", "https://é", ""):
        monkeypatch.setenv("CONTACT_FEEDBACK", wrong)
        with pytest.raises(UsageError, match=r"^CONTACT_FEEDBACK: "):
            Settings.read()
