"""What each key and word of the data means to a contributor: for the reference pages and as hover help in editors.

A key of a model, or a word of a closed list, without an entry here is an error: nothing new stays undocumented.
"""

from __future__ import annotations

from circularity.dataset.dataset import Card
from circularity.model.assumptions import Assumption
from circularity.model.claim import Claim, ClaimFigure, ClaimsFile, Ours, Topic, Verdict
from circularity.model.deal import Deal, Edge, Fx, HistoryItem, Reaction, Source, SourceType, Window
from circularity.model.entity import Entity, Listing, Role
from circularity.model.plans import Plan
from circularity.model.quantity import QuantityUnit
from circularity.model.stages import Stage
from circularity.model.text import Fact

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
    ClaimsFile: (
        "The claims",
        "`reference/claims.yaml`: what commentary says, with the verdicts; [claims.md](claims.md) says how they are reached.",
    ),
    Claim: ("A claim", "An item of `claims`."),
    ClaimFigure: ("A figure of a claim", "`theirs` and the items of `figures` of a claim."),
    Ours: (
        "A figure of ours",
        "An item of `ours` of a claim: where our own figure is to be had. It is worked out each time, never written down.",
    ),
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
    ClaimsFile: {"claims": "the claims, in the order in which they are shown"},
    Claim: {
        "id": "identifier",
        "claim": "what is said, in our own words, in one line",
        "topic": "what it is about, one of the [topics](#topics)",
        "said_by": "who says it, or where it is seen",
        "date": "when it was first said or seen; a view as of an earlier day leaves the claim out",
        "subjects": "the companies that it is about, by id",
        "verdict": "how it stands, one of the [verdicts](#verdicts)",
        "why": "why it cannot be judged; needed for `cannot_be_judged`, and only there",
        "finding": "what sources and figures say to it, in one to four sentences",
        "theirs": "the claim's own figure, where it has one",
        "figures": "figures that it is held against, each with a source or arithmetic",
        "ours": "where our own figures are to be had",
        "edges": "deals that it speaks of, by the id of their edges",
        "sources": "who says so, for the claim and for the finding, at least one; the grade is worked out from all of them",
    },
    ClaimFigure: {
        "what": "what is measured",
        "value": "figure with its unit: `11.5 bn`, `40 %`, `27..32.5 %`, `10..12 years`, `188 loops`",
        "arithmetic": "how the value follows from others, as `3.1 bn / 27 %`, a range as `LOW .. HIGH`; `check` works it out again",
        "source": "address of who gives it, one of the claim's sources",
    },
    Ours: {
        "what": "what is measured",
        "command": "the question as it is typed, without `circularity`",
        "figure": (
            "a row of the answer and a figure of it, as `exposed:openai/oracle.share_of_backlog`; `#rows` and the like for "
            "the answer's own; several are added, joined by ` + `"
        ),
        "unit": "what it counts, where the answer does not say so: one of `share`, `years`, `days`, `loops`, `companies`, `deals`, `times`",
        "comparable": "`true` where it measures the same as `theirs`, so that the difference is printed",
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

VERDICTS = {
    Verdict.SUPPORTED: "sources that could be seen say it, and our figure, where there is a comparable one, is within a tenth of it",
    Verdict.PARTLY: "the figure or the reading holds and the other does not, or it holds on one reading or for one time only",
    Verdict.UNSUPPORTED: "no source that could be seen gives it and no arithmetic on such sources does; it may be true",
    Verdict.WRONG: "a better source, or arithmetic on better sources, says otherwise",
    Verdict.CANNOT_BE_JUDGED: "what would settle it is not public or not well defined; `why` says which",
}

TOPICS = {
    Topic.COMMITMENTS: "what has been promised, and by whom it can be paid",
    Topic.BACKLOG: "what is on sellers' books, and from how few customers",
    Topic.VENDOR_FINANCING: "sellers that fund their own buyers",
    Topic.LOOPS: "counts of loops, and how much goes round",
    Topic.ACCOUNTING: "profit, receivables, stock in hand and when sales are booked",
    Topic.DEPRECIATION: "useful lives of servers and chips",
    Topic.DEBT: "borrowing, on and off balance sheets",
    Topic.MARKET: "share prices, rents and the wider economy",
}

QUANTITY_UNITS = {
    QuantityUnit.DOLLARS: "US dollars",
    QuantityUnit.SHARE: "a part of a whole, printed in percent",
    QuantityUnit.YEARS: "years",
    QuantityUnit.DAYS: "days",
    QuantityUnit.LOOPS: "loops",
    QuantityUnit.COMPANIES: "companies",
    QuantityUnit.DEALS: "deals",
    QuantityUnit.TIMES: "a ratio or a plain number",
    QuantityUnit.GIGAWATTS: "gigawatts",
}

SCENARIO_KEYS = {
    "scenario": "identifier; the same as the file name",
    "title": "what goes wrong, in a few words",
    "description": "what is supposed, and why it is worth asking",
    "failures": "companies that fail",
    "demand_cuts": "buyers that buy less of what is still to come",
    "funding_stops": "funders that do not give what they promised",
    "write_downs": "stakes that lose value",
    "guarantees_called": "guarantors whose guarantees are called, or single guarantees by their edge",
    "useful_life": "useful life of servers, as `3 years`",
    "carry_on": "how losses are carried on; what is left out is as in `assumptions.yaml`",
    "share": "how much of it, as `50 %`",
    "companies": "whom it hits, by id",
    "roles": "whom it hits, by role",
    "kinds": "which kinds of edge it hits",
    "reason": "why this much",
    "source": "address of who says so",
    "senior-secured": "what comes back of senior secured claims",
    "unsecured": "what comes back of unsecured claims",
    "vendor-loan": "what comes back of a vendor's loans",
    "equity": "what comes back of equity",
    "rounds": "how many rounds losses are carried on, 1 to 100",
    "model": "which model carries losses on; see docs/measures.md",
    "recovery": "what comes back of each class of claim",
    "pass_through": "share of a buyer's lost revenue by which it cuts its own purchases",
    "horizon": "over how long lost revenue counts, as `1 year`",
    "liquidity": "whether a company also fails when withdrawn funding exceeds its cash",
    "bankruptcy_cost": "share of a failed company's assets that its failure costs",
}
"""Keys of ``scenarios/<name>.yaml``, at any depth."""
