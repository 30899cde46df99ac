// The tests' ear: hands the page each block of sound that reaches the loudspeaker, with the time of its first sample.

const BLOCK = 1024;

class Ear extends AudioWorkletProcessor {
  constructor() {
    super();
    this.samples = new Float32Array(BLOCK);
    this.filled = 0;
  }

  process([[input]]) {
    if (this.filled === 0) this.at = currentTime;
    if (input) this.samples.set(input, this.filled);
    this.filled += 128;
    if (this.filled === BLOCK) this.hand();
    return true;
  }

  hand() {
    this.port.postMessage({ at: this.at, samples: this.samples });
    this.samples.fill(0);
    this.filled = 0;
  }
}

registerProcessor('ear', Ear);
