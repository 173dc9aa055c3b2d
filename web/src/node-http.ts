/**
 * Node's HTTP for what runs at a start.
 *
 * `import 'node:http'` evaluates every export, and one of them, `WebSocket`, loads all of undici: a fifth of the time
 * in which a start is to answer. Asked for like this, nothing is evaluated that is not used; nor is TLS, where nothing is asked over it.
 */
export const http = process.getBuiltinModule('node:http')

export const httpFor = ({protocol}: {protocol: string}) =>
  protocol === 'https:' ? process.getBuiltinModule('node:https') : http
