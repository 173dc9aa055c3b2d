import {Mutation as Mutator} from '@sanity/mutator'
import fc from 'fast-check'
import {applyPatch} from 'mendoza'
import {expect, test} from 'vitest'
import type {Change, Commit, Dataset, StoredDocument} from '../../../lake/src/dataset.ts'
import {createLake, type Lake} from '../../../lake/src/index.ts'
import {system} from '../../../lake/src/access/identity.ts'
import {openDataset} from '../../../lake/src/open-dataset.ts'
import {openDatabase} from '../../../lake/src/store/database.ts'
import {purgesOf} from '../../../lake/src/store/purge.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {seed} from '../../support/sample.ts'

async function withLake(use: (lake: Lake) => Promise<void>) {
  const directory = temporaryDirectory('lake')
  const lake = createLake({directory})
  try {
    await use(lake)
  } finally {
    await lake.close()
    removeDirectory(directory)
  }
}

const name = fc.constantFrom('a', 'b', 'c')
const group = fc.constantFrom('a', 'b', 'c', 'drafts.a', 'drafts.b', 'versions.r.a')
const text = fc.oneof(fc.lorem({maxCount: 20}), fc.string({unit: 'grapheme', maxLength: 30}))
const items = fc.array(fc.record({_key: fc.constantFrom('x', 'y', 'z'), text}), {maxLength: 3})
const reference = fc.record({_ref: name, _weak: fc.boolean()})
const fields = fc.record(
  {title: text, body: text, count: fc.integer(), items, author: reference},
  {requiredKeys: []},
)
const document = fc.tuple(group, fields).map(([_id, more]) => ({_id, _type: 'article', ...more}))
const patch = fc.record(
  {
    set: fc.oneof(
      fields,
      fc.record({'items[_key=="x"].text': text}),
      fc.record({'seo.title': text, 'seo.noindex': fc.boolean()}),
    ),
    setIfMissing: fc.record({items: fc.constant([]), seo: fc.constant({})}, {requiredKeys: []}),
    unset: fc.subarray(['title', 'items[_key=="y"]', 'items[0]', 'seo']),
    inc: fc.record({count: fc.integer({min: -5, max: 5})}),
    insert: fc.record({after: fc.constant('items[-1]'), items}),
  },
  {requiredKeys: []},
)
const mutation = fc.oneof(
  fc.record({create: document}),
  fc.record({createOrReplace: document}),
  fc.record({createIfNotExists: document}),
  fc.record({delete: fc.record({id: group})}),
  fc.tuple(group, patch).map(([id, body]) => ({patch: {...body, id}})),
)
const pair = name.map((id) => ({draftId: `drafts.${id}`, publishedId: id}))
const action = fc.oneof(
  fc
    .tuple(pair, patch)
    .map(([ids, body]) => ({actionType: 'sanity.action.document.edit', ...ids, patch: body})),
  pair.map((ids) => ({actionType: 'sanity.action.document.publish', ...ids})),
  pair.map((ids) => ({actionType: 'sanity.action.document.unpublish', ...ids})),
  fc
    .tuple(pair, fc.boolean())
    .map(([{draftId}, purge]) => ({actionType: 'sanity.action.document.discard', draftId, purge})),
)
const step = fc.oneof(
  fc.record({mutations: fc.array(mutation, {minLength: 1, maxLength: 4})}),
  fc.record({actions: fc.array(action, {minLength: 1, maxLength: 2})}),
)

const withoutRevision = (document: StoredDocument | null) => {
  if (!document) return null
  const {_rev, ...rest} = document
  return rest
}

test('whatever is committed can be replayed, by mutations and by effects, and read back from history', async () => {
  let commits = 0
  const work = fc.array(step, {minLength: 5, maxLength: 25})
  await fc.assert(
    fc.asyncProperty(work, (steps) =>
      withLake(async (lake) => {
        commits += await proveReplay(lake, steps as Step[])
      }),
    ),
    {seed, numRuns: 40},
  )

  expect(commits).toBeGreaterThan(40) // the generator must not be refused all the time
})

type Step = {mutations: Record<string, unknown>[]} | {actions: Record<string, unknown>[]}

