"""A second reading of a dataset, made from the definitions alone. An amount is (low, point, high); None is unknown."""

from calendar import monthrange
from datetime import date
from pathlib import Path

import yaml

BASES = ("headline", "binding", "paid", "expected")
AGREED, ENDED = ("signed", "active", "completed"), ("lapsed", "cancelled", "superseded", "defaulted", "repaid")
UNPRICED, ZERO = (None,) * 3, (0.0,) * 3


def read(folder, name):
    return [yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in sorted(Path(folder).glob(name))]


def day(text, last=False):
    year, month, when = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    return date(year, month or 12, when or monthrange(year, month or 12)[1]) if last else date(year, month or 1, when or 1)


def money(text, edge, firm=0.0):
    if text == "undisclosed":
        return UNPRICED
    number, *words = text.replace("up to ", "").replace("at least ", "").split()
    unit = {"k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}.get(words[0] if words else "", 1.0)
    rate = float(edge["fx"]["rate"]) if words and words[-1].isupper() and words[-1] != "USD" else 1.0
    low, high = (float(part) * unit / rate for part in (number.split("..")[0], number.split("..")[-1]))
    return (
        (min(firm, high), high, high)
        if text.startswith("up to")
        else (low, (low + high) / 2, None if text.startswith("at least") else high)
    )


def dated(edge, field, as_of):  # rule 3: the value in force, and the first one while it is still to come
    items = [(day(item["date"]), item[field]) for item in edge["history"] if field in item]
    if field in ("paid", "outstanding", "carrying") and field in edge:
        text, _, when = edge[field].partition(" as of ")
        items = sorted([*items, (day(when or "1900"), text)], key=lambda item: item[0])
    known = [text for when, text in items if when <= as_of]
    return (known[-1], None) if known else (None, items[0][1] if items else None)


def amounts(edge, as_of):
    """Stage and the amounts on each basis; None if the edge is not there yet."""
    past = [item["stage"] for item in edge["history"] if day(item["date"]) <= as_of]
    if not past:
        return None
    stage, firm_yet = past[-1], any(s in AGREED for s in past)
    in_force = next(s for s in reversed(past) if s not in ENDED) if set(past) - set(ENDED) else "signed"
    stated, written = dated(edge, "amount", as_of)[0] or edge["amount"], dated(edge, "binding", as_of)[0]
    if written is None and "binding" in edge and (firm_yet or not any(i["stage"] in AGREED for i in edge["history"])):
        written = edge["binding"]
    elif written is None and ("binding" in edge or in_force not in AGREED):
        written = "0"
    binding = money(written or stated, edge)  # rule 1: from signing on the whole is binding, unless the file says otherwise
    headline = money(stated, edge, binding[0] or 0.0)
    paid, to_come = dated(edge, "paid", as_of)
    done = [day(i["date"]) for i in edge["history"] if i["stage"] == "completed" and day(i["date"]) <= as_of]
    told = [day(i["date"]) for i in edge["history"] if "paid" in i] + [
        day(edge["paid"].split(" as of ")[-1]) for _ in [0] if " as of " in edge.get("paid", "")
    ]
    if in_force == "completed" and done[-1] > max((when for when in told if when <= as_of), default=date.min):
        paid = headline  # completed is itself a report that all has moved
    elif paid is not None:
        paid = money(paid, edge)
    elif not firm_yet:
        paid = ZERO
    elif to_come is not None:
        paid = (0.0, None, money(to_come, edge)[2])
    else:
        paid = UNPRICED if headline == UNPRICED else (0.0, None, headline[2] if stage in ENDED else binding[2])
    forward = (ZERO, ZERO) if stage in ENDED else (headline, binding)  # rule 4
    return {"stage": stage, "headline": forward[0], "binding": forward[1], "paid": paid}
