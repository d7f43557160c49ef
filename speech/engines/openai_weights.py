"""A CTranslate2 Whisper folder as an openai-whisper checkpoint: the same numbers under other names.

CTranslate2's model.bin (its ModelSpec.save, version 4 and later), little endian:
    u32 version | str spec | u32 revision | u32 count | variables | u32 count | (str alias, str variable)…
    variable: str name | u8 rank | u32 shape[rank] | u8 type | u32 bytes | data       str: u16 length, with its final NUL | bytes
"""

import json
import os
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
Tensors = dict[str, torch.Tensor]


def convert(folder: Path, checkpoint: Path) -> None:
    """Write `checkpoint`, in one step, from a folder that is not quantised. Raises ValueError for one that is no Whisper model."""
    source = _Reader(folder / "model.bin").variables()
    names = _Names(source)
    names.everything()
    handle, draft = tempfile.mkstemp(prefix=".converting-", dir=checkpoint.parent)
    try:
        with os.fdopen(handle, "wb") as file:  # a path would have to bear a suffix
            torch.save({"dims": _dimensions(source, names.out), "model_state_dict": names.out}, file)
        Path(draft).replace(checkpoint)
    finally:
        Path(draft).unlink(missing_ok=True)


def set_alignment_heads(model: Any, folder: Path) -> None:
    """The attention heads that tell when a word is said: whisper knows them for its own downloads only."""
    heads = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((folder / "config.json").read_text())["alignment_heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse().to(model.device), persistent=False)


def _dimensions(source: Tensors, out: Tensors) -> dict[str, int]:
    audio, text, conv = out["encoder.positional_embedding"], out["decoder.positional_embedding"], out["encoder.conv1.weight"]
    return {
        "n_mels": conv.shape[1],
        "n_audio_ctx": audio.shape[0],
        "n_audio_state": audio.shape[1],
        "n_audio_head": int(source["encoder/num_heads"]),
        "n_audio_layer": _layers(source, "encoder"),
        "n_vocab": out["decoder.token_embedding.weight"].shape[0],
        "n_text_ctx": text.shape[0],
        "n_text_state": text.shape[1],
        "n_text_head": int(source["decoder/num_heads"]),
        "n_text_layer": _layers(source, "decoder"),
    }


def _layers(source: Tensors, side: str) -> int:
    return len({name.split("/")[1] for name in source if name.startswith(f"{side}/layer_") and not name.startswith(f"{side}/layer_norm")})


class _Names:
    """Fills `out` with the tensors of `source` under openai-whisper's names."""

    def __init__(self, source: Tensors) -> None:
        self.source = source
        self.out: Tensors = {}

    def everything(self) -> None:
        for side in ("encoder", "decoder"):
            for i in range(_layers(self.source, side)):
                self._layer(side, f"{side}/layer_{i}", f"{side}.blocks.{i}")
        for conv in ("conv1", "conv2"):
            self._linear(f"encoder/{conv}", f"encoder.{conv}")
        self.out["encoder.positional_embedding"] = self.source["encoder/position_encodings/encodings"]
        self.out["decoder.positional_embedding"] = self.source["decoder/position_encodings/encodings"]
        self.out["decoder.token_embedding.weight"] = self.source["decoder/embeddings/weight"]
        self._norm("encoder/layer_norm", "encoder.ln_post")
        self._norm("decoder/layer_norm", "decoder.ln")

    def _layer(self, side: str, old: str, new: str) -> None:
        self._norm(f"{old}/self_attention/layer_norm", f"{new}.attn_ln")
        self._joined(f"{old}/self_attention/linear_0", f"{new}.attn", ("query", "key", "value"))
        self._linear(f"{old}/self_attention/linear_1", f"{new}.attn.out")
        if side == "decoder":
            self._norm(f"{old}/attention/layer_norm", f"{new}.cross_attn_ln")
            self._linear(f"{old}/attention/linear_0", f"{new}.cross_attn.query")
            self._joined(f"{old}/attention/linear_1", f"{new}.cross_attn", ("key", "value"))
            self._linear(f"{old}/attention/linear_2", f"{new}.cross_attn.out")
        self._norm(f"{old}/ffn/layer_norm", f"{new}.mlp_ln")
        self._linear(f"{old}/ffn/linear_0", f"{new}.mlp.0")
        self._linear(f"{old}/ffn/linear_1", f"{new}.mlp.2")

    def _norm(self, old: str, new: str) -> None:
        self.out[f"{new}.weight"], self.out[f"{new}.bias"] = self.source[f"{old}/gamma"], self.source[f"{old}/beta"]

    def _linear(self, old: str, new: str) -> None:
        self.out[f"{new}.weight"], self.out[f"{new}.bias"] = self.source[f"{old}/weight"], self.source[f"{old}/bias"]

    def _joined(self, old: str, new: str, names: tuple[str, ...]) -> None:
        """CTranslate2 keeps query, key and value in one matrix. Whisper's key has no bias: there it must be zero."""
        weights, biases = self.source[f"{old}/weight"].chunk(len(names)), self.source[f"{old}/bias"].chunk(len(names))
        for name, weight, bias in zip(names, weights, biases, strict=True):
            self.out[f"{new}.{name}.weight"] = weight.contiguous()
            if name != "key":
                self.out[f"{new}.{name}.bias"] = bias.contiguous()
            elif bias.float().abs().max() > 0:
                raise ValueError(f"not a Whisper model: {old} has a bias for its keys")


class _Reader:
    def __init__(self, path: Path) -> None:
        self.data = memoryview(path.read_bytes())
        self.position = 0

    def variables(self) -> Tensors:
        version, spec, _revision = self._number("I"), self._text(), self._number("I")
        if version < 4 or spec != "WhisperSpec":
            raise ValueError(f"not a Whisper model: {spec!r}, version {version}")
        found = dict(self._variable() for _ in range(self._number("I")))
        for _ in range(self._number("I")):
            alias, name = self._text(), self._text()
            found[alias] = found[name]
        return found

    def _variable(self) -> tuple[str, torch.Tensor]:
        name = self._text()
        shape = [self._number("I") for _ in range(self._number("B"))]
        kind, size = self._number("B"), self._number("I")
        raw = self._take(size)
        if kind == 5:
            return name, torch.frombuffer(bytearray(raw), dtype=torch.bfloat16).reshape(shape)
        return name, torch.from_numpy(np.frombuffer(raw, _TYPES[kind]).reshape(shape).copy())

    def _take(self, size: int) -> memoryview:
        if self.position + size > len(self.data):
            raise ValueError("not a Whisper model: cut short")
        self.position += size
        return self.data[self.position - size : self.position]

    def _number(self, kind: str) -> int:
        size = struct.calcsize("<" + kind)
        return int(struct.unpack("<" + kind, self._take(size))[0])

    def _text(self) -> str:
        return bytes(self._take(self._number("H"))).rstrip(b"\0").decode()
