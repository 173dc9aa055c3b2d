/** Nothing of one installation is in the builds: two of them run from the same checkout and know nothing of each other. */
import {expect, onTestFinished} from 'vitest'
import type {BrowserContext} from 'playwright-core'
import {test} from '../support/browser.ts'
import {type Masthead, startMasthead} from '../support/masthead.ts'
import {openDocument, textOf} from '../support/studio.ts'

const id = 'article-so-you-didnt-get-the-job'

async function start(title: string): Promise<Masthead> {
  const masthead = await startMasthead()
  onTestFinished(() => masthead.stop())
  await masthead.client.patch(id).set({title}).commit()
  return masthead
}

/** The ports that a profile speaks to. The list grows. */
function portsOf(context: BrowserContext): Set<string> {
  const ports = new Set<string>()
  context.on('request', (request) => {
    const {port, protocol} = new URL(request.url())
    if (protocol.startsWith('http')) ports.add(port)
  })
  return ports
}

const ownPorts = ({site, studio, lake}: Masthead) =>
  [site, studio, lake].map((address) => new URL(address).port)

test('two Studios and two sites from one build show their own content and call their own ports', async ({
  open,
}) => {
  const titles = ['The lighthouse', 'The mountain']
  const installations: Masthead[] = []
  for (const title of titles) installations.push(await start(title))

  for (const [index, masthead] of installations.entries()) {
    const context = await open()
    const ports = portsOf(context)
    const page = await context.newPage()
    await openDocument(page, masthead.studio, {id, type: 'article', token: masthead.token})

    await expect.poll(() => textOf(page, 'title')).toBe(titles[index])
    await page.goto(`${masthead.site}/articles/so-you-didnt-get-the-job`)
    expect(await page.getByRole('heading', {level: 1}).innerText()).toBe(titles[index])
    const foreign = [...ports].filter((port) => !ownPorts(masthead).includes(port) && port !== '')
    expect(foreign).toEqual([])
  }
})
