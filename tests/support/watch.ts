/**
 * What a browser profile does that it should not: ask anybody but this machine. Each request that was meant for elsewhere is
 * written down, unless the page's own Content Security Policy stopped it: that is the policy at work.
 */
import type {BrowserContext, Request} from 'playwright-core'

/**
 * `strict`: a page that runs into its own Content Security Policy is at fault as well. Readers' pages must not.
 * `quiet`: and one that writes an error into the console. An editor's must not while all is well. Warnings are left out: Studio gives
 * some on a machine that is merely slow.
 */
export type Policy = 'quiet' | 'strict' | 'lenient'

/** Whether a request to this address stays on the machine. */
export function staysHere(address: string): boolean {
  const {protocol, hostname} = new URL(address)
  if (['data:', 'blob:', 'about:', 'chrome:', 'chrome-extension:'].includes(protocol)) return true
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1'
}

/** Who else is here is told over a socket, which a busy machine may lose; Studio then opens another. */
const socketLost = /WebSocket (?:is already in CLOSING|connection to)/

/** Write down what this profile does that it should not, but for what the console is `expected` to say. The function returned gives the findings so far. */
export function watch(context: BrowserContext, policy: Policy = 'lenient', expected?: RegExp) {
  const findings: string[] = []
  const abroad = new Set<Request>()
  context.on('request', (request) => {
    if (!staysHere(request.url())) abroad.add(request)
  })
  context.on('requestfailed', (request) => {
    if (!abroad.delete(request)) return
    if (policy !== 'quiet' && /csp/i.test(request.failure()?.errorText ?? '')) return
    findings.push(`a request (${request.resourceType()}) was meant for ${request.url()}`)
  })
  context.on('requestfinished', (request) => {
    if (abroad.delete(request)) findings.push(`a request left the machine: ${request.url()}`)
  })
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      if (!staysHere(socket.url())) findings.push(`a socket was meant for ${socket.url()}`)
    })
  })
  context.on('console', (message) => {
    const {url} = message.location()
    if (policy === 'lenient' || message.type() !== 'error') return
    if (policy === 'strict' && !/Content Security Policy/i.test(message.text())) return
    const finding = `the console says at ${url} : ${message.text()}`
    const isKnown = [socketLost, ...(expected ? [expected] : [])].some((one) => one.test(finding))
    if (!isKnown) findings.push(finding)
  })
  return () => [
    ...findings,
    ...[...abroad].map((request) => `a request waits for ${request.url()}`),
  ]
}
