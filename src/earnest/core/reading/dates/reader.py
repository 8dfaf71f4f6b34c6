"""What the parsers share: the tokens, how to read 5/3, the year it is, and the way back to the top
of the grammar, so that its parts can nest without importing each other in a circle."""

from collections.abc import Callable
from dataclasses import dataclass

from earnest.core.reading.dates.lexer import Tokens
from earnest.core.reading.dates.model import Order
from earnest.core.reading.dates.nodes import Node

DEEPEST = 4
Hit = tuple[Node, int] | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A text being read. `top` reads any day or period at a token; call `named` instead."""

    t: Tokens
    order: Order
    near: int
    top: Callable[["Reader", int, int], Hit]

    def named(self, i: int, depth: int) -> Hit:
        """The day or period named at token `i`. Depth is bounded and results are remembered, so
        that trying several readings of one place stays cheap whatever the text."""
        if depth > DEEPEST or i >= self.t.size:
            return None
        key = ("named", i, depth)
        if key not in self.t.memo:
            self.t.memo[key] = self.top(self, i, depth)
        found: Hit = self.t.memo[key]  # type: ignore[assignment]
        return found
