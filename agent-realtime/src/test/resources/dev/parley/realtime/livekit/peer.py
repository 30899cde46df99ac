"""A participant by LiveKit's own package. It prints what it sees, a line each, and does what comes on the topic "do"."""

import asyncio
import math
import struct
import sys

from livekit import rtc

RATE = 48000
OWN_HZ = 440


def say(*words):
    print(*words, flush=True)


async def publish_tone(room):
    source = rtc.AudioSource(RATE, 1)
    track = rtc.LocalAudioTrack.create_audio_track("tone", source)
    await room.local_participant.publish_track(
        track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    )
    n = 0
    while True:
        samples = [int(9000 * math.sin(2 * math.pi * OWN_HZ * (n + i) / RATE)) for i in range(480)]
        n += 480
        await source.capture_frame(rtc.AudioFrame(struct.pack("<480h", *samples), RATE, 1, 480))


async def listen(track):
    """Tells the pitch of what is heard, by its zero crossings in a second that is loud throughout."""
    stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1)
    crossings, heard, last = 0, 0, 0
    async for event in stream:
        data = event.frame.data
        if max(abs(sample) for sample in data) < 500:
            crossings, heard = 0, 0
            continue
        for sample in data:
            if last < 0 <= sample:
                crossings += 1
            last = sample
        heard += len(data)
        if heard >= RATE:
            say("heard", round(crossings * RATE / heard))
            crossings, heard = 0, 0


async def read(reader, identity):
    text = await reader.read_all()
    attributes = reader.info.attributes
    say("text", identity, attributes.get("lk.segment_id", ""), attributes.get("lk.transcription_final", ""), text)


async def main(url, token):
    room = rtc.Room()
    tasks = set()
    over = asyncio.Event()

    def run(work):
        task = asyncio.ensure_future(work)
        tasks.add(task)

    @room.on("participant_connected")
    def connected(participant):
        say("connected", participant.identity)

    @room.on("participant_attributes_changed")
    def attributes(changed, participant):
        say("attributes", participant.identity, sorted(changed.items()))

    @room.on("track_subscribed")
    def subscribed(track, publication, participant):
        say("subscribed", publication.name)
        run(listen(track))

    @room.on("data_received")
    def data(packet):
        if packet.topic == "do":
            run(do(packet.data.decode()))
        else:
            say("data", packet.topic, packet.data.decode())

    async def do(line):
        command, _, rest = line.partition(" ")
        if command == "chat":
            await room.local_participant.send_text(rest, topic="lk.chat")
        elif command == "call":
            method, _, payload = rest.partition(" ")
            try:
                answer = await room.local_participant.perform_rpc(
                    destination_identity="agent", method=method, payload=payload
                )
                say("answer", answer)
            except rtc.RpcError as e:
                say("error", e.code)
        elif command == "leave":
            over.set()

    room.register_text_stream_handler("lk.transcription", lambda reader, identity: run(read(reader, identity)))
    await room.connect(url, token)

    @room.local_participant.register_rpc_method("shout")
    async def shout(call):
        return call.payload.upper()

    say("joined")
    run(publish_tone(room))
    await over.wait()
    for task in tasks:
        task.cancel()
    await room.disconnect()
    say("left")


asyncio.run(main(*sys.argv[1:]))
