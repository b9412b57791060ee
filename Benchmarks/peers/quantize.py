#!/usr/bin/env python3
"""Quantizes MODEL/encoder.onnx to int8, each peer with its own tool: encoder.int8.onnx for ONNX Runtime (dynamic activations, weights per
channel), encoder.int8.xml for OpenVINO (NNCF, static activations, calibrated on random ids).

    quantize.py MODEL
"""
import sys
import tempfile
from pathlib import Path

import numpy

CALIBRATION_SAMPLES = 8


def for_onnxruntime(source, target):
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(target), weight_type=QuantType.QInt8, per_channel=True)


def for_openvino(source, target):
    import nncf
    import openvino

    random = numpy.random.default_rng(0)
    ones = numpy.ones((1, 128), numpy.int64)
    samples = [{"input_ids": random.integers(5, 29000, ones.shape), "attention_mask": ones, "token_type_ids": 0 * ones}
               for _ in range(CALIBRATION_SAMPLES)]
    model = nncf.quantize(openvino.Core().read_model(source), nncf.Dataset(samples), model_type=nncf.ModelType.TRANSFORMER,
                          subset_size=CALIBRATION_SAMPLES)
    openvino.save_model(model, target, compress_to_fp16=False)


def main():
    directory = Path(sys.argv[1])
    for_onnxruntime(directory / "encoder.onnx", directory / "encoder.int8.onnx")
    for_openvino(directory / "encoder.onnx", directory / "encoder.int8.xml")


main()
