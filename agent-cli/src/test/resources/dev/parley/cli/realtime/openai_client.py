"""Holds a whole conversation by OpenAI's own client and prints what came of it as JSON lines.

    python openai_client.py BASE_URL SPEECH.pcm

Every event that comes is also checked against the client's own types, which the client itself does not do.
SPEECH.pcm is speech of 24 kHz, one channel, without a header.
"""

import asyncio
import base64
import json
import sys
import typing

from openai import AsyncOpenAI
from openai.types.realtime import RealtimeServerEvent
from pydantic import BaseModel, TypeAdapter

base_url, speech_file = sys.argv[1:]
speech = open(speech_file, "rb").read()
adapter = TypeAdapter(RealtimeServerEvent)
MS = 48
DEADLINE = 30


def report(what, **fields):
    print(json.dumps({"what": what, **fields}), flush=True)


def extras(model, path=""):
    """Fields that the client's types do not know."""
    found = []
    if isinstance(model, BaseModel):
        found += [f"{path}.{name}" for name in (model.model_extra or {})]
        for name in type(model).model_fields:
            found += extras(getattr(model, name), f"{path}.{name}")
    elif isinstance(model, list):
        for part in model:
            found += extras(part, path + "[]")
    return found


class Peer:
    def __init__(self, connection):
        self.connection = connection
        self.audio = {}
        self.seen = []
        self.unknown = set()

    async def next(self):
        raw = await asyncio.wait_for(self.connection.recv_bytes(), DEADLINE)
        event = self.connection.parse_event(raw)
        checked = adapter.validate_python(json.loads(raw))
        self.unknown.update(event.type + field for field in extras(checked))
        self.seen.append(event.type)
        if event.type == "response.output_audio.delta":
            self.audio.setdefault(event.item_id, bytearray()).extend(base64.b64decode(event.delta))
        return event

    async def until(self, *types):
        while True:
            event = await self.next()
            if event.type in types:
                return event
            if event.type == "error":
                raise AssertionError(event.error.model_dump_json())

    async def say(self, audio, pace=0.0):
        for at in range(0, len(audio), 20 * MS):
            await self.connection.input_audio_buffer.append(audio=base64.b64encode(audio[at : at + 20 * MS]).decode())
            if pace:
                await asyncio.sleep(pace)


def transcript(response):
    return " ".join(
        part.transcript or part.text or ""
        for item in response.output
        if item.type == "message"
        for part in item.content
    )


async def talk(connection):
    peer = Peer(connection)
    created = await peer.until("session.created")
    report("created", session=created.session.id, type=created.session.type)
    await connection.session.update(
        session={
            "type": "realtime",
            "instructions": "You take orders.",
            "audio": {
                "input": {
                    "transcription": {"model": "gpt-4o-mini-transcribe"},
                    "turn_detection": {"type": "server_vad", "silence_duration_ms": 300},
                },
                "output": {"voice": "marin"},
            },
            "tools": [
                {
                    "type": "function",
                    "name": "add_item",
                    "description": "Adds to the order",
                    "parameters": {"type": "object", "properties": {"product": {"type": "string"}}},
                }
            ],
        }
    )
    updated = await peer.until("session.updated")
    report("updated", voice=updated.session.audio.output.voice, tools=len(updated.session.tools))

    await connection.conversation.item.create(
        item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello!"}]}
    )
    await connection.response.create()
    done = await peer.until("response.done")
    item = done.response.output[0].id
    report("text", said=transcript(done.response), audio_ms=len(peer.audio[item]) // MS, usage=done.response.usage.total_tokens)

    await peer.say(speech + bytes(1000 * MS))
    started = await peer.until("input_audio_buffer.speech_started")
    stopped = await peer.until("input_audio_buffer.speech_stopped")
    heard = await peer.until("conversation.item.input_audio_transcription.completed")
    done = await peer.until("response.done")
    call = done.response.output[0]
    report(
        "speech",
        heard=heard.transcript,
        start=started.audio_start_ms,
        end=stopped.audio_end_ms,
        sent_ms=len(speech) // MS + 1000,
        tool=call.name,
        arguments=json.loads(call.arguments),
    )
    await connection.conversation.item.create(
        item={"type": "function_call_output", "call_id": call.call_id, "output": '{"ok":true}'}
    )
    await connection.response.create()
    done = await peer.until("response.done")
    report("tool", said=transcript(done.response))

    await connection.response.create()
    story = (await peer.until("response.output_audio.delta")).item_id
    while len(peer.audio[story]) < 500 * MS:
        await peer.until("response.output_audio.delta")
    await peer.say(speech)
    await peer.until("input_audio_buffer.speech_started")
    done = await peer.until("response.done")
    await connection.conversation.item.truncate(item_id=story, content_index=0, audio_end_ms=400)
    await peer.until("conversation.item.truncated")
    await connection.conversation.item.retrieve(item_id=story)
    kept = (await peer.until("conversation.item.retrieved")).item
    report(
        "barge-in",
        status=done.response.status,
        reason=done.response.status_details.reason,
        kept_ms=len(base64.b64decode(kept.content[0].audio)) // MS,
    )
    await peer.say(bytes(1000 * MS))
    done = await peer.until("response.done")
    report("after", said=transcript(done.response))

    await connection.response.create(
        response={"conversation": "none", "output_modalities": ["text"], "metadata": {"topic": "mood"}}
    )
    done = await peer.until("response.done")
    report("out-of-band", said=transcript(done.response), conversation=done.response.conversation_id, metadata=done.response.metadata)
    await connection.response.cancel(event_id="mine")
    error = (await peer.next()).error
    report("error", code=error.code, event_id=error.event_id)
    report("types", seen=sorted(set(peer.seen)), unknown=sorted(peer.unknown))


async def main():
    client = AsyncOpenAI(api_key="sk-test", base_url=base_url)
    async with client.realtime.connect(model="gpt-realtime") as connection:
        await talk(connection)
    secret = await client.realtime.client_secrets.create(
        session={"type": "realtime", "model": "gpt-realtime-2", "instructions": "Be kind."}
    )
    ephemeral = AsyncOpenAI(api_key=secret.value, base_url=base_url)
    async with ephemeral.realtime.connect(model="gpt-realtime-2") as connection:
        event = await connection.recv()
        report("secret", instructions=event.session.instructions, model=event.session.model)


asyncio.run(main())
