"""Settings: defaults that work, and every problem at once."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config import MailServer, Organisation, Settings, SettingsError, from_environ
from toolkit.roles import FOR_AN_ENTITY, Role

SECRET = "s" * 32


def read(tmp_path: Path, **variables: str) -> object:
    return from_environ(
        {
            "TOOLKIT_INSTANCE": str(tmp_path),
            **{f"TOOLKIT_{name}": value for name, value in variables.items()},
        }
    )


def test_the_defaults_work_on_one_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = from_environ({})
    assert settings.instance == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/toolkit.db"
    assert settings.keys == tmp_path / "instance" / "keys"
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 2)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert (settings.trusted_proxies, settings.languages, settings.contact) == (0, ("en",), "")
    assert not settings.secure_cookies


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = from_environ(
        {
            "TOOLKIT_INSTANCE": str(tmp_path / "here"),
            "TOOLKIT_DATABASE_URL": "postgresql://me@db/toolkit",
            "TOOLKIT_WEB_DATABASE_URL": "postgres://web@db/toolkit",
            "TOOLKIT_RESULTS_DATABASE_URL": "postgresql+psycopg://readers@db/toolkit",
            "TOOLKIT_KEYS": str(tmp_path / "vault"),
            "TOOLKIT_SECRET_KEY": SECRET,
            "TOOLKIT_HOST": "0.0.0.0",  # noqa: S104 - nothing is bound
            "TOOLKIT_PORT": "9000",
            "TOOLKIT_WORKERS": "4",
            "TOOLKIT_PUBLIC_URL": "https://innovation.example.org/",
            "TOOLKIT_TRUSTED_PROXIES": "1",
            "TOOLKIT_LANGUAGES": "fr, en",
            "TOOLKIT_CONTACT": "innovation@example.org",
        }
    )
    assert settings.database_url == "postgresql+psycopg://me@db/toolkit"
    assert settings.web_database_url == "postgresql+psycopg://web@db/toolkit"
    assert settings.results_database_url == "postgresql+psycopg://readers@db/toolkit"
    assert settings.keys == tmp_path / "vault"
    assert settings.secret_key == SECRET
    assert (settings.host, settings.port, settings.workers) == ("0.0.0.0", 9000, 4)  # noqa: S104
    assert settings.public_url == "https://innovation.example.org"
    assert (settings.trusted_proxies, settings.languages) == (1, ("fr", "en"))
    assert settings.contact == "innovation@example.org"
    assert settings.secure_cookies
    assert not (tmp_path / "here" / "secret").exists()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORT", "0", "TOOLKIT_PORT must be a whole number from 1 to 65535, not '0'"),
        ("PORT", "65536", "TOOLKIT_PORT must be"),
        ("PORT", "-1", "TOOLKIT_PORT must be"),
        ("PORT", "80.5", "TOOLKIT_PORT must be"),
        ("PORT", "٨٠", "TOOLKIT_PORT must be"),
        ("WORKERS", "0", "TOOLKIT_WORKERS must be a whole number from 1 to 64"),
        ("WORKERS", "many", "TOOLKIT_WORKERS must be"),
        ("TRUSTED_PROXIES", "9", "TOOLKIT_TRUSTED_PROXIES must be a whole number from 0 to 8"),
        ("SECRET_KEY", "short", "TOOLKIT_SECRET_KEY needs at least 32 characters"),
        ("PUBLIC_URL", "example.org", "TOOLKIT_PUBLIC_URL is not an address of a site"),
        ("PUBLIC_URL", "ftp://example.org", "TOOLKIT_PUBLIC_URL is not an address of a site"),
        ("PUBLIC_URL", "https://", "TOOLKIT_PUBLIC_URL is not an address of a site"),
        ("PUBLIC_URL", "https://[::1", "TOOLKIT_PUBLIC_URL is not an address of a site"),
        ("PUBLIC_URL", "https://example.org:http", "TOOLKIT_PUBLIC_URL is not an address of a"),
        ("PUBLIC_URL", "https://example.org/?a=b", "TOOLKIT_PUBLIC_URL is not an address of a"),
        ("PUBLIC_URL", "https://example.org/#top", "TOOLKIT_PUBLIC_URL is not an address of a"),
        ("PUBLIC_URL", "https://example.org/survey", "TOOLKIT_PUBLIC_URL is not an address of a"),
        ("PUBLIC_URL", "http://example.org", "TOOLKIT_PUBLIC_URL must begin with https://"),
        ("PUBLIC_URL", "http://192.168.1.4", "TOOLKIT_PUBLIC_URL must begin with https://"),
        ("PUBLIC_URL", "http://localhost.example.org", "TOOLKIT_PUBLIC_URL must begin with"),
        ("LANGUAGES", "english", "TOOLKIT_LANGUAGES: 'english' is not a language code"),
        ("LANGUAGES", "en,,fr", "TOOLKIT_LANGUAGES: '' is not a language code"),
        ("LANGUAGES", "en;fr", "TOOLKIT_LANGUAGES: 'en;fr' is not a language code"),
        ("LANGUAGES", "qq", "TOOLKIT_LANGUAGES: 'qq' is not a language code"),
        ("DATABASE_URL", "nonsense", "TOOLKIT_DATABASE_URL is not an address of a database"),
        ("DATABASE_URL", "mysql://db/toolkit", "TOOLKIT_DATABASE_URL is not an address of a"),
        ("DATABASE_URL", "postgresql://db:port/x", "TOOLKIT_DATABASE_URL is not an address of a"),
        ("WEB_DATABASE_URL", "nonsense", "TOOLKIT_WEB_DATABASE_URL is not an address of a"),
        ("WEB_DATABASE_URL", "sqlite:////x.db", "TOOLKIT_WEB_DATABASE_URL is for a second role"),
        ("WEB_DATABASE_URL", "postgresql://w@db/t", "TOOLKIT_WEB_DATABASE_URL is for a second"),
        ("RESULTS_DATABASE_URL", "mysql://db/t", "TOOLKIT_RESULTS_DATABASE_URL is not an address"),
        ("RESULTS_DATABASE_URL", "postgresql://r@db/t", "TOOLKIT_RESULTS_DATABASE_URL is for a"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    tmp_path: Path, name: str, value: str, message: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **{name: value})
    assert str(refused.value).startswith(message)
    assert len(str(refused.value).splitlines()) == 1


def test_every_problem_comes_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read(
            tmp_path,
            PORT="high",
            WORKERS="0",
            TRUSTED_PROXIES="-",
            SECRET_KEY="short",  # noqa: S106 - too short to be one
            PUBLIC_URL="nowhere",
            LANGUAGES="english",
            DATABASE_URL="nonsense",
        )
    problems = str(refused.value).splitlines()
    assert [problem.split(" ")[0].rstrip(":") for problem in sorted(problems)] == [
        "TOOLKIT_DATABASE_URL",
        "TOOLKIT_LANGUAGES",
        "TOOLKIT_PORT",
        "TOOLKIT_PUBLIC_URL",
        "TOOLKIT_SECRET_KEY",
        "TOOLKIT_TRUSTED_PROXIES",
        "TOOLKIT_WORKERS",
    ]


def mail(tmp_path: Path, **variables: str) -> MailServer | None:
    settings = read(tmp_path, **variables)
    assert isinstance(settings, Settings)
    return settings.mail


def test_no_mail_is_sent_unless_a_server_is_named(tmp_path: Path) -> None:
    assert mail(tmp_path) is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_a_mail_server_is_spoken_to_under_tls(tmp_path: Path, security: str, port: int) -> None:
    file = tmp_path / "password"
    file.write_text("pa55word\n")
    found = mail(
        tmp_path,
        SMTP_HOST="smtp.example.org",
        SMTP_SECURITY=security,
        SMTP_USER="toolkit",
        SMTP_PASSWORD_FILE=str(file),
        MAIL_FROM="Innovation survey <innovation@example.org>",
    )
    assert found == MailServer(
        "smtp.example.org",
        port,
        "tls" if security == "tls" else "starttls",
        "toolkit",
        "pa55word",
        str(file),
        "innovation@example.org",
        "Innovation survey",
        600,
    )
    assert "pa55word" not in repr(found)


def test_letters_go_unprotected_to_this_machine_alone(tmp_path: Path) -> None:
    here = {"SMTP_SECURITY": "none", "MAIL_FROM": "innovation@example.org"}
    for host in ("127.0.0.1", "localhost", "::1"):
        found = mail(tmp_path, SMTP_HOST=host, MAIL_PER_MINUTE="30", **here)
        assert found is not None
        assert (found.port, found.sender_name, found.per_minute) == (25, "", 30)
    for host in ("smtp.example.org", "10.0.0.2", "localhost.example.org"):
        with pytest.raises(SettingsError, match="only for a server on this machine"):
            read(tmp_path, SMTP_HOST=host, **here)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SMTP_USER": "me"}, "TOOLKIT_SMTP_HOST is missing"),
        ({"MAIL_FROM": "a@example.org"}, "TOOLKIT_SMTP_HOST is missing"),
        ({"SMTP_SECURITY": "ssl"}, "TOOLKIT_SMTP_SECURITY must be one of starttls, tls, none"),
        ({"SMTP_PORT": "99999"}, "TOOLKIT_SMTP_PORT must be"),
        ({"MAIL_PER_MINUTE": "0"}, "TOOLKIT_MAIL_PER_MINUTE must be"),
        ({"SMTP_HOST": "smtp.example.org"}, "TOOLKIT_MAIL_FROM must be an address"),
        ({"SMTP_HOST": "a b", "MAIL_FROM": "a@example.org"}, "TOOLKIT_SMTP_HOST is not the name"),
        *(
            ({"SMTP_HOST": "smtp.example.org", "MAIL_FROM": sender}, "TOOLKIT_MAIL_FROM must be")
            for sender in ("nobody", "a@b\nBcc: c@example.org", "A <b@example.org>\nBcc: c", "a@")
        ),
        (
            {"SMTP_HOST": "smtp.example.org", "MAIL_FROM": "a@example.org", "SMTP_USER": "me"},
            "TOOLKIT_SMTP_USER and a password in TOOLKIT_SMTP_PASSWORD_FILE belong together",
        ),
    ],
)
def test_settings_of_mail_that_make_no_sense_are_refused(
    tmp_path: Path, given: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **given)
    assert str(refused.value).startswith(message)
    assert len(str(refused.value).splitlines()) == 1


def test_every_problem_of_mail_comes_at_once_and_no_password(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("pa55word")
    with pytest.raises(SettingsError) as refused:
        read(
            tmp_path,
            SMTP_HOST="smtp.example.org",
            SMTP_PORT="many",
            SMTP_SECURITY="none",
            SMTP_PASSWORD_FILE=str(file),
            MAIL_FROM="nobody",
        )
    assert len(str(refused.value).splitlines()) == 4
    assert "pa55word" not in str(refused.value)
    with pytest.raises(SettingsError, match="TOOLKIT_SMTP_PASSWORD_FILE cannot be read"):
        read(
            tmp_path,
            SMTP_HOST="smtp.example.org",
            SMTP_USER="me",
            SMTP_PASSWORD_FILE=str(tmp_path / "missing"),
            MAIL_FROM="a@example.org",
        )


def test_one_role_does_everything_unless_others_are_named(tmp_path: Path) -> None:
    owner = "postgresql+psycopg://me@db/toolkit"
    given = {"TOOLKIT_INSTANCE": str(tmp_path), "TOOLKIT_DATABASE_URL": owner}
    settings = from_environ(given)
    assert (settings.web_database_url, settings.results_database_url) == (owner, owner)
    web = "postgresql+psycopg://web@db/toolkit"
    settings = from_environ(given | {"TOOLKIT_WEB_DATABASE_URL": web})
    assert (settings.web_database_url, settings.results_database_url) == (web, owner)
    settings = from_environ({"TOOLKIT_INSTANCE": str(tmp_path)})
    assert settings.web_database_url == settings.results_database_url == settings.database_url
    with pytest.raises(SettingsError, match=r"^TOOLKIT_WEB_DATABASE_URL is for a second role"):
        read(tmp_path, DATABASE_URL=owner, WEB_DATABASE_URL=f"sqlite:///{tmp_path}/toolkit.db")


def test_a_refusal_never_prints_a_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read(
            tmp_path,
            DATABASE_URL="mysql://me:pa55word@db/toolkit",
            WEB_DATABASE_URL="postgresql://web:pa55word@db/toolkit",
            SECRET_KEY="5ecret",  # noqa: S106 - too short to be one
        )
    assert "pa55word" not in str(refused.value)
    assert "5ecret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "http://127.8.9.1"],
)
def test_only_this_machine_does_without_tls(tmp_path: Path, url: str) -> None:
    settings = from_environ({"TOOLKIT_INSTANCE": str(tmp_path), "TOOLKIT_PUBLIC_URL": url})
    assert settings.public_url == url
    assert not settings.secure_cookies


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40))
def test_any_address_is_good_or_refused(tmp_path_factory: pytest.TempPathFactory, url: str) -> None:
    tmp_path = tmp_path_factory.getbasetemp()
    for name in ("PUBLIC_URL", "LANGUAGES", "DATABASE_URL", "WEB_DATABASE_URL", "PORT"):
        try:
            read(tmp_path, **{name: url, "SECRET_KEY": SECRET})
        except SettingsError as refused:
            assert f"TOOLKIT_{name}" in str(refused)  # noqa: PT017 - both ways are right


def test_an_empty_setting_is_none(tmp_path: Path) -> None:
    settings = from_environ({"TOOLKIT_INSTANCE": str(tmp_path), "TOOLKIT_PORT": "  "})
    assert settings.port == 8000


def test_the_secret_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    environ = {"TOOLKIT_INSTANCE": str(tmp_path / "new")}
    first = from_environ(environ)
    path = tmp_path / "new" / "secret"
    assert len(first.secret_key) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert from_environ(environ).secret_key == first.secret_key
    other = from_environ({"TOOLKIT_INSTANCE": str(tmp_path / "other")})
    assert other.secret_key != first.secret_key


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    with pytest.raises(SettingsError, match=r"^TOOLKIT_INSTANCE: .*file"):
        read(file / "instance")


def test_a_secret_file_that_was_emptied_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    with pytest.raises(SettingsError, match=f"{tmp_path / 'secret'}"):
        read(tmp_path)


OIDC = {
    "TOOLKIT_OIDC_ISSUER": "https://id.example.org/realms/staff",
    "TOOLKIT_OIDC_CLIENT_ID": "innovation",
}


def organisation(tmp_path: Path, **variables: str) -> Organisation | None:
    found = from_environ({"TOOLKIT_INSTANCE": str(tmp_path), **OIDC, **variables})
    return found.organisation


def test_an_organisation_s_sign_in(tmp_path: Path) -> None:
    secret = tmp_path / "oidc"
    secret.write_text("of the provider\n")
    rules = "leads=executive:Agency: East ;a=b=administrator; ;curators = curator"
    found = organisation(
        tmp_path, TOOLKIT_OIDC_CLIENT_SECRET_FILE=str(secret), TOOLKIT_OIDC_ROLES=rules
    )
    assert found == Organisation(
        "id.example.org",
        OIDC["TOOLKIT_OIDC_ISSUER"],
        "innovation",
        "of the provider",
        "groups",
        (
            ("leads", Role.EXECUTIVE, "Agency: East"),
            ("a=b", Role.ADMINISTRATOR, ""),
            ("curators", Role.CURATOR, ""),
        ),
    )


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"TOOLKIT_OIDC_ISSUER": ""}, "TOOLKIT_OIDC_ISSUER is missing beside other TOOLKIT_OIDC_*"),
        ({"TOOLKIT_OIDC_ISSUER": "http://id.example.org"}, "must be an address that begins with"),
        ({"TOOLKIT_OIDC_ISSUER": "https://id.example.org/?a=b"}, "must be an address that begins"),
        ({"TOOLKIT_OIDC_ISSUER": "https://[id"}, "must be an address that begins with https://"),
        ({"TOOLKIT_OIDC_CLIENT_ID": " "}, "TOOLKIT_OIDC_CLIENT_ID is missing beside"),
        ({"TOOLKIT_OIDC_CLIENT_SECRET_FILE": "/no/such"}, "SECRET_FILE cannot be read: "),
        ({"TOOLKIT_OIDC_ROLES": "leads"}, "TOOLKIT_OIDC_ROLES: 'leads' names no role"),
        ({"TOOLKIT_OIDC_ROLES": "leads=king"}, "'leads=king' names no role"),
        ({"TOOLKIT_OIDC_ROLES": "=curator"}, "'=curator' is not VALUE=ROLE"),
        ({"TOOLKIT_OIDC_ROLES": "a=executive"}, "'a=executive' is not VALUE=ROLE"),
        ({"TOOLKIT_OIDC_ROLES": "a=curator:Agency"}, "'a=curator:Agency' is not VALUE=ROLE"),
    ],
)
def test_an_organisation_s_sign_in_that_makes_no_sense(
    tmp_path: Path, variables: dict[str, str], problem: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        organisation(tmp_path, **variables)
    (said,) = str(refused.value).splitlines()
    assert problem in said


def test_every_problem_of_an_organisation_s_sign_in_comes_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        organisation(
            tmp_path,
            TOOLKIT_OIDC_ISSUER="id.example.org",
            TOOLKIT_OIDC_CLIENT_ID="",
            TOOLKIT_OIDC_CLIENT_SECRET_FILE=str(tmp_path),
            TOOLKIT_OIDC_ROLES="a=king; b=executive; c",
        )
    assert len(str(refused.value).splitlines()) == 6


def test_passwords_stay_where_nothing_else_is_offered(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PASSWORD_SIGN_IN is no, but TOOLKIT_OIDC_ISSUER"):
        from_environ({"TOOLKIT_INSTANCE": str(tmp_path), "TOOLKIT_PASSWORD_SIGN_IN": "no"})


WORDS = st.text(
    st.characters(exclude_characters=";", exclude_categories=["Cs", "Cc", "Z"]), min_size=1
)
RULES = st.one_of(
    st.tuples(
        WORDS, st.sampled_from(sorted(FOR_AN_ENTITY)), WORDS.filter(lambda it: "=" not in it)
    ),
    st.tuples(WORDS, st.sampled_from(sorted(set(Role) - FOR_AN_ENTITY)), st.just("")),
)


@given(rules=st.lists(RULES), spaces=st.sampled_from(["", " ", "  "]))
def test_rules_of_roles_are_read_as_they_are_written(
    tmp_path_factory: pytest.TempPathFactory,
    rules: list[tuple[str, Role, str]],
    spaces: str,
) -> None:
    written = ";".join(
        f"{spaces}{value}{spaces}={spaces}{role}" + (f":{spaces}{entity}" if entity else "")
        for value, role, entity in rules
    )
    found = organisation(tmp_path_factory.getbasetemp(), TOOLKIT_OIDC_ROLES=written)
    assert found is not None
    assert found.roles == tuple(rules)


@given(text=st.text())
def test_whatever_is_written_is_read_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    problems, found = "", None
    try:
        found = organisation(tmp_path_factory.getbasetemp(), TOOLKIT_OIDC_ROLES=text)
    except SettingsError as error:
        problems = str(error)
    assert all(line.startswith("TOOLKIT_OIDC_ROLES: ") for line in problems.split("\n") if problems)
    if found is not None:
        assert len(found.roles) == len([rule for rule in text.split(";") if rule.strip()])
        assert all(bool(entity) is (role in FOR_AN_ENTITY) for _, role, entity in found.roles)


def test_the_operator_s_own_words_are_read_from_files(tmp_path: Path) -> None:
    path = tmp_path / "privacy.md"
    path.write_text("\n### Who is responsible\n\nNumber #1.\n", encoding="utf-8")
    variables = {"TOOLKIT_INSTANCE": str(tmp_path), "TOOLKIT_PRIVACY_NOTICE": str(path)}
    found = from_environ(variables)
    assert found.privacy_notice == "### Who is responsible\n\nNumber #1."
    assert found.accessibility_notice == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"\xff", "TOOLKIT_ACCESSIBILITY_NOTICE cannot be read: "),
        (b"x" * 50_001, "TOOLKIT_ACCESSIBILITY_NOTICE is longer than 50,000 letters"),
        (b"Ours\n\n## Who", "TOOLKIT_ACCESSIBILITY_NOTICE: headings begin with ###, not '## Who'"),
        (None, "TOOLKIT_ACCESSIBILITY_NOTICE cannot be read: "),
    ],
)
def test_words_of_the_operator_that_cannot_be_shown(
    tmp_path: Path, text: bytes | None, problem: str
) -> None:
    path = tmp_path / "notice.md"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, ACCESSIBILITY_NOTICE=str(path))
    assert str(refused.value).startswith(problem)
