"""What the hub, the network, the cache and the disk refuse: one sentence each, with the model and its revision."""

from __future__ import annotations

import errno
import json

import pytest

import albert
from albert._hub_errors import failure

TRY = """
import albert, json, sys
arguments = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
try:
    albert.load("albert/albert-mini", progress=False, **arguments)
except albert.Error as error:
    cause = error.__cause__
    print(json.dumps([type(error).__name__, str(error), getattr(error, "errno", None), type(cause).__name__]))
else:
    print("null")
"""
PLACE = "albert/albert-mini@main: "


def refusal(done):
    """Class, message, errno and the cause's class; the message is one line without a period."""
    answer = json.loads(done.stdout)
    assert answer is not None, "the model was loaded"
    assert "\n" not in answer[1] and not answer[1].endswith(".") and "Traceback" not in done.stderr
    return answer


@pytest.mark.parametrize(
    ("status", "code", "number", "sentence", "cause"),
    [
        (401, "RepoNotFound", errno.ENOENT, "no such model on the hub, or a private one", "RepositoryNotFoundError"),
        (404, "RepoNotFound", errno.ENOENT, "no such model on the hub, or a private one", "RepositoryNotFoundError"),
        (401, "", errno.EACCES, "the hub refuses the token", "HfHubHTTPError"),
        (403, "", errno.EACCES, "the hub refuses the token", "HfHubHTTPError"),
        (403, "GatedRepo", errno.EACCES, "gated: accept its terms on the hub", "GatedRepoError"),
        (401, "GatedRepo", errno.EACCES, "gated: accept its terms on the hub", "GatedRepoError"),
        (404, "RevisionNotFound", errno.ENOENT, "the model has no such revision", "RevisionNotFoundError"),
        (429, "", errno.EAGAIN, "the hub asks to wait", "HfHubHTTPError"),
        (503, "", None, "the hub answers with status 503", "HfHubHTTPError"),
    ],
)
def test_each_refusal_of_the_hub_has_its_sentence(hub, hub_program, status, code, number, sentence, cause):
    hub.refusal = (status, code)
    kind, message, found, found_cause = refusal(hub_program(TRY))
    assert (kind, found, found_cause) == ("FileError", number, cause)
    assert message.startswith(PLACE + sentence)
    assert len(hub.about_the_model()) == 1  # nobody waits for retries


def test_the_password_of_an_endpoint_is_in_no_message(hub, hub_program):
    hub.refusal = (503, "")
    done = hub_program(TRY, HF_ENDPOINT=hub.url.replace("://", "://user:sekret@"))
    assert "status 503" in refusal(done)[1] and "sekret" not in refusal(done)[1]


def test_the_revision_is_named(hub_program):
    _, message, _, _ = refusal(hub_program(TRY, '{"revision": "v9"}'))
    assert message == "albert/albert-mini@v9: the model has no such revision (status 404)"


def test_a_revision_that_is_unknown_is_not_sought_in_the_cache(hub, hub_program):
    hub_program(TRY, '{"revision": "main"}')
    del hub.revisions["main"]
    assert "no such revision" in refusal(hub_program(TRY))[1]


def test_a_model_in_the_cache_outlives_its_repository(hub, hub_program):
    hub_program(TRY)
    hub.refusal = (404, "RepoNotFound")
    assert hub_program(TRY).stdout == "null\n"


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors"])
def test_a_repository_without_a_needed_file_is_named_with_it(hub, hub_program, model_files, missing):
    hub.add({name: data for name, data in model_files.items() if name != missing}, "main")
    kind, message, number, _ = refusal(hub_program(TRY))
    assert (kind, number) == ("FileError", errno.ENOENT)
    assert message.startswith(PLACE + "the repository has n") and missing in message
    assert hub.asked("GET") == []


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"])
def test_other_weights_are_named_with_the_converter(hub, hub_program, model_files, weights):
    files = {name: data for name, data in model_files.items() if name != "model.safetensors"}
    hub.add({**files, weights: b"x"}, "main")
    kind, message, _, _ = refusal(hub_program(TRY))
    assert kind == "UnsupportedError"
    assert f"({weights})" in message and "python -m albert convert" in message
    assert hub.asked("GET") == []


def test_a_file_that_the_hub_lists_and_does_not_give(hub, hub_program):
    hub.refused["config.json"] = 403
    kind, message, number, _ = refusal(hub_program(TRY))
    assert (kind, number) == ("FileError", errno.EACCES) and message.startswith(PLACE)
    hub.refused.clear()
    assert hub_program(TRY).stdout == "null\n"


def test_a_broken_index_is_said(hub, hub_program, model_files):
    files = {key: data for key, data in model_files.items() if key != "model.safetensors"}
    index = b'{"weight_map": {"a": "pytorch_model.bin"}}'
    hub.add({**files, "model.safetensors.index.json": index, "pytorch_model.bin": b"x"}, "main")
    kind, message, _, _ = refusal(hub_program(TRY))
    assert kind == "FormatError" and message.startswith(PLACE + "model.safetensors.index.json: 'a' names")
    assert "pytorch_model.bin" not in hub.asked("GET")


