// Accounts, transfers and imports.

import { amount, count } from './format.js';
import { attempt, say } from './log.js';
import { get, send } from './http.js';

const PAGE = 10;
const MANY = 100_000;
const at = id => document.getElementById(id);
let page = '';
let next = null;
let importing = 0;

const firstPage = () => {
  const owner = at('search').owner.value.trim();
  return 'accounts?limit=' + PAGE + (owner ? '&owner=' + encodeURIComponent(owner) : '');
};

export async function showAccounts() {
  const wanted = page || firstPage();
  const { json: accounts, link } = await get(wanted);
  if (wanted !== (page || firstPage())) return;
  at('accounts').replaceChildren(...accounts.map(account => {
    const row = document.createElement('tr');
    [account.id, account.owner, amount(account.balance)].forEach((text, i) => {
      const cell = row.insertCell();
      cell.textContent = text;
      if (i !== 1) cell.className = 'number';
    });
    return row;
  }));
  next = link && /<([^>]*)>; rel="next"/.exec(link)?.[1];
  at('no-accounts').hidden = accounts.length > 0;
  at('next-page').hidden = !next;
  at('first-page').hidden = !page;
}

function onSubmit(id, action) {
  const form = at(id);
  form.addEventListener('submit', event => {
    event.preventDefault();
    attempt(form.querySelector('button'), async () => {
      await action(Object.fromEntries(new FormData(form)), form);
      await showAccounts();
    });
  });
}

async function importFile(file, type) {
  importing++;
  try {
    const done = await send('POST', 'imports', file, type);
    say(`${count(done.rows)} accounts were imported in ${(done.millis / 1000).toFixed(1)} s.`, 'good');
  } finally {
    importing--;
  }
}

function madeUp() {
  const lines = [];
  for (let i = 1; i <= MANY; i++) lines.push(JSON.stringify({ owner: 'Someone ' + i, balance: (i % 1000) + 0.25 }));
  return new Blob([lines.join('\n')]);
}

export function showImports(imports) {
  const running = imports.filter(one => one.state === 'RUNNING');
  at('import-progress').hidden = running.length === 0 && importing === 0;
  at('import-rows').textContent = count(running.reduce((sum, one) => sum + one.rows, 0)) + ' rows so far';
}

export function listen() {
  onSubmit('open', async wanted => {
    const account = await send('POST', 'accounts', wanted);
    say(`Account ${account.id} was opened for ${account.owner}.`);
  });
  onSubmit('transfer', async wanted => {
    const transfer = await send('POST', 'transfers', wanted);
    say(`${amount(transfer.amount)} went from account ${transfer.from} to account ${transfer.to}.`);
  });
  onSubmit('import', ({ file }) => importFile(file, /\.csv$/i.test(file.name) ? 'text/csv' : 'application/x-ndjson'));
  const click = (id, action) => at(id).addEventListener('click', event => attempt(event.currentTarget, async () => {
    await action();
    await showAccounts();
  }));
  click('import-many', () => importFile(madeUp(), 'application/x-ndjson'));
  click('examples', () => send('POST', 'dashboard/controls/examples'));
  click('next-page', () => page = next);
  click('first-page', () => page = '');
  let typing;
  at('search').addEventListener('input', () => {
    clearTimeout(typing);
    page = '';
    typing = setTimeout(() => showAccounts().catch(failure => say(failure.message, 'bad')), 250);
  });
  at('search').addEventListener('submit', event => event.preventDefault());
}
