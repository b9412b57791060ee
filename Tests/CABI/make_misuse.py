#!/usr/bin/env python3
"""Writes misuse.c from albert.h: every parameter of every function, given wrong in every way that C allows.

    make_misuse.py albert.h >misuse.c

A function or parameter that the tables below do not know is an error, so that a new one cannot go untested.
"""
import re
import sys
from dataclasses import dataclass

HANDLES = ["call", "options", "tokenizer", "model", "result", "trainer"]

# What a right call passes, by parameter name. Handles and out-parameters follow from their types.
GOOD = {
    "key": '"threads"', "path": "model_path", "byte_count": "-1", "bytes": "tokenizer_bytes", "text": "masked",
    "pair": "NULL", "pair_byte_count": "0", "texts": "texts", "byte_counts": "NULL", "pairs": "NULL",
    "pair_byte_counts": "NULL", "text_count": "2", "words": "texts", "word_count": "2", "pair_words": "NULL",
    "pair_word_count": "0", "ids": "ids", "id_count": "3", "id": "5", "token": '"a"', "role": '"mask"',
    "config": "config_bytes", "config_byte_count": "config_size", "weights": "weight_bytes",
    "weights_byte_count": "weight_size", "type_ids": "NULL", "attention_mask": "NULL", "lengths": "lengths",
    "sequence_count": "1", "positions": "NULL", "position_count": "0", "vectors": "vectors",
    "vector_capacity": "MOST_FLOATS", "offsets": "offsets", "offset_width": "4", "first": "masked",
    "first_byte_count": "-1", "second": "masked", "second_byte_count": "-1", "index": "0", "column": '"id"', "row": "0",
    "dimensions": "dimensions", "capacity": "4", "count": "2", "seconds": "-1", "status": "3",
    "directory": "save_path", "firsts": "texts", "first_byte_counts": "NULL", "second_byte_counts": "NULL",
    "pair_count": "2", "probabilities": "vectors", "sentences": "texts", "sentence_count": "2", "labels": "texts",
    "label_byte_counts": "NULL", "label_count": "2", "prompt": "masked", "prompt_byte_count": "-1", "choices": "texts",
    "choice_byte_counts": "NULL", "choice_count": "2", "questions": "texts", "question_byte_counts": "NULL",
    "contexts": "texts", "context_byte_counts": "NULL", "question_count": "2", "others": "texts",
    "other_byte_counts": "NULL", "other_count": "2", "similarities": "vectors", "query": "masked",
    "query_byte_count": "-1", "paths": "corpus_paths", "path_count": "1",
    "second_labels": "NULL", "second_label_count": "0", "targets": "NULL",
    "target_count": "0", "counts": "label_counts", "totals": "NULL", "first_token": "0", "first_sequence": "0",
    "note": "masked", "note_byte_count": "-1",
}
GOOD_IN = {
    ("albert_options_set", "value"): '"2"', ("albert_options_set_int", "value"): "2",
    ("albert_tokenizer_open", "path"): "model_path", ("albert_tokenizer_open_memory", "byte_count"): "tokenizer_size",
    ("albert_model_open_memory", "tokenizer"): "tokenizer_bytes",
    ("albert_model_open_memory", "tokenizer_byte_count"): "tokenizer_size",
    ("albert_encode_arrow", "bytes"): '"one house"', ("albert_encode_arrow", "byte_count"): "9",
    ("albert_encode_arrow", "text_count"): "2", ("albert_result_floats", "column"): '"score"',
    ("albert_result_floats", "result"): "answers", ("albert_result_text", "column"): '"token"',
    ("albert_sentence_order_batch", "seconds"): "texts", ("albert_similarity", "capacity"): "4",
    ("albert_trainer_add_examples", "directory"): "written_examples()", ("albert_trainer_add_examples", "first"): "0",
    ("albert_trainer_add", "labels"): "pieces", ("albert_trainer_add", "label_count"): "3",
    ("albert_trainer_checkpoint", "directory"): "checkpoint_path",
    ("albert_trainer_resume", "directory"): "checkpoint_path", ("albert_classify", "model"): "classifier", ("albert_zero_shot", "model"): "classifier",
    ("albert_choose", "model"): "chooser", ("albert_tag", "model"): "tagger", ("albert_answer", "model"): "reader",
    ("albert_options_set_float", "key"): '"mask_rate"', ("albert_options_set_float", "value"): "0.5",
    ("albert_pretraining_data_write", "directory"): "emptied_directory()",
}
# What a right call needs done before it.
BEFORE = {"albert_trainer_step": "add_batch();", "albert_trainer_evaluate": "add_batch();",
          "albert_trainer_compute": "add_batch();",
          "albert_trainer_update": "add_batch(), albert_trainer_compute(trainer, NULL, 0, 0, call);"}

