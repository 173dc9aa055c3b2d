import {BehaviorSubject, of, Subject} from 'rxjs'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {newlyAway} from '../../../studio/src/publication/away.ts'
import {pressOf} from '../../../studio/src/publication/keys.ts'
import {publish, type Request} from '../../../studio/src/publication/publish.ts'
import type {Running} from '../../../studio/src/publication/publisher.ts'
import type {Progress} from '../../../studio/src/publication/settled.ts'

// A press waits for a pause of the writer's, which takes no time here.
beforeEach(() => {
  vi.useFakeTimers()
  vi.setTimerTickMode('nextTimerAsync')
})
afterEach(() => {
  vi.useRealTimers()
})

interface Version {
  _id: string
  _rev: string
  _type: string
  title?: string
  publishedAt?: string
}

/** Studio's view of one document, and a lake that it publishes in. What `ask` throws is what the lake answers. */
function studioWith(
  draft: Partial<Version> | null,
  answers: ((request: Request) => void)[] = [],
  problems: {level: string; message: string; path: string[]}[] = [],
) {
  const edit = new BehaviorSubject<{ready: boolean; draft: unknown; published: unknown}>({
    ready: true,
    draft: draft && {_id: 'drafts.a', _type: 'article', publishedAt: 'once', ...draft},
    published: null,
  })
  const isSaved = new BehaviorSubject(true)
  const error = new BehaviorSubject<unknown>(undefined)
  const waitsForLake = new BehaviorSubject<{said?: string} | undefined>(undefined)
  let revisions = 0
  const write = (fields: object | null) => {
    const revision = `r${++revisions}`
    edit.next({
      ...edit.value,
      draft: fields && {...(edit.value.draft as object), ...fields, _rev: revision},
    })
  }
  const requests: Request[] = []
  const shown: Progress[] = []
  const said: (string | undefined)[] = []
  const during = {pause: () => {}}
  const lake = {takesWritings: true, breaksOff: false, mayPublish: Promise.resolve(true)}
  const form = {check: async (_draft: Partial<Version>) => problems}
  const checked: (string | undefined)[] = []
  let writings = 0
  const take = (fields: object) => {
    const {value} = edit
    writings++
    write(fields)
    if (!lake.takesWritings) edit.next(value)
  }
  const operations = {
    commit: {execute: () => undefined},
    patch: {disabled: false, execute: ([change]: {set: object}[]) => take(change?.set ?? {})},
  }
  const press = () =>
    publish(
      {
        pair: {
          editState: () => edit,
          editOperations: () => of(operations),
          consistencyStatus: () => isSaved,
          commitErrorStatus: () => error,
        } as unknown as Parameters<typeof publish>[0]['pair'],
        waitsForLake,
        mayPublish: () => lake.mayPublish,
        check(text) {
          checked.push(text._rev)
          return form.check(text) as ReturnType<Parameters<typeof publish>[0]['check']>
        },
        async ask(request) {
          requests.push(request)
          answers.shift()?.(request)
          if (lake.breaksOff) return edit.error(new Error('The listener was lost'))
          const {draft: live} = edit.value
          edit.next({ready: true, draft: null, published: {...(live as object), _id: 'a'}})
        },
        show(progress, words) {
          shown.push(progress)
          said.push(words)
        },
        async pause() {
          during.pause()
        },
      },
      {id: 'a', type: 'article'},
    )
  return {
    press,
    requests,
    shown,
    said,
    during,
    lake,
    writings: () => writings,
    edit,
    isSaved,
    waitsForLake,
    form,
    checked,
    error,
    write,
  }
}

const tooLong = {level: 'error', message: 'Too long', path: ['title']}

const refuse = (statusCode?: number, message = 'no') => {
  throw Object.assign(new Error(message), statusCode ? {statusCode} : {})
}

/** Several times as long as a press takes once everything is saved and checked. */
async function nothingMoreIsAsked({requests}: {requests: Request[]}): Promise<void> {
  const before = requests.length
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(requests).toHaveLength(before)
  }
}

