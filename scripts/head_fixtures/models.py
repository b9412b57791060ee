"""The fixture models: random weights, and heads scaled so that scores spread and every label is somebody's best."""

import json
import pathlib
import shutil

import numpy
import torch
import transformers
from safetensors.torch import save_file
from transformers import AlbertConfig

SIZES = dict(vocab_size=400, embedding_size=16, hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
             intermediate_size=64, max_position_embeddings=64, type_vocab_size=2, hidden_act="gelu_new",
             hidden_dropout_prob=0, attention_probs_dropout_prob=0, classifier_dropout_prob=0)
SMALL = dict(embedding_size=8, hidden_size=16, num_attention_heads=2, intermediate_size=32)

NLI = ["contradiction", "entailment", "neutral"]
TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "MISC"]

# name: class, labels, further configuration, spread of the head's logits
MODELS = {
    "classifier": ("AlbertForSequenceClassification", NLI, {}, 1.2),
    "classifier-multi": ("AlbertForSequenceClassification", ["anger", "joy", "fear", "trust", "surprise"],
                         {"problem_type": "multi_label_classification"}, 1.3),
    "regression": ("AlbertForSequenceClassification", ["LABEL_0"], {"problem_type": "regression"}, 1.5),
    "single": ("AlbertForSequenceClassification", ["useful"], {}, 1.2),
    "two-labels": ("AlbertForSequenceClassification", ["entailment", "not_entailment"], {}, 1.0),
    "tagger": ("AlbertForTokenClassification", TAGS, {}, 1.5),
    "reader": ("AlbertForQuestionAnswering", None, {}, 4.5),
    "choice": ("AlbertForMultipleChoice", None, {}, 1.2),
    "language": ("AlbertForPreTraining", None, {}, 1.0),
    "plain": ("AlbertModel", None, {}, None),
    "plain-mean": ("AlbertModel", None, SMALL, None),
    "plain-max": ("AlbertModel", None, SMALL, None),
}

# sentence-transformers files: pooling mode, whether vectors are normalised, the longest sequence.
POOLING = {"plain": ("cls_token", True, 32), "plain-mean": ("mean_tokens", False, 48), "plain-max": ("max_tokens", True, 24)}

# Where the first seed has two ranks too near each other.
SEEDS = {"tagger": 5}


def configuration(name: str) -> dict:
    architecture, labels, changes, _ = MODELS[name]
    settings = SIZES | changes | dict(model_type="albert", architectures=[architecture])
    if labels is not None:
        settings["id2label"] = {str(number): label for number, label in enumerate(labels)}
        settings["label2id"] = {label: number for number, label in enumerate(labels)}
    return settings


def fill(model: torch.nn.Module, random: numpy.random.Generator) -> None:
    """Sets every parameter; attention is made sharp enough that [CLS] depends on the text."""
    for key, parameter in sorted(model.named_parameters()):
        shape = tuple(parameter.shape)
        if "layer_norm" in key or "LayerNorm" in key:
            values = random.normal(float(key.endswith("weight")), 0.1, shape)
        elif key.endswith("bias"):
            values = random.normal(0, 0.1, shape)
        elif "embeddings" in key:
            values = random.normal(0, 0.4 if "position" in key else 1, shape)
        else:
            sharp = 1.6 if "query" in key or "key" in key else 1.2
            values = random.normal(0, sharp / shape[1] ** 0.5, shape)
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(values))


def spread(model: torch.nn.Module, name: str, samples: list[tuple[list[int], list[int]]]) -> None:
    """Moves and scales the head so that, over the samples, every output has mean 0 and the wanted deviation."""
    deviation = MODELS[name][3]
    if deviation is None:
        return
    head = next(getattr(model, part) for part in ("qa_outputs", "sop_classifier", "classifier") if hasattr(model, part))
    head = getattr(head, "classifier", head)
    seen = []
    hook = head.register_forward_hook(lambda _module, _given, made: seen.append(made.reshape(-1, made.shape[-1]).detach()))
    with torch.no_grad():
        for ids, types in samples:
            ids, types = torch.tensor([ids]), torch.tensor([types])
            if name == "choice":
                ids, types = ids[None], types[None]
            model(input_ids=ids, token_type_ids=types)
        hook.remove()
        outputs = torch.cat(seen)
        scale = deviation / outputs.std(0)
        head.weight.mul_(scale[:, None])
        head.bias.copy_((head.bias - outputs.mean(0)) * scale)
        if name == "tagger":
            # Most pieces of a text belong to nothing, and entities go on more often than they begin.
            head.bias += torch.tensor([1.5, -0.5, 1.2, -0.5, 0.8, 0.0])


def make(name: str, directory: pathlib.Path, samples) -> None:
    settings = configuration(name)
    random = numpy.random.default_rng([SEEDS.get(name, 0), *name.encode()])
    config = AlbertConfig(**{k: v for k, v in settings.items() if k not in ("id2label", "label2id")})
    labels = MODELS[name][1]
    if labels is not None:
        config.num_labels = len(labels)
    torch.manual_seed(0)
    model = getattr(transformers, MODELS[name][0])._from_config(config, attn_implementation="eager").eval().double()
    fill(model, random)
    spread(model, name, samples)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    state = {key: parameter.detach().float().contiguous() for key, parameter in sorted(model.named_parameters())}
    save_file(state, directory / "model.safetensors", metadata={"format": "pt"})
    (directory / "model.safetensors").chmod(0o644)
    if name in POOLING:
        pooling_files(directory, settings["hidden_size"], *POOLING[name])


def pooling_files(directory: pathlib.Path, width: int, mode: str, normalizes: bool, limit: int) -> None:
    modules = [("Transformer", ""), ("Pooling", "1_Pooling")] + [("Normalize", "2_Normalize")] * normalizes
    modules = [dict(idx=number, name=str(number), path=path, type="sentence_transformers.models." + kind)
               for number, (kind, path) in enumerate(modules)]
    modes = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"]
    pooling = {"word_embedding_dimension": width} | {"pooling_mode_" + one: one == mode for one in modes}
    files = {"modules.json": modules, "sentence_bert_config.json": {"max_seq_length": limit, "do_lower_case": False},
             "1_Pooling/config.json": pooling | {"include_prompt": True}}
    for path, content in files.items():
        (directory / path).parent.mkdir(exist_ok=True)
        (directory / path).write_text(json.dumps(content, indent=1) + "\n")


def copy_tokenizer(source: pathlib.Path, directory: pathlib.Path) -> None:
    for file in ("tokenizer.json", "spiece.model", "tokenizer_config.json"):
        if source != directory:
            shutil.copyfile(source / file, directory / file)
