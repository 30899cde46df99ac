"""What an active job adds to a worker's memory, for any number of workers beside each other.

A livekit-server gives jobs, each for a room of its own; they join it, start a session and stay, and a caller comes, listens and says a
second of noise. What is read is the proportional
set size of the worker and its descendants, before the first job and at each number of jobs, so that what the first job loads for all
is counted too. Workers as in dispatch_share.py; they find BENCH_HOLD (seconds that a job stays) and BENCH_SESSION (the address of a
realtime model, for those that need one; else any text).

    job_memory.py --worker "parley=dispatch_worker.sh CLASSES" [--jobs 20 40] [--session ADDRESS]

Prints a line of JSON for each worker; sizes in MiB. Needs the packages livekit, livekit-api, livekit-protocol and aiohttp.
"""

import argparse
import asyncio
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from dispatch_share import CONFIG, KEY, PORT, SECRET, SERVER, TOOLS, dispatch, idle_pss
from livekit import api, rtc

HOLD_SECONDS = 600
RATE = 48_000
SETTLING_SECONDS = 8


def steps(log, name):
    lines = [json.loads(line) for line in log.read_text().splitlines() if line]
    return [step for step in lines if step["ev"] == name]


async def until(condition, seconds, what, out):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {seconds} s; the worker said: {pathlib.Path(out).read_text()[-4000:]}")
        await asyncio.sleep(0.05)


async def caller(room):
    """Somebody who joins the room, listens and has said something; to be kept."""
    token = api.AccessToken(KEY, SECRET).with_identity("caller").with_grants(api.VideoGrants(room_join=True, room=room))
    guest = rtc.Room()
    await guest.connect(f"ws://127.0.0.1:{PORT}", token.to_jwt())
    source = rtc.AudioSource(RATE, 1)
    microphone = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await guest.local_participant.publish_track(rtc.LocalAudioTrack.create_audio_track("voice", source), microphone)
    for _ in range(50):
        await source.capture_frame(rtc.AudioFrame(os.urandom(RATE // 50 * 2), RATE, 1, RATE // 50))
    return guest


async def measure(name, command, options):
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "worker.jsonl"
        log.touch()
        env = {**os.environ, "BENCH_LOG": str(log), "BENCH_HOLD": str(HOLD_SECONDS), "BENCH_SESSION": options.session}
        with open(f"{folder}/out", "w") as out:
            worker = subprocess.Popen(command.split(), env=env, stdout=out, stderr=out)
        server = api.LiveKitAPI(f"http://127.0.0.1:{PORT}", KEY, SECRET)
        callers = []
        try:
            await until(lambda: steps(log, "registered"), 90, f"{name}: registered", out.name)
            await asyncio.sleep(options.idle)
            sizes = {0: idle_pss(worker.pid)}
            for number in range(1, max(options.jobs) + 1):
                room = f"{name}-{time.time_ns()}"
                await dispatch(server, room)
                callers.append(await caller(room))
                await until(lambda: len(steps(log, "session")) == number, 60, f"{name}: session {number}", out.name)
                if number in options.jobs:
                    await asyncio.sleep(SETTLING_SECONDS)
                    sizes[number] = idle_pss(worker.pid)
            per_job = {number: round((size - sizes[0]) / number, 2) for number, size in sizes.items() if number}
            return {"worker": name, "pss_mib": sizes, "mib_per_job": per_job}
        finally:
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(10)
            except subprocess.TimeoutExpired:
                worker.kill()
            for guest in callers:
                await guest.disconnect()
            await server.aclose()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--worker", action="append", required=True, help="NAME=COMMAND")
    parser.add_argument("--jobs", type=int, nargs="+", default=[20])
    parser.add_argument("--session", default="scripted")
    parser.add_argument("--idle", type=float, default=10, help="seconds from the registration to the first reading")
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write(CONFIG.replace(f"port: {SERVER}\n", f"port: {PORT}\n", 1))
        config.flush()
        server = subprocess.Popen([str(next(TOOLS.glob("livekit-server-*"))), "--config", config.name])
        try:
            await asyncio.sleep(3)
            for worker in options.worker:
                name, command = worker.split("=", 1)
                print(json.dumps(await measure(name, command, options)), flush=True)
        finally:
            server.terminate()
            server.wait()


asyncio.run(main())
