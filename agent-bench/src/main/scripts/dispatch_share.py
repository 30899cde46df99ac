"""What a worker itself adds between a dispatch and its job's entry, for any number of workers beside each other.

A livekit-server gives the jobs; a proxy between it and the worker reads the clock whenever an offer, its answer or an assignment
passes. A worker's share of one job is from the offer to its answer and from the assignment to the entry point. Of empty_worker.py,
which answers at once and does nothing else, the share is what the proxy and the machine take.

    dispatch_share.py --worker "parley=dispatch_worker.sh CLASSES" --worker "empty=python empty_worker.py" [--jobs 30] [--burst 20]

Prints a line of JSON for each worker; times in milliseconds. Needs the packages aiohttp, livekit-api and livekit-protocol.
"""

import argparse
import asyncio
import json
import os
import time

import aiohttp
from aiohttp import web
from livekit import api
from livekit.protocol import agent
from livekit_bench import KEY, SECRET, Worker, livekit_server

PORT, SERVER = 7990, 7890


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


def summary(values):
    ordered = sorted(values)
    at = lambda share: round(ordered[int(share * (len(ordered) - 1))] / 1e6, 2)
    return {"n": len(ordered), "p50": at(0.5), "p90": at(0.9), "max": at(1)} if ordered else {"n": 0}


async def measure(name, command, options):
    times = Times()
    async with aiohttp.ClientSession(auto_decompress=True) as session:
        runner = await proxy(times, session)
        server = api.LiveKitAPI(f"http://127.0.0.1:{SERVER}", KEY, SECRET)
        try:
            started = time.monotonic()
            with Worker(name, command) as worker:
                await worker.until(lambda: worker.steps("registered"), 90, "registered")
                registered = time.monotonic() - started
                await asyncio.sleep(5)
                pss = worker.pss()
                single = [f"{name}-{time.time_ns()}-{i}" for i in range(options.jobs)]
                for room in single:
                    await dispatch(server, room)
                    await entered(worker, [room], 30)
                    await asyncio.sleep(0.3)
                await asyncio.sleep(2)
                burst = [f"{name}-burst-{time.time_ns()}-{i}" for i in range(options.burst)]
                began = time.monotonic_ns()
                await asyncio.gather(*(dispatch(server, room) for room in burst))
                await entered(worker, burst, 60)
                last = max((at for room, at in entries(worker).items() if room in burst), default=began)
                shares = parts(times, entries(worker), single)
                return {
                    "worker": name,
                    "registered_s": round(registered, 2),
                    "idle_pss_mib": pss,
                    "offer_to_answer_ms": summary(answer for answer, _ in shares),
                    "assignment_to_entry_ms": summary(entry for _, entry in shares),
                    "own_share_ms": summary(map(sum, shares)),
                    "burst_last_entry_ms": round((last - began) / 1e6, 1),
                    "burst_jobs_per_s": round(options.burst / ((last - began) / 1e9), 1) if burst else 0,
                    "burst_own_share_ms": summary(map(sum, parts(times, entries(worker), burst))),
                    "load": round(os.getloadavg()[0], 1),
                }
        finally:
            await server.aclose()
            await runner.cleanup()


async def dispatch(server, room):
    await server.agent_dispatch.create_dispatch(api.CreateAgentDispatchRequest(agent_name="bench", room=room))


def entries(worker):
    return {step["room"]: step["t"] for step in worker.steps("entry")}


async def entered(worker, rooms, seconds):
    await worker.until(lambda: entries(worker).keys() >= set(rooms), seconds, "entry points")


def parts(times, entered_at, rooms):
    """Of each job the nanoseconds from offer to answer and from assignment to entry."""
    return [
        (times.answered[job] - times.offered[job], entered_at[room] - times.assigned[job])
        for job, room in times.rooms.items()
        if room in rooms
    ]


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--worker", action="append", required=True, help="NAME=COMMAND")
    parser.add_argument("--jobs", type=int, default=30)
    parser.add_argument("--burst", type=int, default=20)
    options = parser.parse_args()
    with livekit_server(SERVER):
        for worker in options.worker:
            name, command = worker.split("=", 1)
            print(json.dumps(await measure(name, command, options)), flush=True)


asyncio.run(main())
