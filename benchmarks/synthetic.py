"""Invented datasets of any size, written in the data's own grammar; the same seed gives the same files."""

from __future__ import annotations

import random
from pathlib import Path

from circularity.model.kinds import Kind
from circularity.model.stages import Stage

COMPANIES_PER_DEAL = 0.2
ROLES = ("chipmaker", "hyperscaler", "neocloud", "server_maker", "operator", "other")
MOST_EDGES = 3
KINDS = tuple(Kind)
LIVES = (
    (Stage.ANNOUNCED,),
    (Stage.RUMORED, Stage.ANNOUNCED, Stage.SIGNED),
    (Stage.LETTER_OF_INTENT, Stage.SIGNED, Stage.ACTIVE),
    (Stage.SIGNED, Stage.COMPLETED),
    (Stage.ANNOUNCED, Stage.LAPSED),
)


def write_dataset(folder: Path, deals: int, seed: int = 2000, companies: int | None = None) -> int:
    """Write a dataset of `deals` deals between so many companies, a fifth as many if not told; gives the number of edges."""
    chance = random.Random(seed)
    names = [f"company-{number:04d}" for number in range(companies or max(2, round(deals * COMPANIES_PER_DEAL)))]
    (folder / "entities").mkdir(parents=True)
    (folder / "dataset.yaml").write_text(
        'name: invented\ntitle: Invented deals\nas_of: "2026-06-30"\nversion: "1"\nlicence: CC0-1.0\ndescription: For timing only\n',
        encoding="utf-8",
    )
    for name in names:
        text = f"entity: {name}\nname: {name.title()}\naliases: [{name.title()} Inc.]\nrole: {chance.choice(ROLES)}\ncountry: US\n"
        (folder / "entities" / f"{name}.yaml").write_text(text, encoding="utf-8")
    edges = 0
    for number in range(deals):
        year = chance.randint(2023, 2026)
        count = chance.randint(1, MOST_EDGES)
        edges += count
        place = folder / "edges" / str(year)
        place.mkdir(parents=True, exist_ok=True)
        deal = f"deal-{number:05d}"
        body = "".join(_edge(chance, f"{deal}-{part}", *chance.sample(names, 2), year) for part in range(count))
        (place / f"{deal}.yaml").write_text(f"deal: {deal}\ntitle: Invented deal {number}\nedges:\n{body}", encoding="utf-8")
    return edges


def _edge(chance: random.Random, name: str, payer: str, payee: str, year: int) -> str:
    life = chance.choice(LIVES)
    month = chance.randint(1, 3)
    steps = "".join(
        f'      - {{date: "{year}-{month + step:02d}-{chance.randint(1, 28):02d}", stage: {stage}, note: an invented step}}\n'
        for step, stage in enumerate(life)
    )
    sources = "".join(
        f"      - url: https://news{chance.randint(1, 40)}.example.org/{name}/{number}\n"
        f"        publisher: Paper {chance.randint(1, 40)}\n        type: news\n"
        f'        date: "{year}-{month:02d}"\n        says: what an invented paper says of an invented deal, in a line of usual length\n'
        for number in range(chance.randint(1, 3))
    )
    return (
        f"  - id: {name}\n    from: {payer}\n    to: {payee}\n    kind: {chance.choice(KINDS)}\n    amount: {_amount(chance)}\n"
        f'    starts: "{year}-{month:02d}"\n    ends: "{year + chance.randint(1, 6)}"\n    history:\n{steps}    sources:\n{sources}'
    )


def _amount(chance: random.Random) -> str:
    figure = chance.randint(1, 400)
    return chance.choice(
        (f"{figure} bn", f"{figure}..{figure + 5} bn", f"up to {figure} bn", f"at least {figure} m", f"{figure}.5 m", "undisclosed")
    )
