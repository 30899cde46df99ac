"""Asks a server by OpenAI's own client for an answer, speech and a transcript, and prints what came of it.

    python openai_http.py BASE_URL
"""

import io
import sys

from openai import AuthenticationError, OpenAI

client = OpenAI(base_url=sys.argv[1], api_key="sk-own", max_retries=0)
sys.stdout.reconfigure(encoding="utf-8")

text, calls, tokens = "", {}, 0
for chunk in client.chat.completions.create(
    model="gpt-x",
    messages=[{"role": "user", "content": "Hello!"}],
    stream=True,
    stream_options={"include_usage": True},
):
    if chunk.usage:
        tokens = chunk.usage.total_tokens
    for choice in chunk.choices:
        text += choice.delta.content or ""
        for call in choice.delta.tool_calls or []:
            name, arguments = calls.get(call.index, ("", ""))
            calls[call.index] = (name + (call.function.name or ""), arguments + (call.function.arguments or ""))
print("text", text)
print("tools", " ".join(f"{name} {arguments}" for name, arguments in calls.values()))
print("tokens", tokens)

with client.audio.speech.with_streaming_response.create(
    model="gpt-4o-mini-tts", voice="alloy", input="Good day.", response_format="pcm"
) as speech:
    print("audio", sum(len(piece) for piece in speech.iter_bytes()))

file = io.BytesIO(b"RIFF")
file.name = "utterance.wav"
print("heard", client.audio.transcriptions.create(model="whisper-x", file=file).text)
try:
    client.audio.transcriptions.create(model="whisper-x", file=file)
except AuthenticationError as refused:
    print("refused", refused.status_code)
