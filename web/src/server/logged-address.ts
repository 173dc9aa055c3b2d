/** An address as it may stand in a log: without what a reader asked, and without what opens a draft. */
export function loggedAddress(address: string): string {
  const path = address.replace(/[?#].*$/s, '')
  return path.startsWith('/review/') ? '/review/…' : path
}
