// The page: puts microphone, speaker and call together, and shows what comes of it.

import { Call } from './call.js';
import { announce, byId } from './elements.js';
import { Latency } from './latency.js';
import { Microphone } from './microphone.js';
import { Nodes } from './nodes.js';
import { Problem } from './problem.js';
import { greet } from './server.js';
import { Speaker } from './speaker.js';
import { Status } from './status.js';
import { Tools } from './tools.js';
import { Transcript } from './transcript.js';

const RATE = 16000;

const status = new Status();
const transcript = new Transcript();
const tools = new Tools(transcript);
const latency = new Latency();
const nodes = new Nodes();

let context;
let speaker;
let microphone;
let call;

/** idle → connecting → live → ended; style.css shows each part of the page by it. */
function phase(name) {
  document.documentElement.dataset.phase = name;
  const idle = name === 'idle';
  byId('welcome').hidden = !idle;
  for (const id of ['talk', 'side', 'clock']) byId(id).hidden = idle;
  byId('end').hidden = name !== 'live';
  byId('again').hidden = name !== 'ended';
  byId('composer').hidden = name === 'ended';
  byId('text').disabled = byId('mic').disabled = name !== 'live';
}

function say(problem) {
  byId('notice-title').textContent = problem.title ?? 'Something in the page failed.';
  byId('notice-text').textContent = problem.next ?? `${problem.message}. Reload the page and try again.`;
  byId('notice').hidden = false;
}

const hush = () => (byId('notice').hidden = true);

// ---------------------------------------------------------------------------------------------------- starting

async function prepare() {
  try {
    const { name, clustered } = await greet();
    byId('agent').textContent = name;
    if (name) byId('welcome-title').textContent = `Talk to ${name}`;
    if (clustered) nodes.show();
    hush();
  } catch (problem) {
    say(problem);
  }
}

async function start(withMicrophone) {
  hush();
  transcript.clear();
  tools.clear();
  latency.clear();
  byId('audio').textContent = '';
  status.set('connecting');
  showMicrophone(withMicrophone ? 'on' : 'off');
  phase('connecting');
  try {
    await greet();
    await openSpeaker();
    if (withMicrophone) {
      status.set('asking');
      await openMicrophone();
      status.set('connecting');
    }
    await connect();
  } catch (problem) {
    release();
    phase('idle');
    say(problem);
    return;
  }
  status.begin();
  phase('live');
  if (!withMicrophone) byId('text').focus();
}

async function openSpeaker() {
  context ??= new AudioContext({ latencyHint: 'interactive' });
  if (!context.audioWorklet) return; // a page over plain http from another machine: text still works
  await context.resume();
  await Promise.all([context.audioWorklet.addModule('capture-worklet.js'), context.audioWorklet.addModule('playback-worklet.js')]);
  speaker = new Speaker(context, RATE, onPlayback);
}

async function openMicrophone() {
  microphone = await Microphone.open(context, RATE, {
    onFrame: (pcm, level) => {
      call?.sendAudio(pcm);
      status.microphoneLevel(level);
    },
    onLost: () => {
      closeMicrophone();
      say(new Problem('The microphone went away.', 'Connect it and press the microphone button, or go on typing.'));
    },
  });
  showMicrophone('on');
}

async function connect() {
  const connecting = new Call(RATE, {
    audio: (pcm) => speaker?.play(pcm),
    event: onEvent,
    closed: ended,
  });
  await connecting.connect();
  call = connecting;
}

// ---------------------------------------------------------------------------------------------------- during the call

