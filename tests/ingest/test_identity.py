"""Who is who: ids, addresses and aliases join, names never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.key import claim_id
from graphsvc.kinds.person import PERSON
from ingest.identity import Directory, UnresolvedError, address_token, id_token
from ingest.normalise.name import organisation_key

FIRM = "o-firm"


def opened(**given: object) -> Directory:
    return Directory(
        firm=FIRM,
        own_names=frozenset({organisation_key("Harbour & Vale")}),
        own_domains=frozenset({"harbourvale.example"}),
        secret=b"secret",
        **given,  # type: ignore[arg-type]
    )


def person(directory: Directory, source: str, number: str, *addresses: str, name: str = "") -> str:
    tokens = (id_token(source, "contact", number), *map(address_token, addresses))
    return directory.identify("Person", tokens, source=source, name=name)


def test_a_key_is_that_of_the_first_identifier() -> None:
    assert person(opened(), "crm", "1", "a@b.example") == PERSON.key("crm|contact|1")


def test_the_same_address_is_the_same_person_in_every_source() -> None:
    directory = opened()

    assert person(directory, "crm", "1", "a@b.example") == person(directory, "hr", "9", "a+news@b.example")
    assert directory.links == []


def test_the_same_id_in_two_sources_is_two_people() -> None:
    directory = opened()

    assert person(directory, "crm", "1") != person(directory, "hr", "1")


def test_an_address_of_one_that_turns_up_at_another_links_them_once() -> None:
    directory = opened()
    one, other = person(directory, "crm", "1", "a@b.example"), person(directory, "hr", "2", "c@d.example")

    for _ in range(2):
        person(directory, "crm", "1", "a@b.example", "c@d.example")

    assert [(link.key, link.first, link.reason) for link in directory.links] == [(other, one, "address")]


def test_a_source_goes_on_under_the_key_it_used_before() -> None:
    directory = opened()
    one, other = person(directory, "crm", "1"), person(directory, "hr", "2", "c@d.example")
    directory.join(other, one, reason="stated")
    directory.own_claims = frozenset({claim_id("hr", "Person", other)})

    assert person(directory, "hr", "2", "c@d.example") == other
    assert directory.find("id", "1", source="crm", records=("contact",)) == one


def test_two_people_of_one_name_stay_two_and_are_listed() -> None:
    directory = opened()
    one, other = (
        person(directory, "crm", "1", name="Lund, Kai"),
        person(directory, "crm", "2", name="Kai Lund"),
    )

    assert one != other
    assert directory.look_alikes() == [tuple(sorted((one, other)))]


def test_one_person_of_two_keys_is_no_look_alike() -> None:
    directory = opened()
    one, other = person(directory, "crm", "1", name="Kai Lund"), person(directory, "hr", "2", name="Kai Lund")

    directory.join(other, one, reason="stated")

    assert directory.look_alikes() == []
    assert directory.find("person", "Kai Lund", source="x", records=("contact",), by="name") in {one, other}


def test_two_who_are_judged_apart_are_no_look_alikes_any_more() -> None:
    directory = opened()
    one, other, third = (person(directory, "hr", number, name="Ann Lee") for number in "123")

    directory.apart = frozenset([frozenset((one, other))])
    assert directory.look_alikes() == [tuple(sorted((one, other, third)))]

    directory.apart = frozenset(map(frozenset, ((one, other), (one, third), (other, third))))
    assert directory.look_alikes() == []


def test_an_address_shared_by_two_who_are_judged_apart_stays_with_the_first() -> None:
    directory = opened()
    one, other = (person(directory, "hr", number, name="Ann Lee") for number in "12")
    directory.apart = frozenset([frozenset((one, other))])
    person(directory, "hr", "1", "desk@firm.example")

    person(directory, "hr", "2", "desk@firm.example")

    assert directory.person_at("desk@firm.example") == one
    assert directory.links == []
    assert len({person(directory, "hr", number) for number in "12"}) == 2


def test_a_reference_looks_in_its_own_feed_first() -> None:
    directory = opened()
    mine, _ = person(directory, "crm", "1"), person(directory, "hr", "1")

    assert directory.find("reports_to", "1", source="crm", records=("contact",)) == mine


def test_an_id_of_two_things_elsewhere_is_refused_with_the_remedy() -> None:
    directory = opened()
    person(directory, "crm", "1")
    person(directory, "hr", "1")

    with pytest.raises(UnresolvedError, match="names 2 of contact: give the id or address") as caught:
        directory.find("reports_to", "1", source="other", records=("contact",))

    assert caught.value.column == "reports_to"
    assert directory.known_id("contact", "1") == ()


def test_an_unknown_reference_is_refused_with_the_remedy() -> None:
    with pytest.raises(UnresolvedError, match="names no known contact or employee: load it first"):
        opened().find("to", "7", source="crm", records=("contact", "employee"))


@pytest.mark.parametrize("text", ["1", "Kai@B.example", "Kai Lund"])
def test_any_takes_id_address_and_name(text: str) -> None:
    directory = opened()
    kai = person(directory, "crm", "1", "kai@b.example", name="Kai Lund")

    assert directory.find("x", text.lower(), source="hr", records=("contact",), by="any") == kai


@pytest.mark.parametrize("name", ["Harbour & Vale", "HARBOUR & VALE Ltd", "Harbour  & Vale LLP"])
def test_the_own_firm_is_known_in_any_spelling(name: str) -> None:
    directory = opened()

    assert directory.is_own_name(name)
    assert directory.find("o", name, source="crm", records=("account",), by="any") == FIRM


def test_an_address_belongs_to_the_longest_domain() -> None:
    directory = opened()
    directory.claim_domains("o-acme", ("acme.com",))
    directory.claim_domains("o-eu", ("eu.acme.com",))

    assert directory.organisation_of("x@mail.eu.acme.com") == "o-eu"
    assert directory.organisation_of("x@acme.com") == "o-acme"
    assert directory.organisation_of("x@notacme.com") is None


def test_free_mail_domains_are_nobodys_even_if_a_file_claims_them() -> None:
    directory = opened()

    directory.claim_domains("o-acme", ("gmail.com",))

    assert directory.organisation_of("x@gmail.com") is None


def test_a_domain_claimed_twice_stays_with_the_first_and_is_listed() -> None:
    directory = opened()
    directory.claim_domains("o-acme", ("acme.com",))

    directory.claim_domains("o-other", ("acme.com",))

    assert (directory.organisation_of("x@acme.com"), directory.clashes) == ("o-acme", {"acme.com"})


def test_own_addresses_are_those_of_own_domains_and_below() -> None:
    assert opened().is_own_address("a@oslo.harbourvale.example")
    assert not opened().is_own_address("a@notharbourvale.example")


def test_a_sealed_address_is_recognised_and_not_readable() -> None:
    directory = opened()

    assert directory.sealed("a@b.example") == directory.sealed("a@b.example")
    assert "a@b" not in directory.sealed("a@b.example")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123")), min_size=1))
def test_the_fingerprint_is_of_what_is_known_and_not_of_the_way_there(rows: list[tuple[str, str]]) -> None:
    forth, back = opened(), opened()
    for source, number in rows:
        person(forth, source, number)
    for source, number in reversed(rows):
        person(back, source, number)

    assert forth.fingerprint() == back.fingerprint()


def test_what_only_mail_suggests_leaves_the_fingerprint() -> None:
    directory = opened()
    person(directory, "crm", "1")
    before = directory.fingerprint()

    directory.adopt("p-mail", "Person", (address_token("zoe@x.example"),), "Zoe")

    assert directory.fingerprint() == before


@given(
    st.permutations([("crm", "1", "a@x.example"), ("hr", "2", "b@x.example"), ("mail", "3", "a@x.example")])
)
def test_who_is_who_does_not_depend_on_the_order_of_rows(rows: list[tuple[str, str, str]]) -> None:
    directory = opened()
    for row in rows:
        person(directory, *row)

    groups = {directory.keys[address_token(address)] for _, _, address in rows}
    assert len(groups) == 2
    assert directory.keys["crm|contact|1"] == directory.keys["mail|contact|3"]
