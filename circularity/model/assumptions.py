"""What an answer assumes: every weight, recovery, default term and margin, with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from circularity.errors import WrongUsage
from circularity.model.text import Address, Decimalish, Fact, Slug, Text


class Assumption(Fact):
    """One number that no source settles: its value, its range, and why this one."""

    id: Slug
    value: Decimalish
    low: Decimalish | None = None
    high: Decimalish | None = None
    unit: Text
    reason: Text
    source: Address | None = None


class AssumptionsFile(Fact):
    """The layout of ``assumptions.yaml``."""

    assumptions: tuple[Assumption, ...] = Field(min_length=1)


class Assumptions(Mapping[str, Assumption]):
    """All assumptions by name; later layers (a dataset's own, a user's) replace earlier ones."""

    def __init__(self, *layers: tuple[Assumption, ...]) -> None:
        self._by_id = {item.id: item for layer in layers for item in layer}

    def __getitem__(self, name: str) -> Assumption:
        try:
            return self._by_id[name]
        except KeyError:
            raise WrongUsage(f"no assumption is called {name!r}", "data/assumptions.yaml lists them") from None

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._by_id))

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, name: object) -> bool:
        return name in self._by_id

    def value(self, name: str) -> float:
        """The number itself."""
        return self[name].value
