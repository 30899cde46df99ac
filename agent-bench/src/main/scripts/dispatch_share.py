"""What a worker itself adds between a dispatch and its job's entry, for any number of workers beside each other.

A livekit-server gives the jobs; a proxy between it and the worker reads the clock whenever an offer, its answer or an assignment
passes. A worker's share of one job is from the offer to its answer and from the assignment to the entry point. Workers speak the
protocol of ../shared/bench/worker: a line of JSON {"ev": "entry", "room": ..., "t": nanoseconds} appended to $BENCH_LOG.

    dispatch_share.py --worker "parley=java -cp ... dev.parley.bench.livekit.DispatchWorker ws://127.0.0.1:7990 devkey SECRET" \
        --worker "livekit=python worker_lk.py" [--jobs 30] [--burst 20]

Prints a line of JSON for each worker; times in milliseconds. Needs the packages aiohttp, livekit-api and livekit-protocol.
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

import aiohttp
from aiohttp import web
from livekit import api
from livekit.protocol import agent

TOOLS = pathlib.Path(os.environ.get("PARLEY_TOOLS", pathlib.Path.home() / ".cache" / "parley" / "tools"))
PORT, SERVER = 7990, 7890
KEY, SECRET = "devkey", "secret0123456789secret0123456789xx"
CONFIG = f"""
port: {SERVER}
bind_addresses: [127.0.0.1]
rtc: {{node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true, interfaces: {{includes: [lo]}},
      udp_port: 7892, tcp_port: 0}}
