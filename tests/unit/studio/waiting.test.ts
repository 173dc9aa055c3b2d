/** When Studio says that words are not saved, on the document that Studio itself writes into. */
import {BufferedDocument, Mutation} from '@sanity/mutator'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {waiting} from '../../../studio/src/saving/waiting.ts'

const id = 'drafts.tides'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A form whose words the lake takes, and tells, 150 ms after they were sent. */
function openForm() {
  const document = new BufferedDocument({_id: id, _type: 'article', _rev: 'r0', title: ''})
  const lake = {answers: true, held: [] as (() => void)[]}
  const said: boolean[] = []
  let isSyncing = false
  let syncedAgain = 0
  const wait = waiting((isLong) => void said.push(isLong))
  const hear = () => wait.hear({isSyncing, revision: document.document.HEAD?._rev})
  document.onConsistencyChanged = (isConsistent) => {
    if (isConsistent && isSyncing) syncedAgain++
    isSyncing = !isConsistent
    hear()
  }
  document.commitHandler = ({mutation, success}) => {
    const take = () => {
      success()
      const {transactionId, mutations} = mutation.params
      const previousRev = document.document.HEAD?._rev
      document.arrive(
        new Mutation({mutations, transactionId, previousRev, resultRev: transactionId}),
      )
      hear()
    }
    if (lake.answers) setTimeout(take, 150)
    else lake.held.push(take)
  }
  let title = ''
  return {
    lake,
    said,
    syncedAgain: () => syncedAgain,
    /** A key every 120 ms; what was typed is sent once a second. */
    async type(seconds: number) {
      for (let key = 1; key <= seconds * 8; key++) {
        title += 'x'
        document.add(new Mutation({mutations: [{patch: {id, set: {title}}}]}))
        if (key % 8 === 0) void document.commit()
        await vi.advanceTimersByTimeAsync(120)
      }
    },
  }
}

test('who types on without a pause is told nothing while each second is saved', async () => {
  const form = openForm()

  await form.type(20)

  expect(form.syncedAgain()).toBe(0) // and yet
  expect(form.said).not.toContain(true)
})

test('who types on while the lake takes nothing is told so, until it takes something', async () => {
  const form = openForm()
  await form.type(3)
  form.lake.answers = false

  await form.type(8)
  expect(form.said.at(-1)).toBe(true)
  form.lake.held.shift()?.()

  expect(form.said.at(-1)).toBe(false)
})
