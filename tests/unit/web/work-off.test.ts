/** What an instance of the site does about a change that it heard of first: in which order, and when something of it fails. */
import {expect, onTestFinished, test} from 'vitest'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {workOff} from '../../../web/src/server/work-off.ts'

const change = readChange({_id: 'tides', _type: 'topic', _rev: 'r', after: {}}) as Change
const effect = {tags: ['tag'], paths: ['/topics/tides']}
const away = () => Promise.reject(new Error('The disk is full.'))

/** Works it off; `done` has what heard of it, in this order. */
function working({
  redirected,
  applied,
}: {
  redirected?: () => Promise<void>
  applied?: () => Promise<void>
}) {
  const done: string[] = []
  const note = (name: string, work?: () => Promise<void>) => async () => {
    done.push(name)
    await work?.()
    return effect
  }
  const worked = workOff(
    change,
    {
      belief: {told: () => void done.push('belief')},
      redirects: {changed: async () => void (await note('redirects', redirected)())},
      invalidation: {apply: note('pages', applied)},
      search: {told: async () => void done.push('search')},
      receipts: {open: () => void done.push('receipt')},
    },
    {writes: true},
  )
  return {worked, done}
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
