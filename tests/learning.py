"""A small real tagger on the shipped grids: it knows buses and nurseries, and learns in no time."""

from functools import cache

from analysis.tagging import Tagger, shipped_grids


@cache
def small_tagger() -> Tagger:
    grids = shipped_grids()
    bus, child = sorted(grids["enjeu"].keys)[:2]
    things = {
        bus: ("le bus du soir", "notre bus scolaire"),
        child: ("la crèche", "une nounou"),
        "": ("le fossé", "la taxe"),
    }
    rows = [
        (f"{start} {thing}", key)
        for key, said in things.items()
        for thing in said
        for start in ("il manque", "merci pour", "je pense à")
    ] * 2
    texts = [text for text, _ in rows]
    labels = {
        "enjeu": [(key,) if key else () for _, key in rows],
        "domaine": [()] * len(rows),
        "polarity": [("neutre",)] * len(rows),
    }
    # One writer: nothing can be held out, scores are what the words weigh.
    return Tagger(grids).fit(texts, labels, ["W"] * len(rows))
