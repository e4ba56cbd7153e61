// The pool now: its slots, numbers and connections, and the statements that run.

import { age, count, millis, rate } from './format.js';
import { attempt, say } from './log.js';
import { send } from './http.js';

const at = id => document.getElementById(id);
const STATES = { IDLE: 'free', IN_USE: 'in use', CLEANING: 'cleaning up', VALIDATING: 'checking', CLOSING: 'closing' };
const MOST_SLOTS = 60;

function showSlots(point, connections) {
  const wanted = connections.map(one => ({ state: one.state + (one.leaving ? ' leaving' : ''), text: one.id }));
  for (let i = 0; i < point.connecting; i++) wanted.push({ state: 'CONNECTING', text: '…' });
  while (wanted.length < Math.min(point.maxSize, MOST_SLOTS)) wanted.push({ state: '', text: '' });
  const slots = at('slots');
  while (slots.children.length < wanted.length) slots.append(document.createElement('li'));
  while (slots.children.length > wanted.length) slots.lastElementChild.remove();
  wanted.forEach(({ state, text }, i) => {
    slots.children[i].className = state;
    slots.children[i].textContent = text;
  });
}

function showNumbers(vitals) {
  const { point } = vitals;
  at('in-use').textContent = count(point.inUse);
  at('idle').textContent = count(point.idle);
  at('connecting').textContent = count(point.connecting);
  at('waiting').textContent = count(point.waiting);
  at('rate').textContent = rate(point.statements);
  at('errors').textContent = point.errors > 0 ? rate(point.errors) + ' failures/s' : '';
  at('acquire-median').textContent = millis(point.acquire?.median);
  at('acquire-p99').textContent = millis(point.acquire?.p99);
  at('statement-median').textContent = millis(point.statement?.median);
  at('statement-p99').textContent = millis(point.statement?.p99);
  at('suspended').hidden = !point.suspended;
  at('failure').hidden = !vitals.failure;
  at('failure').textContent = vitals.failure || '';
}

function newRow(id, mayKill) {
  const row = document.createElement('tr');
  row.dataset.id = id;
  row.innerHTML = '<td class="number"></td><td><span></span></td><td class="number"></td>'
    + '<td class="number optional"></td><td class="sql"></td>';
  if (mayKill) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'small';
    button.textContent = 'Kill';
    button.setAttribute('aria-label', 'Kill connection ' + id);
    button.addEventListener('click', () => attempt(button, async () => {
      await send('DELETE', 'dashboard/controls/connections/' + id);
      say('Connection ' + id + ' was killed on the server.');
    }));
    const cell = document.createElement('td');
    cell.className = 'number';
    cell.append(button);
    row.append(cell);
  }
  return row;
}

// Rows are kept, so that a button keeps the focus while numbers change.
function showConnections(connections, mayKill) {
  const body = at('connections');
  const rows = new Map([...body.rows].map(row => [Number(row.dataset.id), row]));
  const sorted = [...connections].sort((a, b) => a.id - b.id);
  const ids = new Set(sorted.map(one => one.id));
  rows.forEach((row, id) => ids.has(id) || row.remove());
  sorted.forEach((one, i) => {
    const row = rows.get(one.id) || newRow(one.id, mayKill);
    if (body.rows[i] !== row) body.insertBefore(row, body.rows[i] || null);
    const [id, state, old, statements, sql] = row.cells;
    id.textContent = one.id;
    state.firstElementChild.className = 'state ' + one.state;
    state.firstElementChild.textContent = STATES[one.state] + (one.leaving ? ', leaving' : '');
    old.textContent = age(one.ageMillis);
    statements.textContent = count(one.statements);
    sql.textContent = one.statement || '';
    sql.title = one.statement || '';
  });
}

function showKinds(kinds) {
  at('kinds').replaceChildren(...kinds.map(kind => {
    const row = document.createElement('tr');
    const cells = [kind.summary, rate(kind.perSecond), millis(kind.latency?.median), millis(kind.latency?.p99)];
    cells.forEach((text, i) => {
      const cell = row.insertCell();
      cell.textContent = text;
      if (i > 0) cell.className = 'number';
    });
    return row;
  }));
  at('no-kinds').hidden = kinds.length > 0;
}

export function showPool(vitals) {
  showSlots(vitals.point, [...vitals.connections].sort((a, b) => a.id - b.id));
  showNumbers(vitals);
  showConnections(vitals.connections, vitals.controls != null);
  showKinds(vitals.statements);
}
