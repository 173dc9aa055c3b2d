import {BehaviorSubject, of} from 'rxjs'
import {describe, expect, test} from 'vitest'
import {publish, type Progress, type Request} from '../../../studio/src/publication/publish.ts'

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
  const check = new BehaviorSubject<object>({
    isValidating: false,
    revision: draft?._rev,
    validation: problems,
  })
  const error = new BehaviorSubject<unknown>(undefined)
  let revisions = 0
  const write = (fields: object | null) => {
    const revision = `r${++revisions}`
    edit.next({
      ...edit.value,
      draft: fields && {...(edit.value.draft as object), ...fields, _rev: revision},
    })
    check.next({isValidating: false, revision, validation: problems})
  }
  const requests: Request[] = []
  const shown: Progress[] = []
  const operations = {
    commit: {execute: () => undefined},
    patch: {disabled: false, execute: ([change]: {set: object}[]) => write(change?.set ?? {})},
  }
  const press = () =>
    publish(
      {
        pair: {
          editState: () => edit,
          editOperations: () => of(operations),
          consistencyStatus: () => isSaved,
          validation: () => check,
          commitErrorStatus: () => error,
        } as unknown as Parameters<typeof publish>[0]['pair'],
        async ask(request) {
          requests.push(request)
          answers.shift()?.(request)
          const {draft: live} = edit.value
          edit.next({ready: true, draft: null, published: {...(live as object), _id: 'a'}})
        },
        show: (progress) => shown.push(progress),
        pause: () => Promise.resolve(),
      },
      {id: 'a', type: 'article'},
    )
  return {press, requests, shown, edit, isSaved, check, error, write}
}

const refuse = (statusCode?: number, message = 'no') => {
  throw Object.assign(new Error(message), statusCode ? {statusCode} : {})
}

describe('a press of Publish', () => {
  test('publishes exactly the revision that was saved and checked', async () => {
    const studio = studioWith({_rev: 'r0', title: 'Hello'})
    studio.isSaved.next(false)
    const outcome = studio.press()
    studio.write({title: 'Hello again'})
    studio.isSaved.next(true)

    expect(await outcome).toEqual({kind: 'published'})
    expect(studio.requests).toEqual([
      {draftId: 'drafts.a', publishedId: 'a', ifDraftRevisionId: 'r1'},
    ])
  })

  test('writes the first date before it publishes', async () => {
    const studio = studioWith({_rev: 'r0', publishedAt: undefined})

    expect(await studio.press()).toEqual({kind: 'published'})
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

    expect(await studio.press()).toEqual({kind: 'published'})
    expect(studio.requests.map((request) => request.ifDraftRevisionId)).toEqual(['r0', 'r1'])
  })

  test('waits for a lake that is away, and says so', async () => {
    const studio = studioWith({_rev: 'r0'}, [() => refuse(), () => refuse(503)])

    expect(await studio.press()).toEqual({kind: 'published'})
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

    expect(await studio.press()).toEqual({kind: 'published'})
    expect(studio.requests).toHaveLength(1)
  })

  test('names what is missing, and asks nothing', async () => {
    const missing = {level: 'error', message: 'Required', path: ['title']}
    const studio = studioWith({_rev: 'r0', publishedAt: undefined}, [], [missing])

    expect(await studio.press()).toEqual({kind: 'problems', problems: [missing]})
    expect(studio.requests).toEqual([])
    expect(studio.edit.value.draft).not.toMatchObject({publishedAt: expect.any(String)})
  })

  test('does not take the check of an earlier text for the check of this one', async () => {
    const studio = studioWith(
      {_rev: 'r0'},
      [],
      [{level: 'error', message: 'Required', path: ['title']}],
    )
    studio.check.next({isValidating: false, revision: 'older', validation: []})
    const outcome = studio.press()
    studio.check.next({isValidating: false, revision: 'r0', validation: []})

    expect(await outcome).toEqual({kind: 'published'})
  })

  test('tells why the lake refuses', async () => {
    const studio = studioWith({_rev: 'r0'}, [() => refuse(403, 'Insufficient permissions')])

    expect(await studio.press()).toEqual({kind: 'refused', reason: 'Insufficient permissions'})
    expect(studio.requests).toHaveLength(1)
  })

  test('waits until the lake takes what was written, and says so', async () => {
    const studio = studioWith({_rev: 'r0'})
    studio.isSaved.next(false)
    studio.error.next({message: 'Failed to fetch'})
    const outcome = studio.press()
    await expect.poll(() => studio.shown).toContain('away')
    expect(studio.requests).toEqual([])

    studio.write({title: 'Saved after all'})
    studio.error.next(undefined)
    studio.isSaved.next(true)

    expect(await outcome).toEqual({kind: 'published'})
    expect(studio.requests.map((request) => request.ifDraftRevisionId)).toEqual(['r1'])
  })

  test('finds nothing to publish where nothing was changed', async () => {
    const studio = studioWith(null)

    expect(await studio.press()).toEqual({kind: 'void'})
    expect(studio.requests).toEqual([])
  })
})
