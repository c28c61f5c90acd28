"""The words that questions are made of, by what they mean. Several words of one line mean the same thing."""

from __future__ import annotations

MEANINGS: dict[str, tuple[str, ...]] = {
    "fail": (
        "fail fails failed failing failure bankrupt bankruptcy collapse collapses collapsed collapsing default defaults "
        "defaulted insolvent "
        "insolvency bust implode implodes crash crashes fold folds vanish vanishes die dies",
        "goes under, go under, going under, going bust, going down, goes down, go down, goes bust, "
        " blows up, blow up, shuts down, shut down, stops paying, runs out of money, "
        "run out of money, cannot pay, can not pay, is gone, goes away, goes broke, chapter 11",
    ),
    "exposed": (
        "exposed exposure exposures hurt hurts lose loses losing loss losses suffer suffers affected hit harmed damaged "
        "vulnerable risk risks "
        "danger endangered victims contagion affect affects cost costs depend depends dependent dependence",
        "at risk, what happens, on the hook, falls with, fall with, goes down with",
    ),
    "break": (
        "break breaks breaking topple topples sink sinks ruin ruins destroy destroys kill kills wreck wrecks",
        "bring down, brings down, take down, takes down, would it take, does it take, wipe out, wipes out",
    ),
    "pay": (
        "pay pays afford affords honour honor meet meets bills bill obligations commitments debts solvent solvency coverage",
        "make good on, live up to, enough money, enough cash, keep its promises",
    ),
    "fund": (
        "fund funds funding finance finances financing financed bankroll bankrolls subsidise subsidises subsidize subsidizes prop props",
        "pay for, pays for, lend to, lends to, prop up, props up, vendor financing, seller financing",
    ),
    "customers": ("customers customer buyers buyer clients client sales revenue revenues orders demand vendor vendors sellers seller",),
    "round": (
        "back return returns loop loops circle circles circular cycle cycles round roundabout circulate circulates recycle recycles",
        "comes back, come back, goes round, go round, round trip",
    ),
    "whole": ("network sector whole overall total system circularity kappa share", "how circular, how much of, all the money"),
    "chance": (
        "chance random randomness luck lucky coincidence significant significance accident",
        "more than chance, less than chance, more than random, more than luck",
    ),
    "servers": (
        "server servers chip chips gpu gpus depreciation depreciate depreciates depreciated depreciating lifetime lifespan",
        "earnings overstated, profits overstated, useful life, useful lives, last for, written off, write off, wear out",
    ),
    "lasting": ("last lasts lasted life lives live",),
    "compare": ("compare compares compared comparison versus vs against beside similar like another",),
    "telecom": ("lucent nortel cisco telecom dotcom 2000 2001", "dot com, telecom bubble"),
    "backtest": ("backtest backtested hindsight calibrated calibration", "hold up, would have"),
    "announced": (
        "announcement announcements react reacted reaction reactions rally rallied jump jumped jumps stock stocks shares",
        "share price, share prices, stock price, market value, market cap, market capitalisation",
    ),
    "plumbing": (
        "sofr iorb repo liquidity plumbing treasury fed",
        "interest rates, funding conditions, money market, money markets, reverse repo, treasury account, bank reserves",
    ),
    "stop": ("stop stops stopped dries dry freeze freezes halve halves halved fall falls drop drops cut cuts called shorter repeat",),
    "scenario": ("scenario scenarios shock shocks stress",),
    "why": ("why because explain prove proof evidence source sources trace derive derived",),
    "show": ("show tell describe profile about overview details",),
    "whom": ("who whom whose",),
    "deals": (
        "deal deals contract contracts transaction transactions invested invests investments "
        "owes owe give gives gave sends send lent lend lends "
        "borrowed borrow borrows own owns owned",
    ),
    "guarantees": ("guarantee guarantees guaranty guaranties backstop backstops",),
    "way": (
        "path paths route routes",
        "goes from, go from, went from, money from, get from, gets from, flow from, flows from, travel from, travels from, "
        "the way from, come from, comes from",
    ),
    "dispute": ("dispute disputes disputed disagree disagrees contradict contradicts contested", "different numbers, differ on"),
    "claimed": (
        "claim claims claimed commentary myth myths rumour rumours rumor rumors hype verdict verdicts",
        "do people say, does commentary say, are true, fact check",
    ),
    "change": ("change changed changes difference differences", "what is new, what happened between"),
    "outside": ("outside external",),
    "measured": ("", "more than, less than, larger than, bigger than, smaller than, at least, at most"),
}
"""Meaning: single words, then phrases of several words."""

NEUTRAL = frozenset({"whom", "measured"})
"""Meanings that say nothing against a reading that does not use them."""

BASES = {
    "headline": ("headline", "announced", "promised", "pledged"),
    "binding": ("binding", "signed", "contractual", "contractually"),
    "paid": ("paid", "cash", "drawn"),
    "expected": ("expected", "likely", "probable"),
}
"""Words that choose the basis."""

NUMBERS = {word: number for number, word in enumerate("zero one two three four five six seven eight nine ten".split())}

UNITS = frozenset("k m mn million millions bn billion billions tn trillion trillions thousand gw mw %".split())
"""What may stand behind a number; never a ticker unless in capitals without a number before it."""

IGNORED = frozenset(
    (
        "a an and any are as at be been by can could did do does each else ever for from get gets go goes gone had "
        "happen happened happens has "
        "have how i if in into is it its itself many me money more most much my near next no not now of off on once one "
        "only or other our "
        "out own per please really should so some still such than that the their them then there these they this those "
        "through to too under "
        "until up us was we were what when where whether which while will with would year years you your usd dollars "
        "dollar billion billions "
        "interest first all both between tight after let give ai company companies does doesn't isn't s t"
    ).split()
)
"""Words that carry no meaning of their own here."""


WORDLIKE = frozenset("boom riot snow hut lite owl dis io".split())
"""Names of companies that are words as well: written small they are no company."""


def single_words() -> dict[str, str]:
    """Each single word with its meaning."""
    return {word: meaning for meaning, lines in MEANINGS.items() for word in lines[0].split()}


def phrases() -> dict[tuple[str, ...], str]:
    """Each phrase of several words with its meaning."""
    found: dict[tuple[str, ...], str] = {}
    for meaning, lines in MEANINGS.items():
        for line in lines[1:]:
            found.update({tuple(phrase.split()): meaning for phrase in line.split(", ")})
    return found
