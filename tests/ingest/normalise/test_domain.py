"""Domains; rules of import-columns.md 2."""

import pytest

from ingest.normalise.domain import domain, is_free_mail, registrable, suffixes


@pytest.mark.parametrize(
    "text,expected",
    [
        ("https://www.Acme.co.uk:8080/about?x#y", "acme.co.uk"),
        ("acme.example", "acme.example"),
        ("mail.eu.acme.com.", "mail.eu.acme.com"),
        ("http://user:word@acme.com", "acme.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("co.uk", ""),
        ("com", ""),
        ("not a host", ""),
        ("ü" * 80 + ".example", ""),
        ("", ""),
    ],
)
def test_a_web_address_is_reduced_to_its_host(text: str, expected: str) -> None:
    assert domain(text) == expected


def test_the_registrable_domain_stands_right_below_the_public_suffix() -> None:
    assert registrable("mail.eu.acme.co.uk") == "acme.co.uk"
    assert registrable("co.uk") == ""


def test_suffixes_come_longest_first_and_are_bounded_by_dots() -> None:
    assert list(suffixes("mail.eu.acme.com")) == ["mail.eu.acme.com", "eu.acme.com", "acme.com"]


def test_free_mail_is_known_by_its_provider_and_below_it() -> None:
    assert is_free_mail("gmail.com")
    assert is_free_mail("mail.yahoo.com")
    assert not is_free_mail("notgmail.com")
