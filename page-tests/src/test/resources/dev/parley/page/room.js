// A caller's page in a room, with LiveKit's own client: keeps what it is shown, and hears at its loudspeaker.
// Times are milliseconds since 1970, when the page learnt of it.

const RATE = 16000;
const seen = (window.seen = { states: [], texts: [], blocks: [], microphone: '', voice: '', ended: '' });
const { RoomEvent, Track } = LivekitClient;
const room = new LivekitClient.Room();
const context = new AudioContext({ sampleRate: RATE });

room.on(RoomEvent.ParticipantAttributesChanged, (changed) => {
  const state = changed['lk.agent.state'];
  if (state) seen.states.push(state);
});

room.on(RoomEvent.TrackSubscribed, (track, publication) => {
  seen.voice = publication.trackSid;
  document.body.append(track.attach());
  const ear = new AudioWorkletNode(context, 'ear', { numberOfOutputs: 0 });
  ear.port.onmessage = ({ data }) => seen.blocks.push({ at: Date.now(), samples: data.samples });
  context.createMediaStreamSource(new MediaStream([track.mediaStreamTrack])).connect(ear);
});

room.on(RoomEvent.Disconnected, (reason) => (seen.ended = LivekitClient.DisconnectReason[reason]));

room.registerTextStreamHandler('lk.transcription', async (reader, { identity }) => {
  const { attributes } = reader.info;
  const text = { who: identity, text: '', segment: attributes['lk.segment_id'], track: attributes['lk.transcribed_track_id'] };
  for await (const piece of reader) text.text += piece;
  seen.texts.push({ ...text, final: reader.info.attributes['lk.transcription_final'] });
});

async function join(url, token) {
  await context.audioWorklet.addModule('/ear.js');
  await context.resume();
  await room.connect(url, token);
}

async function speak() {
  const { trackSid } = await room.localParticipant.setMicrophoneEnabled(true);
  seen.microphone = trackSid;
}

const type = (text) => room.localParticipant.sendText(text, { topic: 'lk.chat' });

const said = (text) => seen.texts.some((shown) => shown.who !== 'alice' && shown.text === text);

const listens = () => seen.states.at(-1) === 'listening';

/** For how many milliseconds sound still came after this moment, until there was silence. */
function soundAfter(moment) {
  let last = moment;
  for (const { at, samples } of seen.blocks) {
    if (at > last + 300) break;
    if (at > last && samples.some((sample) => Math.abs(sample) > 0.01)) last = at;
  }
  return last - moment;
}

/** PCM16 LE of what was heard from this moment on, in base64. */
function heardSince(moment) {
  const blocks = seen.blocks.filter(({ at }) => at > moment);
  const pcm = Int16Array.from(blocks.flatMap(({ samples }) => [...samples]), (sample) => 32767 * Math.max(-1, Math.min(1, sample)));
  const bytes = new Uint8Array(pcm.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

document.addEventListener('DOMContentLoaded', () => {
  const [url, token] = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  document.querySelector('#join').onclick = () => join(url, token);
});