# Pointers that may be NULL. `path` of albert_model_open: the bundled model.
OPTIONAL = {"options", "call", "pair", "byte_counts", "pairs", "pair_byte_counts", "pair_words", "type_ids",
            "attention_mask", "positions", "first_byte_counts", "second_byte_counts", "label_byte_counts",
            "choice_byte_counts", "question_byte_counts", "context_byte_counts", "other_byte_counts", "second_labels",
            "targets", "totals"}
OPTIONAL_IN = {("albert_model_open", "path"), ("albert_model_open_memory", "tokenizer"),
               ("albert_token_text", "byte_count"), ("albert_result_floats", "count"), ("albert_result_ints", "count"),
               ("albert_result_text", "byte_count"), ("albert_trainer_add_examples", "total"), ("albert_call_progress", "done"), ("albert_call_progress", "total")}

# What functions without a status answer to a bad handle, and those that have a status but take no call object.
BAD_ANSWER = {"albert_result_rows": "-1", "albert_result_column_count": "-1", "albert_result_column_name": "NULL",
              "albert_result_column_type": "-1", "albert_call_message": "NULL", "albert_call_place": "NULL",
              "albert_call_byte_offset": "-1", "albert_call_system_error": "0"}
NO_PARAMETERS_TO_MISUSE = {"albert_abi_version", "albert_version", "albert_build_info", "albert_options_describe",
                           "albert_status_name"}

# Counts: below their least value ARGUMENT, absurdly large LIMIT or ARGUMENT (never a crash).
COUNTS = {"byte_count": -1, "pair_byte_count": -1, "first_byte_count": -1, "second_byte_count": -1, "text_count": 0,
          "word_count": 0, "pair_word_count": 0, "id_count": 0, "sequence_count": 0, "position_count": 0,
          "config_byte_count": 0, "weights_byte_count": 0, "tokenizer_byte_count": 0, "capacity": 0, "pair_count": 0,
          "sentence_count": 1, "label_count": 1, "prompt_byte_count": -1, "choice_count": 1, "question_count": 0,
          "other_count": 0, "query_byte_count": -1, "vector_capacity": 0, "path_count": 1,
          "second_label_count": 0, "target_count": 0, "first_token": 0, "first_sequence": 0, "note_byte_count": -1}
COUNTS_IN = {("albert_tokenizer_open_memory", "byte_count"): 0, ("albert_encode_arrow", "byte_count"): 0,
             ("albert_similarity", "capacity"): 4, ("albert_trainer_add", "label_count"): 0}
# Counts that are ignored while the pointer they belong to is NULL need that pointer for the test.
COMPANION = {"pair_byte_count": ("pair", "masked"), "pair_word_count": ("pair_words", "texts"),
             "position_count": ("positions", "positions")}
# A large count that describes memory we really have would be read: only these refuse it before looking.
NO_LARGEST = {("albert_tokenizer_open_memory", "byte_count"), ("albert_model_open_memory", "config_byte_count"),
              ("albert_model_open_memory", "weights_byte_count"), ("albert_model_open_memory", "tokenizer_byte_count"),
              ("albert_result_shape", "capacity"), ("albert_encode_arrow", "byte_count"), ("albert_similarity", "capacity"),
              ("albert_encode", "vector_capacity"), ("albert_encode_arrow", "vector_capacity")}

# What bytes that are no UTF-8 give: texts are read with U+FFFD in their place, names are refused.
NOT_UTF8 = {"text": "ALBERT_OK", "pair": "ALBERT_OK", "first": "ALBERT_OK", "second": "ALBERT_OK",
            "prompt": "ALBERT_OK", "query": "ALBERT_OK", "token": "ALBERT_OK", "path": "ALBERT_E_PATH",
            "note": "ALBERT_OK", "directory": "ALBERT_E_PATH", "key": "ALBERT_E_ARGUMENT", "value": "ALBERT_E_ARGUMENT",
            "column": "ALBERT_E_ARGUMENT", "role": "ALBERT_E_ARGUMENT"}


