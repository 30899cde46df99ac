// Microphone → 20 ms frames of PCM16 at the call's rate, each with its level.

import { Resampler } from './resampler.js';

const BLOCK = 128;
const FRAME_SECONDS = 0.02;

class Capture extends AudioWorkletProcessor {
  constructor({ processorOptions: { rate } }) {
    super();
    this.resampler = new Resampler(sampleRate, rate, BLOCK);
    this.frameLength = rate * FRAME_SECONDS;
    this.begin();
  }

  begin() {
    // A frame is handed over to the page's thread, so each one needs memory of its own.
    this.frame = new Int16Array(this.frameLength);
    this.filled = 0;
    this.energy = 0;
  }

  process([[channel]]) {
    if (!channel) return true;
    const count = this.resampler.process(channel);
    for (let i = 0; i < count; i++) this.push(this.resampler.output[i]);
    return true;
  }

  push(sample) {
    const clipped = Math.max(-1, Math.min(1, sample));
    this.frame[this.filled++] = Math.round(clipped * 32767);
    this.energy += clipped * clipped;
    if (this.filled < this.frameLength) return;
    const pcm = this.frame.buffer;
    this.port.postMessage({ pcm, level: Math.sqrt(this.energy / this.frameLength) }, [pcm]);
    this.begin();
  }
}

registerProcessor('parley-capture', Capture);
