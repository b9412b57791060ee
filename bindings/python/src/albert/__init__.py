"""ALBERT, from text to answers: tokenizer, hidden vectors, and a function for each task.

>>> import albert
>>> model = albert.load()                 # the model that comes with the library
>>> model.fill_mask("The president of the United [MASK] signed the law.")[0].token
'states'

A model is opened by ``load``; the methods of ``Model`` are the tasks, the records that they answer with stand beside it here.
Texts are str, offsets count code points, arrays are float32 (numpy's where numpy is installed, else ``FloatArray``). Every
failure is an ``Error``. The definition of every score, with programs, is in docs/tasks of the sources; of every C function,
in include/albert.h.
"""

from __future__ import annotations

from albert import _albert
from albert._arrays import FloatArray
from albert._conversion import convert
from albert._encoding import Encoding
from albert._errors import (
    ArgumentError,
    BusyError,
    Cancelled,
    Error,
    FileError,
    FormatError,
    InternalError,
    NumericError,
    ResourceError,
    UnsupportedError,
)
from albert._finetune import finetune
from albert._hub import pull
from albert._library import build_info, describe_options, set_threads
from albert._model import Model, load, save
from albert._pretrain import pretrain
from albert._pretraining import PretrainingCounts, pretraining_data
from albert._records import Answer, Choice, Coherence, Entity, Label, Order, Output, Prediction, Ranked
from albert._tokenizer import Tokenizer
from albert._trainer import StepReport, Trainer
from albert._vocabulary import train_tokenizer

__all__ = [
    "Answer",
    "ArgumentError",
    "BusyError",
    "Cancelled",
    "Choice",
    "Coherence",
    "Encoding",
    "Entity",
    "Error",
    "FileError",
    "FloatArray",
    "FormatError",
    "InternalError",
    "Label",
    "Model",
    "NumericError",
    "Order",
    "Output",
    "Prediction",
    "PretrainingCounts",
    "Ranked",
    "ResourceError",
    "StepReport",
    "Tokenizer",
    "Trainer",
    "UnsupportedError",
    "build_info",
    "convert",
    "describe_options",
    "finetune",
    "load",
    "pretrain",
    "pretraining_data",
    "pull",
    "save",
    "set_threads",
    "train_tokenizer",
]

__version__: str = _albert.version()
