/**
 * What stands at Studio's address until Studio does (`npm run dev`): a page that says so, asks by itself and becomes Studio.
 *
 * Runs on Node 18 with nothing installed, as the set-up does. It gives the port up before the parts start, so the page asks on where
 * nobody answers for a moment.
 */
import {createServer} from 'node:http'

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Studio is being built</title>
<style>
  body {display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 0 1.5rem; font: 1rem/1.5 system-ui, sans-serif}
  main {max-width: 34rem}
  h1 {margin: 0; font-size: 1.25rem}
</style>
<main>
  <h1>Studio is being built</h1>
  <p>This takes about a minute; the first time a few, because its dependencies are fetched as well. The terminal in which you started it says how far it is.</p>
  <p>This page becomes Studio by itself.</p>
  <noscript><p>Without scripts it does not: reload it.</p></noscript>
</main>
<script>
  const ask = async () => {
    const answer = await fetch(location.href, {cache: 'no-store'}).catch(() => undefined)
    if (answer?.ok) location.reload()
    else setTimeout(ask, 1000)
  }
  setTimeout(ask, 1000)
</script>
`

/**
 * Resolves to what ends it. Where the port is taken, there is nothing to say: whoever has it answers, and the start names the problem.
 * @param {number} port
 * @returns {Promise<() => Promise<void>>}
 */
export function sayThatItIsBeingBuilt(port) {
  const server = createServer((_, response) => {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '1',
      connection: 'close', // one that is kept would keep the port, too, where it cannot be cut (below)
    }
    response.writeHead(503, headers).end(page)
  })
  const end = () =>
    new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      server.close(() => resolve())
      server.closeAllConnections?.() // since Node 18.2
    })
  return new Promise((resolve) => {
    server.once('error', () => resolve(async () => undefined))
    server.listen(port, '127.0.0.1', () => resolve(end))
  })
}
