// One call: its WebSocket, and the messages that go up and down.

import { callUrl, whyRefused } from './server.js';
import { Problem } from './problem.js';

const PING_MS = 10_000;
const SILENT_MS = 30_000;
const CONNECT_MS = 10_000;
/** Beyond a second of sound waiting to be sent, new frames are dropped: old sound is no use to a conversation. */
const MAX_WAITING_SECONDS = 1;

const newId = () => `web-${Array.from(crypto.getRandomValues(new Uint8Array(6)), (b) => b.toString(16).padStart(2, '0')).join('')}`;

export class Call {
  /**
   * @param on handlers: audio(ArrayBuffer), event(object of the protocol), closed(Problem or undefined)
   */
  constructor(rate, on) {
    this.id = newId();
    this.on = on;
    this.maxWaiting = MAX_WAITING_SECONDS * rate * 2;
    this.droppedFrames = 0;
    this.path = `api/calls/${this.id}/ws?rate=${rate}`;
    this.ended = false;
  }

  /** Resolves when the call is connected, rejects with a Problem that says why not. */
  connect() {
    const socket = new WebSocket(callUrl(this.path));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => socket.close(), CONNECT_MS);
      socket.onopen = () => {
        clearTimeout(deadline);
        this.live();
        resolve();
      };
      socket.onclose = async () => {
        clearTimeout(deadline);
        reject(await whyRefused(this.path));
      };
    });
  }

  live() {
    this.heardAt = Date.now();
    this.socket.onmessage = ({ data }) => this.receive(data);
    this.socket.onclose = ({ code, reason }) => this.finish(this.ended || code === 1000 ? undefined : lost(reason));
    this.pings = setInterval(() => this.ping(), PING_MS);
  }

  receive(data) {
    this.heardAt = Date.now();
    if (data instanceof ArrayBuffer) {
      this.on.audio(data);
      return;
    }
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      console.warn('parley: a text frame was no JSON and was left out');
      return;
    }
    if (event.type === 'session_closed') this.ended = true;
    this.on.event(event);
  }

  ping() {
    if (Date.now() - this.heardAt > SILENT_MS) this.finish(lost(''));
    else this.send({ type: 'ping', t: Date.now() });
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  sendAudio(pcm) {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > this.maxWaiting) this.droppedFrames++;
    else this.socket.send(pcm);
  }

  sendText(text) {
    this.send({ type: 'text', text });
  }

  interrupt() {
    this.send({ type: 'interrupt' });
  }

  end() {
    this.send({ type: 'end' });
    this.finish(undefined);
  }

  finish(problem) {
    if (this.finished) return;
    this.finished = true;
    clearInterval(this.pings);
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.on.closed(problem);
  }
}

const lost = (reason) =>
  new Problem('The connection was lost.', reason ? `${reason}. Start a new call.` : 'Check the network and the server, then start a new call.');
