"""Which words ask which question: one rule a question, the most fitting one wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from circularity.ask.words import Words

Args = tuple[str, ...]


@dataclass(frozen=True)
class Roles:
    """The companies of a question by the part they play."""

    failing: Args
    others: Args

    @property
    def all(self) -> Args:
        return (*self.failing, *self.others)


@dataclass(frozen=True)
class Rule:
    """One kind of question.

    It fits when every meaning of `needs` is there (of alternatives joined by ``|`` one is enough) and the number of
    companies is right; `likes` make it fit better, `avoids` rule it out.
    """

    command: str
    asks: str
    """The question in words, with {failing}, {others} and {all} for companies."""
    build: Callable[[Roles, Words], Args]
    needs: Args = ()
    likes: Args = ()
    avoids: Args = ()
    failing: tuple[int, int] = (0, 0)
    others: tuple[int, int] = (0, 0)
    life: bool = False
    window: bool = False
    """Whether it asks about two dates."""
    view: frozenset[str] = field(default_factory=frozenset)
    """Which choices of view it takes."""


EVERY = frozenset({"--as-of", "--from", "--to", "--basis"})
DAY = frozenset({"--as-of"})
DAY_BASIS = frozenset({"--as-of", "--basis"})
MANY = (1, 9)


def _years(words: Words) -> Args:
    return () if words.life is None else ("--life", f"{words.life:g}")


def _asks_who(words: Words) -> bool:
    """Whether the payers are asked for ("who funds X") and not the payees ("whom does X fund")."""
    deed = next((part.place for part in words.parts if part.meaning in ("fund", "deals")), 0)
    return all(part.place > deed for part in words.parts if part.company)


RULES: tuple[Rule, ...] = (
    Rule(
        "why",
        "why is {others} exposed to {failing}?",
        lambda roles, words: (f"exposed:{'+'.join(roles.failing)}/{roles.others[0]}",),
        needs=("fail|exposed",),
        likes=("why", "exposed", "fail"),
        avoids=("break", "round", "servers"),
        failing=MANY,
        others=(1, 1),
        view=EVERY,
    ),
    Rule(
        "exposed",
        "who loses what if {failing} failed?",
        lambda roles, words: roles.failing,
        needs=("fail|exposed",),
        likes=("fail", "exposed"),
        avoids=("break", "servers"),
        failing=MANY,
        view=EVERY,
    ),
    Rule(
        "breaks",
        "what would bring {all} down?",
        lambda roles, words: roles.all,
        needs=("break",),
        likes=("fail", "exposed"),
        others=(0, 1),
        failing=(0, 1),
        view=DAY_BASIS,
    ),
    Rule(
        "pay",
        "can {all} pay what it has promised?",
        lambda roles, words: roles.all,
        needs=("pay",),
        likes=("pay", "deals"),
        avoids=("break", "exposed"),
        others=(0, 1),
        view=DAY_BASIS,
    ),
    Rule(
        "vendors",
        "does {all} fund its own customers?",
        lambda roles, words: roles.all,
        needs=("fund", "customers"),
        likes=("deals",),
        avoids=("telecom", "round"),
        others=(0, 1),
        view=EVERY,
    ),
    Rule(
        "loops",
        "where does money come back to {all}?",
        lambda roles, words: tuple(arg for name in roles.all for arg in ("--through", name)),
        needs=("round",),
        likes=("deals", "fund", "customers"),
        avoids=("chance", "whole"),
        others=(0, 3),
        view=EVERY,
    ),
    Rule(
        "network",
        "how much of the money runs in circles, and is it more than chance?",
        lambda roles, words: (),
        needs=("whole|chance",),
        likes=("round", "chance", "whole"),
        view=EVERY,
    ),
    Rule(
        "depreciation",
        "what if the servers of {all} last another number of years?",
        lambda roles, words: (*roles.all, *_years(words)),
        needs=("servers|lasting",),
        likes=("servers", "lasting"),
        others=(0, 6),
        life=True,
    ),
    Rule(
        "compare",
        "how do today's vendors stand beside those of 2000?",
        lambda roles, words: (),
        needs=("telecom|compare",),
        likes=("compare", "telecom", "fund", "customers"),
        avoids=("backtest",),
        others=(0, 1),
    ),
    Rule(
        "backtest",
        "would the measures have told in 2000?",
        lambda roles, words: ("telecom-2000",),
        needs=("backtest",),
        likes=("telecom", "backtest"),
    ),
    Rule(
        "announcements",
        "how much market value did announcements add?",
        lambda roles, words: roles.all,
        needs=("announced",),
        likes=("announced", "deals", "why"),
        avoids=("fail", "exposed", "servers"),
        others=(0, 2),
        view=DAY,
    ),
    Rule(
        "funding",
        "how tight are the funding conditions?",
        lambda roles, words: (),
        needs=("plumbing",),
        likes=("plumbing", "fund", "scenario"),
        view=DAY,
    ),
    Rule(
        "run",
        "what if outside funding stops?",
        lambda roles, words: ("outside-funding-stops",),
        needs=("fund|outside", "stop"),
        likes=("outside", "stop", "scenario"),
        avoids=("plumbing", "guarantees"),
    ),
    Rule(
        "run",
        "what if AI demand halves?",
        lambda roles, words: ("ai-demand-halves",),
        needs=("customers", "stop"),
        likes=("stop", "scenario"),
        avoids=("fund", "guarantees"),
    ),
    Rule(
        "run",
        "what if Nvidia's guarantees are called?",
        lambda roles, words: ("nvidia-guarantees-called",),
        needs=("guarantees", "stop"),
        likes=("stop", "scenario"),
        others=(0, 1),
    ),
    Rule(
        "run",
        "what if 2001 happens again?",
        lambda roles, words: ("repeat-of-2001",),
        needs=("telecom", "stop|scenario"),
        likes=("stop", "scenario"),
    ),
    Rule(
        "path",
        "how does money get from {first} to {second}?",
        lambda roles, words: roles.all[:2],
        needs=("way",),
        likes=("deals", "way"),
        avoids=("fail", "exposed", "break"),
        others=(2, 2),
        view=EVERY,
    ),
    Rule(
        "disputes",
        "where do sources disagree?",
        lambda roles, words: tuple(arg for name in roles.all for arg in ("--party", name)),
        needs=("dispute",),
        likes=("why", "deals", "dispute"),
        others=(0, 3),
        view=EVERY,
    ),
    Rule(
        "claims",
        "what does commentary say about {all}, and is it so?",
        lambda roles, words: tuple(arg for name in roles.all for arg in ("--subject", name)),
        needs=("claimed",),
        likes=("claimed", "show", "deals"),
        others=(0, 3),
        view=DAY,
    ),
    Rule(
        "diff",
        "what changed between two dates?",
        lambda roles, words: (words.view["--from"], words.view["--to"]),
        needs=("change",),
        likes=("deals", "round", "change"),
        window=True,
    ),
    Rule(
        "edges",
        "which deals lead from {first} to {second}?",
        lambda roles, words: ("--payer", roles.all[0], "--payee", roles.all[1]),
        needs=("deals|pay|fund",),
        likes=("deals", "pay", "fund"),
        avoids=("fail", "exposed", "round", "break", "why"),
        others=(2, 2),
        view=EVERY,
    ),
    Rule(
        "edges",
        "what does {second} pay {first}?",
        lambda roles, words: ("--payer", roles.all[1], "--payee", roles.all[0]),
        needs=("customers", "way"),
        likes=("way",),
        avoids=("fail", "exposed", "round", "break", "why"),
        others=(2, 2),
        view=EVERY,
    ),
    Rule(
        "edges",
        "who pays {all}?",
        lambda roles, words: ("--payee", roles.all[0]),
        needs=("customers", "whom"),
        avoids=("fail", "exposed", "round", "break", "why", "fund", "deals", "pay", "compare", "telecom", "servers", "stop"),
        others=(1, 1),
        view=EVERY,
    ),
    Rule(
        "edges",
        "whom does {all} guarantee?",
        lambda roles, words: ("--payer", roles.all[0], "--kind", "guarantee", "--kind", "backstop"),
        needs=("guarantees",),
        likes=("deals", "show"),
        avoids=("fail", "exposed", "round", "break", "why", "stop"),
        others=(1, 1),
        view=EVERY,
    ),
    Rule(
        "edges",
        "who pays, or is paid by, {all}?",
        lambda roles, words: ("--payee" if _asks_who(words) else "--payer", roles.all[0]),
        needs=("deals|fund", "whom"),
        likes=("deals", "fund"),
        avoids=("fail", "exposed", "round", "break", "why", "customers"),
        others=(1, 1),
        view=EVERY,
    ),
    Rule(
        "show",
        "what is recorded about {all}?",
        lambda roles, words: roles.all,
        needs=("show|deals",),
        likes=("show", "deals"),
        avoids=("fail", "exposed", "break", "round", "fund", "pay", "servers", "announced"),
        others=(1, 1),
        view=EVERY,
    ),
)


def roles_of(words: Words) -> Roles:
    """Who fails and who else is named.

    The failing company stands in the clause with the word for failing ("if X fails", "X and Y go bankrupt"), or
    after "exposed to", "at risk from", "to"; with only one kind of company named, all of them fail.
    """
    named = [part for part in words.parts if part.company]
    fails = [part.place for part in words.parts if part.meaning == "fail"]
    opens = [at for at, token in enumerate(words.tokens) if token in ("if", "when", "should", "once", "after", "were")]
    failing: list[str] = []
    if fails:
        end = fails[0]
        start = max((at for at in opens if at < end), default=-1)
        failing = [p.company for p in named if start < p.place < end and p.company]
        if not failing:  # "the failure of X", "how would a default by X affect Y"
            until = min((p.place for p in words.parts if p.meaning == "exposed" and p.place > end), default=len(words.tokens))
            failing = [p.company for p in named if end < p.place < until and p.company]
    elif any(part.meaning == "exposed" for part in words.parts):
        targets = [at for at, token in enumerate(words.tokens) if token in ("to", "from", "by", "with", "on")]
        marks = [part.place for part in words.parts if part.meaning == "exposed"]
        after = next((at for at in targets if at > marks[0]), len(words.tokens))
        failing = [p.company for p in named if p.place > after and p.company]
        others_before = [p.company for p in named if p.company not in failing]
        if not failing and len(others_before) == 1:
            return Roles((), tuple(c for c in others_before if c))
    others = [p.company for p in named if p.company and p.company not in failing]
    return Roles(tuple(dict.fromkeys(failing)), tuple(dict.fromkeys(others)))
