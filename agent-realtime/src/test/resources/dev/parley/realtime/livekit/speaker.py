"""A participant by LiveKit's own package: says a WAV file and sends messages when asked to, and prints what it is sent.

Arguments: url, token, a WAV file of 48 kHz, the number of messages of each kind.
"""

import asyncio
import sys
import wave
import zlib

from livekit import rtc

RATE = 48000
FRAME = 480


def say(*words):
    print(*words, flush=True)


def message(number):
    body = chr(ord("a") + number % 26) * (1 + 37 * number % 3000)
    return f"{number}|{body}|{zlib.crc32(body.encode())}"


def number_if_whole(text):
    number, body, check = text.split("|")
    return number if zlib.crc32(body.encode()) == int(check) else "broken"


async def speak(source, path):
    with wave.open(path) as file:
        assert file.getframerate() == RATE and file.getnchannels() == 1
        pcm = file.readframes(file.getnframes())
    pcm = bytes(RATE) + pcm + bytes(2 * RATE)
    for at in range(0, len(pcm), 2 * FRAME):
        frame = pcm[at : at + 2 * FRAME].ljust(2 * FRAME, b"\0")
        await source.capture_frame(rtc.AudioFrame(frame, RATE, 1, FRAME))
    say("said")


async def main(url, token, path, count):
    room = rtc.Room()
    asked = asyncio.Queue()

    @room.on("data_received")
    def data(packet):
        text = packet.data.decode()
        if packet.topic == "do":
            asked.put_nowait(text)
        else:
            say(packet.topic, number_if_whole(text))

    await room.connect(url, token)
    source = rtc.AudioSource(RATE, 1)
    track = rtc.LocalAudioTrack.create_audio_track("voice", source)
    await room.local_participant.publish_track(
        track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    )
    say("joined")
    while True:
        command = await asked.get()
        if command == "speak":
            await speak(source, path)
        elif command == "send":
            for number in range(int(count)):
                await room.local_participant.publish_data(message(number), reliable=True, topic="reliable")
                await room.local_participant.publish_data(message(number), reliable=False, topic="lossy")
            say("sent")


asyncio.run(main(*sys.argv[1:]))
