"""What an active job adds to a worker's memory, for any number of workers beside each other.

A livekit-server gives jobs, each for a room of its own; they join it, start a session and stay, and a caller comes, listens and says a
second of noise. What is read is the proportional
set size of the worker and its descendants, before the first job and at each number of jobs, so that what the first job loads for all
is counted too. Workers as in livekit_bench.py; they find BENCH_HOLD (seconds that a job stays) and BENCH_SESSION (the address of a
realtime model, for those that need one; else any text).

    job_memory.py --worker "parley=dispatch_worker.sh CLASSES" [--jobs 20 40] [--session ADDRESS]

Prints a line of JSON for each worker; sizes in MiB. Needs the packages livekit, livekit-api, livekit-protocol and aiohttp.
"""

import argparse
import asyncio
import json
import os
import time

from livekit import api, rtc
from livekit_bench import KEY, SECRET, Worker, livekit_server

PORT = 7990
HOLD_SECONDS = 600
RATE = 48_000
SETTLING_SECONDS = 8


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
    server = api.LiveKitAPI(f"http://127.0.0.1:{PORT}", KEY, SECRET)
    callers = []
    try:
        with Worker(name, command, BENCH_HOLD=str(HOLD_SECONDS), BENCH_SESSION=options.session) as worker:
            await worker.until(lambda: worker.steps("registered"), 90, "registered")
            await asyncio.sleep(options.idle)
            sizes = {0: worker.pss()}
            for number in range(1, max(options.jobs) + 1):
                room = f"{name}-{time.time_ns()}"
                await server.agent_dispatch.create_dispatch(api.CreateAgentDispatchRequest(agent_name="bench", room=room))
                callers.append(await caller(room))
                await worker.until(lambda: len(worker.steps("session")) == number, 60, f"session {number}")
                if number in options.jobs:
                    await asyncio.sleep(SETTLING_SECONDS)
                    sizes[number] = worker.pss()
            per_job = {number: round((size - sizes[0]) / number, 2) for number, size in sizes.items() if number}
            return {"worker": name, "pss_mib": sizes, "mib_per_job": per_job}
    finally:
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
    with livekit_server(PORT):
        for worker in options.worker:
            name, command = worker.split("=", 1)
            print(json.dumps(await measure(name, command, options)), flush=True)


asyncio.run(main())
