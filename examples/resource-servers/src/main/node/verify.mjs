// Judges access tokens with jose: node verify.mjs ISSUER AUDIENCE, a token a line on standard input,
// a verdict a line on standard output.
import { createInterface } from 'node:readline'
// snippet: jose
import { createRemoteJWKSet, jwtVerify } from 'jose'

const [issuer, audience] = process.argv.slice(2)
const metadata = await fetch(new URL('/.well-known/oauth-authorization-server', issuer))
const { jwks_uri } = await metadata.json()
const keys = createRemoteJWKSet(new URL(jwks_uri))

async function verify(token) {
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience,
    typ: 'at+jwt',
    algorithms: ['RS256', 'ES256', 'Ed25519'],
    requiredClaims: ['sub', 'exp', 'roles'],
  })
  return payload.roles
}
// end of snippet

for await (const token of createInterface({ input: process.stdin })) {
  try {
    console.log('accepted ' + (await verify(token)).join(' '))
  } catch (refusal) {
    console.log('refused ' + (refusal.code ?? refusal.message))
  }
}