keys: {{{KEY}: "{SECRET}"}}
logging: {{level: error}}
"""


class Times:
    """When what passed, by job, and which room a job is for."""

    def __init__(self):
        self.offered, self.answered, self.assigned, self.rooms = {}, {}, {}, {}

    def down(self, data, now):
        message = agent.ServerMessage.FromString(data)
        if message.HasField("availability"):
            self.offered[message.availability.job.id] = now
        elif message.HasField("assignment"):
            self.assigned[message.assignment.job.id] = now
            self.rooms[message.assignment.job.id] = message.assignment.job.room.name

    def up(self, data, now):
        message = agent.WorkerMessage.FromString(data)
        if message.HasField("availability"):
            self.answered[message.availability.job_id] = now


async def proxy(times, session):
    """Passes all on; looks into the frames of /agent only."""

    async def handle(request):
        target = f"http://127.0.0.1:{SERVER}{request.rel_url}"
        headers = {name: request.headers[name] for name in ("Authorization",) if name in request.headers}
        if request.headers.get("Upgrade", "").lower() != "websocket":
            async with session.request(request.method, target, headers=headers, data=await request.read()) as answer:
                return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)
        near = web.WebSocketResponse(max_msg_size=0)
        await near.prepare(request)
        watched = request.path.endswith("/agent")
        async with session.ws_connect(target, headers=headers, max_msg_size=0) as far:
            await asyncio.wait(
                [
                    asyncio.create_task(pump(near, far, times.up if watched else None)),
                    asyncio.create_task(pump(far, near, times.down if watched else None)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        await near.close()
        return near

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", PORT).start()
    return runner


async def pump(source, target, look):
    try:
        await forward(source, target, look)
    except ConnectionResetError:
        pass  # The other side has gone; the pair ends.


async def forward(source, target, look):
    async for message in source:
        if message.type == aiohttp.WSMsgType.BINARY:
            if look:
                look(message.data, time.monotonic_ns())
            await target.send_bytes(message.data)
        elif message.type == aiohttp.WSMsgType.TEXT:
            await target.send_str(message.data)


def idle_pss(pid):
    """Proportional set size, in MiB, of the process and its descendants together."""
    parents = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            pass  # It has just ended.
    tree = {pid}
    for _ in range(4):
        tree |= {child for child, parent in parents.items() if parent in tree}
    sizes = (pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().split("Pss:")[1].split()[0] for one in tree)
    return round(sum(map(int, sizes)) / 1024, 1)


def entries(log):
    steps = [json.loads(line) for line in log.read_text().splitlines() if line]
    return {step["room"]: step["t"] for step in steps if step["ev"] == "entry"}


def summary(values):
    ordered = sorted(values)
    at = lambda share: round(ordered[int(share * (len(ordered) - 1))] / 1e6, 2)
    return {"n": len(ordered), "p50": at(0.5), "p90": at(0.9), "max": at(1)} if ordered else {"n": 0}


async def measure(name, command, options):
    times = Times()
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "worker.jsonl"
        log.touch()
        async with aiohttp.ClientSession(auto_decompress=True) as session:
            runner = await proxy(times, session)
            started = time.monotonic()
            with open(f"{folder}/out", "w") as out:
                worker = subprocess.Popen(command.split(), env={**os.environ, "BENCH_LOG": str(log)}, stdout=out, stderr=out)
            server = api.LiveKitAPI(f"http://127.0.0.1:{SERVER}", KEY, SECRET)
            try:
                while '"registered"' not in log.read_text():
                    if time.monotonic() - started > 90 or worker.poll() is not None:
                        raise SystemExit(f"{name}: did not register: {pathlib.Path(folder, 'out').read_text()[-2000:]}")
                    await asyncio.sleep(0.01)
                registered = time.monotonic() - started
                await asyncio.sleep(5)
                pss = idle_pss(worker.pid)
                single = [f"{name}-{time.time_ns()}-{i}" for i in range(options.jobs)]
                for room in single:
                    await dispatch(server, room)
                    await entered(log, [room], 30)
                    await asyncio.sleep(0.3)
                await asyncio.sleep(2)
                burst = [f"{name}-burst-{time.time_ns()}-{i}" for i in range(options.burst)]
                began = time.monotonic_ns()
                await asyncio.gather(*(dispatch(server, room) for room in burst))
                done = await entered(log, burst, 60) if burst else {}
                return {
                    "worker": name,
                    "registered_s": round(registered, 2),
                    "idle_pss_mib": pss,
                    "offer_to_answer_ms": summary(parts(times, log, single, "answer")),
                    "assignment_to_entry_ms": summary(parts(times, log, single, "entry")),
                    "own_share_ms": summary(parts(times, log, single, "both")),
                    "burst_entered": len(done),
                    "burst_last_entry_ms": round((max(done.values()) - began) / 1e6, 1) if done else None,
                    "burst_jobs_per_s": round(len(done) / ((max(done.values()) - began) / 1e9), 1) if done else 0,
                    "burst_own_share_ms": summary(parts(times, log, burst, "both")),
                    "load": round(os.getloadavg()[0], 1),
                }
            finally:
                worker.send_signal(signal.SIGTERM)
                try:
                    worker.wait(15)
                except subprocess.TimeoutExpired:
                    worker.kill()
                await server.aclose()
                await runner.cleanup()


async def dispatch(server, room):
    await server.agent_dispatch.create_dispatch(api.CreateAgentDispatchRequest(agent_name="bench", room=room))


async def entered(log, rooms, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = {room: at for room, at in entries(log).items() if room in rooms}
        if len(found) == len(rooms):
            return found
        await asyncio.sleep(0.02)
    return {room: at for room, at in entries(log).items() if room in rooms}


def parts(times, log, rooms, which):
    entry = entries(log)
    for job, room in times.rooms.items():
        if room in rooms and room in entry:
            answer = times.answered[job] - times.offered[job]
            start = entry[room] - times.assigned[job]
            yield {"answer": answer, "entry": start, "both": answer + start}[which]


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--worker", action="append", required=True, help="NAME=COMMAND")
    parser.add_argument("--jobs", type=int, default=30)
    parser.add_argument("--burst", type=int, default=20)
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write(CONFIG)
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


if __name__ == "__main__":
    asyncio.run(main())
