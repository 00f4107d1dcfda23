"""Addresses; forms are those of import-columns.md 2 and of ../shared/data/mail-formats."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalise.address import (
    address_of,
    decoded,
    domain_of,
    is_no_person,
    is_robot,
    mailbox,
    mailboxes,
    match_key,
    split_list,
)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Ida.Holm@HarbourVale.example", ("ida.holm@harbourvale.example", "")),
        ("Ida Holm <ida@x.example>", ("ida@x.example", "Ida Holm")),
        ('"Holm, Ida" <ida@x.example>', ("ida@x.example", "Holm, Ida")),
        ("ida@x.example (Ida Holm)", ("ida@x.example", "Ida Holm")),
        ("ida at x.example (Ida Holm)", ("ida@x.example", "Ida Holm")),
        ('"Ida Holm" <ida at x.example>', ("ida@x.example", "Ida Holm")),
        ("mailto:ida@x.example?subject=x", ("ida@x.example", "")),
        ("'ida@x.example'", ("ida@x.example", "")),
        ("ida@x.example.", ("ida@x.example", "")),
        ("ida+hand@x.example", ("ida+hand@x.example", "")),
        ("a..martin@enron.com", ("a..martin@enron.com", "")),
        ("ida@bücher.example", ("ida@xn--bcher-kva.example", "")),
        ("ida at x.example (=?UTF-8?B?RGF2aWQgQWJpw6Fu?=)", ("ida@x.example", "David Abián")),
        ("<ida@x.example> ida@x.example", ("ida@x.example", "")),
    ],
)
def test_an_address_is_read_from_every_form_mail_writes_it_in(text: str, expected: tuple[str, str]) -> None:
    found = mailbox(text)

    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ida Holm",
        "ida@gmail....",
        "ida@@x.example",
        "ida@x@y.example",
        "@x.example",
        "ida@",
        "ida@x..example",
        "ida@-x.example",
        "/O=FIRM/OU=EU/CN=RECIPIENTS/CN=IHOLM",
        "/o=firm/cn=recipients/cn=iholm@x.example",
        "imceaex-_o=firm@x.example",
        "ida holm@x.example",
        "ida@" + "ü" * 80 + ".example",
    ],
)
def test_what_is_no_usable_address_gives_nothing(text: str) -> None:
    assert address_of(text) == ""


def test_every_header_variant_is_read_or_dropped_for_its_truncated_domain(shared_data: Path) -> None:
    lines = (shared_data / "mail-formats" / "from-header-variations.txt").read_text().splitlines()

    dropped = [line for line in lines if line and not address_of(line)]

    assert dropped == [line for line in lines if "...." in line]


def test_commas_in_quotes_comments_and_brackets_do_not_part_a_list() -> None:
    text = '"Holm, Ida" <ida@x.example>, leo@x.example (Strand, Leo); kari@x.example,,'

    found = split_list(text)

    assert found == ['"Holm, Ida" <ida@x.example>', "leo@x.example (Strand, Leo)", "kari@x.example"]


def test_a_list_names_everybody_once_and_drops_what_cannot_be_read() -> None:
    text = "Stark, Ida <ida@x.example>, IDA@x.example, undisclosed-recipients:;"

    found = mailboxes(text)

    assert found == [("ida@x.example", "Ida")]


def test_the_match_key_cuts_the_tag_and_keeps_the_dots() -> None:
    assert match_key("a..martin+crm@x.example") == "a..martin@x.example"
    assert match_key("+x@x.example") == "+x@x.example"
    assert domain_of("ida@x.example") == "x.example"


@pytest.mark.parametrize(
    "local",
    "no-reply noreply donotreply do-not-reply mailer-daemon postmaster bounce bounces notifications "
    "newsletter "
    "owner-announce staff-request staff-bounces listserv majordomo no_reply noreply-crm bounces+17".split(),
)
def test_robots_and_lists_are_no_persons(local: str) -> None:
    assert is_robot(f"{local}@x.example")
    assert is_no_person(f"{local}@x.example")


@pytest.mark.parametrize(
    "local", "info office sales support hr billing team room-4 conf.room.2 resource".split()
)
def test_role_mailboxes_and_rooms_are_no_persons_but_no_robots(local: str) -> None:
    assert is_no_person(f"{local}@x.example")
    assert not is_robot(f"{local}@x.example")


@pytest.mark.parametrize("local", "ida.holm salesman infante owner roomes replyton".split())
def test_people_whose_names_look_like_it_stay_persons(local: str) -> None:
    assert not is_no_person(f"{local}@x.example")


def test_an_encoded_name_in_an_unknown_charset_stays_as_it_is() -> None:
    assert decoded("=?no-such-charset?q?x?=") == "=?no-such-charset?q?x?="


@given(st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = address_of(text)

    assert address_of(once) == once
