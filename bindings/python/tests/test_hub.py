"""Models from the hub: what is asked for, what is transferred, and what comes from the cache. The hub is hub_server.py."""

from __future__ import annotations

import json
import pickle
import shutil
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import albert
from albert._hub import Pinned, is_hub_id

NAME = "albert/albert-mini"
LOAD = "import albert; model = albert.load('albert/albert-mini'); print(repr(model))"
TEXT = "The president of the United [MASK] signed the law."
WANTED = ["config.json", "model.safetensors", "spiece.model", "tokenizer.json", "tokenizer_config.json"]


def in_two_shards(files: dict[str, bytes]) -> dict[str, bytes]:
    """The model with its tensors in two files and an index."""
    whole = files["model.safetensors"]
    (length,) = struct.unpack_from("<Q", whole)
    tensors = {name: entry for name, entry in json.loads(whole[8 : 8 + length]).items() if name != "__metadata__"}
    names = list(tensors)
    sharded = {name: data for name, data in files.items() if name != "model.safetensors"}
    weight_map = {}
    for number, part in enumerate((names[:5], names[5:]), 1):
        file = f"model-0000{number}-of-00002.safetensors"
        header, body = {}, b""
        for name in part:
            start, end = tensors[name]["data_offsets"]
            header[name] = {**tensors[name], "data_offsets": [len(body), len(body) + end - start]}
            body += whole[8 + length + start : 8 + length + end]
            weight_map[name] = file
        described = json.dumps(header).encode()
        sharded[file] = struct.pack("<Q", len(described)) + described + body
    sharded["model.safetensors.index.json"] = json.dumps({"weight_map": weight_map}).encode()
    return sharded


def test_a_model_of_the_hub_answers_like_the_same_model_on_disk(hub, hub_program, model):
    expected = model.fill_mask(TEXT)[0].sequence
    done = hub_program(LOAD + f"; print(model.fill_mask({TEXT!r})[0].sequence)")
    assert done.stdout.splitlines() == [f"<albert.Model 'hf://{NAME}@{hub.revisions['main']}' dtype='f32'>", expected]


def test_only_the_files_that_a_model_needs_are_asked_for(hub, hub_program):
    hub_program(LOAD)
    assert hub.asked("HEAD") == hub.asked("GET") == WANTED


def test_a_second_load_transfers_nothing(hub, hub_program):
    first = hub_program(LOAD).stdout
    hub.requests.clear()
    assert hub_program(LOAD).stdout == first
    assert [(asked.method, asked.path) for asked in hub.about_the_model()] == [
        ("GET", f"/api/models/{NAME}/revision/main")
    ]


def test_a_commit_that_is_in_the_cache_asks_nobody(hub, hub_program):
    hub_program(LOAD)
    hub.requests.clear()
    hub_program("import albert, sys; albert.load('albert/albert-mini', revision=sys.argv[1])", hub.revisions["main"])
    assert hub.about_the_model() == []


def test_offline_mode_loads_from_the_cache_and_asks_nobody(hub, hub_program):
    first = hub_program(LOAD).stdout
    hub.requests.clear()
    assert hub_program(LOAD, HF_HUB_OFFLINE="1").stdout == first
    assert hub.requests == []


def test_without_a_network_the_cache_is_used(hub, hub_program):
    first = hub_program(LOAD).stdout
    assert hub_program(LOAD, HF_ENDPOINT="http://127.0.0.1:1").stdout == first


def test_revisions_are_branches_tags_and_commits(hub, hub_program, model_files):
    old = hub.add({**model_files, "tokenizer_config.json": b'{"model_max_length": 77}'}, "v1", "refs/pr/1")
    source = (
        "import albert, sys\n"
        "for revision in ('v1', 'refs/pr/1', sys.argv[1], 'main', None):\n"
        "    model = albert.load('albert/albert-mini', revision=revision)\n"
        "    print(repr(model).split('@')[1][:40])\n"
    )
    assert hub_program(source, old).stdout.split() == [old] * 3 + [hub.revisions["main"]] * 2


def test_a_branch_that_moved_brings_what_changed_and_no_more(hub, hub_program, model_files):
    hub_program(LOAD)
    moved = hub.add({**model_files, "tokenizer_config.json": b'{"model_max_length": 77}'}, "main")
    hub.requests.clear()
    assert moved in hub_program(LOAD).stdout
    assert hub.asked("GET") == ["tokenizer_config.json"]
    assert moved in hub_program(LOAD, HF_HUB_OFFLINE="1").stdout


@pytest.mark.parametrize(
    ("argument", "environment", "sent"),
    [
        ("token='hf_given'", "hf_set", "Bearer hf_given"),
        ("", "hf_set", "Bearer hf_set"),
        ("token=False", "hf_set", None),
    ],
)
def test_the_token_goes_to_the_hub_and_not_to_the_storage(hub, hub_program, argument, environment, sent):
    hub.token = sent.removeprefix("Bearer ") if sent else None
    hub_program(f"import albert; albert.load('albert/albert-mini', {argument})", HF_TOKEN=environment)
    asked = hub.about_the_model()
    assert {request.token for request in asked if not request.storage} == {sent}
    assert {request.token for request in asked if request.storage} == {None}


