// Sallyport in the browser (docs/browser-client.md). The access token lives in a closure, the refresh token in a cookie
// that no script can read.

/** Nobody is signed in: only a new sign-in helps. */
export class SignedOut extends Error {
  name = 'SignedOut';
  constructor(reason) {
    super('signed out');
    this.reason = reason;
  }
}

/** No answer, or not now: nothing has ended. */
export class Unavailable extends Error {
  name = 'Unavailable';
  constructor({ status = 0, retryAfter = 0 } = {}) {
    super('unavailable');
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export function createSallyport({ base = '', apiOrigins = [] } = {}) {
  const home = new URL(base || '/', location.href).origin;
  const trusted = [location.origin, home, ...apiOrigins].map(url => new URL(url).origin);
  const name = 'sallyport ' + home; // of lock, channel and stored key
  const channel = new BroadcastChannel(name);
  const listeners = new Set();

  let status = 'unknown';
  let reason; // the server's, why we are out
  let news = false; // to tell listeners
  let grant = { born: 0, until: 0 }; // and token, csrf; our tabs share one clock
  let refused = 0; // APIs refused what was born until then
  let epoch = 0; // counts sign-outs: earlier requests are not believed
  let flight; // this tab's one refresh
  let heard = () => {};

  const usable = () => grant.born > refused && Date.now() < grant.until;
  const is = (answer, problem) => answer.body.type === 'urn:sallyport:problem:' + problem;
  const say = (kind, more) => channel.postMessage({ kind, ...more });

  function become(next, why, held) {
    news ||= status !== next;
    status = next;
    reason = why;
    grant = held ?? { born: 0, until: 0, csrf: grant.csrf };
  }

  function leave() {
    epoch++;
    become('out');
  }

  // Runs callers' code, so never inside the lock.
  function tell() {
    if (!news) return;
    news = false;
    for (const listener of listeners) queueMicrotask(() => listener(status, reason));
  }

  channel.onmessage = ({ data: { kind, why, held } }) => {
    if (kind === 'ask') {
      if (usable()) say('token', { held: grant });
    } else if (kind === 'over') {
      become('out', why);
    } else if (kind === 'out') {
      leave();
    } else if (kind === 'in' || (status !== 'out' && held.born > grant.born)) {
      news ||= kind === 'in';
      become('in', why, held);
      if (usable()) heard();
    }
    tell();
  };

  async function call(path, init) {
    const response = await fetch(base + path, {
      credentials: 'include',
      cache: 'no-store',
      redirect: 'error',
      keepalive: true, // its cookies arrive though the page is left
      signal: AbortSignal.timeout(10_000),
      ...init,
    }).catch(() => {
      throw new Unavailable();
    });
    const body = (await response.json().catch(() => 0)) || {};
    return { status: response.status, retryAfter: +response.headers.get('Retry-After') || 0, body };
  }

  // Once more with a fresh CSRF token if that is refused.
  async function post(path, headers) {
    let token = home === location.origin ? document.cookie.match(/(?:^|; )__Host-csrf=([^;]+)/)?.[1] : grant.csrf;
    let answer;
    for (const isLast of [false, true]) {
      if (isLast || !token) {
        answer = await call('/auth/csrf');
        token = answer.body.csrf_token;
        if (!token) break;
      }
      answer = await call(path, { method: 'POST', headers: { ...headers, 'X-CSRF-Token': token } });
      if (!is(answer, 'csrf')) break;
    }
    return answer;
  }

  // One tab at a time: no late answer undoes another.
  async function locked(work) {
    try {
      return await navigator.locks.request(name, { signal: AbortSignal.timeout(15_000) }, work);
    } catch (error) {
      throw error.name === 'TimeoutError' ? new Unavailable() : error;
    } finally {
      tell();
    }
  }

  function receive({ access_token, csrf_token, expires_in }, kind) {
    const born = Math.max(Date.now(), refused + 1, grant.born + 1); // clocks are set back at times
    const until = Date.now() + 1000 * (expires_in - Math.min(30, expires_in / 4));
    news ||= kind === 'in';
    become('in', undefined, { token: access_token, csrf: csrf_token, born, until });
    say(kind, { held: grant });
    localStorage.removeItem(name);
  }

  // Kept until an answer is in: with it the server repeats one that got lost, by a reload for example.
  function idempotencyKey() {
    let key = localStorage.getItem(name);
    if (!/^[\w-]{16,128}$/.test(key)) {
      key = crypto.randomUUID();
      try {
        localStorage.setItem(name, key);
      } catch {} // full
    }
    return key;
  }

  async function refresh() {
    if (status !== 'out' && !usable()) {
      await new Promise(done => {
        heard = done;
        setTimeout(done, 60);
        say('ask');
      });
    }
    if (status === 'out') throw new SignedOut(reason);
    if (usable()) return grant;
    const before = epoch;
    const answer = await post('/auth/refresh', { 'Idempotency-Key': idempotencyKey() });
    const { access_token, type, reason: why } = answer.body;
    if (type && [401, 403].includes(answer.status)) localStorage.removeItem(name);
    if (epoch !== before) throw new SignedOut();
    if (is(answer, 'invalid-refresh-token')) {
      become('out', why);
      say('over', { why });
      throw new SignedOut(why);
    }
    if (!access_token) throw new Unavailable(answer);
    receive(answer.body, 'token');
    return grant;
  }

  async function current() {
    if (status === 'out') throw new SignedOut(reason);
    if (usable()) return grant;
    flight ??= locked(refresh).finally(() => (flight = undefined));
    return flight;
  }

  const wake = () => document.hidden || current().catch(() => {});
  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    become('unknown'); // nothing was heard meanwhile
    tell();
    wake();
  });

  return {
    get status() {
      return status;
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async token() {
      return (await current()).token;
    },

    async fetch(input, init) {
      const request = new Request(input, init);
      if (!trusted.includes(new URL(request.url).origin)) return fetch(request);
      const send = held => {
        const copy = request.clone();
        copy.headers.set('Authorization', 'Bearer ' + held.token);
        return fetch(copy);
      };
      const used = await current();
      const response = await send(used);
      const challenge = response.headers.get('WWW-Authenticate') ?? '';
      if (response.status !== 401 || !challenge.includes('error="invalid_token"')) return response;
      refused = Math.max(refused, used.born);
      return send(await current());
    },

    signIn({ username, password, newPassword }) {
      return locked(async () => {
        const before = epoch;
        const { body, ...answer } = await call('/auth/login', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ username, password, new_password: newPassword }),
        });
        const ok = !!body.access_token && epoch === before;
        if (ok) receive(body, 'in');
        return { ok, ...answer, problem: body.type && body };
      });
    },

    async signOut() {
      leave(); // at once, whatever the server says then
      say('out');
      tell();
      await locked(async () => {
        const answer = await post('/auth/logout');
        if (status !== 'out') {
          leave(); // somebody signed in while we waited
          say('out');
        }
        if (answer.status !== 204 && !is(answer, 'invalid-refresh-token')) throw new Unavailable(answer);
      });
    },
  };
}
