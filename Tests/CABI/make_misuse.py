#!/usr/bin/env python3
"""Writes misuse.c from albert.h: every parameter of every function, given wrong in every way that C allows.

    make_misuse.py albert.h >misuse.c

A function or parameter that the tables below do not know is an error, so that a new one cannot go untested.
"""
import re
import sys
from dataclasses import dataclass

HANDLES = ["call", "options", "tokenizer", "model", "result"]

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
    "directory": "save_path",
}
GOOD_IN = {
    ("albert_options_set", "value"): '"2"', ("albert_options_set_int", "value"): "2",
    ("albert_tokenizer_open", "path"): "model_path", ("albert_tokenizer_open_memory", "byte_count"): "tokenizer_size",
    ("albert_model_open_memory", "tokenizer"): "tokenizer_bytes",
    ("albert_model_open_memory", "tokenizer_byte_count"): "tokenizer_size",
    ("albert_encode_arrow", "bytes"): '"one house"', ("albert_encode_arrow", "byte_count"): "9",
    ("albert_encode_arrow", "text_count"): "2", ("albert_result_floats", "column"): '"score"',
    ("albert_result_floats", "result"): "answers", ("albert_result_text", "column"): '"token"',
}
# No key takes a floating-point number yet: there is no right call, only refusals.
NEVER_RIGHT = {"albert_options_set_float": ("value", "2.0")}

# Pointers that may be NULL. `path` of albert_model_open: the bundled model.
OPTIONAL = {"options", "call", "pair", "byte_counts", "pairs", "pair_byte_counts", "pair_words", "type_ids",
            "attention_mask", "positions"}
OPTIONAL_IN = {("albert_model_open", "path"), ("albert_model_open_memory", "tokenizer"),
               ("albert_token_text", "byte_count"), ("albert_result_floats", "count"), ("albert_result_ints", "count"),
               ("albert_result_text", "byte_count"), ("albert_call_progress", "done"), ("albert_call_progress", "total")}

# What functions without a status answer to a bad handle, and those that have a status but take no call object.
BAD_ANSWER = {"albert_result_rows": "-1", "albert_result_column_count": "-1", "albert_result_column_name": "NULL",
              "albert_result_column_type": "-1", "albert_call_message": "NULL", "albert_call_place": "NULL",
              "albert_call_byte_offset": "-1", "albert_call_system_error": "0"}
NO_PARAMETERS_TO_MISUSE = {"albert_abi_version", "albert_version", "albert_build_info", "albert_options_describe",
                           "albert_status_name"}

# Counts: below their least value ARGUMENT, absurdly large LIMIT or ARGUMENT (never a crash).
COUNTS = {"byte_count": -1, "pair_byte_count": -1, "first_byte_count": -1, "second_byte_count": -1, "text_count": 0,
          "word_count": 0, "pair_word_count": 0, "id_count": 0, "sequence_count": 0, "position_count": 0,
          "config_byte_count": 0, "weights_byte_count": 0, "tokenizer_byte_count": 0, "capacity": 0}
# Counts that are ignored while the pointer they belong to is NULL need that pointer for the test.
COMPANION = {"pair_byte_count": ("pair", "masked"), "pair_word_count": ("pair_words", "texts"),
             "position_count": ("positions", "positions")}
# A large count that describes memory we really have would be read: only these refuse it before looking.
NO_LARGEST = {("albert_tokenizer_open_memory", "byte_count"), ("albert_model_open_memory", "config_byte_count"),
              ("albert_model_open_memory", "weights_byte_count"), ("albert_model_open_memory", "tokenizer_byte_count"),
              ("albert_result_shape", "capacity"), ("albert_encode_arrow", "byte_count")}


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
    if type in ("const char **", "const float **", "const int32_t **"):
        return True
    return type in ("int32_t *", "int64_t *", "float *") and parameter.name not in ("vectors", "dimensions")


def good(function: Function, parameter: Parameter) -> str:
    if (function.name, parameter.name) in GOOD_IN:
        return GOOD_IN[function.name, parameter.name]
    if function.name in NEVER_RIGHT and parameter.name == NEVER_RIGHT[function.name][0]:
        return NEVER_RIGHT[function.name][1]
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

    def right(self) -> None:
        if self.function.name in NEVER_RIGHT:
            return
        self.reset()
        self.lines.append(f"    CHECK({self.expression()} == ALBERT_OK, \"{self.function.name}: %s: %s\", "
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
            least = COUNTS[parameter.name]
            extra = {COMPANION[parameter.name][0]: COMPANION[parameter.name][1]} if parameter.name in COMPANION else {}
            if function.name in ("albert_tokenizer_open_memory", "albert_encode_arrow") and parameter.name == "byte_count":
                least = 0
            smallest = "INT32_MIN" if parameter.type == "int32_t" else "INT64_MIN"
            largest = "INT32_MAX" if parameter.type == "int32_t" else "INT64_MAX"
            for value in (str(least - 1), smallest):
                it.refusal(f"{parameter.name} {value}", "ALBERT_E_ARGUMENT", None, **{parameter.name: value}, **extra)
            if key not in NO_LARGEST:
                it.refusal(f"{parameter.name} {largest}", "LIMIT_OR_ARGUMENT", None, **{parameter.name: largest}, **extra)
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
    print("\nint main(void) {\n    set_up();")
    for function in tested:
        print(f"    misuse_{function.name[7:]}();")
    print("    tear_down();\n    return finish();\n}")


main()
