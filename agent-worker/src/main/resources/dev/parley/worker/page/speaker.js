// The agent's voice: frames go to the playback worklet, which keeps the jitter buffer.

/** More than the worklet can hold: past it the sound device has stopped. */
const DRAIN_MS = 6000;

export class Speaker {
  /** onReport gets {level, bufferedMs, gaps, dropped} about 25 times a second. */
  constructor(context, rate, onReport) {
    this.node = new AudioWorkletNode(context, 'parley-playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: { rate },
    });
    this.node.port.onmessage = ({ data }) => {
      if ('level' in data) onReport(data);
    };
    this.node.connect(context.destination);
  }

  play(pcm) {
    this.node.port.postMessage({ pcm }, [pcm]);
  }

  /** Nothing that was handed over before is heard any more. */
  flush() {
    this.node.port.postMessage({ flush: true });
  }

  /** Lets the end of what was said be heard, then closes; resolves when closed. */
  drain() {
    return new Promise((resolve) => {
      const close = () => {
        clearTimeout(deadline);
        this.close();
        resolve();
      };
      const deadline = setTimeout(close, DRAIN_MS);
      // Asked behind the last frame: a report that is on its way may be older than that frame.
      this.node.port.onmessage = ({ data }) => {
        if (data.drained) close();
      };
      this.node.port.postMessage({ drain: true });
    });
  }

  close() {
    this.node.port.onmessage = null;
    this.node.disconnect();
  }
}
