"""Joins a LiveKit room, types a question to the agent there, and keeps what the agent says.

    python room-caller.py URL TOKEN QUESTION ANSWER.wav

Needs LiveKit's package: pip install livekit
"""
import asyncio
import sys
import wave

from livekit import rtc

URL, TOKEN, QUESTION, ANSWER = sys.argv[1:]
RATE = 16000


async def main():
    room = rtc.Room()
    heard = bytearray()
    states = asyncio.Queue()
    tasks = set()

    def start(coroutine):
        task = asyncio.create_task(coroutine)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def hear(track):
        async for event in rtc.AudioStream(track, sample_rate=RATE, num_channels=1):
            heard.extend(bytes(event.frame.data))

    async def show(reader, speaker):
        print(f"{speaker}: {await reader.read_all()}", flush=True)

    def changed(attributes, participant):
        if "lk.agent.state" in attributes:
            states.put_nowait(attributes["lk.agent.state"])

    async def spoken():
        for wanted in ("speaking", "listening"):
            while await asyncio.wait_for(states.get(), 60) != wanted:
                pass

    room.on("track_subscribed", lambda track, publication, participant: start(hear(track)))
    room.on("participant_attributes_changed", changed)
    room.register_text_stream_handler("lk.transcription", lambda reader, speaker: start(show(reader, speaker)))
    await room.connect(URL, TOKEN)
    await spoken()  # the greeting
    heard.clear()
    await room.local_participant.send_text(QUESTION, topic="lk.chat")
    await spoken()
    await asyncio.sleep(0.5)  # what is under way
    with wave.open(ANSWER, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(heard))
    print(f"{len(heard) / 2 / RATE:.1f} s of the answer are in {ANSWER}")
    await room.disconnect()


asyncio.run(main())
