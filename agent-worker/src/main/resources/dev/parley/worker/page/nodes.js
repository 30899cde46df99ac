// The nodes of a cluster, how busy each is, and the calls of all; a server alone shows nothing of it.

import { byId, element } from './elements.js';

const EVERY_MS = 2000;
const MOST_CALLS = 50;

const percent = (share) => `${Math.round(100 * share)} %`;

function nodeRow({ node, self, state, active_jobs: active, max_jobs: most, cpu, dispatcher_lag_ms: lag }) {
  const row = element('tr', `node ${state}`);
  const name = element('th', '', self ? `${node} (this one)` : node);
  name.scope = 'row';
  const load = element('meter');
  load.min = 0;
  load.max = Math.max(1, most);
  load.value = active;
  load.title = `${active} of ${most} places in use`;
  const places = element('td', 'places');
  places.append(load, element('span', '', `${active}/${most}`));
  row.append(name, element('td', 'state', state), places, element('td', '', percent(cpu)), element('td', '', `${lag} ms`));
  return row;
}

function callRow({ call, agent, node, state, agent_state: agentState }) {
  const row = element('tr');
  const name = element('th', '', call);
  name.scope = 'row';
  row.append(name, element('td', '', agent), element('td', '', node), element('td', '', agentState || state));
  return row;
}

async function read(path) {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export class Nodes {
  #timer;

  /** Shows them, and how they change as long as the page is looked at. */
  show() {
    this.#timer ??= setInterval(() => this.#read(), EVERY_MS);
    this.#read();
  }

  async #read() {
    if (document.hidden || byId('welcome').hidden) return;
    try {
      const [{ nodes }, { calls, silent_nodes: silent = [] }] = await Promise.all([read('api/cluster'), read('api/calls')]);
      byId('node-rows').replaceChildren(...nodes.map(nodeRow));
      byId('call-rows').replaceChildren(...calls.slice(0, MOST_CALLS).map(callRow));
      byId('nodes-calls').hidden = calls.length === 0;
      byId('nodes-note').textContent = this.#note(calls.length, silent);
      byId('nodes').hidden = false;
    } catch {
      byId('nodes-note').textContent = 'The server does not answer; what is shown is its last word.';
    }
  }

  #note(calls, silent) {
    const shown = calls > MOST_CALLS ? `The first ${MOST_CALLS} of ${calls} live calls. ` : '';
    return silent.length ? `${shown}No word from ${silent.join(', ')}.` : `${shown}${calls === 0 ? 'No live calls.' : ''}`;
  }
}
