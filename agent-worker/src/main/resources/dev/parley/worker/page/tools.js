// Tool calls as rows in the transcript: name and arguments at a glance, everything when opened.

import { element } from './elements.js';

/** JSON on one line, as a person would write it; a bare number keeps its digits as they were sent. */
function brief(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'string') return value;
    if (value === null || typeof value !== 'object') return text;
    return Object.entries(value)
      .map(([key, part]) => `${key}: ${typeof part === 'object' ? JSON.stringify(part) : part}`)
      .join(', ');
  } catch {
    return text;
  }
}

/** Short text stays as it was sent, to the last digit; longer JSON is laid out for reading. */
function pretty(text) {
  if (text.length <= 60) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const asText = (value) => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

export class Tools {
  constructor(transcript) {
    this.transcript = transcript;
    this.clear();
  }

  clear() {
    this.rows = new Map();
  }

  started({ call_id: id, name, arguments: args }, at) {
    if (this.rows.has(id)) return;
    const row = element('details', 'tool running');
    const summary = element('summary');
    const result = element('span', 'result', 'running');
    summary.append(element('code', 'name', name), element('span', 'brief', brief(asText(args))), result);
    const body = element('dl');
    body.append(element('dt', '', 'Arguments'), element('dd', '', pretty(asText(args))));
    row.append(summary, body);
    this.rows.set(id, { row, body, result, startedAt: Date.parse(at) });
    this.transcript.append(row);
  }

  finished(calls, outputs, at) {
    for (const call of calls) this.started(call, at);
    for (const { call_id: id, output, error } of outputs) this.show(this.rows.get(id), asText(output), error, at);
  }

  show(found, output, error, at) {
    if (!found || !found.row.classList.contains('running')) return;
    const { row, body, result, startedAt } = found;
    const took = Date.parse(at) - startedAt;
    this.transcript.keepingUp(() => {
      row.classList.remove('running');
      row.classList.toggle('failed', error);
      result.textContent = error ? 'failed' : brief(output);
      body.append(element('dt', '', error ? 'Error' : 'Output'), element('dd', '', pretty(output)));
      if (took > 0) body.append(element('dt', '', 'Took'), element('dd', '', `${took} ms`));
    });
  }
}
