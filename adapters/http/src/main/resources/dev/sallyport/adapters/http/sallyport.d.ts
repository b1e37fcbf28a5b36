// The types of sallyport.js, see docs/browser-client.md.

/** `unknown` until the server, or another tab, was asked for the first time. */
export type Status = 'unknown' | 'in' | 'out';

/** Why a session is over, in the server's word: the `reason` of `invalid-refresh-token`. */
export type Reason = 'expired' | 'ended' | 'replayed' | 'unknown';

/** A problem document (RFC 9457). */
export interface Problem {
  /** Such as `urn:sallyport:problem:invalid-credentials`. */
  type: string;
  title: string;
  status: number;
  request_id: string;
  errors?: { field: string; reason: string }[];
  reason?: string;
}

/** Nobody is signed in: only a new sign-in helps. */
export class SignedOut extends Error {
  readonly name: 'SignedOut';
  /** Missing if somebody signed out. */
  readonly reason?: Reason;
}

/** The server gave no answer, or can't do it now. Nothing has ended. */
export class Unavailable extends Error {
  readonly name: 'Unavailable';
  /** The answer's, or 0 if there was none. */
  readonly status: number;
  /** Seconds to wait before the next try; 0 if the server named none. */
  readonly retryAfter: number;
}

export interface Options {
  /** The origin of Sallyport, such as `https://auth.example.com`. Empty: the page's own. */
  base?: string;
  /** Further origins that get the access token. Sallyport's and the page's own always do. */
  apiOrigins?: string[];
}

export interface Credentials {
  username: string;
  password: string;
  /** For a password that must be changed (403 `password-change-required`). */
  newPassword?: string;
}

export interface SignIn {
  ok: boolean;
  /** The status of the answer. */
  status: number;
  /** Seconds to wait before the next try; 0 if the server named none. */
  retryAfter: number;
  /** What was refused, unless it is `ok`. */
  problem?: Problem;
}

export interface Sallyport {
  readonly status: Status;

  /** Calls the listener after each change, and after each sign-in. Returns what takes it away again. */
  onChange(listener: (status: Status, reason?: Reason) => void): () => void;

  /** A fresh access token. @throws SignedOut, Unavailable */
  token(): Promise<string>;

  /** Like `fetch`, with the access token where it belongs, and once more with a new one. @throws SignedOut, Unavailable */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;

  /** @throws Unavailable if there was no answer */
  signIn(credentials: Credentials): Promise<SignIn>;

  /** Signs out here, in all tabs, and at the server. @throws Unavailable if the server was not told */
  signOut(): Promise<void>;
}

export function createSallyport(options?: Options): Sallyport;
