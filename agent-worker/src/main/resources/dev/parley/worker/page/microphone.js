// The caller's microphone as PCM16 frames.

import { Problem } from './problem.js';

const CONSTRAINTS = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
};

const REFUSALS = {
  NotAllowedError: ['The microphone is blocked.', 'Allow it beside the address bar and start again, or type instead.'],
  NotFoundError: ['No microphone was found.', 'Connect one and start again, or type instead.'],
  NotReadableError: ['The microphone is in use.', 'Close the program that holds it and start again, or type instead.'],
};

async function ask() {
  if (!navigator.mediaDevices) {
    throw new Problem('The microphone needs a secure page.', 'Open it over https or at localhost, or type instead.');
  }
  try {
    return await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
  } catch (refusal) {
    const [title, text] = REFUSALS[refusal.name] ?? ['The microphone did not start.', `${refusal.message}. Try again, or type instead.`];
    throw new Problem(title, text);
  }
}

export class Microphone {
  /** Asks for permission; onFrame gets each 20 ms ArrayBuffer and its level (0..1), onLost is called when the device goes away. */
  static async open(context, rate, { onFrame, onLost }) {
    const stream = await ask();
    try {
      return new Microphone(context, rate, stream, onFrame, onLost);
    } catch (failure) {
      stream.getTracks().forEach((track) => track.stop());
      throw failure;
    }
  }

  constructor(context, rate, stream, onFrame, onLost) {
    this.stream = stream;
    this.source = context.createMediaStreamSource(stream);
    this.node = new AudioWorkletNode(context, 'parley-capture', { numberOfOutputs: 0, processorOptions: { rate } });
    this.node.port.onmessage = ({ data }) => onFrame(data.pcm, data.level);
    this.source.connect(this.node);
    stream.getAudioTracks()[0].addEventListener('ended', onLost);
  }

  /** While muted, silence is sent: the call's turn taking goes on hearing a quiet line. */
  set muted(muted) {
    for (const track of this.stream.getAudioTracks()) track.enabled = !muted;
  }

  close() {
    this.node.port.onmessage = null;
    this.source.disconnect();
    for (const track of this.stream.getTracks()) track.stop();
  }
}
