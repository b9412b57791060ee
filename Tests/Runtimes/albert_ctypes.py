#!/usr/bin/env python3
"""The C programs tokenize, encode and fill_mask once more, through Python's ctypes: nothing but the library's file.

    albert_ctypes.py LIBRARY tokenize TEXT | encode TEXT... | fill_mask TEXT

Prints what the C programs print, to the last digit.
"""
import ctypes
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int32, c_int64, c_void_p

library = ctypes.CDLL(sys.argv[1])
for name in ("albert_call_message", "albert_status_name"):
    getattr(library, name).restype = c_char_p
library.albert_result_rows.restype = c_int64


class Handle(c_void_p):
    """A handle that a function gave; freed by name when its block ends."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def __enter__(self):
        return self

    def __exit__(self, *_):
        check(getattr(library, f"albert_{self.kind}_free")(self))


call = Handle("call")


def check(status):
    if status != 0:
        message = library.albert_call_message(call)
        sys.exit(f"{library.albert_status_name(status).decode()}: {message.decode()}")


def opened(kind, function, *arguments):
    handle = Handle(kind)
    check(getattr(library, function)(*arguments, byref(handle), call))
    return handle


def column(result, function, type_, name):
    values, count = POINTER(type_)(), c_int64()
    check(getattr(library, function)(result, name, byref(values), byref(count), call))
    return values[: count.value]


def text(result, name, row):
    value, count = c_char_p(), c_int64()
    check(library.albert_result_text(result, name, c_int64(row), byref(value), byref(count), call))
    assert len(value.value) == count.value
    return value.value.decode()


def padded(value, width):
    return value + " " * (width - len(value.encode()))  # printf counts bytes


def tokenize(model, texts):
    with opened("tokenizer", "albert_model_tokenizer", model) as tokenizer:
        arguments = (texts[0].encode(), c_int64(-1), None, c_int64(0), None)
        with opened("result", "albert_tokenize", tokenizer, *arguments) as pieces:
            names = (b"id", b"type_id", b"start", b"end")
            columns = [column(pieces, "albert_result_ints", c_int32, name) for name in names]
            print("%8s %4s %6s %6s  piece" % ("id", "type", "start", "end"))
            for row in range(library.albert_result_rows(pieces)):
                values = tuple(values[row] for values in columns)
                print("%8d %4d %6d %6d  %s" % (*values, text(pieces, b"token", row)))


def encode(model, texts):
    width = c_int32()
    check(library.albert_hidden_size(model, byref(width), call))
    count, width = len(texts), width.value
    with Handle("options") as options:
        check(library.albert_options_new(byref(options), call))
        check(library.albert_options_set(options, b"normalize", b"true", call))
        vectors = (c_float * (count * width))()
        array = (c_char_p * count)(*(one.encode() for one in texts))
        check(library.albert_encode(model, array, None, c_int64(count), options, vectors, c_int64(len(vectors)), call))
    for i in range(count):
        cosines = []
        for j in range(count):
            cosine = 0.0
            for k in range(width):
                cosine += vectors[i * width + k] * vectors[j * width + k]
            cosines.append("%7.4f" % cosine)
        print(" ".join(cosines))


def fill_mask(model, texts):
    with opened("result", "albert_fill_mask", model, texts[0].encode(), c_int64(-1), None) as answers:
        scores = column(answers, "albert_result_floats", c_float, b"score")
        masks = column(answers, "albert_result_ints", c_int32, b"mask")
        for row, (mask, score) in enumerate(zip(masks, scores)):
            token = padded(text(answers, b"token", row), 12)
            print("%d  %6.3f  %s %s" % (mask, score, token, text(answers, b"sequence", row)))


check(library.albert_call_new(byref(call)))
check(library.albert_call_set_deadline(call, c_double(120)))
with call, opened("model", "albert_model_open", None, None) as opened_model:
    {"tokenize": tokenize, "encode": encode, "fill_mask": fill_mask}[sys.argv[2]](opened_model, sys.argv[3:])
