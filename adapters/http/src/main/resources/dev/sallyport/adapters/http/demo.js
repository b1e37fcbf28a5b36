// The demo page: what sallyport.js and the server do, step by step. It is no example of an application; docs/browser-client.md is.
import { createSallyport, SignedOut } from '/sallyport.js';

const sallyport = createSallyport();
const $ = id => document.getElementById(id);
const seconds = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

// ---- showing

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function classed(name, made) {
  made.className = name;
  return made;
}

const titled = (title, body) => element('div', '', element('h3', title), body);
const code = text => element('pre', text);
const json = value => code(JSON.stringify(value, null, 2));
const pair = (...parts) => classed('pair', element('div', '', ...parts));
const verdict = (good, text) => classed(good ? 'verdict' : 'verdict no', element('p', text));
const show = (id, ...parts) => $(id).replaceChildren(...parts);
const shortened = text => (text.length > 140 ? `${text.slice(0, 100)}\u2026${text.slice(-24)}` : text);

/** Runs what a button starts, and says so if it can't be done. */
function onClick(id, result, work) {
  $(id).addEventListener('click', async () => {
    $(id).disabled = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SignedOut)) show(result, verdict(false, 'The server did not answer. Try again.'));
    } finally {
      follow(sallyport.status);
    }
  });
}

async function rawAnswer(response) {
  const lines = [`HTTP/1.1 ${response.status}`];
  for (const name of ['content-type', 'www-authenticate', 'retry-after', 'ratelimit', 'x-request-id']) {
    const value = response.headers.get(name);
    if (value) lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\n')}\n\n${await response.text()}`;
}

// ---- tokens

const bytesOf = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
const textOf = bytes =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const encoded = value => textOf(new TextEncoder().encode(JSON.stringify(value)));
const decoded = part => JSON.parse(new TextDecoder().decode(bytesOf(part)));

const ALGORITHMS = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
};

async function publicKeyOf(token) {
  const { keys } = await (await fetch('/.well-known/jwks.json')).json();
  return keys.find(key => key.kid === decoded(token.split('.')[0]).kid);
}

async function isSigned(token, jwk) {
  const [header, claims, signature] = token.split('.');
  const algorithm = ALGORITHMS[decoded(header).alg];
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  return crypto.subtle.verify(algorithm, key, bytesOf(signature), new TextEncoder().encode(`${header}.${claims}`));
}

// ---- the state of the page

let lastToken;
let lastGeneration;
let renewals = 0;
let calls = 0;

function noticed(token) {
  if (token === lastToken) return;
  lastToken = token;
  const { gen } = decoded(token.split('.')[1]);
  $('generation').textContent = gen;
  if (lastGeneration && gen > lastGeneration) {
    renewals += gen - lastGeneration;
    $('renewals').textContent = renewals;
    const line = `${new Date().toLocaleTimeString()} renewed, without a word to you: generation ${lastGeneration} \u2192 ${gen}`;
    $('call-log').prepend(element('li', line));
    while ($('call-log').children.length > 6) $('call-log').lastChild.remove();
  }
  lastGeneration = gen;
}

function tick() {
  const claims = lastToken && sallyport.status === 'in' ? decoded(lastToken.split('.')[1]) : undefined;
  const left = claims ? Math.max(0, claims.exp - Date.now() / 1000) : 0;
  $('life').style.transform = `scaleX(${claims ? left / (claims.exp - claims.iat) : 0})`;
  $('life-text').textContent = !claims
    ? 'No access token.'
    : left > 0
      ? `The access token of generation ${claims.gen} ends in ${seconds.format(left)} s.`
      : 'The access token has ended. The next call renews it.';
}

const OVER = {
  replayed: 'A refresh token of this session was used twice, so two parties had it. The session is over for both of them.',
  ended: 'This session was ended: somewhere else, or because its refresh token was used twice. Nothing works with it any more.',
  expired: 'This session has expired.',
};

function follow(status, reason) {
  const isIn = status === 'in';
  for (const button of document.querySelectorAll('[data-signed-in]')) button.disabled = !isIn;
  $('sign-out').hidden = !isIn;
  if (!isIn) {
    keepCalling(false);
    lastToken = lastGeneration = undefined;
    $('generation').textContent = '\u2013';
  }
  tick();
}

function told(status, reason) {
  const over = status === 'out' ? OVER[reason] : undefined;
  document.documentElement.dataset.status = over ? 'over' : status;
  $('status-text').textContent =
    status === 'in' ? 'Signed in' : over ? 'Session over' : status === 'out' ? 'Signed out' : 'Asking the server\u2026';
  $('alarm').textContent = over ?? '';
  $('alarm').hidden = !over;
  for (const id of ['sign-in-result', 'token-result', 'call-result', 'forge-result', 'sessions-result']) show(id);
  if (status !== 'out') show('theft-result');
  follow(status);
  if (status === 'in') sallyport.token().then(noticed, () => {});
}