@dataclass
class Parameter:
    type: str
    name: str

    @property
    def is_pointer(self) -> bool:
        return "*" in self.type

    @property
    def handle(self) -> str | None:
        match = re.fullmatch(r"(?:const )?albert_(\w+) \*", self.type)
        return match.group(1) if match else None

    @property
    def out_handle(self) -> str | None:
        match = re.fullmatch(r"albert_(\w+) \*\*", self.type)
        return match.group(1) if match else None

    @property
    def is_out(self) -> bool:
        return self.name in OUTS and self.is_pointer and not self.type.startswith("const void")


OUTS = {"out", "text", "byte_count", "id", "size", "json", "probability", "values", "count", "rank", "done", "total"}


@dataclass
class Function:
    result: str
    name: str
    parameters: list[Parameter]


def functions(header: str) -> list[Function]:
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
    found = []
    for result, name, arguments in re.findall(r"^([\w ]+?[ *]+)(albert_\w+)\(([^)]*)\);", code, flags=re.M):
        parameters = []
        for argument in "".join(arguments.split("\n")).split(","):
            argument = re.sub(r"\s+", " ", argument).strip()
            if argument == "void":
                continue
            match = re.fullmatch(r"(.*?)(\w+)", argument)
            parameters.append(Parameter(match.group(1).strip(), match.group(2)))
        found.append(Function(result.strip(), name, parameters))
    return found


def is_out(function: Function, parameter: Parameter) -> bool:
    """An out-parameter: a pointer to what is not const, and no handle and no array of the caller's."""
    type = parameter.type
    if parameter.out_handle:
        return True
    if type in ("const char **", "const float **", "const int32_t **", "float **"):
        return True
    return type in ("int32_t *", "int64_t *", "float *") and parameter.name not in (
        "vectors", "dimensions", "probabilities", "similarities", "counts")


def good(function: Function, parameter: Parameter) -> str:
    if (function.name, parameter.name) in GOOD_IN:
        return GOOD_IN[function.name, parameter.name]
    if function.name.startswith("albert_call_") and parameter.name == "call":
        return "watched"
    if parameter.handle:
        return parameter.handle
    if is_out(function, parameter):
        return f"&out_{parameter.name}"
    return GOOD[parameter.name]


def out_type(parameter: Parameter) -> str:
    return parameter.type[:-1].strip()


class Writer:
    def __init__(self, function: Function):
        self.function = function
        self.lines: list[str] = []
        self.outs = [p for p in function.parameters if is_out(function, p)]

    def expression(self, **changes: str) -> str:
        arguments = [changes.get(p.name, good(self.function, p)) for p in self.function.parameters]
        return f"{self.function.name}({', '.join(arguments)})"

    def declare(self) -> None:
        for out in self.outs:
            self.lines.append(f"    {out_type(out)}{'' if out_type(out).endswith('*') else ' '}out_{out.name};")

    def reset(self) -> None:
        for out in self.outs:
            self.lines.append(f"    memset(&out_{out.name}, 0x5A, sizeof out_{out.name});")

    def untouched(self, what: str) -> None:
        for out in self.outs:
            self.lines.append(f"    CHECK(is_untouched(&out_{out.name}, sizeof out_{out.name}), "
                              f'"{what}: {out.name} was written");')

    def refusal(self, what: str, expected: str, place: str | None = None, **changes: str) -> None:
        what = f"{self.function.name}: {what}"
        self.reset()
        self.lines.append(f'    refused("{what}", {expected}, {self.expression(**changes)}, '
                          f'{self.call_for_place(changes)}, {chr(34) + place + chr(34) if place else "NULL"});')
        self.untouched(what)

    def call_for_place(self, changes: dict[str, str]) -> str:
        takes_call = any(p.name == "call" for p in self.function.parameters[1:])
        return "call" if takes_call and changes.get("call", "call") == "call" else "NULL"

    def right(self, what: str = "a right call", **changes: str) -> None:
        self.reset()
        if self.function.name in BEFORE:
            self.lines.append("    " + BEFORE[self.function.name])
        self.lines.append(f"    CHECK({self.expression(**changes)} == ALBERT_OK, \"{self.function.name}: {what}: %s: %s\", "
                          "albert_call_place(call), albert_call_message(call));")
        for out in self.outs:
            if out.out_handle:
                self.lines.append(f"    CHECK(albert_{out.out_handle}_free(out_{out.name}) == ALBERT_OK, "
                                  f'"{self.function.name}: free");')

    def answers(self, what: str, answer: str, **changes: str) -> None:
        self.lines.append(f'    CHECK({self.expression(**changes)} == {answer}, "{self.function.name}: {what}");')


