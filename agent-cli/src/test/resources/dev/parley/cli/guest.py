"""Somebody with LiveKit's own package in a room: does what it is told by lines, and tells by lines of JSON what it sees.

Arguments: url, token. Lines that it reads: "say FILE" (a WAV file of 16 kHz), "type TEXT", "save FILE" (what it has heard
since it was last asked), "leave". Times are seconds since 1970, by this machine's clock.
"""
import array
import asyncio
import json
import sys
import time
import wave

from livekit import rtc

URL, TOKEN = sys.argv[1:3]
RATE = 16000
FRAME = RATE // 50

tasks = set()


def tell(event, **what):
    print(json.dumps({"event": event, "at": time.time(), **what}), flush=True)


def start(coroutine):
    task = asyncio.create_task(coroutine)
    tasks.add(task)
    task.add_done_callback(ended)


def ended(task):
    tasks.discard(task)
    if not task.cancelled() and task.exception():
        tell("failed", why=repr(task.exception()))


class Ear:
    """What has been heard, and when how loud."""

    def __init__(self):
        self.pcm = bytearray()
        self.peaks = []

    async def hear(self, track):
        async for event in rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=20):
            samples = array.array("h", bytes(event.frame.data))
            self.pcm.extend(samples.tobytes())
            self.peaks.append((time.time(), max(map(abs, samples), default=0)))

    def save(self, path):
        with wave.open(path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(bytes(self.pcm))
        tell("saved", peaks=self.peaks)
        self.pcm = bytearray()
        self.peaks = []


async def speak(source, spoken):
    rest = b""
    while True:
        if not rest and not spoken.empty():
            rest = spoken.get_nowait()
        frame, rest = rest[: 2 * FRAME], rest[2 * FRAME :]
        await source.capture_frame(rtc.AudioFrame(frame.ljust(2 * FRAME, b"\0"), RATE, 1, FRAME))


def pcm(path):
    with wave.open(path) as file:
        assert file.getframerate() == RATE and file.getnchannels() == 1
        return file.readframes(file.getnframes())


async def read(reader, who):
    text = await reader.read_all()
    attributes = reader.info.attributes
    tell(
        "text",
        who=who,
        text=text,
        segment=attributes.get("lk.segment_id"),
        final=attributes.get("lk.transcription_final"),
        track=attributes.get("lk.transcribed_track_id"),
    )


def show(room, ear):
    def changed(attributes, participant):
        if "lk.agent.state" in attributes:
            tell("state", who=participant.identity, state=attributes["lk.agent.state"])

    def subscribed(track, publication, participant):
        tell("track", who=participant.identity, sid=publication.sid, name=publication.name)
        start(ear.hear(track))

    room.on("participant_attributes_changed", changed)
    room.on("track_subscribed", subscribed)
    room.on("participant_connected", lambda who: tell("came", who=who.identity, kind=who.kind))
    room.on("participant_disconnected", lambda who: tell("went", who=who.identity))
    room.on("disconnected", lambda reason: tell("disconnected", reason=rtc.DisconnectReason.Name(reason)))
    room.register_text_stream_handler("lk.transcription", lambda reader, who: start(read(reader, who)))


async def obey(room, ear, spoken):
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().rstrip("\n"):
        what, _, rest = line.partition(" ")
        if what == "say":
            spoken.put_nowait(pcm(rest))
        elif what == "type":
            await room.local_participant.send_text(rest, topic="lk.chat")
        elif what == "save":
            ear.save(rest)
        elif what == "leave":
            break
    await room.disconnect()


async def main():
    room = rtc.Room()
    ear = Ear()
    spoken = asyncio.Queue()
    show(room, ear)
    await room.connect(URL, TOKEN)
    source = rtc.AudioSource(RATE, 1)
    track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
    publication = await room.local_participant.publish_track(
        track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    )
    tell("joined", microphone=publication.sid, others=list(room.remote_participants))
    start(speak(source, spoken))
    await obey(room, ear, spoken)


asyncio.run(main())
