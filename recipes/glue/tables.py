"""Reads and writes GLUE's tables: tab-separated, without quoting, some with a byte order mark, some with lines that are cut short."""


def read_lines(path, *, has_header):
    """The cells of each line, with its number. A carriage return or U+2028 inside a line is text."""
    with open(path, encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if number > 1 or not has_header:
                yield number, line.rstrip("\r\n").split("\t")


def read_examples(path, columns, labels, *, has_header=True, skips_short_lines=False):
    """The examples of a file as `albert.finetune` takes them, {"text", "pair", "label"}, and how many lines were skipped.

    `labels` None: the label is a number. ValueError names the line that has too few columns, or a label that is none.
    """
    needed = max(number for number in (columns.text, columns.pair, columns.label) if number is not None)
    examples, skipped = [], 0
    for number, cells in read_lines(path, has_header=has_header):
        # The last column is the label's by its place alone: it has to be another than the texts'.
        if len(cells) <= needed + (columns.label == -1):
            if skips_short_lines:
                skipped += 1
                continue
            raise ValueError(f"{path}:{number}: {needed + 1 + (columns.label == -1)} columns expected, found {len(cells)}")
        example = {"text": cells[columns.text]}
        if columns.pair is not None:
            example["pair"] = cells[columns.pair]
        if columns.label is not None:
            example["label"] = _label(cells[columns.label], labels, f"{path}:{number}")
        examples.append(example)
    return examples, skipped


def _label(text, labels, place):
    if labels is None:
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"{place}: {text!r} is no number") from None
    if text not in labels:
        raise ValueError(f"{place}: label {text!r} is none of {', '.join(labels)}")
    return text


def write_answers(path, ids, answers):
    """A file as GLUE's site takes it."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("index\tprediction\n")
        for id, answer in zip(ids, answers, strict=True):
            file.write(f"{id}\t{answer}\n")
