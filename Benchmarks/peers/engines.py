"""One builder per engine: (model directory, threads) -> a function from ids, an int64 array [batch, length], to hidden states."""
import os


def libalbert(directory, threads):
    import albert

    model = albert.load(directory, threads=threads)
    return lambda ids: model.forward(ids.tolist()).hidden


def torch_f32(directory, threads):
    import torch
    from transformers import AlbertModel

    torch.set_num_threads(threads)
    model = AlbertModel.from_pretrained(directory).eval()

    def run(ids):
        with torch.inference_mode():
            return model(**{name: torch.from_numpy(value) for name, value in inputs(ids).items()}).last_hidden_state

    return run


def onnxruntime_f32(directory, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(os.path.join(directory, "encoder.onnx"), options, providers=["CPUExecutionProvider"])
    wanted = {entry.name for entry in session.get_inputs()}
    return lambda ids: session.run(None, {name: value for name, value in inputs(ids).items() if name in wanted})


def openvino_f32(directory, threads):
    import openvino

    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    model = openvino.Core().compile_model(os.path.join(directory, "encoder.onnx"), "CPU", settings)
    request = model.create_infer_request()
    return lambda ids: request.infer(inputs(ids))


ENGINES = {"libalbert": libalbert, "torch": torch_f32, "onnxruntime": onnxruntime_f32, "openvino": openvino_f32}


def inputs(ids):
    import numpy

    return {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
