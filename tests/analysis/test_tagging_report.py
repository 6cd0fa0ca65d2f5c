from pathlib import Path

import pandas as pd

from analysis.__main__ import main


def test_the_report_has_the_plot_as_svg_and_the_same_figures_as_a_table(tmp_path: Path) -> None:
    found, gold = tmp_path / "out.csv", tmp_path / "gold.csv"
    scores = ['{"bus": 0.95}', '{"bus": 0.55}', ""]
    labels = {
        "enjeux": ["bus", "bus", ""],
        "scores": scores,
        "confidence": ["sure", "to_check", "none"],
    }
    pd.DataFrame({"id": list("abc"), **labels}).to_csv(found, index=False)
    pd.DataFrame({"id": list("abc"), "enjeux": ["bus", "", ""]}).to_csv(gold, index=False)
    report = tmp_path / "r.html"
    words = ["evaluate", found, gold, "--synthetic", "--report", report]
    assert main([str(word) for word in words]) == 0
    page = report.read_text("utf-8")
    assert page.count("<circle") == 2
    assert "score 0,95, part juste 1,00" in page
    assert '<th scope="row">0,9 à 1,0</th><td>1</td><td>0,950</td><td>1,000</td>' in page
    assert "Données synthétiques" in page
    assert "ne sait pas" not in page
    assert "aucun enjeu" in page
