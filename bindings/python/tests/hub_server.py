"""A hub on 127.0.0.1, as far as huggingface_hub talks to one: the model's description, its tree, and files by HEAD and GET.

Large files redirect to a second server, as the hub's do, which must not see the token. What was asked is recorded. A file can
be made to break off halfway or to arrive altered, and every request can be answered with a status.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"
STORAGE_HOST = "127.0.0.2"  # another host: huggingface_hub's versions differ in whether another port is one
LARGE_BYTE_COUNT = 100_000


class Request(NamedTuple):
    method: str
    path: str
    range: str | None
    token: str | None
    storage: bool  # whether it reached the second server


@dataclass
class Hub:
    """What the hub has, how it misbehaves, and what it was asked. Changed between requests only."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)  # commit -> name -> bytes
    revisions: dict[str, str] = field(default_factory=dict)  # branch or tag -> commit
    name: str = "albert/albert-mini"
    token: str | None = None  # the one that opens the model
    refusal: tuple[int, str] | None = None  # status and X-Error-Code for everything
    refused: dict[str, int] = field(default_factory=dict)  # file -> status of its HEAD and GET
    breaks: dict[str, int] = field(default_factory=dict)  # file -> bytes after which the next transfer breaks off
    altered: dict[str, bytes] = field(default_factory=dict)  # file -> what arrives in its place
    description: bytes | None = None  # in place of the model's JSON
    requests: list[Request] = field(default_factory=list)
    url: str = ""
    storage_url: str = ""

    def add(self, files: dict[str, bytes], *revisions: str) -> str:
        content = "".join(f"{name} {sum_of(data)}\n" for name, data in sorted(files.items()))
        commit = hashlib.sha1(content.encode()).hexdigest()
        self.commits[commit] = files
        self.revisions.update(dict.fromkeys(revisions, commit))
        return commit

    def asked(self, method: str) -> list[str]:
        """The names of the files that were asked for, each once, sorted."""
        paths = [asked.path for asked in self.requests if asked.method == method]
        found = [re.search(r"/(?:resolve|storage)/[^/]+/(.+)", path) for path in paths]
        return sorted({match[1] for match in found if match})

    def about_the_model(self) -> list[Request]:
        """The requests without those that huggingface_hub makes for itself."""
        return [asked for asked in self.requests if self.name in asked.path or asked.storage]


def is_large(data: bytes) -> bool:
    return len(data) > LARGE_BYTE_COUNT


def git_sum(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if is_large(data) else git_sum(data)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub
    is_storage = False

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def answer(self) -> None:
        hub, path = self.hub, unquote(urlsplit(self.path).path)
        token = self.headers.get("Authorization")
        hub.requests.append(Request(self.command, path, self.headers.get("Range"), token, self.is_storage))
        if self.is_storage:
            _, _, commit, name = path.split("/", 3)
            return self.send_file(name, hub.commits[commit][name], {})
        if hub.refusal:
            return self.refuse(*hub.refusal)
        if hub.token and token != f"Bearer {hub.token}":
            return self.refuse(401, "RepoNotFound")
        quoted = re.escape(hub.name)
        described = re.fullmatch(f"/api/models/{quoted}(?:/(revision|tree)/(.+))?", path)
        resolved = re.fullmatch(f"/{quoted}/resolve/([^/]+)/(.+)", path)
        if not described and not resolved:
            return self.refuse(404, "RepoNotFound")
        revision = (described[2] if described else resolved and resolved[1]) or "main"
        commit = hub.revisions.get(revision, revision)
        if commit not in hub.commits:
            return self.refuse(404, "RevisionNotFound")
        if described and described[1] == "tree":
            return self.send_json([tree_entry(name, data) for name, data in hub.commits[commit].items()])
        if described:
            if hub.description is not None:
                return self.send_content(hub.description)
            siblings = [sibling(name, data) for name, data in hub.commits[commit].items()]
            return self.send_json({"id": hub.name, "modelId": hub.name, "sha": commit, "siblings": siblings})
        assert resolved
        self.resolve(commit, resolved[2])

    def resolve(self, commit: str, name: str) -> None:
        data = self.hub.commits[commit].get(name)
        if name in self.hub.refused:
            return self.refuse(self.hub.refused[name], "")
        if data is None:
            return self.refuse(404, "EntryNotFound", commit)
        sum = f'"{sum_of(data)}"'
        if not is_large(data):
            return self.send_file(name, data, {"X-Repo-Commit": commit, "ETag": sum})
        self.send_response(302)
        headers = {"X-Repo-Commit": commit, "X-Linked-Etag": sum, "X-Linked-Size": str(len(data))}
        self.finish_headers(headers | {"Location": f"{self.hub.storage_url}/storage/{commit}/{name}"}, 0)

    def send_file(self, name: str, data: bytes, headers: dict[str, str]) -> None:
        data = self.hub.altered.get(name, data)
        start = 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if asked:
            start = int(asked[1])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.finish_headers({"Accept-Ranges": "bytes", **headers}, len(data) - start)
        if self.command == "HEAD":
            return
        if name in self.hub.breaks:
            self.wfile.write(data[start : start + self.hub.breaks.pop(name)])
            self.close_connection = True
            return
        self.wfile.write(data[start:])

    def send_json(self, value: object) -> None:
        self.send_content(json.dumps(value).encode())

    def send_content(self, content: bytes) -> None:
        self.send_response(200)
        self.finish_headers({"Content-Type": "application/json"}, len(content))
        self.wfile.write(content)

    def refuse(self, status: int, code: str, commit: str | None = None) -> None:
        self.send_response(status)
        headers = {"X-Error-Code": code} if code else {}
        if code == "":
            headers["X-Error-Message"] = "Invalid credentials in Authorization header" if status == 401 else "no"
        self.finish_headers(headers | ({"X-Repo-Commit": commit} if commit else {}), 0)

    def finish_headers(self, headers: dict[str, str], byte_count: int) -> None:
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(byte_count))
        self.end_headers()


def sibling(name: str, data: bytes) -> dict[str, object]:
    described: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git_sum(data)}
    if is_large(data):
        described["lfs"] = {"sha256": sum_of(data), "size": len(data), "pointerSize": 130}
    return described


def tree_entry(name: str, data: bytes) -> dict[str, object]:
    described: dict[str, object] = {"type": "file", "path": name, "size": len(data), "oid": git_sum(data)}
    if is_large(data):
        described["lfs"] = {"oid": sum_of(data), "size": len(data), "pointerSize": 130}
    return described


@contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """The hub and its storage on free ports, until the block ends."""
    servers = []
    try:
        for is_storage in (False, True):
            handler = type("Bound", (Handler,), {"hub": hub, "is_storage": is_storage})
            server = ThreadingHTTPServer((STORAGE_HOST if is_storage else HOST, 0), handler)
            server.daemon_threads = True
            servers.append(server)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        hub.url, hub.storage_url = (f"http://{server.server_address[0]}:{server.server_port}" for server in servers)
        yield hub
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
