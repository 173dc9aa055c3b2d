/** What an instance of the site does about a change that it heard of first: in which order, and when something of it fails. */
import {expect, onTestFinished, test} from 'vitest'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import type {Told} from '../../../web/src/invalidation/invalidation.ts'
import {notFoundPath} from '../../../web/src/server/reader-pages.ts'
import {workOff, type WorkOffOptions} from '../../../web/src/server/work-off.ts'

const change = readChange({
  _id: 'tides',
  _type: 'topic',
  _rev: 'r',
  after: {slug: 'tides'},
}) as Change
const effect = {tags: ['tag'], paths: ['/topics/tides']}
const away = () => Promise.reject(new Error('The disk is full.'))

/** Works it off; `done` has what heard of it, in this order. */
function working(
  {
    redirected,
    applied,
  }: {
    redirected?: () => Promise<void>
    applied?: (told: Told | undefined) => Promise<void>
  },
  options: WorkOffOptions = {writes: true},
) {
  const done: string[] = []
  const receipts: unknown[] = []
  const note = (name: string, work?: () => Promise<void> | undefined) => async () => {
    done.push(name)
    await work?.()
    return effect
  }
  const worked = workOff(
    change,
    {
      belief: {told: () => void done.push('belief')},
      redirects: {changed: async () => void (await note('redirects', redirected)())},
      invalidation: {apply: async (_change, told) => note('pages', () => applied?.(told))()},
      search: {told: async () => void done.push('search')},
      receipts: {
        open: (published) => {
          done.push('receipt')
          receipts.push(published)
        },
      },
    },
    options,
  )
  return {worked, done, receipts}
}

/** What failed with nobody to hear of it, until the test is over. */
function unheard(): unknown[] {
  const reasons: unknown[] = []
  const note = (reason: unknown) => reasons.push(reason)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  return reasons
}

const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 5))

test('redirects hear of it before any page is rendered, and are waited for', async () => {
  const writing = Promise.withResolvers<void>()
  const {worked, done} = working({redirected: () => writing.promise})

  void worked.then(() => done.push('worked off'))
  await aMoment()
  expect(done).toEqual(['belief', 'redirects', 'pages', 'search'])
  writing.resolve()

  expect(await worked).toEqual(effect)
})

/** The lake says that these pages are concerned. */
const telling =
  (...told: Parameters<Told>) =>
  async (tell: Told | undefined) =>
    tell?.(...told)

test('whoever may ask what became of it has a receipt of the pages that an address can show, the own one in its revision', async () => {
  const pages = ['/topics/tides', '/topics', notFoundPath]
  const known = {isAll: true, isAgain: true}
  const applied = telling(pages, known)

  const {worked, done, receipts} = working({applied}, {writes: true, transaction: 't1'})
  await worked

  expect(done).toEqual(['belief', 'redirects', 'pages', 'receipt', 'search'])
  const followed = [
    {path: '/topics/tides', revision: 'r'},
    {path: '/topics', revision: null},
  ]
  expect(receipts).toEqual([{transaction: 't1', document: 'tides', pages: followed, ...known}])
})

test('of what nobody can ask about there is no receipt', async () => {
  const {worked, done} = working({applied: telling(['/topics/tides'], {isAll: true})})
  await worked

  expect(done).not.toContain('receipt')
})

test('redirects may fail before they are waited for, and are heard of then', async () => {
  const reasons = unheard()
  const {worked} = working({redirected: away, applied: aMoment})

  await expect(worked).rejects.toThrow('full')
  expect(reasons).toEqual([])
})

test('where the lake does not say what it concerns, that is what failed, whatever became of redirects', async () => {
  const reasons = unheard()
  const asked = () => Promise.reject(new Error('The lake is away.'))
  const {worked} = working({redirected: () => aMoment().then(away), applied: asked})

  await expect(worked).rejects.toThrow('away')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(reasons).toEqual([])
})
