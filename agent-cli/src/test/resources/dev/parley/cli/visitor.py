"""Joins a room with LiveKit's own package and prints as whom. Arguments: url, token."""
import asyncio
import os
import sys

from livekit import rtc


async def main():
    room = rtc.Room()
    await room.connect(sys.argv[1], sys.argv[2])
    me = room.local_participant
    print(me.identity, me.name, me.metadata, dict(me.attributes), room.name, flush=True)
    await room.disconnect()
    os._exit(0)  # the package's native threads may abort as the interpreter ends


asyncio.run(main())
