"""Templates of the canonical files."""

import pytest

from graphsvc.errors import NotFoundError
from ingest.mapping import Mapped, Mapping, Settings, template
from ingest.mapping.template import templates
from ingest.readers import read


@pytest.mark.parametrize("name", templates())
def test_a_template_is_a_file_its_mapping_reads(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("templates") / f"{name}.csv"
    path.write_text(template(name))
    mapping, sheet = Mapping.load(name), read(path)

    (row,) = sheet.open_rows()

    assert isinstance(mapping.bind(sheet, Settings()).apply(row)[0], Mapped)  # type: ignore[arg-type]


def test_there_is_a_template_for_every_canonical_file() -> None:
    assert templates() == sorted(
        "account_team accounts alumni contacts contracts declared_ties employees employments exclusions "
        "interactions revenues tie_days".split()
    )


def test_an_unknown_template_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="no template 'shoes'; there are: account_team, accounts"):
        template("shoes")
