"""Joins a room with LiveKit's own client and prints what happens, one line each, until it is put out."""

import asyncio
import sys

from livekit import rtc

url, token = sys.argv[1:]


def say(*words):
    print(*words, flush=True)


async def main():
    room = rtc.Room()
    over = asyncio.Event()

    @room.on("data_received")
    def on_data(packet):
        say("data", packet.topic, packet.data.decode())

    @room.on("participant_attributes_changed")
    def on_attributes(changed, participant):
        say("attributes", sorted(changed.items()))

    @room.on("room_metadata_changed")
    def on_metadata(old, new):
        say("metadata", new)

    @room.on("disconnected")
    def on_disconnected(reason):
        say("disconnected", rtc.DisconnectReason.Name(reason))
        over.set()

    await room.connect(url, token)

    @room.local_participant.register_rpc_method("echo")
    async def echo(call):
        return "echo: " + call.payload

    say("joined", room.local_participant.identity, room.local_participant.name)
    await over.wait()


asyncio.run(main())
