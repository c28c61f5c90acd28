"""How a failure is carried on: rounds, model, recoveries, pass-through, horizon; each default is a documented assumption."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from circularity.dataset.dataset import Dataset
from circularity.errors import UnknownName, WrongUsage

RECOVERIES = ("senior-secured", "unsecured", "vendor-loan", "equity")
"""The classes of claim that recover each at their own rate."""
MOST_ROUNDS = 100
"""After as many rounds what is still moving is cents; the answer says so if it is not."""


class Model(StrEnum):
    """How a company's loss becomes its creditors' and shareholders' loss."""

    DEBTRANK = "debtrank"
    SINGLE_HIT = "single-hit"
    CLEARING = "clearing"


@dataclass(frozen=True)
class Options:
    """What a user may set; ``None`` means the value of ``data/assumptions.yaml``.

    Parameters
    ----------
    rounds
        How many rounds to follow; all of them if left out.
    model
        ``debtrank``: stakes and loans lose in step with the equity of the one they are in (Bardoscia and others 2015);
        ``single-hit``: the same, each company passing on only its first loss (Battiston and others 2012), never more;
        ``clearing``: debts lose nothing before their debtor's equity is used up, then share what is missing
        (Eisenberg and Noe 2001; with a bankruptcy cost, Rogers and Veraart 2013).
    recovery
        By class of claim (`RECOVERIES`), the share that comes back, 0 to 1.
    pass_through
        Share of a loss of revenue by which a company cuts the purchases that serve no particular contract, 0 to 1.
    horizon
        Years of lost margin that a company must bear before it can adapt.
    liquidity
        Whether a company also fails when the funding withdrawn from it exceeds its cash.
    bankruptcy_cost
        For ``clearing``: the share of a failed company's assets that the failure itself destroys, 0 to 1.
    """

    rounds: int | None = None
    model: Model = Model.DEBTRANK
    recovery: Mapping[str, float] = field(default_factory=dict)
    pass_through: float | None = None
    horizon: float | None = None
    liquidity: bool = False
    bankruptcy_cost: float | None = None

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "model", Model(str(self.model)))
        except ValueError:
            raise WrongUsage(f"no model is called {str(self.model)!r}", f"one of {', '.join(Model)}") from None
        if self.rounds is not None and (not isinstance(self.rounds, int) or not 1 <= self.rounds <= MOST_ROUNDS):
            raise WrongUsage(f"rounds is {self.rounds!r}", f"write a whole number from 1 to {MOST_ROUNDS}")
        object.__setattr__(self, "recovery", dict(sorted(self.recovery.items())))
        for name, value in self.recovery.items():
            if name not in RECOVERIES:
                raise UnknownName(name, "class of claim", RECOVERIES)
            _share(f"recovery of {name}", value)
        _share("pass-through", self.pass_through)
        _share("bankruptcy cost", self.bankruptcy_cost)
        if self.horizon is not None and not (_is_number(self.horizon) and 0 <= self.horizon <= 10):
            raise WrongUsage(f"a horizon is a number of years from 0 to 10, not {self.horizon!r}")

    def on(self, data: Dataset) -> Dataset:
        """The same facts under these options: what the user set replaces the assumption of that name."""
        chosen = {f"recovery-{name}": value for name, value in self.recovery.items()}
        for name in ("pass_through", "horizon", "bankruptcy_cost"):
            value = getattr(self, name)
            if value is not None:
                chosen[name.replace("_", "-")] = value
        return data.assuming(chosen) if chosen else data

    @property
    def label(self) -> str:
        """The options that are not the usual ones, as they stand in a row's name: ``model=single-hit,rounds=2``."""
        said: dict[str, object] = {"model": None if self.model is Model.DEBTRANK else str(self.model), "rounds": self.rounds}
        said |= self.recovery
        said |= {"pass-through": self.pass_through, "horizon": self.horizon, "bankruptcy-cost": self.bankruptcy_cost}
        if self.liquidity:
            said["liquidity"] = "yes"
        return ",".join(
            f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in said.items() if value is not None
        )

    @classmethod
    def from_label(cls, label: str) -> Options:
        """Read back what `label` wrote."""
        read: dict[str, object] = {}
        recovery: dict[str, float] = {}
        for part in filter(None, label.split(",")):
            name, found, value = part.partition("=")
            if not found:
                raise WrongUsage(f"'{part}' is no option of a failure", "as in exposed:openai@rounds=2/oracle")
            if name in RECOVERIES:
                recovery[name] = number(value, f"recovery of {name}")
            elif name in ("pass-through", "horizon", "bankruptcy-cost"):
                read[name.replace("-", "_")] = number(value, name)
            elif name == "rounds":
                read["rounds"] = int(value) if value.isdigit() else value
            elif name == "liquidity":
                read["liquidity"] = value == "yes"
            elif name == "model":
                read["model"] = value
            else:
                raise UnknownName(name, "option of a failure", ["model", "rounds", "pass-through"])
        return cls(recovery=recovery, **read)  # type: ignore[arg-type]


def number(text: str, what: str) -> float:
    """A number given by the user, or a clear word about it."""
    try:
        value = float(text)
    except ValueError:
        raise WrongUsage(f"{what}: '{text}' is not a number", "write it as in 0.4") from None
    if not math.isfinite(value):
        raise WrongUsage(f"{what}: '{text}' is not a finite number", "write it as in 0.4")
    return value


def by_class(texts: Iterable[str]) -> dict[str, float]:
    """Recoveries as a user writes them, ``unsecured=0.4``; the last of a class counts."""
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise WrongUsage(f"'{text}' is no recovery", f"write CLASS=SHARE, as unsecured=0.4; classes are {', '.join(RECOVERIES)}")
        found[name.strip()] = number(value, f"recovery of {name.strip()}")
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _share(what: str, value: float | None) -> None:
    if value is not None and not (_is_number(value) and 0 <= value <= 1):
        raise WrongUsage(f"{what} is {value!r}, and must be from 0 to 1", "write a share, as 0.4 for 40 %")
