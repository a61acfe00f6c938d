// What the page says besides what it shows: messages that come up for a moment, and words for those who listen.
import { byId, instance, setText } from './dom.js';
import { Refusal } from './api.js';

const messageMilliseconds = 6_000;

export class Notices {
  // Said by a screen reader when it has finished what it is saying.
  announce(text) {
    if (text) setText(byId('announcements'), text);
  }

  tell(text) {
    const close = this.#show(text, '');
    setTimeout(close, messageMilliseconds);
  }

  // Stays until it is closed.
  complain(text) {
    this.#show(text, 'problem');
  }

  // Resolves with whether `action` succeeded; why it did not is shown.
  async attempt(action) {
    try {
      await action();
      return true;
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      if (problem.status !== 401) this.complain(problem.message);
      return false;
    }
  }

  // Returns what takes it away again.
  #show(text, kind) {
    const { element, parts } = instance('message');
    const close = () => element.remove();
    setText(parts.text, text);
    if (kind) element.classList.add(kind);
    parts.close.addEventListener('click', close);
    byId('messages').append(element);
    return close;
  }
}
