"""What a problem is, and the catalogue of rules: code, meaning, fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Loc = tuple[str | int, ...]
"""The way to a value inside a file: ``("edges", 0, "amount")``, or ``("row", 3, "value")`` in a CSV."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold: its code, what it means, and how to mend a breach."""

    code: str
    name: str
    meaning: str
    fix: str

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR


def near(name: str, known: Iterable[str], most: int = 3) -> str:
    """The end of a message about a name that nothing answers to: those it may have meant, or nothing.

    >>> near("orcle", ["oracle", "openai"])
    '; did you mean oracle?'
    """
    import difflib

    close = difflib.get_close_matches(name, list(known), most, 0.5)
    return f"; did you mean {', '.join(close)}?" if close else ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A breach of a rule at a place in a file, with what to do about it."""

    path: str
    line: int
    column: int
    code: str
    message: str
    fix: str
    subject: str = ""
    """The edge, deal or entity concerned, where there is one."""

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message} ({self.fix})"


def _rules(*rows: tuple[str, str, str, str]) -> dict[str, Rule]:
    return {row[0]: Rule(*row) for row in rows}


RULES: dict[str, Rule] = _rules(
    # Files
    ("E101", "not-utf8", "A file is not UTF-8 text.", "save the file as UTF-8"),
    ("E102", "not-yaml", "A file is not YAML.", "mend the syntax at the place named"),
    ("E103", "tab", "A tab is used for indentation or spacing.", "use spaces"),
    ("E104", "duplicate-key", "A key stands twice in one mapping.", "keep one of them"),
    ("E105", "anchor-or-alias", "Anchors, aliases, tags or merge keys hide what is said.", "write the value out"),
    ("E106", "invisible-character", "An invisible character came in by copy and paste.", "type the character again, or delete it"),
    ("E107", "empty-file", "A file holds nothing.", "fill it or delete it"),
    ("E108", "merge-conflict", "A merge conflict was left in the file.", "decide for one side and delete the markers"),
    ("E109", "unreadable", "A file or folder cannot be read.", "check that it exists and that you may read it"),
    ("E110", "stray-file", "A file stands where nothing reads it.", "move it where the layout says, or give it the ending .yaml"),
    # Shapes
    ("E201", "unknown-key", "A key has no meaning here.", "see docs/rules.md for the keys, or put the text into a note"),
    ("E202", "missing-key", "A required key is missing.", "add it"),
    ("E203", "wrong-shape", "A list, a mapping or a text stands where another of them must.", "follow the layout of the files beside it"),
    ("E204", "empty-value", "A key has no value.", "leave the key out if nothing is known"),
    (
        "E205",
        "identifier",
        "An identifier is not in small letters, digits and hyphens, or is a device on Windows (`nul`).",
        "write it like nvidia-openai-2025",
    ),
    ("E211", "unknown-kind", "An edge has a kind that is not in the vocabulary.", "choose one of the kinds in docs/rules.md"),
    ("E212", "unknown-role", "An entity has a role that is not in the vocabulary.", "choose one of the roles in docs/rules.md"),
    ("E213", "unknown-stage", "A history item has a stage that is not in the vocabulary.", "choose one of the stages in docs/rules.md"),
    (
        "E214",
        "unknown-source-type",
        "A source has a type that is not in the vocabulary.",
        "choose one of the source types in docs/rules.md",
    ),
    ("E215", "unknown-word", "A value is not in its closed list.", "choose one of the words listed"),
    ("E221", "money", "An amount is not in the money grammar.", "write 300 bn, 15..20 bn, up to 100 bn, at least 3 bn or undisclosed"),
    ("E222", "date", "A date is not a day, a month or a year.", "write 2025, 2025-10 or 2025-10-06"),
    ("E223", "percentage", "A percentage is not in its grammar.", "write 27 %"),
    ("E224", "address", "An address is not a web address.", "write https://..."),
    ("E225", "value", "A value is not of its kind.", "see the message"),
    # Names
    ("E301", "key-and-file-name", "The key inside a file differs from its file name.", "rename one of them"),
    ("E303", "duplicate-id", "An identifier is used twice.", "give each its own"),
    ("E304", "unknown-entity", "An entity is named that has no file.", "correct the name or add the entity's file"),
    ("E305", "unknown-edge", "An edge is named that does not exist.", "correct the name"),
    ("E306", "ambiguous-name", "Two entities answer to one name.", "remove the alias from one of them"),
    # Deals
    ("E401", "self-deal", "An edge runs from an entity to itself.", "correct from or to"),
    ("E402", "ends-before-starts", "An edge ends before it starts.", "swap or correct the dates"),
    ("E403", "history-order", "A history item ends before the one above it begins.", "put the history in order of dates"),
    (
        "E404",
        "paid-over-headline",
        "More is paid than the deal was announced for.",
        "correct one of them, or raise the amount in the history",
    ),
    ("E405", "schedule-over-headline", "The schedule adds up to more than the headline.", "correct the schedule or the amount"),
    ("E406", "paid-falls", "The running total of what is paid falls.", "paid is cumulative; a balance belongs in outstanding"),
    ("E407", "binding-over-headline", "More is binding than the deal was announced for.", "correct one of them"),
    (
        "E408",
        "no-exchange-rate",
        "An amount is in another currency and the edge has no fx for it.",
        "add fx: {rate, per: USD, date, source}",
    ),
    ("E411", "source-without-address", "A source has no url and is not marked unverified.", "add the url, or type: unverified"),
    ("E421", "part-of-cycle", "Edges are parts of each other.", "break the circle"),
    ("E422", "children-over-parent", "The parts add up to more than the whole.", "correct an amount, or leave the part undisclosed"),
    ("E423", "superseded", "superseded_by and the stage superseded do not go together.", "add the stage with its date, or remove the key"),
    ("E424", "self-reference", "An edge refers to itself.", "name the other edge"),
    ("E431", "pool-with-financials", "A pool has reported figures.", "figures belong to a company; a pool is not one party"),
    ("E432", "listed-without-ticker", "A listed company has no ticker.", "add listed: {ticker: ...}"),
    ("E434", "parent-cycle", "Entities are parents of each other.", "break the circle"),
    # Figures and the dataset itself
    ("E501", "csv-header", "A table's columns are not the ones of the contract.", "use the columns of financials/METRICS.md in that order"),
    ("E502", "csv-row", "A row has more or fewer cells than the header.", "quote cells that hold commas"),
    ("E503", "figure-unit", "A figure's unit is not the unit of its metric.", "see financials/METRICS.md"),
    ("E504", "figure-period", "A balance is given for a period, or a flow for a day.", "see financials/METRICS.md"),
    (
        "E505",
        "figure-currency",
        "A money figure has no currency, or another figure has one.",
        "money needs a currency, nothing else has one",
    ),
    ("E506", "figure-source", "A figure has no source address and is not marked unverified.", "add source_url, or source_type unverified"),
    ("E521", "series-unit", "A value of a funding series is not in the series' unit.", "use the unit named"),
    ("E522", "not-a-warrant", "Terms of a warrant are given for an edge of another kind.", "name the warrant's edge"),
    (
        "E531",
        "claim-without-reason",
        "A claim that cannot be judged does not say why, or one that is judged has a why.",
        "a claim that cannot be judged says why, no other does",
    ),
    (
        "E532",
        "claim-figure-without-source",
        "A figure that a claim is held against has neither a source nor arithmetic, or names an address that the claim does not cite.",
        "add source: an address of the claim's own sources, or arithmetic",
    ),
    (
        "E533",
        "claim-arithmetic",
        "Arithmetic cannot be worked out, or does not give the value beside it.",
        "correct the arithmetic or the value",
    ),
    (
        "E534",
        "claim-command",
        "The command of our own figure is no question that can be worked out.",
        "write the command as it is typed, without circularity",
    ),
    ("E535", "nothing-to-compare", "Our figure is said to be comparable and the claim has none.", "add theirs, or leave comparable out"),
    ("E601", "not-a-dataset", "A folder is not a dataset.", "it needs dataset.yaml, entities/ and edges/"),
    ("E602", "assumption", "An assumption is not one that answers use, or is not in its own range.", "see data/assumptions.yaml"),
    # Warnings
    ("W701", "twice", "The same deal seems to be recorded twice.", "merge them, or say in disputes why they are two"),
    ("W702", "direction", "The direction is unlikely for the kind.", "the arrow runs from the one that pays to the one that receives"),
    (
        "W703",
        "mark-as-paid",
        "A marked value seems to be used as money paid.",
        "paid is what moved; the mark belongs in valuation or carrying",
    ),
    ("W704", "dead-but-binding", "A deal that never became firm still has a binding amount.", "remove binding, or write 0"),
    ("W705", "one-source", "An edge rests on one source.", "add a second source that does not relay the first"),
    (
        "W706",
        "large-and-unseen",
        "More than 1 bn rests on nothing that could be seen, or only on what another compiler put down.",
        "find a source that can be opened",
    ),
    (
        "W707",
        "wide-without-dispute",
        "Figures differ by half or more and nothing says why.",
        "say in disputes (a figure's note) who says what",
    ),
    ("W708", "stale-stage", "A deal that is not finished was last heard of more than a year ago.", "find what became of it"),
    (
        "W709",
        "filing-elsewhere",
        "A filing's address is neither the party's nor a regulator's.",
        "cite the regulator's copy, or say seen_via",
    ),
    (
        "W710",
        "serves-pairing",
        "serves joins two edges between which no loss can pass.",
        "see docs/rules.md; the served contract's seller must be the payer, or the borrower",
    ),
    (
        "W711",
        "past-maturity",
        "A debt is past its maturity and not marked repaid or defaulted.",
        "add the stage repaid with its date, or correct ends",
    ),
    (
        "W717",
        "other-scale",
        "The sources' texts give the amount's number with another scale.",
        "see whether million or billion was meant; say both in disputes if sources differ",
    ),
    (
        "W718",
        "outside-the-round",
        "A named investor's shares stand within two months of a whole round and are no part of it.",
        "add part_of, or say in disputes that they came apart from the round",
    ),
    (
        "W719",
        "date-without-text",
        "An edge starts or ends in a year that none of its texts gives or leads to.",
        "say in a note, says or the derivation where the date comes from, or leave it out",
    ),
    (
        "W720",
        "kind-against-texts",
        "A debt is told to be preferred stock, or shares are told to be or to hold debt.",
        "correct the kind, split the edge, or say in disputes why it stands as it does",
    ),
    (
        "W721",
        "same-address-twice",
        "One page stands twice among the sources of an edge.",
        "join the two, or give each the locator of its own place",
    ),
    (
        "W722",
        "note-after-round",
        "A convertible without a maturity to come is followed by a round of shares, and nothing later is said of it.",
        "say in the history whether it turned into shares or is owed still",
    ),
    ("W723", "sum-is-off", "Arithmetic in a text does not give the result that it names.", "correct the figures or the result"),
    (
        "W724",
        "known-later",
        "An amount worked out from figures of a later day stands from the beginning.",
        "give amounts in the history, each from the day on which it was known",
    ),
    ("W713", "year-folder", "A deal stands in another year's folder than the one it was first reported in.", "move the file"),
    ("W714", "pool-role", "The role pool and the mark pool: true do not go together.", "a pool has both"),
    ("W712", "unused-entity", "An entity takes part in no deal.", "delete its file, or add the deal"),
)
