"""One context and everything that runs in it: answers being read and written together, and kept prefixes.

What is asked alone must give what `Llama` gives, bit for bit. llama.cpp sums over cells in order, and its kernels for
one row and for many round differently: so a lone answer gets the first cells in order, and no row of its prompt is
computed by itself where `Llama` computes many. In company the last bits may differ.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from components.inference.cells import CellMap
from components.inference.limits import Limits
from components.inference.llama import LlamaContext, LlamaModel, Rows, Tokens, common_length
from components.inference.prefixes import Kept, PrefixStore
from components.inference.requests import Answering, Request, empty_cells
from components.inference.sampling import Sampler
from components.inference.shelf import Shelf
from components.inference.text import TextStream

_WORTH_WAITING = 128
"""Tokens that a prompt being read must have in common with a waiting one to make that one wait for them."""
_WORTH_SHARING = 64
"""Fewer tokens are read again by one who is alone: they take no time, and may have been read in company."""
_NEWS = 128
"""Tokens that a prompt must add to what is kept already to be kept itself."""


@dataclass(slots=True)
class Step:
    """What a step brought: pieces of text by answer, and the answers that ended."""

    texts: list[tuple[Answering, str]] = field(default_factory=list)
    ended: list[Answering] = field(default_factory=list)
    reading: list[Answering] = field(default_factory=list)


class Lane:
    """A context with its answers. Not thread-safe: the worker's main thread owns it."""

    def __init__(self, model: LlamaModel, context: LlamaContext, limits: Limits, *, kept_tokens: int) -> None:
        self._model = model
        self._context = context
        self._limits = limits
        self._map = CellMap(context.cells)
        self._free = list(range(limits.running + limits.kept_prefixes, -1, -1))
        self.store = PrefixStore(most_tokens=kept_tokens, most_entries=limits.kept_prefixes)
        self._shelf = Shelf(context, self._map, self._free, self.store)
        self.answers: dict[int, Answering] = {}
        self.used_at = time.monotonic()

    @property
    def cells(self) -> int:
        """Tokens that fit in altogether."""
        return self._context.cells

    @property
    def full(self) -> bool:
        """Whether as many answers run as may."""
        return len(self.answers) >= self._limits.running

    @property
    def used(self) -> int:
        """Tokens that are in it."""
        return self._map.used

    def known(self, request: Request) -> int:
        """Tokens of the prompt that something in this lane begins with."""
        return self._source(request)[1]

    def must_wait(self, request: Request) -> bool:
        """Whether a prompt being read right now will save this one much reading."""
        known = self.known(request)
        reading = (answer for answer in self.answers.values() if answer.reading)
        coming = (common_length(answer.request.prompt, request.prompt) for answer in reading)
        return max(coming, default=0) - known >= _WORTH_WAITING

    def admit(self, request: Request, *, company: bool) -> bool:
        """Give the request a sequence. False when there is no room now.

        `company` says that others wait for this lane.
        """
        if self.full:
            return False
        alone = not self.answers and not company
        source, length = self._source(request)
        length = self._usable(length, request, alone=alone)
        kept = source if length and isinstance(source, Kept) else None
        self._shelf.put_aside(spare=kept)
        if not self._has_room(
            request.room - length + (len(kept.tokens) if kept and kept.sequence is None else 0)
        ):
            if self.answers:
                return False
            self._shelf.put_aside()
            length, kept = 0, None
        self._begin(request, source if length else None, length, alone=alone)
        return True

    def step(self) -> Step:
        """Compute one batch: the next token of every answer being written, and pieces of prompts being
        read."""
        self.used_at = time.monotonic()
        parts = self._plan()
        self._context.decode(self._rows(parts))
        cells = self._map.take(sum(len(tokens) for _, tokens in parts))
        result, row = Step(), 0
        for answer, tokens in parts:
            answer.cells[answer.length : answer.length + len(tokens)] = cells[row : row + len(tokens)]
            answer.length += len(tokens)
            row += len(tokens)
            self._advance(answer, row - 1, result)
        for answer in result.ended:
            self.release(answer)
        return result

    def release(self, answer: Answering) -> None:
        """Take an answer out, ended or not; keeps its prompt's beginning when that is worth it."""
        self.answers.pop(answer.request.id, None)
        answer.sampler.close()
        # The prompt's last token may have been computed as a single row, which the next prompt's will not be.
        length = min(answer.length, len(answer.request.prompt) - 1, self.store.most_tokens)
        if self._worth_keeping(answer, length):
            self._shelf.keep(answer.request.prompt[:length], answer.sequence, answer.held)
        else:
            self._shelf.forget(answer.sequence, answer.held)

    def close(self) -> None:
        """Give the memory back."""
        for answer in self.answers.values():
            answer.sampler.close()
        self._context.close()

    def _source(self, request: Request) -> tuple[Kept | Answering | None, int]:
        """What begins most like the prompt, and how many tokens they have in common; running answers first."""
        source: Kept | Answering | None
        source, length = self.store.best(request.prompt)
        for answer in self.answers.values():
            common = common_length(answer.read_tokens, request.prompt)
            if common and common >= length:
                source, length = answer, common
        return source, length

    @staticmethod
    def _usable(length: int, request: Request, *, alone: bool) -> int:
        """At least one token is read anew, to have logits; alone three, so that none has to be read by itself."""
        length = max(0, min(length, len(request.prompt) - (3 if alone else 1)))
        return 0 if alone and length < _WORTH_SHARING else length

    def _has_room(self, wanted: int) -> bool:
        promised = sum(answer.to_come for answer in self.answers.values())
        return self._map.used + promised + wanted <= self._map.size

    def _begin(self, request: Request, source: Kept | Answering | None, length: int, *, alone: bool) -> None:
        sampler = Sampler(
            self._model, temperature=request.temperature, seed=request.seed, grammar=request.grammar
        )
        if isinstance(source, Kept):
            self._shelf.bring(source, first=not self.answers)
            self.store.touch(source)
        sequence = self._free.pop()
        answer = Answering(
            request, sequence, empty_cells(request), sampler, TextStream(request.stop), length, alone
        )
        if source is not None and source.sequence is not None:
            self._context.fork(source.sequence, sequence, length)
            self._map.share(source.cells[:length])
            answer.cells[:length] = source.cells[:length]
            answer.length = length
        if isinstance(source, Kept) and not self.answers:
            self._shelf.clear_tail(source, length)  # nothing may lie between the prefix and what follows it
        self.answers[request.id] = answer

    def _plan(self) -> list[tuple[Answering, Tokens]]:
        """Who gets how many rows of the next batch."""
        writing = [answer for answer in self.answers.values() if not answer.reading]
        parts = [(answer, np.array([answer.next_token], dtype=np.int32)) for answer in writing]
        budget = self._limits.piece_beside_answers if writing else self._limits.piece
        budget = min(budget, self._limits.piece - len(writing))
        for answer in self._readers():
            size = self._piece(answer, budget)
            if size <= 0:
                break
            parts.append((answer, answer.request.prompt[answer.length : answer.length + size]))
            budget -= size
        return parts

    def _readers(self) -> list[Answering]:
        """Those that have least to read first: a short question is not held up by somebody's corpus."""
        return sorted(
            (answer for answer in self.answers.values() if answer.reading), key=lambda answer: answer.unread
        )

    def _piece(self, answer: Answering, budget: int) -> int:
        """Alone, up to the next border at which `Llama` would cut the prompt, and no row by itself but there."""
        if len(self.answers) > 1:
            return min(answer.unread, budget)
        whole = self._limits.piece
        size = min(answer.unread, budget, whole - answer.length % whole)
        if size == 1 and answer.unread > 1:
            size = 2
        if answer.unread - size == 1 and len(answer.request.prompt) % whole != 1:
            size += -1 if size > 2 else 1
        return size - 2 if size > 2 and size % self._limits.micro_batch == 1 else size

    @staticmethod
    def _rows(parts: list[tuple[Answering, Tokens]]) -> Rows:
        sizes = [len(tokens) for _, tokens in parts]
        if len(parts) == sum(sizes):  # a row each, as in most steps
            tokens = np.array([tokens[0] for _, tokens in parts], dtype=np.int32)
            positions = np.array([answer.length for answer, _ in parts], dtype=np.int32)
        else:
            tokens = np.concatenate([tokens for _, tokens in parts])
            positions = np.concatenate(
                [np.arange(a.length, a.length + len(t), dtype=np.int32) for a, t in parts]
            )
        wanted = np.zeros(len(tokens), dtype=np.bool_)
        wanted[np.cumsum(sizes) - 1] = [len(tokens) >= answer.unread for answer, tokens in parts]
        sequences = np.repeat(np.array([answer.sequence for answer, _ in parts], dtype=np.int32), sizes)
        return Rows(tokens, positions, sequences, wanted)

    def _advance(self, answer: Answering, row: int, result: Step) -> None:
        """Choose the next token of an answer whose last computed token is in `row`."""
        if answer.reading or answer.request.prepare:
            (result.reading if answer.reading else result.ended).append(answer)
            return
        token = answer.sampler.choose(self._context.logits(row))
        answer.first_at = answer.first_at or time.perf_counter()
        text = self._take_token(answer, token)
        if text:
            result.texts.append((answer, text))
        if answer.finish:
            result.ended.append(answer)

    def _take_token(self, answer: Answering, token: int) -> str:
        if self._model.is_end(token):
            answer.finish = "stop"
            return answer.stream.end()
        answer.generated += 1
        text = answer.stream.push(self._model.piece(token))
        if answer.stream.stopped:
            answer.finish = "stop"
        elif answer.generated >= answer.request.max_tokens:
            answer.finish = "length"
            return text + answer.stream.end()
        answer.next_token = token
        return text

    def _worth_keeping(self, answer: Answering, length: int) -> bool:
        kept, known = self.store.best(answer.request.prompt[:length])
        if kept and length - known < _NEWS:
            self.store.touch(kept)
            return False
        return length >= (1 if answer.request.prepare else self._limits.smallest_prefix)