def wrong_handles(kind: str) -> list[tuple[str, str]]:
    other = "tokenizer" if kind != "tokenizer" else "model"
    cast = f"(albert_{kind} *)"
    return [("of another kind", f"{cast}(void *){other}"), ("freed", f"{cast}freed_{kind}"),
            ("small", f"{cast}(uintptr_t)1"), ("all bits", f"{cast}UINTPTR_MAX"), ("our own memory", f"{cast}(void *)ids")]


def not_utf8(it: Writer, parameter: Parameter) -> None:
    """Bytes that are no UTF-8, where the pointer is to a text or a name."""
    expected = NOT_UTF8[parameter.name]
    if expected == "ALBERT_OK":
        count = {f"{parameter.name}_byte_count": "-1"} if parameter.name == "pair" else {}
        it.right(f"{parameter.name} no UTF-8", **{parameter.name: "no_utf8"}, **count)
    else:
        # The place of a wrong key is that key, of a wrong value its key.
        place = None if parameter.name in ("key", "value") else parameter.name
        it.refusal(f"{parameter.name} no UTF-8", expected, place, **{parameter.name: "no_utf8"})


def many_texts(it: Writer, parameter: Parameter) -> None:
    """Texts of which the second is NULL, or no UTF-8, or has an impossible byte count."""
    names = [p.name for p in it.function.parameters]
    counts = names[names.index(parameter.name) + 1]
    many = {parameter.name: "texts"} | ({"pair_word_count": "2"} if parameter.name == "pair_words" else {})
    place = f"{parameter.name}[1]"
    it.right(f"{parameter.name} no UTF-8", **(many | {parameter.name: "no_utf8_texts"}))
    if parameter.name == "pairs":
        it.right("pairs[1] NULL", **(many | {parameter.name: "one_text"}))
    else:
        it.refusal(f"{place} NULL", "ALBERT_E_ARGUMENT", place, **(many | {parameter.name: "one_text"}))
    for number in ("-2", "INT64_MIN"):
        it.refusal(f"{counts}[1] {number}", "ALBERT_E_ARGUMENT", place, **many, **{counts: f"byte_counts({number})"})
    for number in ("INT64_MAX", "(int64_t)1 << 31"):
        it.refusal(f"{counts}[1] {number}", "LIMIT_OR_ARGUMENT", place, **many, **{counts: f"byte_counts({number})"})


def many_paths(it: Writer, parameter: Parameter) -> None:
    """Paths of which the second is NULL, empty, or no UTF-8."""
    place, two = f"{parameter.name}[1]", {"path_count": "2"}
    for what, value, expected in (("NULL", "one_path", "ALBERT_E_ARGUMENT"), ("empty", "empty_path", "ALBERT_E_ARGUMENT"),
                                  ("no UTF-8", "no_utf8_path", "ALBERT_E_PATH")):
        it.refusal(f"{place} {what}", expected, place, **two, **{parameter.name: value})


def every_option(it: Writer) -> None:
    """The function under every value at the edge of every key: right, or refused as albert.h says, and never a crash."""
    it.lines.append("    for (int i = 0; i < edge_count; i++) {")
    it.reset()
    it.lines.append(f"        int32_t status = {it.expression(options='edges[i].options')};")
    it.lines.append(f"        judge_edge(\"{it.function.name}\", &edges[i], status, call);")
    for out in it.outs:
        if out.out_handle:
            it.lines.append(f"        if (status == ALBERT_OK) albert_{out.out_handle}_free(out_{out.name});")
    it.lines.append("    }")


