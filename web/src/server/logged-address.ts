/** An address as it may stand in a log: without what a reader asked, and without what opens a draft, however that is spelled. */
export function loggedAddress(address: string): string {
  const path = address.replace(/[?#].*$/s, '')
  const [, before] = /^(.*?\/)review\//is.exec(plainly(path)) ?? []
  return before === undefined ? path : `${before}review/…`
}

/** With its escapes resolved, each by itself: what is no text stays in the rest. */
const plainly = (path: string): string =>
  path.replace(/%[0-9a-f]{2}/gi, (escape) =>
    String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
  )