const EVENTS = {
  session_started: ({ agent_id: agent }) => (byId('agent').textContent = agent || byId('agent').textContent),
  text_received: ({ text, at }) => {
    transcript.userTyped(text);
    latency.typed(at);
  },
  agent_state_changed: ({ new_state: state, at }) => {
    status.set(state);
    if (state === 'speaking') latency.add({}, at);
  },
  user_state_changed: ({ old_state: before, new_state: state, at }) => {
    document.documentElement.dataset.user = state;
    if (before === 'speaking') latency.spokenUntil(at);
  },
  user_input_transcribed: ({ transcript: words, is_final: isFinal }) => transcript.userHeard(words, isFinal),
  user_turn_committed: ({ transcript: words }) => {
    transcript.userTurn(words);
    latency.committed();
  },
  agent_transcript: ({ speech_id: id, delta }) => transcript.agentSays(id, delta),
  speech_finished: ({ speech_id: id, heard, interrupted }) => transcript.agentFinished(id, heard, interrupted),
  playback_cleared: () => speaker?.flush(),
  tool_call_started: ({ call: tool, at }) => tools.started(tool, at),
  function_tools_executed: ({ calls, outputs, at }) => tools.finished(calls, outputs, at),
  metrics_collected: ({ metrics, at }) => latency.add(metrics, at),
  error_occurred: ({ source, message, recoverable }) => {
    if (!recoverable) say(new Problem(`A problem in the call (${source}).`, `${message} The call goes on.`));
  },
  error: ({ error, detail }) => say(new Problem(`The server refused a message: ${error}.`, detail ?? '')),
  session_closed: ({ reason }) => call?.finish(failureOf(reason)),
};

function onEvent(event) {
  if (Object.hasOwn(EVENTS, event.type)) EVENTS[event.type](event);
}

function failureOf(reason) {
  if (reason?.kind?.toLowerCase() !== 'error') return undefined;
  return new Problem('The call failed.', `${reason.detail || 'The server’s log says why.'} Start a new call.`);
}

function onPlayback({ level, bufferedMs, gaps, dropped }) {
  status.voiceLevel(level);
  const lost = dropped ? `, ${dropped} samples dropped` : '';
  byId('audio').textContent = `Audio ${RATE / 1000} kHz · buffer ${bufferedMs} ms · gaps ${gaps}${lost}`;
}

function showMicrophone(state) {
  const names = { on: 'Mute microphone', muted: 'Unmute microphone', off: 'Turn on microphone' };
  byId('mic').setAttribute('aria-label', names[state]);
  byId('mic').title = names[state];
  byId('mic').setAttribute('aria-pressed', String(state === 'on'));
  byId('text').placeholder = state === 'off' ? 'Type a message' : 'Speak, or type a message';
  status.set(status.state, state);
}

async function toggleMicrophone() {
  if (!microphone) {
    await openMicrophone().catch(say);
    return;
  }
  const muted = status.microphone === 'on';
  microphone.muted = muted;
  showMicrophone(muted ? 'muted' : 'on');
}

// ---------------------------------------------------------------------------------------------------- ending

function closeMicrophone() {
  microphone?.close();
  microphone = undefined;
  showMicrophone('off');
}

async function release() {
  const finishing = speaker;
  closeMicrophone();
  speaker = call = undefined;
  await finishing?.drain();
  // Meanwhile the next call may have begun; otherwise the sound device is given back.
  if (!speaker) await context?.suspend();
}

function ended(problem) {
  const lasted = byId('clock').textContent;
  status.stopClock();
  release();
  status.set('ended');
  byId('state').textContent = `Call ended after ${lasted}`;
  announce('Call ended');
  phase('ended');
  if (problem) say(problem);
  byId('again').focus();
}

// ---------------------------------------------------------------------------------------------------- controls

byId('start').addEventListener('click', () => start(true));
byId('type').addEventListener('click', () => start(false));
byId('again').addEventListener('click', () => {
  phase('idle');
  byId('start').focus();
});
byId('end').addEventListener('click', () => {
  speaker?.flush();
  call?.end();
});
byId('mic').addEventListener('click', toggleMicrophone);
byId('stop').addEventListener('click', () => call?.interrupt());
byId('notice-close').addEventListener('click', hush);
byId('text').addEventListener('input', () => (byId('send').disabled = !byId('text').value.trim()));
byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('text').value.trim();
  if (!text || !call) return;
  call.sendText(text);
  byId('text').value = '';
  byId('send').disabled = true;
});
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && status.state === 'speaking') call?.interrupt();
});

const wide = matchMedia('(min-width: 60rem)');
const fold = () => (byId('latency').open = wide.matches);
wide.addEventListener('change', fold);
fold();

phase('idle');
prepare();

// A click before this line would be lost.
byId('start').disabled = byId('type').disabled = false;
