// Text goes into the page as text only: nothing that was said or sent in a call is ever read as HTML.

export const byId = (id) => document.getElementById(id);

export function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Read out by screen readers once, after what is being read now. */
export function announce(text) {
  byId('announce').append(element('p', '', text));
  while (byId('announce').childElementCount > 5) byId('announce').firstElementChild.remove();
}
