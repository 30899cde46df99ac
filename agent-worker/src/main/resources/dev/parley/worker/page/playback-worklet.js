// Jitter buffer: PCM16 frames in, sound out. Starts with 60 ms in hand and takes up to 100 ms after gaps.
//
// Bound: 5 s; the oldest sound is dropped beyond it, and counted. A flush silences within one block of 128 samples.

import { Resampler } from './resampler.js';

const MAX_FRAME = 9600;
const CAPACITY_SECONDS = 5;
const FIRST_CUSHION = 0.06;
const LARGEST_CUSHION = 0.1;
const CUSHION_STEP = 0.02;
/** A pause in the stream shorter than this is the network's; a longer one is the end of a speech. */
const GAP_SECONDS = 0.25;
const REPORT_SECONDS = 0.04;
const DECAY = 0.9;

class Playback extends AudioWorkletProcessor {
  constructor({ processorOptions: { rate } }) {
    super();
    this.resampler = new Resampler(rate, sampleRate, MAX_FRAME);
    this.input = new Float32Array(MAX_FRAME);
    this.ring = new Float32Array(CAPACITY_SECONDS * sampleRate);
    this.cushion = FIRST_CUSHION;
    this.gaps = 0;
    this.dropped = 0;
    this.starvedAt = -1;
    this.last = 0;
    this.peak = 0;
    this.reportAt = 0;
    this.draining = false;
    this.clear();
    this.port.onmessage = ({ data }) => this.receive(data);
  }

  receive({ pcm, flush, drain }) {
    if (pcm) this.take(pcm);
    if (flush) this.flush();
    this.draining ||= drain;
  }

  clear() {
    this.read = 0;
    this.buffered = 0;
    this.playing = false;
    this.firstAt = -1;
  }

  flush() {
    this.clear();
    this.resampler.reset();
    this.starvedAt = -1;
    this.port.postMessage({ flushedAt: currentTime });
  }

  take(pcm) {
    const samples = new Int16Array(pcm, 0, pcm.byteLength >> 1);
    for (let at = 0; at < samples.length; at += MAX_FRAME) this.takeBlock(samples.subarray(at, at + MAX_FRAME));
  }

  takeBlock(samples) {
    let silent = true;
    for (let i = 0; i < samples.length; i++) {
      this.input[i] = samples[i] / 32768;
      silent &&= samples[i] === 0;
    }
    // The sender's clock may be faster than ours: what is too much is let go where nobody hears it.
    if (silent && this.buffered > 2 * LARGEST_CUSHION * sampleRate) return;
    this.noteGap();
    if (this.buffered === 0) this.firstAt = currentTime;
    const count = this.resampler.process(this.input.subarray(0, samples.length));
    for (let i = 0; i < count; i++) this.write(this.resampler.output[i]);
  }

  noteGap() {
    if (this.starvedAt < 0) return;
    if (currentTime - this.starvedAt < GAP_SECONDS) {
      this.gaps++;
      this.cushion = Math.min(LARGEST_CUSHION, this.cushion + CUSHION_STEP);
    }
    this.starvedAt = -1;
  }

  write(sample) {
    const size = this.ring.length;
    this.ring[(this.read + this.buffered) % size] = sample;
    if (this.buffered < size) {
      this.buffered++;
    } else {
      this.read = (this.read + 1) % size;
      this.dropped++;
    }
  }

  process(inputs, [[out]]) {
    if (!this.playing && this.ready()) this.playing = true;
    let i = 0;
    if (this.playing) {
      for (; i < out.length && this.buffered > 0; i++) out[i] = this.next();
      if (this.buffered === 0) this.starve();
    }
    // From the last sample down to nothing: a hard edge would be heard as a click.
    for (; i < out.length; i++) out[i] = this.last = Math.abs(this.last) < 1e-4 ? 0 : this.last * DECAY;
    this.report();
    if (this.draining && this.buffered === 0) this.tellDrained();
    return true;
  }

  /** A speech shorter than the cushion must be heard as well. */
  ready() {
    if (this.buffered === 0) return false;
    return this.buffered >= this.cushion * sampleRate || currentTime - this.firstAt >= LARGEST_CUSHION;
  }

  next() {
    this.last = this.ring[this.read];
    this.read = (this.read + 1) % this.ring.length;
    this.buffered--;
    this.peak = Math.max(this.peak, Math.abs(this.last));
    return this.last;
  }

  starve() {
    this.playing = false;
    this.starvedAt = currentTime;
  }

  tellDrained() {
    this.draining = false;
    this.port.postMessage({ drained: true });
  }

  report() {
    if (currentTime < this.reportAt) return;
    this.reportAt = currentTime + REPORT_SECONDS;
    const bufferedMs = Math.round((1000 * this.buffered) / sampleRate);
    this.port.postMessage({ level: this.peak, bufferedMs, gaps: this.gaps, dropped: this.dropped });
    this.peak = 0;
  }
}

registerProcessor('parley-playback', Playback);
