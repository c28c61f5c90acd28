"""docs/rules.md and docs/kinds.md, made from the code: the rule catalogue, the keys and the closed vocabularies.

What a key or word means for a contributor is said here once, beside the models, and a key of a model without an entry
here is an error: nothing new stays undocumented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from types import NoneType
from typing import Any, get_args

from circularity.dataset.dataset import Card
from circularity.dataset.problems import RULES, Rule
from circularity.model.assumptions import Assumption
from circularity.model.dates import PartialDate
from circularity.model.deal import Deal, Edge, Fx, HistoryItem, Reaction, Source, SourceType, Window
from circularity.model.entity import Entity, Listing, Role
from circularity.model.figures import COLUMNS
from circularity.model.kinds import KINDS, EdgeClass, Loss, Term
from circularity.model.market import PRICE_COLUMNS, SERIES, SERIES_COLUMNS, WARRANT_COLUMNS
from circularity.model.money import DatedMoney, Money
from circularity.model.plans import Plan
from circularity.model.rates import COLUMNS as RATE_COLUMNS
from circularity.model.stages import Basis, Grade, Stage
from circularity.model.text import Fact

MADE = "<!-- Made from the code by `make docs`. Change the code, or docs/build_rules.py, not this page. -->"

GROUPS = {
    "1": "Files",
    "2": "Shapes, words, money and dates",
    "3": "Names",
    "4": "Deals and entities",
    "5": "Figures",
    "6": "The dataset itself",
    "7": "Warnings",
}

MODELS: dict[type[Fact], tuple[str, str]] = {
    Deal: (
        "A deal",
        "`edges/<year>/<deal>.yaml`: one announcement and the edges it made. The year is the one in which it was first reported.",
    ),
    Edge: ("An edge", "An item of `edges`: one flow of value from one entity to another."),
    HistoryItem: ("A history item", "An item of `history`: one step in the life of an edge. Amounts given here hold from this date on."),
    Source: ("A source", "An item of `sources`."),
    Fx: ("A rate of an edge", "`fx`: needed where an amount of the edge is in another currency than the dollar."),
    Reaction: ("A reaction", "An item of `reactions`: what a share price did on the news."),
    Entity: ("An entity", "`entities/<entity>.yaml`: one company, vehicle, lender, investor or pool."),
    Listing: ("A listing", "`listed`: where the shares trade."),
    Card: ("The dataset", "`dataset.yaml`."),
    Plan: ("A plan", "An item of `plans` in `reference/plans.yaml`: what a company plans or an analyst expects."),
    Assumption: ("An assumption", "An item of `assumptions` in `assumptions.yaml`: a number that no source settles."),
}

KEYS: dict[type[Fact], dict[str, str]] = {
    Deal: {
        "deal": "identifier; the same as the file name",
        "title": "what happened, in one line",
        "edges": "the flows that this deal made, at least one",
        "reactions": "what share prices did on the news",
    },
    Edge: {
        "id": "identifier, used once in the whole dataset",
        "from": "the entity that pays, lends, grants or guarantees",
        "to": "the entity that receives",
        "kind": "what kind of flow, one of the [kinds](#kinds)",
        "amount": "headline: what was announced",
        "binding": "what somebody is obliged to pay; left out, it follows from the stage (nothing before `signed`, else the headline)",
        "paid": "running total of cash, shares or goods that have moved, with its date; never falls",
        "outstanding": "balance still owed (debt), still held (stake) or delivered and not yet paid (commerce), with its date",
        "starts": "when money begins to move",
        "ends": "when it stops; for debt, the maturity",
        "schedule": "amounts by year, month or day, where they are known",
        "contingent_on": "what must happen first",
        "part_of": "the edge in whose amount this one is contained; the whole keeps only what its parts leave",
        "superseded_by": "the edge that took this one's place; needs the stage `superseded`",
        "serves": "the contract that this purchase is made to perform, or on whose money this loan lives; see [serves](#serves)",
        "guarantees": "the edge whose obligation this guarantee or backstop covers",
        "fx": "the rate that turns the edge's currency into dollars",
        "stake": "share of the receiver that the payer holds afterwards",
        "carrying": "what the payer carries the stake at in its accounts, with the date",
        "valuation": "value put on the whole receiver, with the date",
        "derivation": "the arithmetic, where the amount was worked out from others",
        "history": "the edge's life, oldest first, at least one item",
        "sources": "who says so, at least one",
        "disputes": "where sources disagree, and who says what",
    },
    HistoryItem: {
        "date": "when it happened, as exactly as known",
        "stage": "how far the deal had come, one of the [stages](#stages); left out, the stage of the item above goes on",
        "note": "what happened",
        "amount": "headline from here on",
        "binding": "binding amount from here on",
        "paid": "running total paid up to here",
        "outstanding": "balance on this date",
    },
    Source: {
        "url": "where it can be read; may be left out only if `type` is `unverified`",
        "publisher": "who published it",
        "type": "what kind of document, one of the [source types](#source-types)",
        "by": "the party that speaks in it, where it is a party's own document",
        "relays": "whose report it repeats; two sources with one origin count once",
        "date": "when it was published",
        "seen_via": "who quotes it, where the document itself was not opened",
        "locator": "page, note, tag or accession number",
        "says": "what it says, in your own words",
    },
    Fx: {
        "rate": "units of the currency per dollar",
        "per": "always `USD`",
        "date": "the day of the rate",
        "source": "who gives it",
    },
    Reaction: {
        "ticker": "whose share",
        "date": "the day",
        "change": "change of the price",
        "value_gained": "change of the market value; a loss has a minus sign",
        "market_value_before": "market value before the news",
        "window": "when the price was read, one of the [windows](#windows)",
        "source": "address of the source",
        "value_source": "address of who gives the value, where that is somebody else",
    },
    Plan: {
        "id": "identifier",
        "entity": "whose revenue, cash flow or capital spending",
        "by": "`company` for its own plan, `analyst` for anybody else's expectation",
        "measure": "`revenue`, `free_cash_flow` or `capex`; only free cash flow may have a minus sign",
        "stated": "when it was said",
        "values": "one amount in dollars a year, as `{2026: 30 bn}`",
        "note": "anything else",
        "sources": "who says so, at least one",
    },
    Entity: {
        "entity": "identifier; the same as the file name",
        "name": "the usual name",
        "aliases": "other names it answers to",
        "role": "what it does in this sector, one of the [roles](#roles)",
        "listed": "where its shares trade; a listed company needs a ticker",
        "country": "two-letter code of its seat",
        "fiscal_year_ends": "month and day, as `12-31`",
        "parent": "the entity that stands behind it",
        "pool": '`true` for "bondholders" and the like: many parties under one name; no loop passes through it',
        "websites": "its own hosts, so that its statements there are known as its own",
        "note": "anything else",
    },
    Listing: {
        "ticker": "symbol",
        "exchange": "where",
        "cik": "number under which the SEC files it, ten digits in quotes",
    },
    Card: {
        "name": "identifier",
        "title": "what the dataset is about",
        "as_of": "the date to which it was kept; every question takes it unless told another",
        "version": "changes with every release of the data",
        "licence": "of the data",
        "description": "what is in it, and up to when sources were read",
    },
    Assumption: {
        "id": "its name",
        "value": "the number used",
        "low": "low end of what is plausible",
        "high": "high end",
        "unit": "share or years",
        "reason": "why this one",
        "source": "address, where there is one",
    },
}

ROLES = {
    Role.CHIPMAKER: "designs or sells processors and accelerators",
    Role.MEMORY: "makes memory",
    Role.FOUNDRY: "makes chips for others",
    Role.SERVER_MAKER: "builds servers",
    Role.EQUIPMENT_MAKER: "makes network and other equipment",
    Role.OPERATOR: "runs a communications network",
    Role.HYPERSCALER: "runs clouds at the largest scale, beside other business",
    Role.NEOCLOUD: "rents out accelerators as its main business",
    Role.LAB: "trains models",
    Role.LANDLORD: "owns or builds data centres and lets them",
    Role.ENERGY: "sells power",
    Role.LENDER: "lends",
    Role.INVESTOR: "holds stakes",
    Role.SOVEREIGN: "a state, or a fund of one",
    Role.VEHICLE: "a company made for one project or financing; `parent` says who stands behind it",
    Role.CUSTOMER: "buys what the sector sells",
    Role.POOL: "many parties under one name; goes with `pool: true`",
    Role.OTHER: "none of these",
}

STAGES = {
    Stage.RUMORED: "reported by others; no party has confirmed it",
    Stage.ANNOUNCED: "announced by a party, not known to be signed",
    Stage.LETTER_OF_INTENT: "an intention on paper that binds nobody to pay",
    Stage.SIGNED: "a contract is signed",
    Stage.ACTIVE: "money, goods or capacity has begun to move",
    Stage.COMPLETED: "all of it has moved",
    Stage.LAPSED: "came to nothing without being ended by anybody",
    Stage.CANCELLED: "ended by a party",
    Stage.SUPERSEDED: "replaced by another edge, named in `superseded_by`",
    Stage.DEFAULTED: "not paid when due; what is outstanding stays a claim",
    Stage.REPAID: "paid back; nothing is outstanding",
}

SOURCE_TYPES = {
    SourceType.FILING: "filed with a regulator or an exchange",
    SourceType.PRESS_RELEASE: "published by a party in its own name",
    SourceType.DATASET: "a collection of figures with its own sources",
    SourceType.ANALYST: "research by somebody who is not a party",
    SourceType.NEWS: "a news report",
    SourceType.BLOG: "anybody's own pages",
    SourceType.UNVERIFIED: "nothing that could be seen; needs no address",
}

WINDOWS = {
    Window.CLOSE: "from close to close",
    Window.INTRADAY: "at some time during trading",
    Window.AFTER_HOURS: "after trading had ended",
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
[source types](#source-types) · [windows](#windows) · [grades](#grades) · [serves](#serves) · [rules](#rules)

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
