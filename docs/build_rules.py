"""docs/rules.md and docs/kinds.md, made from the code: the rule catalogue, the keys and the closed vocabularies.

What a key or word means for a contributor is said here once, beside the models, and a key of a model without an entry
here is an error: nothing new stays undocumented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from types import NoneType
from typing import Any, get_args

from circularity.dataset.meanings import KEYS, MODELS, ROLES, SOURCE_TYPES, STAGES, TOPICS, VERDICTS, WINDOWS
from circularity.dataset.problems import RULES, Rule
from circularity.model.dates import PartialDate
from circularity.model.figures import COLUMNS
from circularity.model.kinds import KINDS, EdgeClass, Loss, Term
from circularity.model.market import PRICE_COLUMNS, SERIES, SERIES_COLUMNS, WARRANT_COLUMNS
from circularity.model.money import DatedMoney, Money
from circularity.model.rates import COLUMNS as RATE_COLUMNS
from circularity.model.stages import Basis, Grade, Stage
from circularity.model.text import Fact

MADE = "<!-- Made from the code by `make docs`. Change the code, or docs/build_rules.py, not this page. -->"

GROUPS = {
    "1": "Files",
    "2": "Shapes, words, money and dates",
    "3": "Names",
    "4": "Deals and entities",
    "5": "Figures and claims",
    "6": "The dataset itself",
    "7": "Warnings",
}

LOSSES = {
    Loss.CAPITAL: "the stake, loan or advance payment (carrying value, else balance, else what was paid)",
    Loss.BACKLOG: "what is bound and not yet delivered: backlog, and a year of its revenue",
    Loss.FUNDING: "what was promised and not yet paid in",
    Loss.SUPPLY: "what it was going to buy and must find elsewhere",
    Loss.CALL: "its guarantee is called, up to the cap",
    Loss.COVER: "its cover",
    Loss.NONE: "nothing",
}

TERMS = {
    Term.ONE_DAY: "at once, on the day of `starts` or of signing",
    Term.YEARS: "evenly over its default term, counted from `starts`",
    Term.UNKNOWN: "not known: no yearly figure without `starts` and `ends`, or a schedule",
}

RULES_INTRO = """# Rules, keys and words

{made}

`circularity check [PATH]` reads a dataset, applies every rule below and prints each problem as
`path:line:column: CODE message (fix)`. Errors (E) stop a dataset from loading; warnings (W) are what an editor should look at.

