"""Exceptions: their classes, what they carry, and that they survive a pickle."""

from __future__ import annotations

import copy
import errno
import pickle

import pytest

import albert
from albert._errors import make_error

CLASSES = {
    "ALBERT_E_ARGUMENT": (albert.ArgumentError, ValueError),
    "ALBERT_E_HANDLE": (albert.InternalError, RuntimeError),
    "ALBERT_E_FORMAT": (albert.FormatError, ValueError),
    "ALBERT_E_LIMIT": (albert.ArgumentError, ValueError),
    "ALBERT_E_UNSUPPORTED": (albert.UnsupportedError, NotImplementedError),
    "ALBERT_E_MISSING": (albert.UnsupportedError, NotImplementedError),
    "ALBERT_E_BUSY": (albert.BusyError, RuntimeError),
    "ALBERT_E_MEMORY": (albert.ResourceError, MemoryError),
    "ALBERT_E_IO": (albert.FileError, OSError),
    "ALBERT_E_PATH": (albert.FileError, OSError),
    "ALBERT_E_CANCELLED": (albert.Cancelled, Exception),
    "ALBERT_E_DEADLINE": (albert.Cancelled, Exception),
    "ALBERT_E_NUMERIC": (albert.NumericError, ArithmeticError),
    "ALBERT_E_INTERNAL": (albert.InternalError, RuntimeError),
}


@pytest.mark.parametrize("code", CLASSES)
def test_each_status_has_its_class_and_survives_a_pickle(code):
    error = make_error(code, "is wrong", "a place", 17, errno.ENOENT)
    assert type(error) is CLASSES[code][0]
    assert isinstance(error, (albert.Error, CLASSES[code][1]))
    for same in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(same) is type(error)
        assert str(same) == "a place: is wrong (byte 17)"
        assert (same.code, same.place, same.byte_offset) == (code, "a place", 17)
        if isinstance(same, albert.FileError):
            assert (same.errno, same.filename) == (errno.ENOENT, "a place")


def test_a_missing_file_has_errno_and_filename(tmp_path):
    path = tmp_path / "nowhere"
    with pytest.raises(albert.FileError) as caught:
        albert.Tokenizer.open(path)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, str(path))
    with pytest.raises(OSError):
        albert.load(path)


def test_a_broken_file_is_a_format_error_that_says_where(tmp_path):
    path = tmp_path / "tokenizer.json"
    path.write_bytes(b'{"version": "1.0", ')
    with pytest.raises(albert.FormatError) as caught:
        albert.Tokenizer.open(path)
    assert str(path) in str(caught.value)
    assert caught.value.code == "ALBERT_E_FORMAT"


def test_an_unknown_option_is_named():
    with pytest.raises(albert.ArgumentError, match="topk") as caught:
        albert.load(topk=3)
    assert caught.value.place == "topk"


@pytest.mark.parametrize("path", ["a\0b", b"a\0b"])
def test_a_path_with_a_nul_is_a_value_error(path):
    with pytest.raises(ValueError):
        albert.Tokenizer.open(path)
    with pytest.raises(ValueError):
        albert.load(path)


@pytest.mark.parametrize("path", [3, 1.5, [], object()])
def test_a_path_of_another_type_is_a_type_error(path):
    with pytest.raises(TypeError):
        albert.Tokenizer.open(path)
    with pytest.raises(TypeError):
        albert.load(path)


def test_paths_may_be_str_bytes_or_pathlike(model_directory):
    ids = albert.Tokenizer.open(model_directory).encode("A text.").ids
    assert albert.Tokenizer.open(str(model_directory)).encode("A text.").ids == ids
    assert albert.Tokenizer.open(bytes(model_directory)).encode("A text.").ids == ids


def test_a_path_that_is_not_utf8_opens_or_is_refused(model_directory, tmp_path):
    path = bytes(tmp_path) + b"/\xff.model"
    with open(path, "wb") as copied:
        copied.write((model_directory / "spiece.model").read_bytes())
    try:
        assert albert.Tokenizer.open(path).encode("A text.").ids
    except albert.Error as refusal:
        assert refusal.code in ("ALBERT_E_ARGUMENT", "ALBERT_E_IO", "ALBERT_E_PATH")
