/** What is not in the lake yet is held for as long as that is so, whether a form shows it or not. */
import {BehaviorSubject, concat, finalize, NEVER, of, Subject, type Observable} from 'rxjs'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import type {Lost} from '../../../studio/src/saving/kept-document.ts'
import {Keeper} from '../../../studio/src/saving/keeper.ts'
import type {Refusal} from '../../../studio/src/saving/under-way.ts'

const tides = {id: 'tides', type: 'article'}

const asks = vi.fn<(isAsking: boolean) => void>()
beforeEach(() => {
  vi.useFakeTimers()
  asks.mockReset()
  const listeners = new Set<unknown>()
  const count = () => asks(listeners.size > 0)
  vi.stubGlobal('addEventListener', (_: string, one: unknown) => (listeners.add(one), count()))
  vi.stubGlobal('removeEventListener', (_: string, one: unknown) => {
    listeners.delete(one)
    count()
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

type Pair = Parameters<Keeper['open']>[0]

interface Version {
  _id: string
  _type: string
  _rev?: string
  [field: string]: unknown
}

interface Edit {
  ready: boolean
  draft: Version | null
  published: Version | null
}

const draft = (title: string, revision = 'r0'): Version => ({
  _id: 'drafts.tides',
  _type: 'article',
  _rev: revision,
  title,
})

/** Studio's side of a document: what it says of it, whether somebody still listens, and what this window sends. */
function studio() {
  const isSaved = new BehaviorSubject(true)
  const edit = new BehaviorSubject<Edit>({ready: true, draft: draft('Tides'), published: null})
  const isSending = new BehaviorSubject(false)
  const refusals = new Subject<Refusal>()
  const patched: unknown[] = []
  let listeners = 0
  const counted = <T>(source: Observable<T>) => {
    listeners++
    return source.pipe(finalize(() => listeners--))
  }
  const operations = {patch: {execute: (patches: unknown[]) => patched.push(...patches)}}
  const pair = {
    consistencyStatus: () => counted(isSaved),
    editState: () => counted(edit),
    editOperations: () => counted(concat(of(operations), NEVER)),
  } as unknown as Pair
  const keeper = new Keeper({isUnderWay: () => isSending, refusals})
  const lost: Lost[] = []
  keeper.lost.subscribe((one) => lost.push(one))
  return {
    keeper,
    lost,
    pair,
    isSaved,
    isSending,
    edit,
    patched,
    isHeld: () => listeners > 0,
    type(title: string) {
      isSaved.next(false)
      edit.next({...edit.value, draft: {...edit.value.draft, ...draft(title)}})
    },
    /** The lake has what was typed, and Studio has heard of it. */
    save(revision: string) {
      edit.next({...edit.value, draft: {...(edit.value.draft as Version), _rev: revision}})
      isSaved.next(true)
    },
    /** The lake has refused it, and Studio shows what was there before. It tells of the one before the other. */
    refuse(status: number, said: string, before: Partial<Edit>) {
      refusals.next({documents: new Set(['tides']), status, said})
      isSending.next(false)
      isSaved.next(true)
      edit.next({...edit.value, ...before})
    },
  }
}

const aMoment = 1_000

test('a document is let go when its form is closed and all of it is saved', () => {
  const {pair, keeper, isHeld} = studio()

  const close = keeper.open(pair, tides)
  const during = isHeld()
  close()

  expect([during, isHeld()]).toEqual([true, false])
  expect(asks).not.toHaveBeenCalled()
})

test('a document with unsaved words is held after its form was closed, until they are saved', () => {
  const {pair, keeper, lost, type, save, isHeld} = studio()
  const close = keeper.open(pair, tides)
  type('Tides turn')
  close()

  vi.advanceTimersByTime(60_000)
  const away = [isHeld(), keeper.unsaved.value.get('tides'), asks.mock.lastCall]
  save('r1')
  vi.advanceTimersByTime(aMoment)

  const left = {...tides, isOpen: false, isStuck: true, title: 'Tides turn'}
  expect(away).toEqual([true, left, [true]])
  expect([isHeld(), keeper.unsaved.value.size, asks.mock.lastCall]).toEqual([false, 0, [false]])
  expect(lost).toEqual([])
})

test('who comes back finds their words, and a second form of a document does not let them go', () => {
  const {pair, keeper, type, save, isHeld} = studio()
  const close = keeper.open(pair, tides)
  type('Tides turn')
  close()
  const closeAgain = keeper.open(pair, tides)
  const closeSecond = keeper.open(pair, tides)

  save('r1')
  vi.advanceTimersByTime(aMoment)
  closeAgain()
  const withSecond = isHeld()
  closeSecond()

  expect([withSecond, isHeld()]).toEqual([true, false])
})

test('words of a document that Studio has given up are lost, and not waited for', () => {
  const {pair, keeper, lost, type, isSaved, isHeld} = studio()
  const close = keeper.open(pair, tides)
  type('Tides turn')

  isSaved.error(new Error('The session ended'))
  close()

  expect([isHeld(), keeper.unsaved.value.size, asks.mock.lastCall]).toEqual([false, 0, [false]])
  expect(lost).toEqual([
    {
      ...tides,
      title: 'Tides turn',
      words: {title: 'Tides turn'},
      reason: 'The Content Lake refused it: The session ended.',
    },
  ])
})

describe.each([
  ['was closed', true],
  ['is on screen', false],
])('while the form %s', (_, isClosed) => {
  test.each([
    ['was deleted', 404, {draft: null}, 'It was deleted in the meantime.'],
    [
      'may not be changed any more',
      403,
      {draft: draft('Tides')},
      'You may not change it any more.',
    ],
    [
      'exists already',
      409,
      {draft: draft('Another’s', 'r9')},
      'The Content Lake refused it: It exists.',
    ],
  ])('words are lost when their document %s', (_how, status, before, reason) => {
    const {pair, keeper, lost, type, refuse, isSending, isHeld} = studio()
    const close = keeper.open(pair, tides)
    type('Tides turn')
    isSending.next(true)
    if (isClosed) close()

    refuse(status, 'It exists.', before)
    vi.advanceTimersByTime(aMoment)

    expect(lost).toEqual([{...tides, title: 'Tides turn', words: {title: 'Tides turn'}, reason}])
    expect([isHeld(), keeper.unsaved.value.size]).toEqual([!isClosed, 0])
  })
})

test('words that Studio drops without a refusal that was heard are lost', () => {
  const {pair, keeper, lost, type, isSaved, edit} = studio()
  keeper.open(pair, tides)
  const before = edit.value
  type('Tides turn')

  isSaved.next(true) // the signal comes first
  edit.next(before)
  vi.advanceTimersByTime(aMoment)

  expect(lost).toMatchObject([{words: {title: 'Tides turn'}}])
})

test('a refusal is no loss where the lake has the same words', () => {
  const {pair, keeper, lost, type, refuse} = studio()
  keeper.open(pair, tides)
  type('Tides turn')

  refuse(409, 'It exists.', {draft: draft('Tides turn', 'r9')})
  vi.advanceTimersByTime(aMoment)

  expect(lost).toEqual([])
})

test('what another editor changes after a save is no loss', () => {
  const {pair, keeper, lost, type, save, edit} = studio()
  keeper.open(pair, tides)
  type('Tides turn')
  save('r1')

  edit.next({...edit.value, draft: draft('Another’s', 'r2')})
  vi.advanceTimersByTime(aMoment)

  expect(lost).toEqual([])
})

test('a save that outlives its event stream is waited for, and its words are told when it is refused', () => {
  const {pair, keeper, lost, type, refuse, isSending, isSaved, edit, isHeld} = studio()
  const close = keeper.open(pair, tides)
  const before = edit.value
  type('Tides turn')
  isSending.next(true)
  isSaved.next(true) // the stream began anew: Studio shows what the lake has
  edit.next(before)
  close()

  vi.advanceTimersByTime(60_000)
  const meanwhile = [isHeld(), keeper.unsaved.value.has('tides'), asks.mock.lastCall]
  refuse(404, 'There is no such document.', {draft: null})
  vi.advanceTimersByTime(aMoment)

  expect(meanwhile).toEqual([true, true, [true]])
  expect(lost).toMatchObject([{words: {title: 'Tides turn'}}])
  expect(isHeld()).toBe(false)
})

describe('what is typed while the draft is published, and dropped by Studio,', () => {
  const live = {_id: 'tides', _type: 'article', _rev: 'p1', title: 'Tides', body: 'Low.'}

  test.each([
    ['is told, and begins no draft', live, 'The draft was published or discarded in that moment.'],
    ['is lost where the document was deleted instead', null, 'It was deleted in the meantime.'],
  ])('%s', async (_, published, reason) => {
    const {pair, keeper, lost, type, edit, patched, isHeld} = studio()
    const close = keeper.open(pair, tides)
    type('Tides t')
    close()

    edit.next({ready: true, draft: null, published})
    await vi.advanceTimersByTimeAsync(10_000)

    expect(patched).toEqual([])
    expect(lost).toMatchObject([{words: {title: 'Tides t'}, reason}])
    expect([isHeld(), keeper.unsaved.value.size, asks.mock.lastCall]).toEqual([false, 0, [false]])
  })

  test('is told also to who types on', async () => {
    const {pair, keeper, lost, type, save, edit} = studio()
    keeper.open(pair, tides)
    type('Tides t')

    edit.next({ready: true, draft: null, published: live})
    await vi.advanceTimersByTimeAsync(100)
    type('Tides u')
    save('r2')
    await vi.advanceTimersByTimeAsync(10_000)

    expect(lost).toMatchObject([{words: {title: 'Tides t'}}])
    expect(keeper.unsaved.value.size).toBe(0)
  })

  test('keeps no window and no form waiting, whatever others do next', async () => {
    const {pair, keeper, type, save, edit} = studio()
    keeper.open(pair, tides)
    type('Tides t')
    edit.next({ready: true, draft: null, published: live})
    await vi.advanceTimersByTimeAsync(10_000)

    edit.next({...edit.value, published: {...live, _rev: 'p2'}})
    await vi.advanceTimersByTimeAsync(10_000)
    const after = [keeper.unsaved.value.size, asks.mock.lastCall]
    type('Tides again')
    const again = [keeper.unsaved.value.size, asks.mock.lastCall]
    save('r3')

    expect([after, again]).toEqual([
      [0, [false]],
      [1, [true]],
    ])
  })

  test('is no loss where the lake had it under way, and begins the next draft with it', async () => {
    const {pair, keeper, lost, type, save, edit, isSending, patched} = studio()
    keeper.open(pair, tides)
    type('Tides t')
    isSending.next(true)

    edit.next({ready: true, draft: null, published: live})
    await vi.advanceTimersByTimeAsync(10_000)
    isSending.next(false)
    edit.next({...edit.value, draft: draft('Tides t')})
    save('r2')
    await vi.advanceTimersByTimeAsync(10_000)

    expect([patched, lost]).toEqual([[], []])
  })

  test('is nothing where all of it was saved before', async () => {
    const {pair, keeper, lost, type, save, edit, isSaved, patched} = studio()
    keeper.open(pair, tides)
    type('Tides t')
    save('r1')

    edit.next({ready: true, draft: null, published: {...live, title: 'Tides t'}})
    isSaved.next(false) // the next word begins
    edit.next({...edit.value, draft: draft('Tides tu')})
    save('r2')
    await vi.advanceTimersByTimeAsync(aMoment)

    expect([patched, lost]).toEqual([[], []])
  })
})
