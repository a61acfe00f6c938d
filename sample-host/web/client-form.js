// The form that adds a media server; which credentials it asks for depends on the kind.
import { byId, make, setText } from './dom.js';
import { Refusal } from './api.js';
import { serverKinds } from './media-servers.js';

export class ClientForm {
  #form = byId('client-form');
  #kind = byId('client-type');
  #add;

  // `add(client)` may throw Refusal.
  constructor(add) {
    this.#add = add;
    for (const [value, { label }] of Object.entries(serverKinds)) {
      const option = make('option', '', label);
      option.value = value;
      this.#kind.append(option);
    }
    this.#kind.addEventListener('change', () => this.#askForCredentials());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#askForCredentials();
  }

  #askForCredentials() {
    byId('client-credentials').replaceChildren(...serverKinds[this.#kind.value].credentials.flatMap(createField));
  }

  async #submit() {
    const filledIn = [...new FormData(this.#form)].filter(([, value]) => value !== '');
    setText(byId('client-problem'), '');
    try {
      await this.#add(Object.fromEntries(filledIn));
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      return setText(byId('client-problem'), problem.message);
    }
    this.#form.reset();
    this.#askForCredentials();
    byId('add-client').open = false;
    byId('add-client').querySelector('summary').focus();
  }
}

function createField({ name, label, secret, required }) {
  const field = make('label', '', label);
  const input = make('input');
  field.htmlFor = input.id = `client-${name}`;
  if (!required) field.append(' ', make('span', 'hint', 'optional'));
  Object.assign(input, { name, required, spellcheck: false });
  Object.assign(input, secret ? { type: 'password', autocomplete: 'new-password' } : { autocomplete: 'off' });
  return [field, input];
}