async function proveReplay(lake: Lake, steps: Step[]): Promise<number> {
  const dataset = lake.datasets.get('production')
  const told: Commit[] = []
  dataset.onCommit((commit) => void told.push(commit))
  const options = {identity: system}
  const purged = new Map<string, number>()
  for (const asked of steps) {
    const done =
      'mutations' in asked
        ? dataset.mutate(asked.mutations, options)
        : dataset.act(asked.actions, options)
    // Refusals are part of the game; they must leave no trace.
    const committed = await done.catch((error: {status?: number}) => {
      if (!error.status || error.status >= 500) throw error
    })
    if (committed && 'actions' in asked)
      for (const {purge, draftId} of asked.actions)
        if (purge) purged.set(draftId as string, dataset.lastSeq)
  }

  const state = new Map<string, StoredDocument | null>()
  for (const {seq, transactionId, changes} of told)
    for (const {documentId, before, after, mutations, effects} of changes) {
      expect(before).toEqual(state.get(documentId) ?? null)
      expect(applyPatch(withoutRevision(before), effects.apply)).toEqual(withoutRevision(after))
      expect(applyPatch(withoutRevision(after), effects.revert)).toEqual(withoutRevision(before))
      const mutator = new Mutator({mutations: structuredClone(mutations), transactionId})
      const replayed = mutator.apply(structuredClone(before)) as StoredDocument | null
      expect(replayed).toEqual(after && {...after, _updatedAt: replayed?._updatedAt})
      const known = seq > (purged.get(documentId) ?? 0) ? after : null
      expect(dataset.history.revision(documentId, {transaction: transactionId})).toEqual(known)
      state.set(documentId, after)
    }

  for (const [id, document] of state) expect(dataset.document(id)).toEqual(document)
  expect(dataset.commitsAfter(0, 1_000)).toEqual(told)
  expect(told.map(({seq}) => seq)).toEqual(told.map((_, index) => index + 1))
  expect([...dataset.snapshot()].filter(pointsNowhere(state))).toEqual([])
  proveErasure(dataset, told, purged)
  return told.length
}

/** Of purged documents the log then tells nothing but their removal, and of all others what it told before. */
function proveErasure(dataset: Dataset, told: Commit[], purged: Map<string, number>) {
  const database = openDatabase(dataset.databaseFile)
  purgesOf(database).eraseUntil(Date.now())
  database.close()

  /** With the purge or before it: one that is made and purged by one request was gone already. */
  const removals = new Map<string, number>()
  for (const {seq, changes} of told)
    for (const {documentId} of changes)
      if (seq <= (purged.get(documentId) ?? 0)) removals.set(documentId, seq)
  const remaining = told.map((commit) => ({
    ...commit,
    changes: commit.changes.flatMap((change): Partial<Change>[] => {
      const last = removals.get(change.documentId) ?? 0
      if (commit.seq > last) return [change]
      return commit.seq < last ? [] : [{documentId: change.documentId, before: null, after: null}]
    }),
  }))
  expect(dataset.commitsAfter(0, 1_000)).toMatchObject(remaining)
}

const pointsNowhere =
  (state: Map<string, StoredDocument | null>) =>
  ({author}: StoredDocument): boolean => {
    const {_ref, _weak} = (author ?? {}) as {_ref?: string; _weak?: boolean}
    return _ref !== undefined && !_weak && !state.get(_ref)
  }

test('commits that are asked for at the same time are made one after the other', () =>
  withLake(async (lake) => {
    const dataset = lake.datasets.get('production')
    const options = {identity: system}
    await dataset.mutate([{create: {_id: 'a', _type: 'counter', count: 0}}], options)
    const count = () => dataset.mutate([{patch: {id: 'a', inc: {count: 1}}}], options)

    await Promise.all(Array.from({length: 50}, count))

    expect(dataset.document('a')).toMatchObject({count: 50})
    expect(dataset.lastSeq).toBe(51)
  }))

test('what is on disk is acknowledged and told, also when the kept answers cannot be looked through', async () => {
  const directory = temporaryDirectory('lake')
  const reported: unknown[] = []
  const dataset = openDataset({
    name: 'production',
    directory,
    publicUrl: 'http://localhost',
    createEngine: () => ({
      run: () => Promise.reject(new Error('not asked')),
      changed() {
        throw new Error('The disk cannot be read')
      },
      figures() {
        throw new Error('not asked')
      },
      close: async () => {},
    }),
    report: (error) => reported.push(error),
  })
  const told: Commit[] = []
  dataset.onCommit((commit) => void told.push(commit))

  await dataset.mutate([{create: {_id: 'a', _type: 'note'}}], {identity: system})

  expect(told).toMatchObject([{changes: [{documentId: 'a'}]}])
  expect(reported).toHaveLength(1)
  await dataset.close()
  removeDirectory(directory)
})
