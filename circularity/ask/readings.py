"""From a question to the command that answers it, or to the nearest ones where it is not clear."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from circularity.ask.grammar import RULES, Roles, Rule, roles_of
from circularity.ask.vocabulary import NEUTRAL
from circularity.ask.words import Words, take_apart
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage

OFFERED = 3
CLEAR_BY = 1.0
"""How much better than the next reading the best must be to be taken."""
NEEDED, LIKED, LEFT_OVER, NOT_TAKEN = 2.0, 1.0, 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a question: the command with its arguments, and what it asks in words."""

    command: str
    args: tuple[str, ...]
    asks: str
    fit: float
    unread: tuple[str, ...] = ()
    """Words and numbers of the question that play no part in the reading."""

    @property
    def line(self) -> str:
        """The command as one would type it."""
        import shlex

        return shlex.join(["circularity", self.command, *self.args])


def readings(question: str, data: Dataset, commands: Collection[str] | None = None) -> list[Reading]:
    """Every way to read a question, best first.

    Parameters
    ----------
    commands
        The commands there are; all of the grammar's if left out.

    Examples
    --------
    >>> import circularity as ci
    >>> readings("who is exposed if OpnAI goes bankrupt?", ci.load())[0].line
    'circularity exposed openai'
    """
    words = take_apart(question, data)
    roles = roles_of(words)
    found = [
        Reading(rule.command, (*rule.build(roles, words), *_view(rule, words)), _asked(rule, roles, data), fit, _unread(rule, words))
        for rule in RULES
        if (commands is None or rule.command in commands) and (fit := _fit(rule, roles, words)) is not None
    ]
    return sorted(found, key=lambda reading: (-reading.fit, reading.line))


def read(question: str, data: Dataset, commands: Collection[str] | None = None) -> Reading:
    """The one way to read a question.

    Raises
    ------
    WrongUsage
        If nothing fits, or two readings fit about equally well; names the nearest.
    """
    found = readings(question, data, commands)
    if not found:
        words = take_apart(question, data)
        named = f" about {', '.join(data.name(c) for c in words.companies)}" if words.companies else ""
        unknown = f"; not understood: {', '.join(words.unknown)}" if words.unknown else ""
        near = _near(words, data, commands)
        raise WrongUsage(f"no question{named} was recognised in these words{unknown}", f"try: {' | '.join(r.line for r in near)}")
    if len(found) > 1 and found[0].fit - found[1].fit < CLEAR_BY:
        offered = [reading for reading in found if found[0].fit - reading.fit < 2 * CLEAR_BY][:OFFERED]
        listed = " | ".join(f"{reading.asks} ({reading.line})" for reading in offered)
        raise WrongUsage("this can be read in several ways", f"did you mean: {listed}")
    return found[0]


def _fit(rule: Rule, roles: Roles, words: Words) -> float | None:
    """How well a rule fits; ``None`` where it does not."""
    meant = words.meanings
    if any(meaning in meant for meaning in rule.avoids):
        return None
    if not all(any(meaning in meant for meaning in need.split("|")) for need in rule.needs):
        return None
    failing, others = roles.failing, roles.others
    if not rule.failing[1]:
        failing, others = (), roles.all
    if not (rule.failing[0] <= len(failing) <= rule.failing[1] and rule.others[0] <= len(others) <= rule.others[1]):
        return None
    if rule.window and words.view.get("--from", "") == words.view.get("--to", ""):
        return None
    used = {meaning for need in rule.needs for meaning in need.split("|")} | set(rule.likes)
    fit = NEEDED * len(rule.needs) + LIKED * sum(meaning in meant for meaning in rule.likes)
    fit -= LEFT_OVER * len(meant - used - NEUTRAL)
    fit -= NOT_TAKEN * len(set(words.view) - _taken(rule))
    if words.life is not None:
        fit += LIKED if rule.life else -LEFT_OVER
    return fit


def _taken(rule: Rule) -> frozenset[str]:
    """The choices of view that play a part in a reading."""
    return rule.view | ({"--from", "--to"} if rule.window else set())


def _view(rule: Rule, words: Words) -> tuple[str, ...]:
    return tuple(arg for option, value in words.view.items() if option in rule.view for arg in (option, value))


def _unread(rule: Rule, words: Words) -> tuple[str, ...]:
    """What the question says and this reading leaves out."""
    left = [value for option, value in words.view.items() if option not in _taken(rule)]
    life = [] if words.life is None or rule.life else [f"{words.life:g} years"]
    # no question weighs one figure against another
    weighed = [part.text for part in words.parts if part.meaning == "measured"]
    return tuple(dict.fromkeys((*weighed, *words.unknown, *life, *left)))


def _asked(rule: Rule, roles: Roles, data: Dataset) -> str:
    def names(ids: tuple[str, ...]) -> str:
        return " and ".join(data.name(name) for name in ids) or "anybody"

    pair = (*roles.all, "", "")
    slots = {"failing": names(roles.failing), "others": names(roles.others), "all": names(roles.all)}
    return rule.asks.format(**slots, first=names(pair[:1]) if pair[0] else "", second=names(pair[1:2]) if pair[1] else "")


def _near(words: Words, data: Dataset, commands: Collection[str] | None) -> list[Reading]:
    """What can be asked about the companies named, or in general."""
    lines = [("exposed", 1), ("pay", 1), ("loops", 1), ("show", 1)] if words.companies else [("loops", 0), ("network", 0), ("vendors", 0)]
    found = []
    for command, wants in lines:
        if commands is None or command in commands:
            args = ("--through", words.companies[0]) if command == "loops" and wants else words.companies[:wants]
            found.append(Reading(command, tuple(args), "", 0.0))
    return found[:OFFERED]
