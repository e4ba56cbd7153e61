// What happened, newest first.

import { clock } from './format.js';

const LINES = 40;
const list = document.getElementById('log');

export function say(text, kind) {
  const line = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = clock(new Date());
  const what = document.createElement('span');
  what.textContent = text;
  if (kind) what.className = kind;
  line.append(time, what);
  list.prepend(line);
  while (list.children.length > LINES) list.lastElementChild.remove();
}

/** Runs something that may fail, while its button cannot be pressed again. */
export async function attempt(button, action) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await action();
  } catch (failure) {
    say(failure.message, 'bad');
  } finally {
    button.removeAttribute('aria-busy');
  }
}
