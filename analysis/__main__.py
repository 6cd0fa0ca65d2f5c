"""`python -m analysis tag | evaluate | crossvalidate | train`, without web or database."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import pandas as pd

from analysis import tables
from analysis.columns import CODED, GOLD, TAGGED, ColumnsMissing
from analysis.tagging import (
    GridError,
    ModelError,
    Tagger,
    load_grid,
    load_shipped,
    reliability,
    save,
)
from analysis.tagging.corpus import read_corpus
from analysis.tagging.crossvalidation import count, crossvalidate, intervals
from analysis.tagging.crossvalidation import render as render_figures
from analysis.tagging.engines import ENGINES, Asked, Tagged, tagger, with_dask, with_pandas
from analysis.tagging.evaluation import evaluate, render
from analysis.tagging.folder import tag_into
from analysis.tagging.progress import Progress
from analysis.tagging.report import write as write_report
from analysis.tagging.sources import PART, expand, look_through, parts
from analysis.tagging.storage import digest
from analysis.tagging.training import SHIPPED_MODEL, train, train_shipped, writers

SYNTHETIC = "Données synthétiques : ces chiffres flattent ce que l’outil fera de vraies réponses."
LEARNT = "Attention : ces réponses ont servi à apprendre. Ces chiffres ne mesurent rien."


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when it worked, 1 otherwise with a sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (tables.TableError, ColumnsMissing, GridError, ModelError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(tables.out_of_reach(error), file=sys.stderr)
        return 1
    return 0


class _Parser(argparse.ArgumentParser):
    """One code for whatever could not be done: 1."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog} : {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="tag|evaluate|crossvalidate|train")
    tag = commands.add_parser("tag", help="classe des réponses (id, text), CSV ou parquet")
    tag.add_argument("answers", nargs="+", metavar="IN", help="un fichier, plusieurs, ou 'in/*'")
    tag.add_argument("-o", "--output", required=True, metavar="OUT", help="un fichier, ou dossier/")
    tag.add_argument("--model", type=Path, help="un autre modèle que celui du projet")
    tag.add_argument(
        "--confidence", action="store_true", help="ajoute la colonne confidence : à vérifier ?"
    )
    tag.add_argument(
        "--language", action="store_true", help="ajoute la colonne language : fr, en, oc, es…"
    )
    tag.add_argument(
        "--engine", choices=ENGINES, default="pandas", help="dask : plusieurs à la fois"
    )
    tag.add_argument("--scheduler", metavar="ADDRESS", help="un ordonnanceur Dask déjà lancé")
    tag.add_argument(
        "--part", type=_positive, default=PART, metavar="N", help=f"réponses par part ({PART})"
    )
    tag.add_argument("--fast", action="store_true", help="ne change rien : c’est toujours vite")
    tag.set_defaults(run=_tag)
    judge = commands.add_parser("evaluate", help="compare des réponses classées à un codage")
    judge.add_argument("found", type=Path, metavar="OUT.csv")
    judge.add_argument("gold", type=Path, metavar="GOLD.csv")
    judge.add_argument("--synthetic", action="store_true", help="rappelle que tout est inventé")
    judge.set_defaults(run=_evaluate)
    judge.add_argument("--plot", type=Path, metavar="P.png", help="dessine score et part juste")
    judge.add_argument("--report", type=Path, metavar="R.html", help="une page : figure et tables")
    cross = commands.add_parser("crossvalidate", help="mesure sur des rédacteurs jamais lus")
    cross.add_argument("-o", "--output", type=Path, metavar="OUT.csv", help="garde le classement")
    cross.add_argument("--plot", type=Path, metavar="P.png", help="dessine score et part juste")
    cross.set_defaults(run=_crossvalidate)
    learn = commands.add_parser(
        "train", help="apprend d’un codage ; sans argument, refait le modèle"
    )
    learn.add_argument("grid", type=Path, nargs="?", metavar="GRID.toml")
    learn.add_argument("coded", type=Path, nargs="?", metavar="CODED.csv")
    learn.add_argument("-o", "--output", type=Path, metavar="MODEL")
    learn.add_argument("--column", default="enjeux", help="la colonne des étiquettes (enjeux)")
    learn.set_defaults(run=_train)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("il faut un nombre d’au moins 1")
    return number


