// What the call is doing right now: one word, five bars, and the clock.

import { byId } from './elements.js';

const WORDS = {
  asking: 'Waiting for the microphone',
  connecting: 'Connecting',
  initializing: 'Connecting',
  listening: 'Listening',
  thinking: 'Thinking',
  speaking: 'Speaking',
};

/** Speech sits around a tenth of full scale: the square root spreads it over the meter. */
const shown = (level) => Math.min(1, Math.sqrt(level) * 1.6).toFixed(2);

export class Status {
  constructor() {
    this.meter = byId('meter');
    this.state = 'connecting';
    this.microphone = 'off';
  }

  begin() {
    const startedAt = Date.now();
    const tick = () => {
      const seconds = Math.floor((Date.now() - startedAt) / 1000);
      byId('clock').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    };
    tick();
    this.timer = setInterval(tick, 1000);
  }

  stopClock() {
    clearInterval(this.timer);
  }

  set(state, microphone = this.microphone) {
    this.state = state;
    this.microphone = microphone;
    document.documentElement.dataset.state = state;
    document.documentElement.dataset.microphone = microphone;
    byId('state').textContent = this.word();
    byId('stop').hidden = state !== 'speaking';
    this.level(0);
  }

  word() {
    if (this.state === 'listening' && this.microphone === 'muted') return 'Microphone muted';
    if (this.state === 'listening' && this.microphone === 'off') return 'Your turn';
    return WORDS[this.state] ?? this.state;
  }

  /** The meter belongs to whoever has the floor. */
  microphoneLevel(level) {
    if (this.state === 'listening') this.level(level);
    document.documentElement.style.setProperty('--microphone', shown(level));
  }

  voiceLevel(peak) {
    if (this.state === 'speaking') this.level(peak / 2);
  }

  level(level) {
    this.meter.style.setProperty('--level', shown(level));
  }
}
