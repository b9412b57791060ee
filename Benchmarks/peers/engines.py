"""The engines that are compared, each under one interface:

    tokenize(texts) -> lists of ids      dense(ids [batch, length]) -> hidden states      ragged(lists of ids) -> hidden states

Nothing is imported before an engine is built: a start is measured too. What the peers read beside the model's files is written by
export_onnx.py and quantize.py.
"""
import os

LONGEST = 512
# Name -> the precision that it is compared in. The first of each precision is ours.
ENGINES = {
    "libalbert": "f32", "torch": "f32", "onnxruntime": "f32", "openvino": "f32",
    "libalbert-bf16": "bf16", "torch-bf16": "bf16", "openvino-bf16": "bf16",
    "libalbert-int8": "int8", "onnxruntime-int8": "int8", "openvino-int8": "int8",
}  # fmt: skip
PRECISIONS = list(dict.fromkeys(ENGINES.values()))


def is_ours(engine):
    return engine.startswith("libalbert")


def build(engine, directory, threads):
    family = engine.split("-")[0]
    return {"libalbert": Libalbert, "torch": Torch, "onnxruntime": OnnxRuntime, "openvino": OpenVino}[family](
        str(directory), threads, ENGINES[engine])


class Libalbert:
    def __init__(self, directory, threads, precision):
        import albert

        self.model = albert.load(directory, threads=threads, dtype=precision)

    def tokenize(self, texts):
        return [encoding.ids for encoding in self.model.tokenizer.encode_batch(texts, max_length=LONGEST)]

    def dense(self, ids):
        return self.model.forward(ids.tolist()).hidden

    def ragged(self, rows):
        return self.model.forward(rows).hidden


class Peer:
    """A peer wants rows padded to one length, and a mask."""

    tokenizer = None

    def tokenize(self, texts):
        if self.tokenizer is None:
            from tokenizers import Tokenizer

            self.tokenizer = Tokenizer.from_file(os.path.join(self.directory, "tokenizer.json"))
            self.tokenizer.enable_truncation(LONGEST)
        return [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]

    def dense(self, ids):
        import numpy

        return self.run({"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)})

    def ragged(self, rows):
        import numpy

        ids = numpy.zeros((len(rows), max(map(len, rows))), numpy.int64)
        mask = numpy.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, :len(row)] = row
            mask[at, :len(row)] = 1
        return self.run({"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)})


class Torch(Peer):
    def __init__(self, directory, threads, precision):
        import torch
        from transformers import AlbertModel

        torch.set_num_threads(threads)
        self.torch, self.directory = torch, directory
        self.model = AlbertModel.from_pretrained(directory, dtype={"f32": torch.float32, "bf16": torch.bfloat16}[precision]).eval()

    def run(self, inputs):
        with self.torch.inference_mode():
            return self.model(**{name: self.torch.from_numpy(value) for name, value in inputs.items()}).last_hidden_state


class OnnxRuntime(Peer):
    def __init__(self, directory, threads, precision):
        import onnxruntime

        self.directory = directory
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        path = os.path.join(directory, {"f32": "encoder.onnx", "int8": "encoder.int8.onnx"}[precision])
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(self, inputs):
        return self.session.run(None, inputs)


class OpenVino(Peer):
    def __init__(self, directory, threads, precision):
        import openvino

        self.directory = directory
        settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY",
                    "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32"}
        path = os.path.join(directory, "encoder.int8.xml" if precision == "int8" else "encoder.onnx")
        self.request = openvino.Core().compile_model(path, "CPU", settings).create_infer_request()

    def run(self, inputs):
        return self.request.infer(inputs)
