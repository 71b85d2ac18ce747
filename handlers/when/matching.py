"""Matches rules, written as patterns over kinds of terms, against a list of terms; knows nothing about time.

A pattern is a row of elements: `KIND`, `KIND|OTHER`, a nonterminal in lower case, each with an optional `:name` that
captures its value and an optional `?`; `!KIND|OTHER` looks ahead and refuses, `&KIND|OTHER` looks ahead and insists.
`~` stands for up to four fillers.
Results are remembered per place, so that the work grows with the length of the text and not with the number of ways to
read it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.when.terms import Term

Captures = dict[str, Any]
Action = Callable[[Captures], Any]
_FILLERS = {"ARTICLE", "OF", "IN", "AT", "ON", "COMMA"}
_MOST_FILLERS = 4
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern."""

    kinds: tuple[str, ...]
    name: str | None
    optional: bool
    nonterminal: bool
    refused: bool = False
    insisted: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What a nonterminal may look like, and what is made of it; an action returning None refuses."""

    makes: str
    pattern: tuple[Element, ...]
    action: Action


def rule(makes: str, pattern: str, action: Action) -> Rule:
    """A rule from its written pattern."""
    return Rule(makes, tuple(_element(part) for part in pattern.split()), action)


def _element(text: str) -> Element:
    if text.startswith("&"):
        return Element(tuple(text[1:].split("|")), None, True, False, insisted=True)
    if text.startswith("!"):
        return Element(tuple(text[1:].split("|")), None, True, False, refused=True)
    optional = text.endswith("?")
    kinds, _, name = text.rstrip("?").partition(":")
    return Element(tuple(kinds.split("|")), name or None, optional, kinds[0].islower())


class Grammar:
    """Rules, indexed by the kinds of term they can begin with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: dict[str, list[tuple[Rule, frozenset[str]]]] = {}
        self._by_name: dict[str, list[Rule]] = {}
        for each in rules:
            self._by_name.setdefault(each.makes, []).append(each)
        firsts = {name: self._first(name, ()) for name in self._by_name}
        for name, group in self._by_name.items():
            self._rules[name] = [(each, self._begins(each, ())) for each in group]
        self.firsts = firsts

    def _first(self, name: str, seen: tuple[str, ...]) -> frozenset[str]:
        if name in seen:
            return frozenset()
        return frozenset().union(*(self._begins(each, (*seen, name)) for each in self._by_name[name]))

    def _begins(self, each: Rule, seen: tuple[str, ...]) -> frozenset[str]:
        kinds: set[str] = set()
        for element in each.pattern:
            if element.refused or element.insisted:
                continue
            if element.kinds == ("~",):
                kinds |= _FILLERS
                continue
            if element.nonterminal:
                kinds |= self._first(element.kinds[0], seen)
            else:
                kinds |= set(element.kinds)
            if not element.optional:
                break
        return frozenset(kinds)

    def rules(self, name: str, kinds: Iterable[str]) -> list[Rule]:
        """The rules for a nonterminal that can begin with one of these kinds."""
        return [each for each, begins in self._rules[name] if not begins.isdisjoint(kinds)]


class Matcher:
    """One text's terms against a grammar."""

    def __init__(self, grammar: Grammar, terms: Sequence[Term]) -> None:
        self.grammar = grammar
        self.terms = terms
        self._known: dict[tuple[str, int], list[tuple[int, Any]]] = {}

    def match(self, name: str, at: int, depth: int = 0) -> list[tuple[int, Any]]:
        """Every (end, value) a nonterminal can have from this term on, longest first; of equals, the earlier rule's."""
        key = (name, at)
        found = self._known.get(key)
        if found is not None:
            return found
        if at >= len(self.terms) or depth > _DEEPEST:
            return []
        self._known[key] = []
        by_end: dict[int, Any] = {}
        kinds = self.terms[at].kinds
        if not self.grammar.firsts[name].isdisjoint(kinds):
            for each in self.grammar.rules(name, kinds):
                for end, captures in self._follow(each.pattern, 0, at, {}, depth):
                    if end not in by_end and (value := each.action(captures)) is not None:
                        by_end[end] = value
        results = sorted(by_end.items(), reverse=True)
        self._known[key] = results
        return results

    def _follow(
        self, pattern: tuple[Element, ...], place: int, at: int, captures: Captures, depth: int
    ) -> list[tuple[int, Captures]]:
        if place == len(pattern):
            return [(at, captures)]
        element = pattern[place]
        if element.kinds == ("~",):
            return self._follow_fillers(pattern, place, at, captures, depth)
        if element.refused:
            stop = at < len(self.terms) and not self.terms[at].kinds.keys().isdisjoint(element.kinds)
            return [] if stop else self._follow(pattern, place + 1, at, captures, depth)
        if element.insisted:
            goes_on = at < len(self.terms) and not self.terms[at].kinds.keys().isdisjoint(element.kinds)
            return self._follow(pattern, place + 1, at, captures, depth) if goes_on else []
        results: list[tuple[int, Captures]] = []
        if at < len(self.terms):
            for end, value in self._options(element, at, depth):
                taken = captures if element.name is None else {**captures, element.name: value}
                results.extend(self._follow(pattern, place + 1, end, taken, depth))
        if element.optional:
            results.extend(self._follow(pattern, place + 1, at, captures, depth))
        return results

    def _follow_fillers(
        self, pattern: tuple[Element, ...], place: int, at: int, captures: Captures, depth: int
    ) -> list[tuple[int, Captures]]:
        results = self._follow(pattern, place + 1, at, captures, depth)
        for step in range(_MOST_FILLERS):
            if at + step >= len(self.terms) or _FILLERS.isdisjoint(self.terms[at + step].kinds):
                break
            results.extend(self._follow(pattern, place + 1, at + step + 1, captures, depth))
        return results

    def _options(self, element: Element, at: int, depth: int) -> list[tuple[int, Any]]:
        if element.nonterminal:
            return self.match(element.kinds[0], at, depth + 1)
        kinds = self.terms[at].kinds
        for kind in element.kinds:
            if kind in kinds:
                return [(at + 1, kinds[kind])]
        return []
