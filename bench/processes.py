"""python -m bench.processes FILE: one call, in a process of its own, on one thread. As a module, several of them at a time."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def table(sound: Path, numbers: tuple[int, ...] = (1, 2)) -> Iterator[str]:
    """Lines to print: how speed grows with the processes, what each takes of memory."""
    yield f"{'processes':12}{'audio s per CPU s':>20}{'audio s per s':>16}{'peak MB':>10}{'outside models %':>18}"
    for number in numbers:
        began = time.monotonic()
        command = ["env", "VIGIE_SPEECH_THREADS=1", sys.executable, "-m", "bench.processes", str(sound)]
        running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(number)]
        told = [json.loads(process.communicate()[0]) for process in running]
        elapsed = time.monotonic() - began
        audio, cpu = sum(one["audio"] for one in told), sum(one["cpu"] for one in told)
        outside = 100 * (1 - sum(one["models"] for one in told) / cpu)
        yield f"{number:<12}{audio / cpu:20.1f}{audio / elapsed:16.1f}{max(one['peak'] for one in told):10}{outside:18.1f}"


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench import inside
    from speech import engines
    from speech.transcription import transcribe

    engines.get()
    with inside.watched() as spent:
        began = time.process_time()
        made = transcribe(Path(sys.argv[1]))
        cpu = time.process_time() - began
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    json.dump({"audio": made.audio_seconds, "cpu": cpu, "models": sum(spent), "peak": int(peak[1]) // 1024 if peak else 0}, sys.stdout)


if __name__ == "__main__":
    main()
