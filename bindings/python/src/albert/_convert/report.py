"""What a conversion did to the tensors: as attributes, as a dict, and as text for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Report"]


@dataclass
class Report:
    """The outcome of ``albert.convert``. Names are those of the source's tensors, except in ``added`` and ``missing``."""

    source: str
    target: str
    #: "PyTorch" or "TensorFlow 1"
    format: str
    #: The class of transformers whose tensors were written.
    architecture: str
    #: How many tensors were written.
    tensors: int = 0
    #: What is called otherwise now.
    renamed: dict[str, str] = field(default_factory=dict)
    #: What was left out, and why.
    dropped: dict[str, str] = field(default_factory=dict)
    #: What was written without being in the source, and why.
    added: dict[str, str] = field(default_factory=dict)
    #: What was written although the class has no such tensor.
    extra: list[str] = field(default_factory=list)
    #: What the class can do without, and has to.
    missing: list[str] = field(default_factory=list)
    #: The files that were written.
    files: list[str] = field(default_factory=list)
    #: Whatever else is worth knowing.
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [
            f"{self.source} ({self.format}) -> {self.target}",
            f"{self.architecture}, {self.tensors} tensors in model.safetensors",
        ]
        lines += _section("renamed", [f"{old} -> {new}" for old, new in self.renamed.items()])
        lines += _by_reason("dropped", self.dropped)
        lines += _by_reason("added", self.added)
        lines += _section("extra", self.extra)
        lines += _section("missing", self.missing)
        lines += [f"note: {note}" for note in self.notes]
        lines.append("files: " + ", ".join(self.files))
        return "\n".join(lines)


def _section(title: str, items: list[str]) -> list[str]:
    return [f"{title} ({len(items)}):", *(f"  {item}" for item in items)] if items else []


def _by_reason(title: str, items: dict[str, str]) -> list[str]:
    """The optimizer of a checkpoint has twice as many tensors as the model: what many share is said once."""
    lines: list[str] = []
    for reason in dict.fromkeys(items.values()):
        names = [name for name, why in items.items() if why == reason]
        shown = names if len(names) <= 8 else [*names[:3], f"and {len(names) - 3} more"]
        lines += [f"{title} ({len(names)}), {reason}:", *(f"  {name}" for name in shown)]
    return lines
