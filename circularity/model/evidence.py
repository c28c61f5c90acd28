"""How well an edge is evidenced: a grade that is computed from its sources, never typed."""

from __future__ import annotations

from collections.abc import Iterable

from circularity.model.deal import Source, SourceType
from circularity.model.stages import Grade
from circularity.model.text import host_of

REGULATORS = (
    "sec.gov",
    "dart.fss.or.kr",
    "disclosure.edinet-fsa.go.jp",
    "release.tdnet.info",
    "sedarplus.ca",
    "sedar.com",
    "find-and-update.company-information.service.gov.uk",
    "data.fca.org.uk",
    "hkexnews.hk",
    "mops.twse.com.tw",
    "bafin.de",
    "federalreserve.gov",
)
"""Hosts on which a regulator publishes what companies file with it."""

STATEMENTS = frozenset({SourceType.FILING, SourceType.PRESS_RELEASE})


def on_regulators_site(url: str | None) -> bool:
    """Whether an address belongs to a regulator's publication service."""
    host = host_of(url or "")
    return any(host == known or host.endswith("." + known) for known in REGULATORS)


def is_primary(source: Source, parties: Iterable[str]) -> bool:
    """Whether a source is a filing or a party's own statement, opened or quoted."""
    if source.type not in STATEMENTS or source.url is None:
        return False
    return source.by in tuple(parties) or on_regulators_site(source.url)


def publishers(sources: Iterable[Source]) -> set[str]:
    """Whose reports the sources are.

    One that relays another's report counts as the other's; a dataset through which all the others were seen is no second.
    """
    every = list(sources)
    return {source.origin for source in every if not _passed_on(source, every)}


def _passed_on(dataset: Source, every: list[Source]) -> bool:
    """Whether all that stands beside a dataset is what that dataset said."""
    others = [source for source in every if source.origin != dataset.origin]
    names = [name.casefold() for name in (dataset.publisher, dataset.url) if name]
    return (
        dataset.type is SourceType.DATASET
        and bool(others)
        and all(source.seen_via and any(name in source.seen_via.casefold() for name in names) for source in others)
    )


def grade(sources: Iterable[Source], parties: Iterable[str]) -> Grade:
    """The evidence grade of an edge.

    A: a filing or a party's statement, opened. B: such a document seen only as others quote it, or
    two publishers that do not relay the same report. C: one report. D: none that could be seen.
    """
    seen = [s for s in sources if s.url is not None and s.type is not SourceType.UNVERIFIED]
    who = tuple(parties)
    primary = [s for s in seen if is_primary(s, who)]
    if any(s.seen_via is None for s in primary):
        return Grade.A
    if primary or len(publishers(seen)) > 1:
        return Grade.B
    return Grade.C if seen else Grade.D
