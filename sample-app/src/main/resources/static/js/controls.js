// The buttons, and what they have led to.

import { count } from './format.js';
import { attempt, say } from './log.js';
import { get, send, Problem } from './http.js';

const CONTROLS = 'dashboard/controls/';
const SLOW_SECONDS = 30;
const at = id => document.getElementById(id);
let state = null;
let suspended = false;

function onClick(id, action) {
  at(id).addEventListener('click', event => attempt(event.currentTarget, action));
}

async function slowReport() {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1) + ' s';
  say('A slow report has begun.');
  try {
    await get('reports/turnover?delay=' + SLOW_SECONDS);
    say('The report was there after ' + seconds() + '.');
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status !== 504) throw failure;
    say('The report was stopped on the server after ' + seconds() + '; its connection is in use again.', 'good');
  }
}

async function toggleSuspend() {
  await send('POST', CONTROLS + (suspended ? 'pool/resume' : 'pool/suspend'));
  say(suspended ? 'The pool lends again.' : 'The pool is suspended: whoever wants a connection waits.');
}

async function toggleDatabase() {
  if (state.database === 'RUNNING') {
    await send('POST', CONTROLS + 'database/stop');
    say('The database was stopped.', 'bad');
  } else {
    say('The database is starting …');
    await send('POST', CONTROLS + 'database/start');
    say('The database runs again.', 'good');
  }
}

export function listen() {
  const load = at('load');
  const show = () => {
    at('users-value').textContent = load.users.value;
    at('writes-value').textContent = load.writes.value + ' %';
  };
  load.addEventListener('input', show);
  show();
  load.addEventListener('submit', event => {
    event.preventDefault();
    attempt(at('start-load'), async () => {
      const wanted = { users: Number(load.users.value), writes: Number(load.writes.value) };
      await send('POST', CONTROLS + 'load', wanted);
      say(wanted.users + ' users have begun, ' + wanted.writes + ' % of what they do are transfers.');
    });
  });
  onClick('stop-load', async () => {
    await send('DELETE', CONTROLS + 'load');
    say('The load has ended.');
  });
  onClick('slow-report', slowReport);
  onClick('suspend', toggleSuspend);
  onClick('evict', async () => {
    await send('POST', CONTROLS + 'pool/evict');
    say('All connections are being replaced.');
  });
  onClick('database', toggleDatabase);
}

export function showControls(vitals) {
  state = vitals.controls;
  suspended = vitals.point.suspended;
  document.querySelectorAll('.needs-controls').forEach(element => element.hidden = !state);
  document.querySelectorAll('.needs-database').forEach(element => element.hidden = !state?.database);
  at('no-controls').hidden = state != null;
  at('suspend').textContent = suspended ? 'Resume the pool' : 'Suspend the pool';
  at('suspend-text').textContent = suspended ? 'serves those who wait' : 'lends nothing; callers wait';
  if (!state) return;
  const { load } = state;
  at('stop-load').disabled = !load;
  at('start-load').textContent = load ? 'Change' : 'Start';
  at('load-state').textContent = load
    ? `${load.users} users at work: ${count(load.done)} done, ${count(load.failed)} failed.`
    : 'Users who look at accounts and transfer money.';
  if (state.database) {
    const database = at('database');
    const running = state.database === 'RUNNING';
    database.textContent = running ? 'Stop the database' : 'Start the database';
    database.classList.toggle('danger', running);
    database.classList.toggle('main', !running);
    database.disabled = state.database === 'STARTING';
    at('database-text').textContent = { RUNNING: 'as a power failure would', STOPPED: 'with all that it held', STARTING: 'is starting …' }[state.database];
  }
}