def _tag(options: argparse.Namespace) -> None:
    version = tagger(options.model).version
    paths = expand(options.answers)
    _check_output(Path(options.output), paths)
    progress = Progress(look_through(paths), sys.stderr)
    asked = Asked(options.model, options.confidence, options.language)
    if options.engine == "dask":
        engine = with_dask(asked, options.scheduler)
    elif options.scheduler:
        raise tables.TableError("--scheduler ne sert qu’avec --engine dask.")
    else:
        engine = with_pandas(asked)
    if options.output.endswith("/") or Path(options.output).is_dir():
        made_by = {"model": version, "confidence": asked.confidence}
        made_by |= {"language": True} if asked.languages else {}
        for rows, found in tag_into(Path(options.output), paths, engine, options.part, made_by):
            progress.add(rows, found=found)
    elif len(paths) > 1:
        raise tables.TableError("Plusieurs fichiers : donnez à -o un dossier, par exemple out/.")
    else:
        tables.write(Path(options.output), _counted(engine(parts(paths, options.part)), progress))
    progress.end()
    print(
        f"{progress.done} réponses classées dans {options.output} (modèle {version})",
        file=sys.stderr,
    )


def _check_output(output: Path, answers: Sequence[Path]) -> None:
    """Answers are never written over. Raises TableError."""
    if output.exists() and any(each.exists() and each.samefile(output) for each in answers):
        raise tables.TableError(
            f"{output} est le fichier des réponses : il serait perdu. Donnez un autre nom à -o."
        )


def _counted(found: Iterator[Tagged], progress: Progress) -> Iterator[pd.DataFrame]:
    for _, frame in found:
        progress.add(len(frame))
        yield frame


def _evaluate(options: argparse.Namespace) -> None:
    gold = tables.read(options.gold, [GOLD[0]])
    report = evaluate(tables.read(options.found, [TAGGED[0]]), gold)
    if not report.matched or not (report.families or report.polarity_accuracy is not None):
        raise tables.TableError(
            f"Rien à comparer entre {options.found.name} et {options.gold.name} : il faut "
            "les mêmes id, et au moins une des colonnes enjeux, domaines, polarity des deux côtés."
        )
    print(render(report))
    found = tables.read(options.found, [TAGGED[0]])
    if {"enjeux", "scores"} <= set(found.columns) and "enjeux" in gold.columns:
        _reliability(found, gold, options.plot)
    warnings = list(_warnings(options.gold, options.synthetic))
    for sentence in warnings:
        print(f"\n{sentence}")
    if options.report:
        _report(options.report, found, gold, render(report), warnings)


def _report(
    path: Path, found: pd.DataFrame, gold: pd.DataFrame, text: str, warnings: Sequence[str]
) -> None:
    if not ({"enjeux", "scores"} <= set(found.columns) and "enjeux" in gold.columns):
        raise tables.TableError("Le rapport demande les colonnes enjeux et scores.")
    shares = reliability.bands(found, gold) if "confidence" in found.columns else []
    write_report(path, text, reliability.reliability(found, gold), shares, warnings)


def _reliability(found: pd.DataFrame, gold: pd.DataFrame, plot: Path | None) -> None:
    bins = reliability.reliability(found, gold)
    print(f"\n{reliability.render(bins)}")
    if "confidence" in found.columns:
        print(f"\n{reliability.render_bands(reliability.bands(found, gold))}")
    if plot:
        reliability.draw(bins, plot, "Enjeux proposés (réponses synthétiques)")


def _crossvalidate(options: argparse.Namespace) -> None:
    frame = read_corpus()
    found = crossvalidate(train_shipped(), frame)
    print(render(evaluate(found, frame)))
    counts = count(found, frame, writers(frame["id"].tolist()))
    print(f"\n{render_figures(counts, intervals(counts))}")
    _reliability(found, frame, options.plot)
    if options.output:
        tables.write(options.output, iter([found]))
    print(f"\n{SYNTHETIC}")


def _warnings(gold: Path, synthetic: bool) -> Iterator[str]:
    beside = gold.resolve().with_name("README.md")
    said = beside.is_file() and "synth" in beside.read_text(encoding="utf-8", errors="replace")
    learnt = digest(gold.read_bytes()) in _learnt_files()
    if synthetic or said or learnt:
        yield SYNTHETIC
    if learnt:
        yield LEARNT


def _learnt_files() -> list[str]:
    return load_shipped().origin_.get("files", "").split() if SHIPPED_MODEL.exists() else []


def _train(options: argparse.Namespace) -> None:
    if options.grid is None:
        tagger, output = train_shipped(), options.output or SHIPPED_MODEL
    elif options.coded is None or options.output is None:
        raise tables.TableError("Il manque un argument : train GRID.toml CODED.csv -o MODEL.npz")
    else:
        tagger, output = _learn(options), options.output
    tables.check_output(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    save(tagger, output)
    print(f"Modèle {tagger.version} écrit dans {output}", file=sys.stderr)


def _learn(options: argparse.Namespace) -> Tagger:
    grid = load_grid(options.grid)
    frame = tables.read(options.coded, (*CODED, options.column))
    corpus = digest(options.coded.read_bytes())
    try:
        return train({grid.family: grid}, frame, {grid.family: options.column}, corpus)
    except ValueError as error:
        raise tables.TableError(f"{options.coded.name} : {error}") from error


if __name__ == "__main__":
    sys.exit(main())
