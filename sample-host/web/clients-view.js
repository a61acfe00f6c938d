// The media servers, what each can sync, how often it does, and buttons to do it now.
import { KeyedList, byId, instance, make, setOptionalText, setText } from './dom.js';
import { joined, whenText } from './format.js';
import { frequencies, serverKinds, supportedTypes, syncTypes, unsupportedText } from './media-servers.js';

export class ClientsView {
  #api;
  #titles;
  #cards;

  // `actions` has start(client, syncType) and schedule(client, syncType, stored, frequency).
  constructor(api, titles, actions) {
    this.#api = api;
    this.#titles = titles;
    this.#cards = new KeyedList(byId('clients'), (item) => createCard(item, actions));
    byId('sync-all').addEventListener('click', () => actions.start(undefined, 'full'));
  }

  // Throws Refusal.
  async refresh() {
    const [clients, stored] = await Promise.all([this.#api.clients(), this.#api.storedSyncs()]);
    this.#titles.setClients(clients);
    const isOnly = clients.length === 1;
    this.#cards.update(clients.map((client) => ({ client, stored, isOnly })), ({ client }) => client.id);
    byId('sync-all').hidden = clients.length < 2;
    byId('add-client').open ||= clients.length === 0;
  }
}

function createCard({ client, isOnly }, actions) {
  const { element, parts } = instance('client-card');
  const rows = new KeyedList(parts.rows, ({ syncType }) => createRow(client, syncType, actions));
  parts.name.id = `client-${client.id}`;
  parts.table.setAttribute('aria-labelledby', parts.name.id);
  parts.sync.setAttribute('aria-label', `Sync ${client.name}`);
  parts.sync.addEventListener('click', () => actions.start(client, 'full'));
  parts.choices.open = isOnly;

  return {
    element,
    update({ client: { id, name, type, isEnabled, config }, stored }) {
      const kind = serverKinds[type]?.label ?? type;
      const address = config.details?.core?.baseURL ?? '';
      setText(parts.name, name);
      setText(parts.address, joined([kind === name ? '' : kind, address, isEnabled ? '' : 'disabled']));
      // A client may have several jobs of one type; the page shows the first, which is the one that its runs belong to.
      const syncs = supportedTypes(type).map((syncType) => ({
        syncType, stored: stored.find((each) => each.clientID === id && each.syncType === syncType),
      }));
      const isKnown = syncs.length > 0;
      parts.sync.hidden = parts.choices.hidden = !isKnown;
      setOptionalText(parts.limits, isKnown ? unsupportedText(type) : '');
      setOptionalText(parts.unknown, isKnown ? '' : unsupportedText(type));
      setText(parts.schedule, scheduleText(syncs));
      rows.update(syncs, (row) => row.syncType);
    },
  };
}

function frequencyOf(stored) {
  return stored?.enabled ? stored.frequency : 'manual';
}

function scheduleText(syncs) {
  return syncs.filter(({ stored }) => frequencyOf(stored) !== 'manual')
    .map(({ syncType, stored }) => `${syncTypes[syncType]} ${frequencies[stored.frequency].toLowerCase()}`).join(', ');
}

function createRow(client, syncType, actions) {
  const { element, parts } = instance('sync-row');
  let current;
  for (const [value, label] of Object.entries(frequencies)) {
    const option = make('option', '', label);
    option.value = value;
    parts.frequency.append(option);
  }
  setText(parts.what, syncTypes[syncType]);
  parts.start.hidden = syncType === 'full'; // the button of the whole card
  parts.frequency.setAttribute('aria-label', `How often: ${syncTypes[syncType]} · ${client.name}`);
  parts.start.setAttribute('aria-label', `Sync now: ${syncTypes[syncType]} · ${client.name}`);
  parts.start.addEventListener('click', () => actions.start(client, syncType));
  parts.frequency.addEventListener('change', () => actions.schedule(client, syncType, current, parts.frequency.value));

  return {
    element,
    update({ stored }) {
      current = stored;
      parts.frequency.value = frequencyOf(stored);
      setOptionalText(parts.last, stored?.lastSyncTime ? `last ${whenText(stored.lastSyncTime)}` : '');
    },
  };
}
