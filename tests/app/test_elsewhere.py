"""With an endpoint of the operator's, nothing says that documents and questions stay here."""

import pytest

from components.inference import FakeEngine
from components.inference.view import asks_elsewhere
from tests.app.fake_prove import opened, use, words


def test_the_upload_says_where_documents_and_questions_go(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, FakeEngine())
    assert "go to the model endpoint" not in words(opened("playground"))
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_URL", "https://endpoint.example/v1")
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_MODEL", "some-model")
    assert "go to the model endpoint" in words(opened("playground"))


@pytest.mark.parametrize(
    ("url", "model", "leave"), [("", "", False), ("https://x", "m", True), ("https://x", "", True)]
)
def test_whatever_endpoint_is_set_counts(
    monkeypatch: pytest.MonkeyPatch, url: str, model: str, leave: bool
) -> None:
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_URL", url)
    monkeypatch.setenv("TUNE_OR_RETRIEVE_REMOTE_MODEL", model)
    assert asks_elsewhere() is leave
