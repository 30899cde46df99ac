"""The least that a worker of LiveKit jobs can do: says yes to each offer, and a job is over when it begins. For dispatch_share.py."""

import asyncio
import datetime
import json
import os
import time

import aiohttp
from livekit import api
from livekit.protocol import agent, models

from livekit_bench import KEY, SECRET

URL = "http://127.0.0.1:7990/agent?protocol=1"


def record(event, room=""):
    with open(os.environ["BENCH_LOG"], "a") as log:
        log.write(json.dumps({"ev": event, "room": room, "t": time.monotonic_ns()}) + "\n")


def answers(message):
    """What the server is told, after what is to be recorded."""
    if message.HasField("register"):
        record("registered")
    elif message.HasField("availability"):
        yield agent.WorkerMessage(availability=agent.AvailabilityResponse(job_id=message.availability.job.id, available=True))
    elif message.HasField("assignment"):
        job = message.assignment.job
        record("entry", job.room.name)
        for status in (agent.JobStatus.JS_RUNNING, agent.JobStatus.JS_SUCCESS):
            yield agent.WorkerMessage(update_job=agent.UpdateJobStatus(job_id=job.id, status=status))


async def main():
    token = api.AccessToken(KEY, SECRET).with_grants(api.VideoGrants(agent=True)).with_ttl(datetime.timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token.to_jwt()}"}
    async with aiohttp.ClientSession() as session, session.ws_connect(URL, headers=headers) as server:
        registration = agent.RegisterWorkerRequest(type=agent.JobType.JT_ROOM, agent_name="bench", version="0", ping_interval=30)
        registration.allowed_permissions.CopyFrom(models.ParticipantPermission(can_publish=True, can_subscribe=True, agent=True))
        await server.send_bytes(agent.WorkerMessage(register=registration).SerializeToString())
        available = agent.UpdateWorkerStatus(status=agent.WorkerStatus.WS_AVAILABLE)
        await server.send_bytes(agent.WorkerMessage(update_worker=available).SerializeToString())
        async for message in server:
            for answer in answers(agent.ServerMessage.FromString(message.data)):
                await server.send_bytes(answer.SerializeToString())


asyncio.run(main())