describe('a press of Publish', () => {
  test('publishes exactly the revision that was saved and checked', async () => {
    const studio = studioWith({_rev: 'r0', title: 'Hello'})
    studio.isSaved.next(false)
    const outcome = studio.press()
    await expect.poll(() => studio.shown.length).toBeGreaterThan(1) // it is listening
    studio.edit.next({
      ...studio.edit.value,
      draft: {...(studio.edit.value.draft as object), title: 'Hello again', _rev: 'r1'},
    })
    await nothingMoreIsAsked(studio)
    const isChecked = Promise.withResolvers<[]>()
    studio.form.check = () => isChecked.promise
    studio.isSaved.next(true)
    await nothingMoreIsAsked(studio)
    expect(studio.checked).toEqual(['r1'])
    isChecked.resolve([])

    expect(await outcome).toMatchObject({kind: 'published'})
    expect(studio.requests).toEqual([
      {draftId: 'drafts.a', publishedId: 'a', ifDraftRevisionId: 'r1'},
    ])
  })

  test('writes the first date before it publishes', async () => {
    const studio = studioWith({_rev: 'r0', publishedAt: undefined})

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.edit.value.published).toMatchObject({publishedAt: expect.any(String)})
    expect(studio.requests[0]?.ifDraftRevisionId).toBe('r1')
  })

  test('publishes the later revision when somebody wrote in the meantime', async () => {
    const studio = studioWith({_rev: 'r0'}, [
      () => {
        studio.write({title: 'Another one’s words'})
        refuse(409)
      },
    ])

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.requests.map((request) => request.ifDraftRevisionId)).toEqual(['r0', 'r1'])
  })

  test('waits for a lake that is away, and says so', async () => {
    const studio = studioWith({_rev: 'r0'}, [() => refuse(), () => refuse(503)])

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.requests).toHaveLength(3)
    expect(studio.shown).toContain('away')
  })

  test('knows that it was carried out when only the answer was lost', async () => {
    const studio = studioWith({_rev: 'r0'}, [
      () => {
        studio.edit.next({ready: true, draft: null, published: {_id: 'a', _rev: 'r0'}})
        refuse()
      },
    ])

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.requests).toHaveLength(1)
  })

  test('names what is missing, and asks nothing', async () => {
    const missing = {level: 'error', message: 'Required', path: ['title']}
    const studio = studioWith({_rev: 'r0', publishedAt: undefined}, [], [missing])

    expect(await studio.press()).toEqual({kind: 'problems', problems: [missing]})
    expect(studio.requests).toEqual([])
    expect(studio.edit.value.draft).not.toMatchObject({publishedAt: expect.any(String)})
  })

  test.each([
    ['mends', 'Too long', 'Mended', {kind: 'published'}],
    ['spoils', 'Fine', 'Too long', {kind: 'problems', problems: [tooLong]}],
  ])('is judged by what who %s the text meanwhile has made of it', async (_, was, is, outcome) => {
    const studio = studioWith({_rev: 'r0', title: was})
    let checks = 0
    studio.form.check = async ({title}) => {
      if (++checks === 1) studio.write({title: is})
      return title === 'Too long' ? [tooLong] : []
    }

    expect(await studio.press()).toMatchObject(outcome)
    expect(studio.checked).toEqual(['r0', 'r1'])
    expect(studio.requests.map((request) => request.ifDraftRevisionId)).toEqual(
      outcome.kind === 'published' ? ['r1'] : [],
    )
  })

  test('waits for who types on until they pause', async () => {
    const studio = studioWith({_rev: 'r0', title: ''})
    const outcome = studio.press()
    for (const letter of 'Tides') {
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(studio.checked).toEqual([])
      studio.write({title: `${(studio.edit.value.draft as Version).title}${letter}`})
    }

    expect(await outcome).toMatchObject({kind: 'published'})
    expect(studio.requests.map((request) => request.ifDraftRevisionId)).toEqual(['r5'])
  })

  test('that comes before it is known who may publish waits for that, and is not lost', async () => {
    const studio = studioWith({_rev: 'r0', publishedAt: undefined})
    const known = Promise.withResolvers<boolean>()
    studio.lake.mayPublish = known.promise
    const outcome = studio.press()
    await nothingMoreIsAsked(studio)

    known.resolve(true)

    expect(await outcome).toMatchObject({kind: 'published'})
  })

  test('of somebody who may not publish writes and asks nothing', async () => {
    const studio = studioWith({_rev: 'r0', publishedAt: undefined})
    studio.lake.mayPublish = Promise.resolve(false)

    expect(await studio.press()).toEqual({kind: 'forbidden'})
    expect([studio.writings(), studio.requests]).toEqual([0, []])
  })

  test('tells why the lake refuses', async () => {
    const studio = studioWith({_rev: 'r0'}, [() => refuse(403, 'Insufficient permissions')])

    expect(await studio.press()).toEqual({kind: 'refused', reason: 'Insufficient permissions'})
    expect(studio.requests).toHaveLength(1)
  })

  test.each([
    ['Studio’s own attempt failed', {error: new TypeError('Failed to fetch')}, undefined],
    ['it is sent again', undefined, {said: 'The disk is full.'}],
  ])('waits until the lake takes what was written, and says so: %s', async (_, error, waits) => {
    const studio = studioWith({_rev: 'r0'})
    studio.isSaved.next(false)
    studio.error.next(error)
    studio.waitsForLake.next(waits)
    const outcome = studio.press()
    await expect.poll(() => studio.shown).toContain('away')
    expect(studio.said.at(-1)).toBe(waits?.said)
    expect(studio.requests).toEqual([])

    studio.write({title: 'Saved after all'})
    studio.error.next(undefined)
    studio.waitsForLake.next(undefined)
    studio.isSaved.next(true)

    expect(await outcome).toMatchObject({kind: 'published'})
    expect(studio.requests.map((request) => request.ifDraftRevisionId)).toEqual(['r1'])
  })

  test.each([
    ['nothing was changed', true],
    ['Studio dropped what was', false],
  ])('finds nothing to publish where %s', async (_, isSaved) => {
    const studio = studioWith(null)
    studio.isSaved.next(isSaved)

    expect(await studio.press()).toEqual({kind: 'void'})
    expect(studio.requests).toEqual([])
  })

  test.each([
    ['the answer was lost', undefined],
    ['another one was first', 409],
  ])('leaves the next draft alone, when %s', async (_, status) => {
    const studio = studioWith({_rev: 'r0'}, [
      () => {
        studio.edit.next({ready: true, draft: null, published: {_id: 'a', _rev: 'p1'}})
        studio.write({_id: 'drafts.a', _type: 'article', title: 'The next one'})
        refuse(status)
      },
    ])

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.requests).toHaveLength(1)
    expect(studio.edit.value.draft).toMatchObject({title: 'The next one'})
  })

  test('is asked again over what somebody else changed in the published version', async () => {
    const studio = studioWith({_rev: 'r0'}, [
      () => {
        studio.edit.next({...studio.edit.value, published: {_id: 'a', _rev: 'p1'}})
        refuse(409)
      },
    ])

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.requests[1]).toMatchObject({ifPublishedRevisionId: 'p1'})
  })

  test('ends where the lake does not take what publishing writes', async () => {
    const studio = studioWith({_rev: 'r0', publishedAt: undefined})
    studio.lake.takesWritings = false

    expect(await studio.press()).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('does not take what publishing writes'),
    })
    expect(studio.writings()).toBe(3)
    expect(studio.requests).toEqual([])
  })

  test.each([
    ['a draft', {_rev: 'r0', title: 'Before'}],
    ['what is published', null],
  ])('does not publish the text from before a change of %s that was dropped', async (_, kept) => {
    const studio = studioWith(kept)
    const before = {...studio.edit.value, published: {_id: 'a', _rev: 'p0'}}
    const words = {_id: 'drafts.a', _type: 'article', publishedAt: 'once', title: 'Too long'}
    studio.edit.next({...before, draft: {...words, ...(kept && {_rev: kept._rev})}})
    studio.isSaved.next(false)
    const outcome = studio.press()
    await expect.poll(() => studio.shown.length).toBeGreaterThan(1) // it is listening

    studio.edit.next(before)
    studio.isSaved.next(true)

    expect(await outcome).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('Your last change was not taken'),
    })
    expect(studio.requests).toEqual([])
  })

  test('waits for a change that Studio hands in after a break', async () => {
    const studio = studioWith({_rev: 'r0', title: 'Before'})
    const before = studio.edit.value
    studio.edit.next({...before, draft: {...(before.draft as object), title: 'After'}})
    studio.isSaved.next(false)
    studio.during.pause = () => studio.write({title: 'After'})
    const outcome = studio.press()
    await expect.poll(() => studio.shown.length).toBeGreaterThan(1) // it is listening

    studio.edit.next(before)
    studio.isSaved.next(true)

    expect(await outcome).toMatchObject({kind: 'published'})
    expect(studio.requests[0]?.ifDraftRevisionId).toBe('r1')
  })

  test('says nothing of a publication when the document is deleted in the meantime', async () => {
    const studio = studioWith({_rev: 'r0'}, [
      () => {
        studio.edit.next({ready: true, draft: null, published: null})
        refuse(404)
      },
    ])
    studio.edit.next({...studio.edit.value, published: {_id: 'a', _rev: 'p0'}})

    expect(await studio.press()).toEqual({kind: 'void'})
  })

  test('asks once for what the lake does not know how to do', async () => {
    const studio = studioWith({_rev: 'r0'}, [() => refuse(501, 'There are no releases here.')])

    expect(await studio.press()).toEqual({kind: 'refused', reason: 'There are no releases here.'})
  })

  test('tells what a lake with a problem says', async () => {
    const studio = studioWith({_rev: 'r0'}, [() => refuse(507, 'The disk is full.')])

    expect(await studio.press()).toMatchObject({kind: 'published'})
    expect(studio.said).toContain('The disk is full.')
  })

  test('ends when words cannot be saved because the session has ended', async () => {
    const studio = studioWith({_rev: 'r0'})
    studio.isSaved.next(false)
    const ended = Object.assign(new Error('Session not found'), {statusCode: 401})
    studio.error.next({error: ended})

    expect(await studio.press()).toEqual({kind: 'refused', reason: 'Session not found'})
    expect(studio.shown).not.toContain('away')
  })

  test('counts as published when only the news of it fails', async () => {
    const studio = studioWith({_rev: 'r0'})
    studio.lake.breaksOff = true

    expect(await studio.press()).toMatchObject({kind: 'published'})
  })
})

test('a lake that is away is told once for each press', () => {
  const running = new Subject<ReadonlyMap<string, Running>>()
  const told: unknown[] = []
  running.pipe(newlyAway()).subscribe((news) => told.push(news))
  const is = (progress?: Progress, said?: string) =>
    running.next(new Map(progress && [['a', {progress, said}]]))

  is('saving')
  is('away', 'The disk is full.')
  is('asking')
  is('away', 'The disk is full.')
  expect(told).toEqual([{id: 'a', said: 'The disk is full.'}])

  is()
  is('away')
  expect(told).toHaveLength(2)
})

test('keys that are held down press once', () => {
  const keys = {
    ctrlKey: true,
    altKey: true,
    shiftKey: false,
    metaKey: false,
    code: 'KeyP',
    key: 'p',
  }

  expect(pressOf({...keys, repeat: false})).toBe('press')
  expect(pressOf({...keys, repeat: true})).toBe('held')
  expect(pressOf({...keys, repeat: false, altKey: false})).toBeUndefined()
})
