// What plain HTTP tells before and after a call: who answers here, whether a key is wanted, why a call was refused.

import { Problem } from './problem.js';

const ask = (path) => fetch(path, { cache: 'no-store' });

const keyWanted = () => new Problem('This server wants its API key again.', 'Reload the page and enter it: logins end after 12 hours, and when the server restarts.');

const forbidden = ({ detail }) => new Problem('The server takes no calls from this page.', detail || 'Open the page at the server’s own address.');

/**
 * The agent's name, or an empty string, and whether the server is part of a cluster; throws a Problem if it can't be reached or wants
 * a key.
 */
export async function greet() {
  let response;
  try {
    response = await ask('worker');
  } catch {
    throw new Problem('The server does not answer.', 'Check that it is running, then try again.');
  }
  if (response.status === 401) throw keyWanted();
  const worker = await response.json().catch(() => ({}));
  if (response.status === 403) throw forbidden(worker);
  const name = response.ok && typeof worker.agent_name === 'string' ? worker.agent_name : '';
  return { name, clustered: response.ok && typeof worker.cluster_node === 'string' };
}

/** Why the WebSocket at this path was refused: a browser tells a page nothing of a failed handshake, a plain request does. */
export async function whyRefused(path) {
  let response;
  try {
    response = await ask(path);
  } catch {
    return new Problem('The server does not answer.', 'Check that it is running, then start again.');
  }
  if (response.status === 401) return keyWanted();
  const { error = '', detail = '' } = await response.json().catch(() => ({}));
  if (response.status === 403) return forbidden({ detail });
  if (response.status === 503) return new Problem('All lines are busy.', detail || 'Try again in a moment.');
  if (response.status >= 500 && error) return new Problem(`The call was refused: ${error}.`, detail);
  return new Problem('The call could not be connected.', 'A proxy in between must let WebSockets through; the server’s log says more.');
}

export function callUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}
