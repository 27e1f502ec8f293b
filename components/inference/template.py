"""The model's own chat template: messages in, prompt out."""

from __future__ import annotations

import re
from typing import Any

from jinja2.exceptions import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from components.inference.errors import MessagesError
from components.inference.llama import LlamaModel, Tokens, common_length

_ROLES = ("system", "user", "assistant")
_PLAIN = (
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)
"""For a file without a template."""


class Template:
    """Renders messages as `Llama.create_chat_completion` does on the same file, but for control tokens in them."""

    def __init__(self, model: LlamaModel) -> None:
        self._model = model
        text = model.meta("tokenizer.chat_template") or _PLAIN
        self._with_turn = self._formatter(text, answer=True)
        self._without_turn = self._formatter(text, answer=False)
        self._control = re.compile("|".join(map(re.escape, model.control_texts())) or r"(?!)")

    def prompt(self, messages: list[dict[str, Any]]) -> Tokens:
        """Tokens of the prompt, the assistant's turn opened. Raises `MessagesError`."""
        return self._render(self._with_turn, messages)

    def prefix(self, messages: list[dict[str, Any]]) -> Tokens:
        """Tokens with which every prompt begins that continues the last of these messages."""
        longer = (
            [*messages[:-1], {**messages[-1], "content": messages[-1]["content"] + " …"}] if messages else []
        )
        one = self._render(self._without_turn, messages)
        return one[: common_length(one, self._render(self._without_turn, longer))]

    def _formatter(self, text: str, *, answer: bool) -> Jinja2ChatFormatter:
        return Jinja2ChatFormatter(
            template=text,
            eos_token=self._model.end_text,
            bos_token=self._model.begin_text,
            add_generation_prompt=answer,
        )

    def _render(self, formatter: Jinja2ChatFormatter, messages: list[dict[str, Any]]) -> Tokens:
        _check(messages)
        told = [{**message, "content": self._harmless(message["content"])} for message in messages]
        try:
            prompt = formatter(messages=told).prompt
        except (TemplateError, ValueError, TypeError) as error:
            raise MessagesError(str(error)) from error
        return self._model.tokenise(prompt)

    def _harmless(self, content: str) -> str:
        """The text with an invisible space in whatever would be read as a control token.

        Otherwise a document or a question could end its own turn and speak as the system or the assistant.
        """
        return self._control.sub(lambda found: f"{found[0][0]}\u200b{found[0][1:]}", content)


def _check(messages: list[dict[str, Any]]) -> None:
    if not messages:
        raise MessagesError("there is no message")
    for message in messages:
        if message.get("role") not in _ROLES or not isinstance(message.get("content"), str):
            raise MessagesError("every message needs a role (system, user or assistant) and a text")