Contents: [layout](#layout) · [values](#values) · [keys](#keys) · [kinds](#kinds) · [roles](#roles) · [stages](#stages) ·
[source types](#source-types) · [windows](#windows) · [verdicts](#verdicts) · [topics](#topics) · [grades](#grades) ·
[serves](#serves) · [rules](#rules)

## Layout

| place | what |
| --- | --- |
| `dataset.yaml` | what the dataset is and up to when it was kept |
| `entities/<entity>.yaml` | one file an entity |
| `edges/<year>/<deal>.yaml` | one file a deal, in the year in which it was first reported |
| `financials/<entity>.csv` | reported figures, one row a figure and source; metrics in `financials/METRICS.md` |
| `depreciation/<entity>.yaml` | useful-life policies of companies that own servers |
| `reference/` | exchange rates and what is held against the data |
| `assumptions.yaml` | numbers that no source settles, each with its reason; may be left out: the bundled ones hold |

Columns of `financials/*.csv`, in this order: {columns}.

Columns of `reference/fx.csv`, in this order: {rate_columns}.

Files of `reference/` that single questions read, each of which may be left out:

| file | columns, or what is in it |
| --- | --- |
| `plans.yaml` | what companies plan and analysts expect ([keys](#a-plan)); read by `pay` |
| `share_prices.csv` | {price_columns}: closing prices; read by `announcements` |
| `warrants.csv` | {warrant_columns}: shares and strike of warrant edges; read by `announcements` |
| `funding_conditions.csv` | {series_columns}; series: {series}; read by `funding` |
| `claims.yaml` | what commentary says, with verdicts ([keys](#the-claims)); read by `claims` and `depreciation --estimates` |
| `history_comparisons.yaml` | figures of closed episodes; read by `pay` |

YAML files are UTF-8 with spaces, without anchors, aliases and tags. Every value is read as text, so `NO`, `1:30` and `0123` stay
what they are. A key without a value is an error: leave it out if nothing is known.

## Values

**Money** is a short text, never a bare number.

| write | means | low, point, high |
| --- | --- | --- |
| `300 bn` | a figure; `k`, `m`, `bn`, `tn` | 300, 300, 300 bn |
| `15..20 bn` | a range | 15, 17.5, 20 bn |
| `up to 100 bn` | a ceiling | 0 (or the binding part), 100, 100 bn, and said to be "at most" |
| `at least 3 bn` | a floor | 3, 3, not known |
| `0` | nothing | 0, 0, 0 |
| `undisclosed` | nobody has said | not known |
| `26.4 bn SEK` | another currency; the edge needs `fx` | converted |
| `11.9 bn as of 2026-06-30` | a balance or running total, true on that date | for `paid`, `outstanding`, `carrying`, `valuation` |

**Dates** are a day, a month or a year: `2025-10-06`, `2025-10`, `2025`. In the data a partial date counts from its first day; as an
as-of it means its last day. **Percentages** are written `27 %`. **Identifiers** are small letters, digits and hyphens.
"""

SERVES = """## serves

`serves` says along which contract a failure passes on. It may stand

- on a commerce edge whose payer receives the served contract's money (a cloud buys accelerators *in order to* perform its contract
  with a lab), or
- on a financing edge whose receiver receives it (a loan that lives on the rent of one tenant).

The served edge must be a commerce edge. Any other pairing is the warning [W710](#w710): no loss can pass there.
"""


def rules_page() -> str:
    """The text of docs/rules.md."""
    columns, rates, prices, warrants, observed, series = (
        ", ".join(f"`{name}`" for name in names)
        for names in (COLUMNS, RATE_COLUMNS, PRICE_COLUMNS, WARRANT_COLUMNS, SERIES_COLUMNS, SERIES)
    )
    parts = [
        RULES_INTRO.format(
            made=MADE,
            columns=columns,
            rate_columns=rates,
            price_columns=prices,
            warrant_columns=warrants,
            series_columns=observed,
            series=series,
        ),
        "## Keys\n",
        *(_keys(model) for model in MODELS),
        _kinds_short(),
        _words("Roles", "`role` of an entity; decides its column on the map.", ROLES),
        _stages(),
        _words("Source types", "`type` of a source, from the best down.", SOURCE_TYPES),
        _words("Windows", "`window` of a reaction.", WINDOWS),
        _words("Verdicts", "`verdict` of a claim; [claims.md](claims.md) says how they are reached.", VERDICTS),
        _words("Topics", "`topic` of a claim.", TOPICS),
        _words("Grades", "Worked out from an edge's sources, never typed.", {grade: grade.meaning for grade in Grade}),
        SERVES,
        _rules(),
    ]
    return "\n".join(parts)


def kinds_page() -> str:
    """The text of docs/kinds.md."""
    lines = [
        "# Kinds of edge",
        "",
        MADE,
        "",
        "An edge runs the way the value runs: from the one that pays, lends, grants or guarantees to the one that receives. Goods and",
        "services run the other way and are not drawn.",
        "",
    ]
    for group in EdgeClass:
        rows = [
            (
                f"`{kind}`",
                f"A *{spec.verb}* B",
                "yes" if spec.cash else "no",
                f"{spec.default_years:g} years" if spec.default_years else str(spec.term),
                _loss(spec.if_receiver_fails),
                _loss(spec.if_payer_fails),
            )
            for kind, spec in KINDS.items()
            if spec.edge_class is group
        ]
        head = ("kind", "reads", "cash moves", "usual term", "if B fails, A loses", "if A fails, B loses")
        lines += [f"## {str(group).capitalize()}", "", _table(head, rows)]
    owing = ", ".join(f"`{kind}`" for kind, spec in KINDS.items() if spec.owes)
    holding = ", ".join(f"`{kind}`" for kind, spec in KINDS.items() if spec.stake)
    lines += [
        f"Debt, which B owes back and whose `ends` is a maturity: {owing}. Stakes, of which A is an owner afterwards: {holding}.",
        "",
        "A guarantee or backstop whose `guarantees` names an edge is called when the obligor of that edge fails, whoever stands at its own",
        "ends. A guarantee that names none is called when B fails; a backstop that names none is not called by B's failure.",
        "",
        "## Losses",
        "",
        _table(("word", "what is lost"), [(_loss(loss), said) for loss, said in LOSSES.items()]),
        "## Usual terms",
        "",
        "Used only where an edge has no schedule, and no `starts` and `ends`. The years are assumptions (`term-...` in",
        "`assumptions.yaml`) and can be replaced.",
        "",
        _table(("word", "when the money moves"), [(str(term), said) for term, said in TERMS.items()]),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _loss(loss: Loss) -> str:
    return str(loss).replace("_", " ")


def _keys(model: type[Fact]) -> str:
    title, about = MODELS[model]
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    missing, gone = set(fields) - set(KEYS[model]), set(KEYS[model]) - set(fields)
    if missing or gone:
        raise KeyError(f"docs/build_rules.py, {model.__name__}: no text for {sorted(missing)}, no key {sorted(gone)}")
    rows = [(f"`{key}`", "yes" if f.is_required() else "", _type(key, f.annotation), KEYS[model][key]) for key, f in fields.items()]
    return f"### {title}\n\n{about}\n\n{_table(('key', 'required', 'value', 'meaning'), rows)}"


def _type(key: str, annotation: Any) -> str:
    """A field's type in a contributor's words."""
    parts = [part for part in get_args(annotation) if part not in (NoneType, Ellipsis)]
    first = parts[0] if parts else annotation
    if (isinstance(annotation, type) and issubclass(annotation, StrEnum)) or (isinstance(first, type) and issubclass(first, StrEnum)):
        return "word"
    if key == "schedule":
        return "date: money"
    if annotation is not None and getattr(annotation, "__origin__", None) is tuple:
        return "list"
    if isinstance(first, type) and issubclass(first, Fact):
        return "mapping"
    if first is Money:
        return "money"
    if first is DatedMoney or key in ("paid", "carrying", "valuation"):
        return "money as of date"
    if first is PartialDate:
        return "date"
    if first is float:
        return "number"
    return {
        "change": "percentage",
        "stake": "percentage",
        "value_gained": "money",
        "low": "number",
        "high": "number",
        "pool": "true or false",
        "comparable": "true or false",
        "value": "figure with its unit",
    }.get(key, "text")


def _kinds_short() -> str:
    rows = [(f"`{kind}`", str(spec.edge_class), f"A *{spec.verb}* B") for kind, spec in KINDS.items()]
    about = "`kind` of an edge from A to B; [kinds.md](kinds.md) says who loses what."
    return f"## Kinds\n\n{about}\n\n{_table(('word', 'class', 'reads'), rows)}"


def _words(title: str, about: str, words: dict[Any, str]) -> str:
    kind = type(next(iter(words)))
    if set(words) != set(kind):
        raise KeyError(f"docs/build_rules.py: {kind.__name__} has words without a text: {sorted(set(kind) - set(words))}")
    return f"## {title}\n\n{about}\n\n{_table(('word', 'meaning'), [(f'`{word}`', said) for word, said in words.items()])}"


def _stages() -> str:
    if set(STAGES) != set(Stage):
        raise KeyError("docs/build_rules.py: a stage has no text")
    rows = [
        (
            f"`{stage}`",
            said,
            "firm" if stage.is_agreed else "ended" if stage.is_ended else "",
        )
        for stage, said in STAGES.items()
    ]
    bases = ", ".join(f"`{basis}`" for basis in Basis)
    about = "`stage` of a history item. Nothing is binding before a firm stage; what has ended carries nothing forward."
    about += f"\nWhat each does to the amounts ({bases}) is in [measures.md](measures.md)."
    return f"## Stages\n\n{about}\n\n{_table(('word', 'meaning', ''), rows)}"


def _rules() -> str:
    parts = ["## Rules\n"]
    for digit, title in GROUPS.items():
        found = sorted((rule for code, rule in RULES.items() if code[1] == digit), key=lambda rule: rule.code)
        parts.append(f"### {title}\n\n{_table(('code', 'name', 'severity', 'meaning', 'fix'), [_rule(rule) for rule in found])}")
    left = [code for code in RULES if code[1] not in GROUPS]
    if left:
        raise KeyError(f"docs/build_rules.py: no group for {left}")
    return "\n".join(parts).rstrip("\n") + "\n"


def _rule(rule: Rule) -> tuple[str, ...]:
    return (f'<a id="{rule.code.lower()}"></a>{rule.code}', rule.name, str(rule.severity), rule.meaning, rule.fix)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


__all__ = ["kinds_page", "rules_page"]
