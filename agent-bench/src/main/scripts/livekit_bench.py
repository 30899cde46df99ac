"""What the benches against a real livekit-server share: the server itself, and a worker of its jobs with the log that it writes.

Workers append lines of JSON to $BENCH_LOG: {"ev": "registered" or "entry" or "session", "room": ..., "t": monotonic nanoseconds}.
PARLEY_TOOLS is the folder that bin/test-tools fills.
"""

import asyncio
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

TOOLS = pathlib.Path(os.environ.get("PARLEY_TOOLS", pathlib.Path.home() / ".cache" / "parley" / "tools"))
KEY, SECRET = "devkey", "secret0123456789secret0123456789xx"
CONFIG = """
port: {port}
bind_addresses: [127.0.0.1]
rtc: {{node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true, interfaces: {{includes: [lo]}},
      udp_port: 7892, tcp_port: 0}}
keys: {{{key}: "{secret}"}}
logging: {{level: error}}
"""


@contextlib.contextmanager
def livekit_server(port):
    """A server that takes connections while the block runs."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write(CONFIG.format(port=port, key=KEY, secret=SECRET))
        config.flush()
        server = subprocess.Popen([str(next(TOOLS.glob("livekit-server-*"))), "--config", config.name])
        try:
            time.sleep(3)
            yield
        finally:
            server.terminate()
            server.wait()


class Worker:
    """A worker of jobs that runs while the block does; what goes wrong with it ends the bench."""

    def __init__(self, name, command, **env):
        self.name, self.command, self.env = name, command, env

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.log, self.out = (pathlib.Path(self.folder.name, file) for file in ("worker.jsonl", "out"))
        self.log.touch()
        with open(self.out, "w") as out:
            env = {**os.environ, "BENCH_LOG": str(self.log), **self.env}
            self.process = subprocess.Popen(self.command.split(), env=env, stdout=out, stderr=out, start_new_session=True)
        return self

    def __exit__(self, *problem):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(45)
        except subprocess.TimeoutExpired:
            pass  # It ends with what it has left behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.folder.cleanup()

    def steps(self, event):
        """The lines of this event."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line]
        return [step for step in lines if step["ev"] == event]

    async def until(self, condition, seconds, what):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit(f"{self.name}: {what}: not within {seconds} s; the worker said: {self.out.read_text()[-4000:]}")
            await asyncio.sleep(0.02)

    def pss(self):
        """Proportional set size, in MiB, of the process and its descendants together."""
        parents = {}
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass  # It has just ended.
        tree = {self.process.pid}
        for _ in range(4):
            tree |= {child for child, parent in parents.items() if parent in tree}
        return round(sum(map(kib, tree)) / 1024, 1)


def kib(process):
    """Proportional set size of one process, in KiB; 0 if it has just ended."""
    try:
        return int(pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0])
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0
