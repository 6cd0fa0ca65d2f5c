"""Compares a tagged file with a coded one, label by label."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.agreement import Agreement, cohen_kappa, compare
from analysis.columns import split_labels

EMPTY = Agreement(0, 0, 0, 0)


@dataclass(frozen=True)
class FamilyReport:
    """Agreement on each label of a family, in order, and on all of them together."""

    labels: dict[str, Agreement]

    @property
    def micro(self) -> Agreement:
        """Every label of every answer counted alike."""
        return sum(self.labels.values(), EMPTY)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the labels: a rare one counts as much as a common one."""
        used = [label.f1 for label in self.labels.values() if label.support]
        return sum(used) / len(used) if used else 0.0


@dataclass(frozen=True)
class Report:
    """What `evaluate` measures. Shares are from 0 to 1, or None where nothing can be measured."""

    matched: int
    only_found: int
    only_gold: int
    families: dict[str, FamilyReport]
    polarity_accuracy: float | None
    polarity_kappa: float | None
    untagged: float | None
    without_enjeu: int


def evaluate(found: pd.DataFrame, gold: pd.DataFrame) -> Report:
    """Compares two frames on `id`, for the columns enjeux, domaines, polarity that both have.

    Labels joined by `|`. Answers that only one of the two holds are counted, not judged.
    """
    both = found.merge(gold, on="id", suffixes=("_found", "_gold"))
    families = {
        column: _family(both, column)
        for column in ("enjeux", "domaines")
        if column in found.columns and column in gold.columns
    }
    accuracy, kappa = _polarity(both)
    untagged, without = _untagged(both)
    return Report(
        matched=len(both),
        only_found=len(found) - len(both),
        only_gold=len(gold) - len(both),
        families=families,
        polarity_accuracy=accuracy,
        polarity_kappa=kappa,
        untagged=untagged,
        without_enjeu=without,
    )


def _family(both: pd.DataFrame, column: str) -> FamilyReport:
    found = [set(split_labels(cell)) for cell in both[f"{column}_found"]]
    gold = [set(split_labels(cell)) for cell in both[f"{column}_gold"]]
    keys = sorted(set().union(*found, *gold))
    return FamilyReport(
        {
            key: compare([key in each for each in found], [key in each for each in gold])
            for key in keys
        }
    )


def _polarity(both: pd.DataFrame) -> tuple[float | None, float | None]:
    if "polarity_found" not in both.columns or both.empty:
        return None, None
    coded = both[both["polarity_gold"].map(bool)]
    if coded.empty:
        return None, None
    found, gold = list(coded["polarity_found"]), list(coded["polarity_gold"])
    right = sum(f == g for f, g in zip(found, gold, strict=True))
    return right / len(gold), cohen_kappa(found, gold)


def _untagged(both: pd.DataFrame) -> tuple[float | None, int]:
    if "enjeux_found" not in both.columns:
        return None, 0
    without = [
        not split_labels(found)
        for found, gold in zip(both["enjeux_found"], both["enjeux_gold"], strict=True)
        if not split_labels(gold)
    ]
    return (sum(without) / len(without) if without else None), len(without)


def render(report: Report) -> str:
    """The report as text for a terminal, in French."""
    lines = [f"{report.matched} réponses comparées"]
    if report.only_found:
        lines.append(f"{report.only_found} réponses classées sans codage de référence (ignorées)")
    if report.only_gold:
        lines.append(f"{report.only_gold} réponses de référence non classées (ignorées)")
    for name, family in report.families.items():
        lines += ["", *_table(name, family)]
    lines += ["", *_shares(report)]
    return "\n".join(lines)


def _table(name: str, family: FamilyReport) -> list[str]:
    width = max([len(key) for key in family.labels] + [len(name), 12])
    rows = [_line(key, agreement, width) for key, agreement in family.labels.items()]
    head = f"{name:<{width}}  précision  rappel     F1  kappa  effectif"
    macro = f"{'macro (F1)':<{width}}  {'':9}  {'':6}  {family.macro_f1:5.3f}"
    return [head, *rows, _line("micro", family.micro, width), macro]


def _line(name: str, agreement: Agreement, width: int) -> str:
    return (
        f"{name:<{width}}  {agreement.precision:9.3f}  {agreement.recall:6.3f}  "
        f"{agreement.f1:5.3f}  {agreement.kappa:5.3f}  {agreement.support:8d}"
    )


def _shares(report: Report) -> Sequence[str]:
    lines = []
    if report.polarity_accuracy is not None:
        lines.append(
            f"polarité : exactitude {report.polarity_accuracy:.3f}, "
            f"kappa {report.polarity_kappa:.3f}"
        )
    if report.untagged is not None:
        lines.append(
            f"sans enjeu laissées sans étiquette : {report.untagged:.3f} "
            f"(sur {report.without_enjeu})"
        )
    return lines
