// What numbers and states are called. Pure: no page, no clock but the one that is handed in.

const numbers = new Intl.NumberFormat('en-US');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const statuses = {
  pending: 'Waiting', running: 'Running', completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled',
};

export function count(number) {
  return numbers.format(number);
}

export function counted(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function statusName(status) {
  return statuses[status] ?? status;
}

export function joined(parts) {
  return parts.filter((each) => each !== '').join(' · ');
}

export function progressText({ processedItems, totalItems, progressData }) {
  if (processedItems === null) return '';
  if (totalItems === null) return processedItems === 0 ? '' : counted(processedItems, 'item', 'items');
  return `${count(processedItems)} of ${progressData?.totalIsEstimate ? 'about ' : ''}${count(totalItems)}`;
}

export function rateText(itemsPerSecond) {
  if (itemsPerSecond === null || itemsPerSecond <= 0) return '';
  if (itemsPerSecond >= 10) return `${count(Math.round(itemsPerSecond))}/s`;
  if (itemsPerSecond >= 1) return `${itemsPerSecond.toFixed(1)}/s`;
  return `${(itemsPerSecond * 60).toFixed(0)}/min`;
}

// Coarse on purpose: a remaining time that changes with every update tells less.
export function remainingText(seconds) {
  if (seconds === null) return '';
  if (seconds < 5) return 'under 5 s left';
  if (seconds < 57.5) return `about ${Math.round(seconds / 5) * 5} s left`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `about ${minutes} min left`;
  return `about ${hoursAndMinutes(Math.round(minutes / 5) * 5)} left`;
}

export function duration(seconds) {
  if (seconds < 1) return 'less than 1 s';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return hoursAndMinutes(Math.round(whole / 60));
}

function hoursAndMinutes(minutes) {
  const rest = minutes % 60;
  return `${count(Math.floor(minutes / 60))} h${rest ? ` ${rest} min` : ''}`;
}

export function whenText(time, now = new Date()) {
  const then = new Date(time);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (then.toDateString() === now.toDateString()) return `today, ${clock.format(then)}`;
  if (then.toDateString() === yesterday.toDateString()) return `yesterday, ${clock.format(then)}`;
  const date = then.getFullYear() === now.getFullYear() ? day : dayOfYear;
  return `${date.format(then)}, ${clock.format(then)}`;
}

// How long a run took; '' while that is not known.
export function durationText({ startTime, endTime }) {
  if (!startTime || !endTime) return '';
  return duration((Date.parse(endTime) - Date.parse(startTime)) / 1000);
}

// One line on how far a run is, or how it ended.
export function numbersText(run) {
  const took = durationText(run);
  switch (run.status) {
    case 'pending':
      return 'Waiting to start';
    case 'completed':
      return joined(['Completed', counted(run.processedItems ?? 0, 'item', 'items'), took && `in ${took}`]);
    case 'failed':
      return joined([`Failed at ${run.progress} %`, progressText(run), took && `after ${took}`]);
    case 'cancelled':
      return joined([`Cancelled at ${run.progress} %`, progressText(run), took && `after ${took}`]);
  }
  const { phase } = run.progressData ?? {};
  if (run.totalItems === null || (phase !== undefined && phase !== 'processing')) return run.statusMessage;

  // Of a run that does not move, rate and remaining time are those of a better past.
  const moving = run.liveness !== 'stalled' && run.liveness !== 'lost';
  const numbers = joined([progressText(run), moving ? rateText(run.itemsPerSecond) : '',
    moving ? remainingText(run.etaSeconds) : '']);
  return phase === undefined ? joined([run.statusMessage, numbers]) : numbers;
}

// Why a run does not move, and what comes of it; '' if all is well.
export function warningText(run) {
  switch (run.liveness) {
    case 'stalled':
      return 'Nothing has moved for a while. The run is alive and goes on as soon as it can: '
        + 'perhaps its media server is slow.';
    case 'lost':
      return run.jobName.startsWith('system.media.sync')
        ? 'The host that worked on this run is gone. Another host takes over in a few seconds, from where it stopped.'
        : 'The process that worked on this run is gone. Nobody can continue it: it will end as failed.';
    default:
      return '';
  }
}

// What is to unfold: the items that failed, and the entries of lists that lead nowhere, which do not count as failed.
export function failuresText({ counts, failures }) {
  if (counts.failed > 0) return `${counted(counts.failed, 'item', 'items')} failed`;
  if (failures.length > 0) return 'Some entries of lists are not in the library';
  return '';
}

export function pageTitle(runs, connection) {
  const name = 'Suasor';
  if (connection === 'away') return `Host away – ${name}`;
  if (runs.length === 0) return name;
  const percent = Math.floor(runs.reduce((sum, run) => sum + run.progress, 0) / runs.length);
  return runs.length === 1 ? `${percent} % – ${name}` : `${percent} % of ${runs.length} runs – ${name}`;
}
