// The dashboard: puts its parts together, and says who is signed in and whether the host is there.
import { HostApi, Refusal } from './api.js';
import { ClientForm } from './client-form.js';
import { ClientsView } from './clients-view.js';
import { byId, setOptionalText, setText } from './dom.js';
import { pageTitle } from './format.js';
import { HistoryView } from './history-view.js';
import { JobProgressError } from './job-progress.js';
import { Live } from './live.js';
import { Milestones } from './milestones.js';
import { Notices } from './notices.js';
import { RunsView } from './runs-view.js';
import { SignIn } from './sign-in.js';
import { Titles } from './titles.js';

const retryMilliseconds = 2_000;
const dateMilliseconds = 60_000;
const away = 'The host is away, trying again…';
const noRoutes = 'This host has no progress to show: '
  + 'the plugin suasor_media_sync is not loaded, or its routes are not below /api/v1.';
const connectionNames = { streaming: 'Live', polling: 'Polling', away: 'Away' };

let connection = '';
let today = new Date().toDateString();

const api = new HostApi(beginAgain);
const notices = new Notices();
const milestones = new Milestones();
const titles = new Titles(api, () => render());
const history = new HistoryView(api, titles, notices);
const runs = new RunsView(api, titles, notices, onEnd);
const clients = new ClientsView(api, titles, { start, schedule });
const signIn = new SignIn(api, (user) => {
  showDashboard(user);
  byId('running-heading').focus();
});
const live = new Live({ onRuns, onConnection, onRefused });
new ClientForm(addClient);

byId('sign-out').addEventListener('click', () => notices.attempt(async () => {
  await api.signOut();
  beginAgain();
}));

function render() {
  runs.render();
  history.render();
  announce();
}

function announce() {
  const known = runs.runs.filter((run) => titles.knows(run));
  notices.announce(known.map((run) => milestones.next(run, titles.of(run))).filter(Boolean).join('. '));
}

async function refresh(...views) {
  await notices.attempt(() => Promise.all(views.map((view) => view.refresh())));
}

function showTitle() {
  document.title = pageTitle(runs.activeRuns, connection);
}

// A page of its own for each session: nothing of one, not even an answer that is still on its way, is seen in the next.
function beginAgain() {
  location.reload();
}

async function showDashboard(user) {
  signIn.hide();
  setText(byId('user-name'), user.isAdmin ? `${user.name} (admin)` : user.name);
  byId('account').hidden = byId('dashboard').hidden = false;
  await refresh(clients, history);
  live.start();
  setInterval(lookAtTheDate, dateMilliseconds);
}

// What was today is yesterday after midnight.
function lookAtTheDate() {
  const now = new Date().toDateString();
  if (now === today) return;
  today = now;
  refresh(clients, history);
}

function onRuns(list) {
  runs.update(list);
  announce();
  showTitle();
}

async function onEnd() {
  await refresh(history, clients);
  announce(); // who has not been listed has not been announced
}

function onConnection(now) {
  const wasAway = connection === 'away';
  connection = now;
  byId('connection').dataset.connection = now;
  setOptionalText(byId('connection'), connectionNames[now] ?? '');
  setText(byId('away'), now === 'away' ? away : '');
  showTitle();
  if (wasAway) refresh(clients, history);
}

function onRefused(problem) {
  if (!(problem instanceof JobProgressError)) throw problem;
  if (problem.status === 401) return beginAgain();
  notices.complain(problem.status === 404 ? noRoutes : problem.message);
}

function start(client, syncType) {
  return notices.attempt(async () => {
    const { runID, existing } = await api.startSync(client?.id, syncType);
    if (runID !== null) runs.expect(runID);
    notices.tell(existing ? 'This is running already.' : 'Started.');
  });
}

function schedule(client, syncType, stored, frequency) {
  return notices.attempt(async () => {
    if (stored) await api.changeStoredSync(stored.id, { frequency, enabled: true });
    else await api.storeSync(client.id, syncType, frequency);
    await clients.refresh();
  });
}

async function addClient(client) {
  await api.addClient(client);
  await clients.refresh();
}

// A page that is opened while the host is away waits for it.
async function begin() {
  try {
    const user = await api.whoIsSignedIn();
    setText(byId('away'), '');
    if (user) showDashboard(user);
    else signIn.show();
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    setText(byId('away'), away);
    setTimeout(begin, retryMilliseconds);
  }
}

begin();