@pytest.mark.parametrize("description", [b"<html>", b"{}", b'{"id": "a", "sha": "../..", "siblings": []}'])
def test_an_answer_that_is_none_is_said(hub, hub_program, description):
    hub.description = description
    kind, message, _, _ = refusal(hub_program(TRY))
    assert kind == "FileError" and message.startswith(PLACE + "the hub's answer cannot be used: ")


def test_no_network_is_said_at_once(hub_program):
    kind, message, number, cause = refusal(hub_program(TRY, HF_ENDPOINT="http://127.0.0.1:1"))
    assert (kind, number, cause) == ("FileError", errno.ECONNREFUSED, "ConnectError")
    assert message.startswith(PLACE + "not in the cache, and the hub cannot be reached: ")


@pytest.mark.parametrize("client", ["httpx", "httpx2", "requests.exceptions"])
def test_a_connection_that_breaks_is_said_whatever_the_client(client):
    error = type("ReadError", (Exception,), {"__module__": client})("closed by the other side.\nmore")
    broken = failure(error, "a@b", is_transfer=True)
    assert str(broken) == "a@b: the connection to the hub broke: ReadError: closed by the other side"
    assert "not in the cache, and the hub cannot be reached" in str(failure(error, "a@b"))


def test_offline_and_not_in_the_cache_is_said(hub, hub_program):
    kind, message, number, cause = refusal(hub_program(TRY, HF_HUB_OFFLINE="1"))
    assert (kind, number, cause) == ("FileError", errno.ENOENT, "OfflineModeIsEnabled")
    assert message == PLACE + "not in the cache, and offline mode (HF_HUB_OFFLINE) forbids to fetch it"
    assert hub.requests == []


def test_offline_with_a_part_of_the_model_names_what_is_missing(hub_program, tmp_path):
    hub_program(TRY)
    (weights,) = (tmp_path / "cache").glob("*/snapshots/*/model.safetensors")
    weights.unlink()
    _, message, number, _ = refusal(hub_program(TRY, HF_HUB_OFFLINE="1"))
    assert number == errno.ENOENT
    assert message.startswith(PLACE + "model.safetensors is not in the cache, and offline mode")
    (weights.parent / "pytorch_model.bin").write_bytes(b"x")
    kind, message, _, _ = refusal(hub_program(TRY, HF_HUB_OFFLINE="1"))
    assert kind == "UnsupportedError" and "python -m albert convert" in message


def test_a_cache_that_cannot_be_made_is_said(hub_program, tmp_path):
    (tmp_path / "file").write_text("in the way")
    kind, message, number, _ = refusal(hub_program(TRY, HF_HUB_CACHE=str(tmp_path / "file" / "cache")))
    assert (kind, number) == ("FileError", errno.ENOTDIR)
    assert message.startswith(PLACE + "the cache cannot be written: ") and str(tmp_path / "file") in message


def test_a_disk_that_takes_no_more_is_said(hub_program):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
    kind, message, number, cause = refusal(hub_program(limit + TRY))
    assert (kind, number, cause) == ("FileError", errno.EFBIG, "OSError")
    assert message.startswith(PLACE + "the cache cannot be written: File too large")
    assert failure(OSError(errno.ENOSPC, "No space left on device"), "a@b").errno == errno.ENOSPC


def test_a_missing_package_is_said_with_the_way_to_install_it(hub_program):
    blocked = "import sys; sys.modules['huggingface_hub'] = None\n"
    kind, message, number, cause = refusal(hub_program(blocked + TRY))
    assert (kind, number, cause) == ("FileError", errno.ENOENT, "ModuleNotFoundError")
    assert 'pip install "libalbert[hub]"' in message


@pytest.mark.parametrize("path", ["./x", "/x/y", "a/b/c", "x/", "a..b", "../x", "-a", "models/x.git"])
def test_a_path_that_is_no_name_stays_a_missing_file(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for given in (path, path.encode()):
        with pytest.raises(albert.FileError) as caught:
            albert.load(given)
        assert caught.value.errno == errno.ENOENT and "hub" not in str(caught.value)
    with pytest.raises(albert.ArgumentError, match="no name of a model"):
        albert.pull(path)


@pytest.mark.parametrize(
    "revision", ["", "../x", "a/../b", "/a", "a/", "a//b", ".", "a b", "a~1", "a:b", "a\n", "a\0", "\ud800"]
)
def test_a_revision_that_git_has_not_is_refused(revision):
    with pytest.raises(albert.ArgumentError, match="revision"):
        albert.pull("a/b", revision)


def test_arguments_of_another_type_are_refused(model_directory):
    for arguments in ({"revision": 3}, {"token": 3}, {"revision": b"main"}):
        with pytest.raises(TypeError):
            albert.load("a/b", **arguments)
    with pytest.raises(TypeError):
        albert.pull(model_directory)
    with pytest.raises(albert.ArgumentError, match="token"):
        albert.load("a/b", token="a\nb")
    with pytest.raises(albert.ArgumentError, match="revision"):
        albert.load(model_directory, revision="main")
