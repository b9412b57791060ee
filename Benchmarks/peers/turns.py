"""Engines in processes of their own that take turns. An idle one is stopped (SIGSTOP): its threads cannot spin, nor its collector
run, beside another's measurement.

`Worker` is the measuring side, `serve` the measured one: a JSON object per line each way.
"""
import ctypes
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path


class Ended(Exception):
    pass


class Worker:
    def __init__(self, engine, model, threads, program):
        self.engine = engine
        self.errors = tempfile.TemporaryFile("w+")
        command = [sys.executable, str(Path(__file__).with_name(program)), engine, str(model), str(threads)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.answer()
        self.process.send_signal(signal.SIGSTOP)

    def answer(self):
        for line in self.process.stdout:
            if line.startswith("{"):  # a peer may print too
                return json.loads(line)
        status = self.process.wait()
        self.errors.seek(0)
        last = self.errors.read().strip().splitlines()
        raise Ended(f"{self.engine}: {last[-1] if last else f'ended with status {status}'}")

    def ask(self, **request):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.answer()
        self.process.send_signal(signal.SIGSTOP)
        return answer

    def close(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.close()
        self.process.wait()


def start_workers(engines, model, threads, program="worker.py"):
    """One worker per engine that starts; a sentence for each that does not."""
    workers = []
    for engine in engines:
        try:
            workers.append(Worker(engine, model, threads, program))
        except Ended as failure:
            print(f"left out: {failure}\n", flush=True)
    return workers


def serve(answer):
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a stopped process would outlive the one that measures
    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(**json.loads(line))), flush=True)
