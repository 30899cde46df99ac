"""What dev.parley.bench.livekit.RoomTalkers does, with LiveKit's own package: see there for arguments and conversation."""

import array
import asyncio
import sys
import wave

from livekit import api, rtc

TURN = 2.0
FRAME = 0.02
AUDIBLE = 300
RATE = 48000


class Talkers:
    def __init__(self, wav, turn):
        with wave.open(wav) as file:
            self.rate = file.getframerate()
            step = int(self.rate * FRAME)
            pcm = file.readframes(file.getnframes())
        self.samples = step
        self.speech = [pcm[at : at + 2 * step] for at in range(0, len(pcm) - 2 * step + 1, 2 * step)]
        self.turn = turn
        self.heard = 0
        self.tasks = []

    async def join(self, url, token):
        room = rtc.Room()

        @room.on("track_subscribed")
        def subscribed(track, publication, participant):
            self.tasks.append(asyncio.create_task(self.listen(track)))

        await room.connect(url, token)
        source = rtc.AudioSource(self.rate, 1)
        track = rtc.LocalAudioTrack.create_audio_track("roomio_audio", source)
        await room.local_participant.publish_track(
            track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        )
        self.tasks.append(asyncio.create_task(self.talk(source)))
        return room

    async def listen(self, track):
        async for event in rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=20):
            samples = array.array("h", bytes(event.frame.data))[::7]
            if max(samples) > AUDIBLE or min(samples) < -AUDIBLE:
                self.heard += 1

    async def talk(self, source):
        per_turn = int(TURN / FRAME)
        beat, loop = self.turn * per_turn, asyncio.get_running_loop()
        due = loop.time()
        while True:
            if beat // per_turn % 2 == 0:
                pcm = self.speech[beat % len(self.speech)]
                await source.capture_frame(rtc.AudioFrame(pcm, self.rate, 1, self.samples))
            beat += 1
            due += FRAME
            await asyncio.sleep(max(0, due - loop.time()))


async def main(url, key, secret, prefix, count, identity, turn, wav):
    talkers = Talkers(wav, int(turn))
    rooms = []
    for i in range(int(count)):
        grants = api.VideoGrants(room_join=True, room=prefix + str(i))
        token = api.AccessToken(key, secret).with_identity(identity).with_grants(grants).to_jwt()
        rooms.append(await talkers.join(url, token))
    print("READY", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(line.strip(), talkers.heard * FRAME, flush=True)
    for task in talkers.tasks:
        task.cancel()
    for room in rooms:
        await room.disconnect()


asyncio.run(main(*sys.argv[1:]))
