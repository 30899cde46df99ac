// Response time per turn: from the end of the caller's words to the agent's first sound, and where it went.

import { byId, element } from './elements.js';

const MAX_TURNS = 50;
const SMALLEST_SCALE_MS = 1000;

/** The parts follow each other up to the first sound; what none of them explains is tools, sentence building and the wire. */
function partsOf(metrics) {
  const parts = [
    ['end-of-turn', 'end of turn', metrics.end_of_turn_delay_ms ?? 0],
    ['model', 'language model', metrics.time_to_first_token_ms ?? 0],
    ['voice', 'voice', metrics.time_to_first_byte_ms ?? 0],
  ];
  const known = parts.reduce((sum, [, , ms]) => sum + ms, 0);
  parts.push(['rest', 'tools and other', Math.max(0, metrics.end_to_end_ms - known)]);
  return parts;
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const readable = (ms) => (ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export class Latency {
  constructor() {
    this.list = byId('latency-turns');
    this.clear();
  }

  clear() {
    this.turns = [];
    this.turnAt = this.spokenAt = undefined;
    this.count = 0;
    this.list.replaceChildren();
    byId('latency-last').textContent = byId('latency-median').textContent = '–';
    byId('latency-empty').hidden = false;
    byId('latency-legend').hidden = true;
  }

  spokenUntil(at) {
    this.spokenAt = Date.parse(at);
  }

  committed() {
    this.turnAt = this.spokenAt ?? this.turnAt;
    this.spokenAt = undefined;
  }

  /** A typed turn has no end of speech: it is measured from its arrival. */
  typed(at) {
    this.turnAt = Date.parse(at);
    this.spokenAt = undefined;
  }

  /** The first sound of an answer, measured here if the server has no figure. Speech that answers no turn has none. */
  add(metrics, at) {
    const total = metrics.end_to_end_ms ?? Date.parse(at) - this.turnAt;
    if (!Number.isFinite(total)) return;
    this.turnAt = undefined;
    const turn = this.row(++this.count, { ...metrics, end_to_end_ms: total });
    this.turns.push(turn);
    this.list.prepend(turn.row);
    if (this.turns.length > MAX_TURNS) this.turns.shift().row.remove();
    this.show();
  }

  row(number, metrics) {
    const total = metrics.end_to_end_ms;
    const parts = partsOf(metrics);
    const row = element('li');
    const bar = element('span', 'bar');
    for (const [kind, , ms] of parts.filter(([, , time]) => time >= 1)) {
      const part = element('i', kind);
      part.style.flexGrow = ms;
      bar.append(part);
    }
    const words = parts.map(([, name, ms]) => `${name} ${readable(ms)}`).join(', ');
    row.title = words;
    row.append(element('span', 'number', String(number)), bar, element('span', 'total', readable(total)));
    row.append(element('span', 'visually-hidden', `: ${words}`));
    return { row, bar, total, parts };
  }

  show() {
    const totals = this.turns.map(({ total }) => total);
    const scale = Math.max(SMALLEST_SCALE_MS, ...totals);
    for (const { bar, total } of this.turns) bar.style.setProperty('--share', total / scale);
    byId('latency-last').textContent = readable(totals.at(-1));
    byId('latency-median').textContent = readable(median(totals));
    for (const [kind, , ms] of this.turns.at(-1).parts) byId(`part-${kind}`).textContent = readable(ms);
    byId('latency-empty').hidden = true;
    byId('latency-legend').hidden = false;
  }
}