// ---- 1: sign in

$('sign-in').addEventListener('submit', async event => {
  event.preventDefault();
  const credentials = { username: $('username').value, password: $('password').value };
  const button = event.submitter ?? $('sign-in').querySelector('button');
  button.disabled = true;
  try {
    const { ok, status, problem, retryAfter } = await sallyport.signIn(credentials);
    if (ok) {
      $('password').value = '';
      show('sign-in-result', verdict(true, 'Signed in. The refresh token went straight into a cookie.'));
    } else {
      const wait = retryAfter ? ` Try again in ${retryAfter} s: whoever guesses has to wait.` : '';
      show('sign-in-result', verdict(false, `${status}: ${problem?.title ?? 'refused.'}${wait}`), titled('The problem document', json(problem)));
    }
  } catch {
    show('sign-in-result', verdict(false, 'The server did not answer. Try again.'));
  } finally {
    button.disabled = false;
  }
});

$('sign-out').addEventListener('click', () => {
  sallyport.signOut().catch(() => show('sign-in-result', verdict(false, 'The server could not be told. Sign out again.')));
  $('username').focus();
});

// ---- 2: the token

onClick('decode', 'token-result', async () => {
  const token = await sallyport.token();
  const [header, claims] = token.split('.').slice(0, 2).map(decoded);
  const jwk = await publicKeyOf(token);
  const checked = jwk
    ? verdict(await isSigned(token, jwk), `${header.alg} signature checked in this page with the key of that kid in the JWKS.`)
    : verdict(false, `No public key: ${header.alg} tokens can be checked by those alone who have the secret.`);
  show('token-result', checked, pair(titled('Header', json(header)), titled('Claims', json(claims))), titled('As it is sent', code(token)));
});

onClick('where', 'token-result', async () => {
  show(
    'token-result',
    titled('document.cookie', code(document.cookie || '(nothing)')),
    verdict(!document.cookie.includes('refresh'), 'The CSRF token, and no refresh token: its cookie is HttpOnly. It is not in any storage either.'),
  );
});

// ---- 3: calls

async function call() {
  const response = await sallyport.fetch('/auth/me');
  const token = await sallyport.token();
  noticed(token);
  $('calls').textContent = ++calls;
  show(
    'call-result',
    pair(
      titled('Request', code(`GET /auth/me HTTP/1.1\nHost: ${location.host}\nAuthorization: Bearer ${shortened(token)}`)),
      titled('Answer', code(await rawAnswer(response))),
    ),
  );
}

let calling;

function keepCalling(on) {
  clearInterval(calling);
  calling = on ? setInterval(() => call().catch(() => {}), 1000) : undefined;
  $('keep-calling').setAttribute('aria-pressed', String(on));
}

onClick('call', 'call-result', call);
onClick('keep-calling', 'call-result', async () => {
  const on = !calling;
  if (on) await call();
  keepCalling(on);
});

// ---- 4: forgeries

async function hs256(input, secret) {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return textOf(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(input)));
}

/** The public key as the file that servers have it in. */
async function pem(jwk) {
  const algorithm = ALGORITHMS[jwk.alg] ?? ALGORITHMS.RS256;
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
  const base64 = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey('spki', key))));
  return new TextEncoder().encode(`-----BEGIN PUBLIC KEY-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END PUBLIC KEY-----\n`);
}

onClick('forge', 'forge-result', async () => {
  const token = await sallyport.token();
  const [header, claims, signature] = token.split('.');
  const jwk = await publicKeyOf(token);
  const confused = `${encoded({ ...decoded(header), alg: 'HS256' })}.${claims}`;
  const forged = {
    'No signature (alg: none)': `${encoded({ ...decoded(header), alg: 'none' })}.${claims}.`,
    'Another user (sub changed)': `${header}.${encoded({ ...decoded(claims), sub: crypto.randomUUID() })}.${signature}`,
    'Public key as HS256 secret': `${confused}.${await hs256(confused, jwk ? await pem(jwk) : new Uint8Array(32))}`,
  };
  const list = classed('list', element('ul'));
  for (const [name, text] of Object.entries(forged)) {
    const response = await fetch('/auth/me', { headers: { Authorization: `Bearer ${text}` } });
    const refused = response.status === 401;
    const what = classed('what', element('div', name, element('small', shortened(text))));
    list.append(element('li', '', what, classed(refused ? 'badge good' : 'badge bad', element('span', `${response.status} ${refused ? 'refused' : 'let in'}`))));
  }
  show('forge-result', list);
});

onClick('csrf', 'forge-result', async () => {
  const response = await fetch('/auth/logout', { method: 'POST' });
  show(
    'forge-result',
    titled('POST /auth/logout with the cookies alone', code(await rawAnswer(response))),
    verdict(response.status === 403, 'Refused, and you are still signed in: cookies come along from any page, the token only from ours.'),
  );
});

