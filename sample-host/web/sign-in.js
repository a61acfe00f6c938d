// The form that turns a token into a session. The token itself is not kept: the host answers with a cookie that no script
// can read.
import { byId, setText } from './dom.js';
import { Refusal } from './api.js';

export class SignIn {
  #form = byId('sign-in');
  #token = byId('token');
  #problem = byId('sign-in-problem');

  // `onSignedIn(user)` is called once the host knows who it is.
  constructor(api, onSignedIn) {
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      setText(this.#problem, '');
      try {
        onSignedIn(await api.signIn(this.#token.value.trim()));
      } catch (problem) {
        if (!(problem instanceof Refusal)) throw problem;
        setText(this.#problem, problem.message);
        this.#token.select();
      }
    });
  }

  show() {
    this.#form.hidden = false;
    this.#token.focus();
  }

  hide() {
    this.#form.hidden = true;
    this.#form.reset();
  }
}