def misuse(function: Function) -> str:
    it = Writer(function)
    is_status = function.result == "int32_t" and function.name not in BAD_ANSWER
    it.lines.append(f"static void misuse_{function.name[7:]}(void) {{")
    it.declare()
    if is_status and not function.name.endswith("_free"):
        it.right()
    for parameter in function.parameters:
        key = (function.name, parameter.name)
        if parameter.handle:
            kind = parameter.handle
            for what, value in wrong_handles(kind):
                if function.name in BAD_ANSWER:
                    it.answers(f"{parameter.name} {what}", BAD_ANSWER[function.name], **{parameter.name: value})
                else:
                    it.refusal(f"{parameter.name} {what}", "ALBERT_E_HANDLE",
                               None if parameter.name == "call" or function.name.endswith("_free") else parameter.name,
                               **{parameter.name: value})
            random = it.expression(**{parameter.name: f"(albert_{kind} *)random_handle((uintptr_t){good(function, parameter)})"})
            if parameter.name != "call" or function.name.startswith("albert_call_"):
                random = random.replace(", call)", ", NULL)")
            expected = BAD_ANSWER.get(function.name, "ALBERT_E_HANDLE")
            it.reset()
            it.lines.append(f"    for (int i = 0; i < RANDOM_HANDLES; i++)\n        if ({random} != {expected}) wrong++;")
            it.lines.append(f'    CHECK(wrong == 0, "{function.name}: %d random values of {parameter.name}", wrong);')
            it.untouched(f"{function.name}: random {parameter.name}")
            if function.name in BAD_ANSWER:
                it.answers(f"{parameter.name} NULL", BAD_ANSWER[function.name], **{parameter.name: "NULL"})
            elif function.name.endswith("_free"):
                it.answers(f"{parameter.name} NULL", "ALBERT_OK", **{parameter.name: "NULL"})
            elif parameter.name not in OPTIONAL or function.name.startswith(("albert_call_", "albert_options_set")):
                if parameter.name == "call" and not function.name.startswith("albert_call_"):
                    continue
                it.refusal(f"{parameter.name} NULL", "ALBERT_E_ARGUMENT",
                           None if parameter.name == "call" else parameter.name, **{parameter.name: "NULL"})
        elif parameter.is_pointer and parameter.name not in OPTIONAL and key not in OPTIONAL_IN:
            it.refusal(f"{parameter.name} NULL", "ALBERT_E_ARGUMENT", parameter.name, **{parameter.name: "NULL"})
        if parameter.name in COUNTS and not parameter.is_pointer:
            least = COUNTS_IN.get(key, COUNTS[parameter.name])
            extra = {COMPANION[parameter.name][0]: COMPANION[parameter.name][1]} if parameter.name in COMPANION else {}
            smallest = "INT32_MIN" if parameter.type == "int32_t" else "INT64_MIN"
            largest = "INT32_MAX" if parameter.type == "int32_t" else "INT64_MAX"
            for value in (str(least - 1), smallest):
                it.refusal(f"{parameter.name} {value}", "ALBERT_E_ARGUMENT", None, **{parameter.name: value}, **extra)
            if key not in NO_LARGEST:
                it.refusal(f"{parameter.name} {largest}", "LIMIT_OR_ARGUMENT", None, **{parameter.name: largest}, **extra)
        if parameter.type == "const char *" and key != ("albert_status_name", "status"):
            not_utf8(it, parameter)
        if parameter.type == "const char *const *":
            (many_paths if parameter.name == "paths" else many_texts)(it, parameter)
    if any(parameter.name == "options" for parameter in function.parameters) and not function.name.startswith("albert_options_"):
        every_option(it)
    if is_status and not function.name.endswith("_free"):
        it.right()
    it.lines.append("}")
    return "\n".join(it.lines)


def main() -> None:
    found = functions(open(sys.argv[1], encoding="utf-8").read())
    if len(found) < 50:
        sys.exit(f"only {len(found)} functions found")
    tested = [f for f in found if f.name not in NO_PARAMETERS_TO_MISUSE]
    print("/* Written by make_misuse.py from albert.h. */\n#include \"misuse.h\"\n")
    print("\n\n".join(misuse(f) for f in tested))
    print("\nint main(int count, char **arguments) {\n    if (count != 2) return 2;\n    set_up(arguments[1]);")
    for function in tested:
        print(f"    misuse_{function.name[7:]}();")
    print("    tear_down();\n    return finish();\n}")


main()
