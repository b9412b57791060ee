"""What other implementations say of the same answers: Tests/Golden/metrics, made by scripts/make_metric_fixtures.py."""

from __future__ import annotations

import json
from pathlib import Path

CASES = json.loads((Path(__file__).parents[3] / "Tests/Golden/metrics/cases.json").read_text(encoding="utf-8"))
