"""docs/workflows.md is what the definitions say."""

from workflows.diagrams import TARGET, markdown


def test_the_document_is_the_generated_one() -> None:
    assert TARGET.read_text() == markdown(), "Run `make diagrams`."
