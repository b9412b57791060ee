"""Row HD: heads and the names of their labels, as config.json and the weights tell them."""
from samples import config, safetensors, spiece, tensors, to_json

HEADS = {"AlbertForSequenceClassification": "classifier", "AlbertForTokenClassification": "classifier",
         "AlbertForMultipleChoice": "classifier", "AlbertForQuestionAnswering": "qa_outputs"}


def add_to(c):
    def add(name, status, message="", architecture="AlbertForSequenceClassification", rows=2, width=8, bias=None, **changes):
        head = HEADS[architecture]
        shapes = {f"{head}.weight": [rows, width], f"{head}.bias": [rows if bias is None else bias]}
        body = {key: value for key, value in tensors().items() if key.startswith("albert.")}
        configuration = {"architectures": [architecture]} | changes
        files = {"config.json": to_json(config(**configuration)), "model.safetensors": safetensors(body | tensors(shapes)),
                 "spiece.model": spiece()}
        c.add("HD", "model", name, files, status, message)

    for number, architecture in enumerate(HEADS):
        rows = 1 if architecture.endswith("Choice") else 2
        add(f"good_{number}", "OK", architecture=architecture, rows=rows)
        add(f"rows_{number}", "FORMAT", "[3, 8]", architecture=architecture, rows=3)
        add(f"width_{number}", "FORMAT", f"[{rows}, 7]", architecture=architecture, rows=rows, width=7)
        add(f"bias_{number}", "FORMAT", "[5]", architecture=architecture, rows=rows, bias=5)
        add(f"no_labels_{number}", "FORMAT" if number < 2 else "OK", "", architecture=architecture, rows=rows, id2label={})
        add(f"tensorflow_{number}", "OK", rows=rows, architecture=architecture, architectures=["TF" + architecture])
    # Odd, but right: there is nothing to answer with.
    add("no_row", "OK", "", rows=0, id2label={})
    add("no_row_of_tags", "OK", "", architecture="AlbertForTokenClassification", rows=0, id2label={})
    add("labels_3", "FORMAT", "[2, 8]", id2label={"0": "a", "1": "b", "2": "c"})
    add("labels_by_number", "FORMAT", "[2, 8]", num_labels=3)
    add("labels_alike", "OK", id2label={"0": "a", "1": "a"})
    add("labels_odd", "OK", id2label={"0": "", "1": "B-\n\0\x1b[31m\"\\"})
    add("labels_prefix_only", "OK", architecture="AlbertForTokenClassification", id2label={"0": "B-", "1": "I-"})
    add("labels_long", "OK", id2label={"0": "entail" + "x" * 300_000, "1": "y" * 300_000})
    add("labels_many", "OK", rows=5000, id2label={str(i): f"label {i}" for i in range(5000)})
    for name, value in (("number", 1), ("list", ["regression"]), ("object", {}), ("true", True)):
        add("problem_type_" + name, "FORMAT", "'problem_type' must be a text", problem_type=value)
    for name, value in (("null", None), ("empty", ""), ("unknown", "ranking"), ("lines", "regression\n"), ("long", "x" * 100_000)):
        add("problem_type_" + name, "OK", problem_type=value)
    add("architectures_empty", "OK", architectures=[])
    add("architectures_two", "OK", architectures=["AlbertModel", "AlbertForSequenceClassification"])
    add("architecture_unknown", "OK", architectures=["AlbertForSomethingElse"])
    add("architecture_long", "OK", architectures=["Albert" + "x" * 100_000])
    add("architecture_of_another_head", "OK", architectures=["AlbertForQuestionAnswering"])
    add("architecture_lines", "UNSUPPORTED", "'architectures' names", architectures=["Bert\n\0\x1b[31m"])
    add("tags_without_pooler", "OK", architectures=[])
