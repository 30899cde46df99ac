"""A caller with LiveKit's own package: joins a room, says WAV files when told, prints what it is shown, keeps what it hears.

Arguments: url, token, file for what is heard. Commands on a participant attribute would need rights, so they come by time:
each WAV file is said when the agent has begun to listen.
"""
import asyncio
import sys
import wave

from livekit import rtc

URL, TOKEN, HEARD = sys.argv[1:4]
FILES = sys.argv[4:]
RATE = 16000


def pcm(path):
    with wave.open(path) as file:
        assert file.getframerate() == RATE and file.getnchannels() == 1
        return file.readframes(file.getnframes())


async def main():
    room = rtc.Room()
    heard = bytearray()
    listening = asyncio.Queue()
    spoken = asyncio.Queue()
    tasks = set()

    def start(coroutine):
        task = asyncio.create_task(coroutine)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def show(reader, who):
        text = await reader.read_all()
        final = reader.info.attributes.get("lk.transcription_final")
        print("text", "caller" if who == "alice" else "agent", final, text, flush=True)

    async def hear(track):
        async for event in rtc.AudioStream(track, sample_rate=RATE, num_channels=1):
            heard.extend(bytes(event.frame.data))

    def changed(attributes, participant):
        state = attributes.get("lk.agent.state")
        if state:
            print("state", state, flush=True)
            if state == "listening":
                listening.put_nowait(state)

    room.on("participant_attributes_changed", changed)
    room.on("track_subscribed", lambda track, publication, participant: start(hear(track)))
    room.register_text_stream_handler("lk.transcription", lambda reader, who: start(show(reader, who)))
    await room.connect(URL, TOKEN)
    source = rtc.AudioSource(RATE, 1)
    track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
    await room.local_participant.publish_track(
        track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    )

    async def microphone():
        rest = b""
        while True:
            if not rest and not spoken.empty():
                rest = spoken.get_nowait()
            frame, rest = rest[:640], rest[640:]
            await source.capture_frame(rtc.AudioFrame(frame.ljust(640, b"\0"), RATE, 1, 320))

    start(microphone())
    await listening.get()  # it has entered
    await listening.get()  # it has greeted
    for file in FILES:
        spoken.put_nowait(pcm(file))
        await listening.get()
    await room.local_participant.send_text("how many salads do you have", topic="lk.chat")
    await listening.get()
    await asyncio.sleep(0.5)
    with wave.open(HEARD, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(heard))
    print("leaving", flush=True)
    await room.disconnect()


asyncio.run(main())