// ---- 5: sessions

async function listSessions() {
  const { sessions } = await (await sallyport.fetch('/auth/sessions')).json();
  const list = classed('list', element('ul'));
  for (const session of sessions) {
    const started = new Date(session.started_at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
    const name = session.current ? 'This browser' : browserOf(session.user_agent);
    const what = classed('what', element('div', name, element('small', `${session.address}, since ${started}`)));
    let right;
    if (session.ended) {
      right = classed('badge bad', element('span', `over: ${session.ended.cause.replaceAll('_', ' ')}`));
    } else if (session.current) {
      right = classed('badge good', element('span', 'current'));
    } else {
      right = classed('small', element('button', 'End'));
      right.setAttribute('aria-label', `End the session of ${name}, since ${started}`);
      right.addEventListener('click', async () => {
        await end(session);
        await listSessions();
      });
    }
    list.append(element('li', '', what, right));
  }
  show('sessions-result', list);
  return sessions;
}

function browserOf(userAgent) {
  return userAgent.match(/(Firefox|Edg|Chrome|Safari|curl)\/\d+/)?.[0].replace('/', ' ') ?? 'Another program';
}

const end = session => sallyport.fetch(`/auth/sessions/${session.sid}`, { method: 'DELETE' });

onClick('sessions', 'sessions-result', listSessions);
onClick('end-others', 'sessions-result', async () => {
  const sessions = await listSessions();
  await Promise.all(sessions.filter(session => !session.current && !session.ended).map(end));
  await listSessions();
});
onClick('end-all', 'sessions-result', async () => {
  await sallyport.fetch('/auth/logout-all', { method: 'POST' });
  await sallyport.signOut();
});

// ---- 6: the theft

onClick('steal', 'theft-result', async () => {
  const csrf = document.cookie.match(/__Host-csrf=([^;]+)/)?.[1] ?? '';
  const before = lastGeneration;
  const response = await sallyport.fetch('/demo/theft', { method: 'POST', headers: { 'X-CSRF-Token': csrf } });
  if (!response.ok) {
    show('theft-result', titled('The server did not play along', code(await rawAnswer(response))));
    return;
  }
  const { stolen_token, thief_status, thief_reason } = await response.json();
  const step = (text, ...more) => element('li', '', element('div', text), ...more);
  // The next call of anybody finds out.
  await sallyport.fetch('/auth/me').catch(() => {});
  show(
    'theft-result',
    classed(
      'timeline',
      element(
        'ol',
        '',
        step('The thief copies the cookie:', code(`__Host-Http-refresh=${stolen_token}`)),
        step(`You refresh as always: generation ${before ?? '?'} is spent, your browser has the next one.`),
        step('The thief presents the copy:', code(`HTTP/1.1 ${thief_status}  invalid-refresh-token, reason: ${thief_reason}`)),
        step('The session is over for both, access tokens included. The copy above is worth nothing: it was spent before you saw it.'),
      ),
    ),
  );
});

// ---- curl

function curls() {
  const at = location.origin;
  const headers = `printf '%s\\n' "$A" | awk -F'[ ;]' 'tolower($1) == "set-cookie:" {c = c s $2; s = "; "} /__Host-csrf=/ {t = substr($2, 13)} END {print "Cookie: " c; print "X-CSRF-Token: " t}'`;
  const none = encoded({ alg: 'none', kid: 'x', typ: 'at+jwt' });
  return {
    'sign-in': `A=$(curl -sSi -H 'Content-Type: application/json' -d '{"username":"demo","password":"\u2026"}' ${at}/auth/login); printf '%s\\n' "$A"`,
    token: `T=$(printf '%s' "$A" | sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p'); printf '%s' "$T" | cut -d. -f2 | tr '_-' '/+' | base64 -d 2> /dev/null; curl -sS ${at}/.well-known/jwks.json`,
    call: `curl -sSi -H "Authorization: Bearer $T" ${at}/auth/me`,
    forge: `curl -sSi -H "Authorization: Bearer ${none}.$(printf '%s' "$T" | cut -d. -f2)." ${at}/auth/me\n${headers} | grep Cookie | curl -sSi -X POST -H @- ${at}/auth/logout`,
    sessions: `curl -sSi -H "Authorization: Bearer $T" ${at}/auth/sessions`,
    theft: `${headers} > headers; curl -sSi -X POST -H @headers ${at}/auth/refresh; curl -sSi -X POST -H @headers ${at}/auth/refresh`,
  };
}

for (const [name, line] of Object.entries(curls())) document.querySelector(`[data-curl="${name}"]`).textContent = line;

// ---- begin

sallyport.onChange(told);
setInterval(tick, 250);
follow('unknown');
sallyport.token().then(noticed, error => {
  if (!(error instanceof SignedOut)) show('sign-in-result', verdict(false, 'The server does not answer. Try again later.'));
});