def test_shards_are_brought_where_there_is_no_single_file(hub, hub_program, model_files, model):
    sharded = in_two_shards(model_files)
    hub.add({**sharded, "pytorch_model.bin": b"unwanted"}, "main")
    done = hub_program(LOAD + f"; print(model.fill_mask({TEXT!r})[0].sequence)")
    assert done.stdout.splitlines()[1] == model.fill_mask(TEXT)[0].sequence
    assert hub.asked("GET") == sorted(set(sharded) - {"README.md"})
    hub_program(LOAD, HF_HUB_OFFLINE="1")


def test_the_single_file_goes_before_the_shards(hub, hub_program, model_files):
    hub.add({**in_two_shards(model_files), **model_files}, "main")
    hub_program(LOAD)
    assert hub.asked("GET") == WANTED


def test_the_poolings_that_modules_json_names_are_brought(hub, hub_program, model_files):
    modules = [{"path": path, "type": "of.no.matter"} for path in ("", "1_Pooling", "2_Normalize", "../3_Pooling")]
    sentences = {
        "modules.json": json.dumps(modules).encode(),
        "sentence_bert_config.json": b'{"max_seq_length": 9}',
        "special_tokens_map.json": b"{}",
        "1_Pooling/config.json": b'{"pooling_mode_mean_tokens": true}',
    }
    hub.add({**model_files, **sentences, "2_Normalize/config.json": b"[2]", "9_Pooling/config.json": b"[9]"}, "main")
    hub_program("import albert; albert.pull('albert/albert-mini')")
    assert hub.asked("GET") == sorted([*WANTED, *sentences])


def test_pull_brings_the_files_and_says_where_they_lie(hub, hub_program, tmp_path):
    path = Path(hub_program("import albert; print(albert.pull('albert/albert-mini', 'main'))").stdout.strip())
    assert path.name == hub.revisions["main"] and path.is_relative_to(tmp_path / "cache")
    assert sorted(file.name for file in path.iterdir()) == WANTED
    assert albert.load(path).fill_mask(TEXT)


def test_progress_can_be_silent(hub, hub_program, tmp_path):
    quiet = hub_program("import albert; albert.load('albert/albert-mini', progress=False)")
    assert quiet.stderr == ""
    shutil.rmtree(tmp_path / "cache")
    assert "Fetching" in hub_program(LOAD).stderr
    shutil.rmtree(tmp_path / "cache")
    assert hub_program(LOAD, HF_HUB_DISABLE_PROGRESS_BARS="1").stderr == ""


def test_an_existing_path_wins(hub, hub_program, model_directory, tmp_path):
    shutil.copytree(model_directory, tmp_path / "albert" / "albert-mini")
    done = hub_program("import os, sys; os.chdir(sys.argv[1])\n" + LOAD, str(tmp_path))
    assert f"'{tmp_path}/albert/albert-mini'" in done.stdout
    assert hub.requests == []


def test_the_package_is_imported_by_the_first_model_that_is_named(hub_program, model_directory):
    hub_program(
        "import albert, sys\n"
        "albert.load(); albert.load(sys.argv[1])\n"
        "try: albert.load('./nowhere')\n"
        "except albert.FileError: pass\n"
        "assert 'huggingface_hub' not in sys.modules\n"
        "albert.load('albert/albert-mini')\n"
        "assert 'huggingface_hub' in sys.modules\n",
        str(model_directory),
    )


def test_a_pickle_brings_the_same_commit_to_another_cache(hub, hub_program, model_files, tmp_path):
    hub.token = "hf_secret"
    save = "import albert, pickle, sys\nmodel = albert.load('albert/albert-mini', token='hf_secret')\n"
    save += "pickle.dump((model, model.tokenizer), open(sys.argv[1], 'wb'))"
    hub_program(save, str(tmp_path / "pickle"))
    pickled = (tmp_path / "pickle").read_bytes()
    assert b"hf_secret" not in pickled and str(tmp_path).encode() not in pickled

    pinned = hub.revisions["main"]
    hub.add({**model_files, "tokenizer_config.json": b"{}"}, "main")
    use = "import pickle, sys\nmodel, tokenizer = pickle.load(open(sys.argv[1], 'rb'))\n"
    use += "assert tokenizer.encode('a').ids == model.tokenizer.encode('a').ids\n"
    use += f"print(model, model.fill_mask({TEXT!r})[0].token)"
    hub.requests.clear()
    here = hub_program(use, str(tmp_path / "pickle"))
    assert hub.about_the_model() == []
    elsewhere = hub_program(use, str(tmp_path / "pickle"), HF_HUB_CACHE=str(tmp_path / "other"), HF_TOKEN="hf_secret")
    assert here.stdout == elsewhere.stdout and pinned in here.stdout
    assert [path.name for path in (tmp_path / "other").glob("*/snapshots/*")] == [pinned]


def test_a_pinned_recipe_keeps_no_directory():
    pinned = Pinned(b"hf://a/b@c")
    pinned.directory = "/somewhere"
    copied = pickle.loads(pickle.dumps(pinned))
    assert copied == pinned and type(copied) is Pinned and copied.directory is None


texts = st.text("ab-_./A0 ", max_size=9) | st.text("a/", min_size=90, max_size=200)


@given(texts | texts.map(lambda text: f"{text}.git"))
def test_names_are_those_that_huggingface_hub_takes(text):
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    try:
        validate_repo_id(text)
    except HFValidationError:
        assert not is_hub_id(text)
    else:
        assert is_hub_id(text)


@pytest.mark.parametrize("text", ["a\n", "\na", "é", "a/文", "a\0", "\ud800"])
def test_names_are_ascii_in_one_line(text):
    assert not is_hub_id(text)  # versions of huggingface_hub before 2 take some of these
