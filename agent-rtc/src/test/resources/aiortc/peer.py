"""Answers offers with aiortc: sends a tone more with each (1000, 1500, ... Hz), echoes texts, tells how much of what it hears
is a 440 Hz tone.

Line in:  {"offer": sdp}            Line out: {"answer": sdp}
Line in:  {"report": true}          Line out: {"share": 0..1, "frames": n, "texts": n}
"""
import asyncio
import fractions
import json
import sys

import av
import numpy as np
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription

RATE = 48000
FRAME = 960


class Tone(MediaStreamTrack):
    kind = "audio"

    def __init__(self, hertz):
        super().__init__()
        self.hertz = hertz
        self.sent = 0
        self.started = None

    async def recv(self):
        loop = asyncio.get_running_loop()
        if self.started is None:
            self.started = loop.time()
        await asyncio.sleep(max(0, self.started + self.sent / RATE - loop.time()))
        n = np.arange(self.sent, self.sent + FRAME)
        pcm = (10000 * np.sin(2 * np.pi * self.hertz * n / RATE)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = self.sent
        frame.time_base = fractions.Fraction(1, RATE)
        self.sent += FRAME
        return frame


def share(pcm, hertz):
    n = np.arange(len(pcm))
    power = np.mean(pcm.astype(float) ** 2)
    wave = np.sum(pcm * np.exp(-2j * np.pi * hertz * n / RATE))
    return 0.0 if power == 0 else float(2 * abs(wave) ** 2 / len(pcm) ** 2 / power)


async def main():
    connection = RTCPeerConnection()
    heard = []
    texts = []

    @connection.on("track")
    def on_track(track):
        async def listen():
            while True:
                frame = await track.recv()
                samples = frame.to_ndarray().reshape(-1)
                heard.append(samples[:: len(frame.layout.channels)])

        asyncio.ensure_future(listen())

    @connection.on("datachannel")
    def on_channel(channel):
        @channel.on("message")
        def on_message(message):
            texts.append(message)
            channel.send("echo " + message if isinstance(message, str) else message)

    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        command = json.loads(line)
        if "offer" in command:
            connection.addTrack(Tone(1000 + 500 * len(connection.getSenders())))
            await connection.setRemoteDescription(RTCSessionDescription(command["offer"], "offer"))
            await connection.setLocalDescription(await connection.createAnswer())
            print(json.dumps({"answer": connection.localDescription.sdp}), flush=True)
        else:
            pcm = np.concatenate(heard) if heard else np.zeros(1)
            blocks = [share(pcm[i : i + 2400], 440) for i in range(RATE, len(pcm) - 2400, 2400)]
            typical = float(np.median(blocks)) if blocks else 0.0
            print(json.dumps({"share": typical, "frames": len(heard), "texts": len(texts)}), flush=True)
    await connection.close()


asyncio.run(main())
