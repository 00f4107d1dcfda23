"""Record ids carry the checksum that Salesforce computes."""

from ingest.demo.salesforce_id import checksum, salesforce_id


def test_the_checksum_is_that_of_the_reference() -> None:
    assert checksum("00U20000001Rx6d") == "EAC"  # import-columns.md 5


def test_an_id_has_eighteen_characters_and_depends_on_its_names() -> None:
    first, second = salesforce_id("003", "one"), salesforce_id("003", "two")

    assert len(first) == len(second) == 18
    assert first != second
    assert first[15:] == checksum(first[:15])
