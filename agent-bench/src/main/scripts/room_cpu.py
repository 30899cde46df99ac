"""Processor time and memory of a process with one participant in each of N rooms, for Parley and for LiveKit's own package.

Each room is on a real livekit-server and has a second participant, which is a Parley process in every run and is not measured;
both sides talk half of the time, two seconds each. A run counts only if the measured side heard what the other said.

    room_cpu.py --java "java -cp ... dev.parley.bench.livekit.RoomTalkers" --wav speech.wav [--rooms 1 10 30] [--warm 90] [--seconds 30]

Prints a line of JSON for each run.
"""

import argparse
import json
import os
import pathlib
import subprocess
import time

from livekit_bench import KEY, SECRET, TOOLS, livekit_server

HERE = pathlib.Path(__file__).parent
PORT = 7890
URL = f"ws://127.0.0.1:{PORT}"


def ticks(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Side:
    def __init__(self, command, *arguments):
        self.process = subprocess.Popen([*command, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self, expected):
        for line in self.process.stdout:
            if line.startswith(expected):
                return line.split()[1:]
        raise SystemExit(f"{self.process.args}: ended before {expected}")

    def heard(self):
        self.process.stdin.write("SNAP\n")
        self.process.stdin.flush()
        return float(self.read("SNAP")[0])

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run(name, command, far_command, rooms, options):
    prefix = f"{name}-{rooms}-{time.time_ns()}-"
    arguments = [URL, KEY, SECRET, prefix, rooms]
    far = Side(far_command, *arguments, "far", 1, options.wav)
    far.read("READY")
    near = Side(command, *arguments, "near", 0, options.wav)
    try:
        near.read("READY")
        time.sleep(options.warm)
        heard, cpu, start = near.heard(), ticks(near.process.pid), time.monotonic()
        time.sleep(options.seconds)
        took = time.monotonic() - start
        cpu, heard = ticks(near.process.pid) - cpu, near.heard() - heard
        return {
            "near": name,
            "rooms": rooms,
            "cpu_pct_per_room": round(100 * cpu / took / rooms, 2),
            "heard_share": round(heard / took / rooms, 2),
            "rss_mib": round(rss(near.process.pid), 1),
            "load": round(os.getloadavg()[0], 1),
        }
    finally:
        near.close()
        far.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True, type=str.split)
    parser.add_argument("--python", default=f"{TOOLS}/python/bin/python", help="one with the packages livekit and livekit-api")
    parser.add_argument("--wav", required=True)
    parser.add_argument("--rooms", nargs="+", type=int, default=[1, 10, 30])
    parser.add_argument("--near", nargs="+", choices=["parley", "livekit"], default=["parley", "livekit"])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--warm", type=float, default=15, help="seconds of talk before; a JVM has compiled what it will after some 90")
    options = parser.parse_args()
    sides = {"parley": options.java, "livekit": [options.python, str(HERE / "room_talkers.py")]}
    with livekit_server(PORT):
        for rooms in options.rooms:
            for name in options.near:
                print(json.dumps(run(name, sides[name], options.java, rooms, options)), flush=True)


main()
