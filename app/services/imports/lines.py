"""The lines of a file of figures, one by one, into a plan: what each says, or why it may not."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from app.models.portrait import KNOWN, MISSING, WITHHELD
from app.services.imports import catalogue, cells, plan
from app.services.imports.areas import Map, Place, WrongPlace, fold
from app.services.imports.plan import Plan, Series, Value
from app.services.imports.reading import POSTAL, Reading
from surveys.reading import clean_text

# What INSEE writes in CONF_STATUS and OBS_STATUS, Cnaf and others in words.
SECRET_SAID: Final = frozenset(("C", "S", "N", "D", "SECRET", "CONFIDENTIEL", "OUI"))
LEVEL_SAID: Final = {"department": "DEP", "region": "REG"}


@dataclass(frozen=True)
class Columns:
    """Where each role stands in a line; -1 for none. figures: where, called what, of which year."""

    area: int
    name: int
    level: int
    year: int
    value: int
    unit: int
    power: int
    status: tuple[int, ...]
    indicators: tuple[tuple[int, str], ...]
    figures: tuple[tuple[int, str, int | None], ...]


class Rules:
    """Reads lines into a plan; one object per file."""

    def __init__(
        self, made: Plan, reading: Reading, places: Map, at: Columns, year: int | None
    ) -> None:
        self.made = made
        self.reading = reading
        self.places = places
        self.at = at
        self.year = year
        self.totals = reading.layout == "melodi"  # its files hold « _T », the total, in each column
        self.level = LEVEL_SAID.get(reading.level, "")
        self.clashes: set[tuple[str, plan.At]] = set()
        self.known: dict[tuple[str, ...], Series | None] = {}
        self.strangers: set[str] = set()

    def wide(self, line: int, row: Sequence[str]) -> None:
        place = self._place(line, row)
        if place is None:
            return
        try:
            said = self._said_year(row)
        except cells.NotAFigure as bad:
            self.made.refuse(line, f"{bad}.")
            return
        for number, key, year in self.at.figures:
            series = self._series((key,), key)
            if series is not None:
                self._put(line, series, place, year or said, row[number], row)

    def long(self, line: int, row: Sequence[str]) -> None:
        place = self._place(line, row)
        if place is None:
            return
        told = tuple(row[number].strip() for number, _ in self.at.indicators)
        series = self.known.get(told, False)
        if series is False:
            series = self._met(told)
        if not isinstance(series, Series):
            self.made.crossed += 1
            return
        try:
            year = self._said_year(row)
        except cells.NotAFigure as bad:
            self.made.refuse(line, f"{bad}.")
            return
        cell = row[self.at.value] if self.at.value >= 0 else "1"
        self._put(line, series, place, year, cell, row)

    def _met(self, told: tuple[str, ...]) -> Series | None:
        """A new series, None for the fine crossings that nobody could name one by one."""
        named = dict(zip((title for _, title in self.at.indicators), told, strict=True))
        entry = catalogue.by_dimensions(named)
        if entry is None and self.totals and catalogue.crossings(named) > 1:
            self.known[told] = None
            return None
        return self._series(told, plan.spoken(named) if named else "Nombre")

    def _series(self, told: tuple[str, ...], words: str) -> Series | None:
        if told not in self.known:
            if len(self.made.series) >= plan.MOST_SERIES:
                self.made.blocked = (
                    f"Ce fichier dit plus de {plan.MOST_SERIES} choses différentes. Laissez de "
                    "côté les colonnes qui les détaillent, ou gardez moins de lignes."
                )
                return None
            key = " ".join(clean_text("·".join(told)).split()) or "nombre"
            made = self.known[told] = Series(key, clean_text(words))
            self.made.series[made.key] = made
        return self.known[told]

    def _place(self, line: int, row: Sequence[str]) -> Place | None:
        cell = row[self.at.area]
        level = row[self.at.level] if self.at.level >= 0 else self.level
        try:
            found = self.places.at(cell, level)
            if found is not None and self.at.name >= 0 and found.area == "commune":
                self._check(found, row[self.at.name])
        except WrongPlace as wrong:
            self.made.refuse(line, f"{wrong}.")
            if "code postal" in str(wrong):
                self.made.blocked = POSTAL.format(self.reading.one("area"))
            return None
        if found is None:
            self.made.elsewhere += 1
            self._stranger(cell)
        elif found.area == "commune" and not cell[:1].isdigit():
            self.made.by_name = True
        return found

    def _check(self, place: Place, name: str) -> None:
        """A code and a name that are two communes of the territory: one of them is wrong."""
        said = self.places.names.get(fold(name))
        if said is not None and said.area == "commune" and said != place:
            raise WrongPlace(
                f"le code {place.code} est celui de {self.places.communes[place.code]}, et le nom "
                f"est « {name.strip()[:60]} » : corrigez l’un des deux"
            )

    def _stranger(self, cell: str) -> None:
        """A few places that are not ours and are written in letters: a misspelt name is seen."""
        told = cell.strip()[:60]
        if len(self.strangers) < plan.STRANGERS and told and not told[0].isdigit():
            self.strangers.add(told)

    def _said_year(self, row: Sequence[str]) -> int | None:
        if self.at.year < 0:
            return self.year
        cell = row[self.at.year]
        found = cells.year(cell)
        if found is None and cell.strip():
            raise cells.NotAFigure(f"« {cell.strip()[:40]} » n’est pas une année")
        return found or self.year

    def _put(
        self,
        line: int,
        series: Series,
        place: Place,
        year: int | None,
        cell: str,
        row: Sequence[str],
    ) -> None:
        try:
            told = self._value(line, place, cell, row)
        except cells.NotAFigure as bad:
            self.made.refuse(line, f"{bad} ({series.told[:60]}).")
            return
        where = (Place(place.area, place.code), year)
        there = series.values.get(where)
        if there is None:
            series.values[where] = told
        elif there.rank != told.rank:
            series.values[where] = min(there, told, key=lambda each: each.rank)
        elif self.reading.adds:
            series.values[where] = _added(there, told)
        elif (there.status, there.value) == (told.status, told.value):
            self.made.same += 1
        else:
            self.clashes.add((series.key, where))
            self.made.refuse(line, self._clash(series, where, there))

    def _value(self, line: int, place: Place, cell: str, row: Sequence[str]) -> Value:
        found = cells.figure(cell)
        status = found.status
        if status == MISSING and any(row[n].strip().upper() in SECRET_SAID for n in self.at.status):
            status = WITHHELD
        value = found.value
        if value is not None and self.at.power >= 0 and (power := row[self.at.power].strip()):
            with suppress(ValueError, OverflowError):
                value = float(value * 10 ** int(power))
        unit = found.unit or (row[self.at.unit].strip()[:40] if self.at.unit >= 0 else "")
        return Value(status, value, unit, line, place.rank)

    def _clash(self, series: Series, where: plan.At, there: Value) -> str:
        place, year = where
        name = self.places.communes.get(place.code, "le même endroit")
        when = f" en {year}" if year else ""
        return (
            f"« {series.told[:60]} » est dit deux fois, autrement, pour {name}{when} (déjà ligne "
            f"{there.line}). Ni l’un ni l’autre n’entre : gardez le bon."
        )

    def finish(self) -> None:
        for key, where in self.clashes:
            self.made.series[key].values.pop(where, None)
        for series in self.made.series.values():
            self._one_unit(series)
            if self.reading.absent_is_zero:
                self._zeros(series)
        self.made.strangers = sorted(self.strangers)
        self.made.refusals.sort(key=lambda each: each.line)

    def _one_unit(self, series: Series) -> None:
        """Of several units in a column, the commonest is its own; the other lines are refused."""
        units = Counter(v.unit for v in series.values.values() if v.status == KNOWN)
        series.unit = units.most_common(1)[0][0] if units else ""
        if len(units) < 2:
            return
        for where, value in list(series.values.items()):
            if value.status == KNOWN and value.unit != series.unit:
                del series.values[where]
                self.made.refuse(value.line, _other_unit(series, value))

    def _zeros(self, series: Series) -> None:
        for year in {year for _, year in series.values}:
            for code in self.places.communes:
                where = (Place("commune", code), year)
                if where not in series.values:
                    series.values[where] = Value(KNOWN, 0.0, series.unit, 0)
                    self.made.zeros += 1


def _added(there: Value, told: Value) -> Value:
    """A sum of which a part is unknown is unknown."""
    if there.value is None or told.value is None:
        return there if there.value is None else told
    return Value(KNOWN, there.value + told.value, there.unit, there.line, there.rank)


def _other_unit(series: Series, value: Value) -> str:
    usual = f"en {series.unit}" if series.unit else "sans unité"
    odd = f"en {value.unit}" if value.unit else "sans unité"
    called = f"« {series.told[:60]} »"
    return f"{called} est {usual} presque partout, et {odd} ici. Cette ligne n’entre pas."
