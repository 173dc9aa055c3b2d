/** What nginx with the shipped configuration writes down while the site is away. */
import {readFileSync} from 'node:fs'
import {expect, onTestFinished, test} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {freePort} from '../support/free-port.ts'
import {prepareNginx} from '../support/nginx.ts'

test('review links, searches and Studio’s secrets are in no log of nginx, though the site is away', async () => {
  const directory = temporaryDirectory('nginx-logs')
  const accesses = `${directory}/access.log`
  const nginx = await prepareNginx({more: `access_log ${accesses};`})
  onTestFinished(async () => {
    await nginx.stop()
    nginx.remove()
    removeDirectory(directory)
  })
  await nginx.start([await freePort()])

  for (const address of [
    '/review/private-token',
    '/Review/private-token',
    '/%72eview/private-token',
    '/search?q=private-question',
    '/fr/search?q=private-question',
    '/search/?q=private-question',
    '/Search?q=private-question',
    '/api/draft-mode/enable?sanity-preview-secret=private-secret',
    '/articles/last-of-all',
  ])
    expect((await fetch(nginx.url + address)).status, address).toBe(502)

  const both = () => [nginx.log(), readFileSync(accesses, 'utf8')]
  const isComplete = (log: string) => log.includes('/articles/last-of-all')
  const message = 'what may be known is logged'
  await expect.poll(() => both().every(isComplete), {message}).toBe(true)
  for (const log of both()) expect(log).not.toContain('private')
})
