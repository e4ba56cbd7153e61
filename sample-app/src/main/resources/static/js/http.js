// Requests to the sample, and its problem details (RFC 9457) as errors.

export class Problem extends Error {
  constructor(status, problem) {
    const errors = (problem.errors || []).map(error => error.field + ' ' + error.message).join(', ');
    super((problem.title || 'Failed') + ': ' + (errors || problem.detail || status));
    this.status = status;
  }
}

async function answer(response) {
  const text = await response.text();
  const json = /json/.test(response.headers.get('Content-Type') || '') ? JSON.parse(text) : {};
  if (!response.ok) throw new Problem(response.status, json);
  return { json, link: response.headers.get('Link') };
}

export const get = async path => answer(await fetch(path));

export async function send(method, path, body, type = 'application/json') {
  const options = { method };
  if (body !== undefined) {
    options.headers = { 'Content-Type': type };
    options.body = body instanceof Blob ? body : JSON.stringify(body);
  }
  return (await answer(await fetch(path, options))).json;
}
