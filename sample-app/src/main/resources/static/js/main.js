// Brings the page to life: one event per second from the application's own meters.

import { makeCharts } from './charts.js';
import { showPool } from './pool.js';
import * as controls from './controls.js';
import * as ledger from './ledger.js';
import { get } from './http.js';
import { say } from './log.js';

const TEXTS = { UP: 'Up', DOWN: 'Down', UNKNOWN: 'Connecting', LOST: 'No contact' };
const at = id => document.getElementById(id);
const charts = makeCharts();
let health = 'UNKNOWN';
let accountsShown = false;
let ticks = 0;

function showHealth(status, server) {
  at('server').textContent = server || '';
  if (status === health) return;
  at('health').dataset.health = status;
  at('health-status').textContent = TEXTS[status] || status;
  document.title = (status === 'UP' ? '' : (TEXTS[status] || status) + ' – ') + 'Ledger';
  if (health !== 'UNKNOWN') {
    if (status === 'DOWN') say('The health is down: the database does not answer.', 'bad');
    if (status === 'LOST') say('The application does not answer.', 'bad');
    if (status === 'UP') say('The health is up again.', 'good');
  }
  health = status;
}

function show(vitals) {
  charts.forEach(chart => {
    chart.append(vitals.point);
    chart.draw();
  });
  showHealth(vitals.health, vitals.server);
  showPool(vitals);
  controls.showControls(vitals);
  ledger.showImports(vitals.imports);
  ticks++;
  // Balances move while there is load; else nobody needs to ask.
  if (!accountsShown || (vitals.controls?.load && ticks % 3 === 0)) {
    ledger.showAccounts().then(() => accountsShown = true, () => {});
  }
}

async function listen() {
  const { json: history } = await get('dashboard/history');
  charts.forEach(chart => chart.replace(history));
  const events = new EventSource('dashboard/events');
  events.onmessage = event => show(JSON.parse(event.data));
  events.onerror = () => {
    events.close();
    retry();
  };
}

function retry() {
  showHealth('LOST', '');
  setTimeout(() => listen().catch(retry), 1000);
}

controls.listen();
ledger.listen();
listen().catch(retry);
