// The conversation as it is heard: the caller's words while they are being understood, the agent's in step with the voice.

import { announce, byId, element } from './elements.js';

const MAX_ENTRIES = 500;
const NEAR_BOTTOM_PX = 120;

export class Transcript {
  constructor() {
    this.list = byId('transcript');
    this.scroller = byId('conversation');
    this.clear();
  }

  clear() {
    this.list.replaceChildren();
    this.speeches = new Map();
    this.heard = undefined;
    this.typed = undefined;
  }

  /** Adds below what is there, and keeps the newest in view unless the reader has scrolled up. */
  append(node) {
    this.keepingUp(() => {
      this.list.append(node);
      while (this.list.childElementCount > MAX_ENTRIES) this.list.firstElementChild.remove();
    });
  }

  keepingUp(change) {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const following = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    change();
    if (following) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  entry(who, label) {
    const node = element('article', `entry ${who}`);
    const words = element('p', 'words');
    node.append(element('h2', 'visually-hidden', label), words);
    this.append(node);
    return { node, words };
  }

  userTyped(text) {
    this.typed = { ...this.entry('user', 'You wrote'), text };
    this.typed.words.textContent = text;
  }

  userHeard(transcript, isFinal) {
    this.typed = undefined;
    this.heard ??= { ...this.entry('user', 'You said'), finals: '' };
    const { finals, node, words } = this.heard;
    this.keepingUp(() => {
      words.replaceChildren();
      if (finals) words.append(finals, ' ');
      words.append(isFinal ? transcript : element('span', 'interim', transcript));
    });
    if (isFinal) this.heard.finals = words.textContent;
    node.classList.toggle('open', !isFinal);
  }

  userTurn(transcript) {
    if (this.typed?.text === transcript) {
      this.typed = undefined;
    } else if (transcript) {
      const { node, words } = this.heard ?? this.entry('user', 'You said');
      this.keepingUp(() => words.replaceChildren(transcript));
      node.classList.remove('open');
    }
    this.heard = undefined;
    if (transcript) announce(`You: ${transcript}`);
  }

  agentSays(speechId, delta) {
    let speech = this.speeches.get(speechId);
    if (!speech) {
      speech = this.entry('agent', 'The agent said');
      speech.node.classList.add('open');
      this.speeches.set(speechId, speech);
    }
    this.keepingUp(() => speech.words.append(delta));
    speech.words.normalize();
  }

  agentFinished(speechId, heard, interrupted) {
    if (!this.speeches.has(speechId) && heard) this.agentSays(speechId, heard);
    const speech = this.speeches.get(speechId);
    if (!speech) return;
    this.speeches.delete(speechId);
    this.keepingUp(() => {
      if (interrupted) speech.words.textContent = heard;
      speech.node.classList.remove('open');
      if (interrupted) {
        speech.node.classList.add('interrupted');
        speech.node.append(element('span', 'mark', 'Interrupted'));
      }
    });
    announce(`Agent: ${speech.words.textContent}${interrupted ? ' (interrupted)' : ''}`);
  }
}
