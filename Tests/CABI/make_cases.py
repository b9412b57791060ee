#!/usr/bin/env python3
"""Writes the table that cases.c reads from Tests/Golden/heads/cases.json: arguments, options and expected columns as C arrays.

    make_cases.py [--wrong] cases.json >cases_table.h

With --wrong every expectation is there as often as it has parts, each time wrong in one of them alone: the least of what cases.c
must find.
"""
import copy
import json
import math
import sys

# The two lists of texts of each task; a text that stands alone is a list of one.
TEXTS = {"classify": ("texts", "pairs"), "zero_shot": ("texts", "labels"), "choose": ("prompt", "choices"), "tag": ("texts", None),
         "answer": ("questions", "contexts"), "encode": ("texts", None), "similarity": ("texts", "others"),
         "rank": ("query", "texts"), "sentence_order_batch": ("firsts", "seconds"), "order_sentences": ("sentences", None),
         "forward": (None, None)}
UNITS = {"bytes": "", "codepoints": "_codepoints", "utf16": "_units"}


def text(value: str | None) -> str:
    if value is None:
        return "NULL"
    plain = set(b" !#$%&'()*+,-./:;<=>@[]^_`{|}~") | set(range(48, 58)) | set(range(65, 91)) | set(range(97, 123))
    return '"' + "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in value.encode()) + '"'


class Table:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.count = 0

    def array(self, type: str, values: list[str] | None) -> str:
        """The name of a new array; C has none without elements."""
        if not values:
            return "NULL"
        self.count += 1
        self.lines.append(f"static {type}a{self.count}[] = {{{', '.join(values)}}};")
        return f"a{self.count}"

    def texts(self, values: list[str | None] | None) -> str:
        """A text_list: what may be missing is NULL, and counts are bytes."""
        if values is None:
            return "{0, NULL, NULL}"
        counts = [str(len((value or "").encode())) for value in values]
        return (f"{{{len(values)}, {self.array('const char *const ', [text(value) for value in values])}, "
                f"{self.array('const int64_t ', counts)}}}")

    def numbers(self, type: str, values: list[int] | None) -> str:
        return self.array(f"const {type} ", None if values is None else [str(value) for value in values])

    def column(self, name: str, values: list) -> str:
        floats = ints = words = "NULL"
        if isinstance(values[0], float):
            assert all(math.isfinite(value) for value in values)
            floats = self.array("const double ", [repr(value) for value in values])
        elif isinstance(values[0], int):
            ints = self.numbers("int32_t", values)
        else:
            return f"{{{text(name)}, {len(values)}, NULL, NULL, {self.texts(values)}}}"
        return f"{{{text(name)}, {len(values)}, {floats}, {ints}, {{0, NULL, {words}}}}}"


def flat(value) -> list[float]:
    return [number for one in value for number in flat(one)] if isinstance(value, list) else [float(value)]


def columns(case: dict) -> dict[str, list]:
    expected = case.get("expected", [])
    if case["task"] == "forward":
        return {name: flat(values) for name, values in expected.items()} if expected else {}
    if case["task"] in ("encode", "similarity", "sentence_order_batch"):
        return {"values": flat(expected)} if expected else {}
    unit = UNITS[case["options"].get("offsets", "bytes")]
    found = {}
    for name in expected[0] if expected else []:
        if name not in ("start", "end") and name.startswith(("start", "end")):
            continue
        found[name] = [row[name + unit] if name in ("start", "end") else row[name] for row in expected]
    return found


def option(value) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def example(table: Table, case: dict) -> str:
    arguments, lists = case["arguments"], []
    for name in TEXTS[case["task"]]:
        value = arguments.get(name)
        lists.append(table.texts([value] if isinstance(value, str) else value))
    sequences = arguments.get("ids", [])

    def tokens(name: str) -> str:
        given = arguments.get(name)
        return table.numbers("int32_t", [value for sequence in given for value in sequence] if given else None)

    ids = (f"{{{len(sequences)}, {table.numbers('int64_t', [len(one) for one in sequences])}, {tokens('ids')}, {tokens('type_ids')}, "
           f"{tokens('attention_mask')}, {len(arguments.get('positions', []))}, {table.numbers('int64_t', arguments.get('positions'))}}}")
    options = table.array("const char *const ", [text(part) for key, value in case["options"].items() for part in (key, option(value))])
    made = columns(case)
    expected = table.array("const column ", [table.column(name, values) for name, values in made.items()])
    rows = len(next(iter(made.values()), []))
    return (f"{{{text(case['task'])}, {text(case['model'])}, {text(case['why'])}, {case.get('error', 'ALBERT_OK')}, {lists[0]}, {lists[1]}, {ids}, "
            f"{len(case['options'])}, {options}, {rows}, {len(made)}, {expected}}}")


def altered(value, place: int):
    """`value` with a mistake in it: one number beyond the tolerance, or another text."""
    if isinstance(value, list):
        place %= len(value)
        return value[:place] + [altered(value[place], place * 7 + 3)] + value[place + 1:]
    return value + "x" if isinstance(value, str) else value + 1 if isinstance(value, int) else value + 5e-5


def wrong(case: dict, number: int) -> list[dict]:
    """The case with each column wrong in one row, with a row too few, and with another status."""
    statuses = ["ALBERT_E_ARGUMENT", "ALBERT_E_LIMIT" if case.get("error") == "ALBERT_E_ARGUMENT" else "ALBERT_OK"]
    found = [case | {"error": next(status for status in statuses if status != case.get("error", "ALBERT_OK"))}]
    expected = case.get("expected")
    if not expected:
        return found + ([case | {"expected": [{"item": 0}]}] if expected == [] else [])
    if isinstance(expected, dict):
        return found + [case | {"expected": expected | {name: altered(values, number)}} for name, values in expected.items()]
    if not isinstance(expected[0], dict):
        return found + [case | {"expected": altered(expected, number)}]
    row = number % len(expected)
    for name in columns(case):
        rows = copy.deepcopy(expected)
        for unit in UNITS.values() if name in ("start", "end") else ("",):
            if name + unit in rows[row]:
                rows[row][name + unit] = altered(rows[row][name + unit], number)
        found.append(case | {"expected": rows})
    return found + [case | {"expected": expected[:-1]}]


def main() -> None:
    with open(sys.argv[-1], encoding="utf-8") as file:
        cases = json.load(file)
    if "--wrong" in sys.argv:
        cases = [worse for number, case in enumerate(cases) for worse in wrong(case, number)]
    table = Table()
    examples = [example(table, case) for case in cases]
    print("\n".join(table.lines))
    print("static const example examples[] = {\n    " + ",\n    ".join(examples) + ",\n};")


if __name__ == "__main__":
    main()
