"""The expected amount of an edge, from the other three (the fourth basis)."""

from reader import ENDED, UNPRICED, ZERO

WEIGHTS = {"signed": (0.95, 0.3), "active": (0.95, 0.3), "announced": (0, 0.5), "letter_of_intent": (0, 0.2), "rumored": (0, 0.1)}


def expected(row):  # rule 8: low from lows, high from highs; an unknown payment counts with its floor
    if row["stage"] in ENDED:
        return ZERO
    if row["stage"] == "completed":
        return row["headline"]
    if row["binding"] == UNPRICED and row["headline"] != UNPRICED:
        return row["paid"][0] or 0.0, None, row["headline"][2]
    w1, w2 = WEIGHTS[row["stage"]]
    paid = [row["paid"][i] if row["paid"][i] is not None else row["headline"][2] if i == 2 else row["paid"][0] or 0.0 for i in range(3)]
    return tuple(
        None if None in both else both[0] + max(0, both[1] - both[0]) * w1 + max(0, both[2] - max(both[:2])) * w2
        for both in zip(paid, row["binding"], row["headline"], strict=True)
    )
