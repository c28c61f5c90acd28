"""``reference/claims.yaml``: claims of commentary, read and checked against the dataset they speak of."""

from __future__ import annotations

from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.dataset.problems import Loc, near
from circularity.dataset.reader import Reader
from circularity.dataset.yamltext import locate
from circularity.errors import UnknownName
from circularity.model.claim import Claim, ClaimsFile
from circularity.model.deal import SourceType


def read_claims(data: Dataset, reader: Reader, path: Path) -> tuple[Claim, ...]:
    """The claims of a file, after complaining to `reader` of names that nothing answers to.

    That each claim's own figure can be worked out is not tried here: that takes the analyses, and the time they need.
    """
    found = reader.yaml(path, ClaimsFile)
    if found is None:
        return ()
    raw = path.read_bytes()

    def complain(loc: Loc, code: str, message: str, subject: str) -> None:
        reader.complain(path, *locate(raw, loc), code, message, subject)

    seen: set[str] = set()
    for i, claim in enumerate(found.claims):
        at: Loc = ("claims", i)
        if claim.id in seen:
            complain((*at, "id"), "E303", f"the claim '{claim.id}' stands twice", claim.id)
        seen.add(claim.id)
        for j, name in enumerate(claim.subjects):
            if name not in data.entities:
                complain((*at, "subjects", j), "E304", f"no entity is called '{name}'{near(name, data.entities)}", claim.id)
        for j, name in enumerate(claim.edges):
            if name not in data.edges:
                complain((*at, "edges", j), "E305", f"no edge is called '{name}'{near(name, data.edges)}", claim.id)
        for j, source in enumerate(claim.sources):
            if source.url is None and source.type is not SourceType.UNVERIFIED:
                complain((*at, "sources", j), "E411", f"'{source.publisher}' has no url", claim.id)
            if source.by is not None and source.by not in data.entities:
                complain((*at, "sources", j, "by"), "E304", f"no entity is called '{source.by}'", claim.id)
        for j, ours in enumerate(claim.ours):
            for name in ours.command.named:
                try:
                    data.entity(name)
                except UnknownName:
                    complain((*at, "ours", j, "command"), "E304", f"no entity is called '{name}'", claim.id)
            row = ours.figure.removeprefix("edges:").partition(".")[0]
            if ours.figure.startswith("edges:") and row not in data.edges:
                complain((*at, "ours", j, "figure"), "E305", f"no edge is called '{row}'{near(row, data.edges)}", claim.id)
    return found.claims
