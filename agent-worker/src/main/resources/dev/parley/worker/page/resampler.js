// Polyphase windowed-sinc resampler between two fixed rates; used inside the audio worklets, so nothing is allocated per block.

const ZERO_CROSSINGS = 16;
const PASS_BAND = 0.92;

const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));

/** One row of taps per output phase; each row sums to one. */
function polyphase(up, down, taps) {
  const cutoff = PASS_BAND * Math.min(1, up / down);
  const half = taps / 2;
  const table = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const x = k - (half - 1) - phase / up;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / half);
      const value = Math.abs(x) >= half ? 0 : sinc(cutoff * x) * window;
      table[phase * taps + k] = value;
      sum += value;
    }
    for (let k = 0; k < taps; k++) table[phase * taps + k] /= sum;
  }
  return table;
}

const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

export class Resampler {
  /** @param maxBlock the longest input of one process() call, in samples */
  constructor(inRate, outRate, maxBlock) {
    const divisor = gcd(inRate, outRate);
    this.up = outRate / divisor;
    this.down = inRate / divisor;
    this.taps = 2 * Math.ceil(ZERO_CROSSINGS * Math.max(1, this.down / this.up));
    this.table = polyphase(this.up, this.down, this.taps);
    this.history = new Float32Array(this.taps + maxBlock + this.down);
    this.output = new Float32Array(Math.ceil((maxBlock * this.up) / this.down) + 2);
    this.reset();
  }

  reset() {
    this.history.fill(0);
    this.filled = this.taps - 1;
    this.phase = 0;
    this.base = 0;
  }

  /** Writes into this.output, which the next call overwrites; returns how many samples. */
  process(input) {
    this.history.set(input, this.filled);
    this.filled += input.length;
    let count = 0;
    while (this.base + this.taps <= this.filled) {
      const row = this.phase * this.taps;
      let sum = 0;
      for (let k = 0; k < this.taps; k++) sum += this.table[row + k] * this.history[this.base + k];
      this.output[count++] = sum;
      this.phase += this.down;
      this.base += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    const used = Math.min(this.base, this.filled);
    this.history.copyWithin(0, used, this.filled);
    this.filled -= used;
    this.base -= used;
    return count;
  }
}
