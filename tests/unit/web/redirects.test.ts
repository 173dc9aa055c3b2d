/** Redirects at hand: what the lake says and what webhooks tell become one table, in every language. */
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Redirects, type RedirectsOptions} from '../../../web/src/redirects/redirects.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface Document {
  _type: string
  slug: string
  language?: string
  formerSlugs?: string[]
}

/** A lake with these documents, and the site's memory of redirects over it. */
function world(documents: Document[]) {
  const directory = temporaryDirectory('redirects')
  onTestFinished(() => removeDirectory(directory))
  const write = vi.fn<NonNullable<RedirectsOptions['write']>>(async () => undefined)
  const redirects = new Redirects({
    ask: async <Answer>(_query: string, {slugs}: Record<string, unknown>) =>
      (Array.isArray(slugs)
        ? documents.filter(({slug}) => slugs.includes(slug))
        : {redirects: [], former: documents.filter((one) => one.formerSlugs)}) as Answer,
    origin: 'https://letters.example',
    file: join(directory, 'moved.json'),
    write,
    report: (error) => {
      throw error
    },
  })
  return {redirects, write}
}

const moved = (type: string, before: object, after: object): Change =>
  readChange({_id: 'x', _type: type, _rev: 'r', before, after, changed: {}}) as Change

const leadsTo = (location: string) => ({status: 308, location})

test('a former slug that somebody else took shows the page of who took it, in every language', async () => {
  const {redirects} = world([
    {_type: 'author', slug: 'ana-new', formerSlugs: ['ana']},
    {_type: 'author', slug: 'ana'},
  ])

  await redirects.refresh()

  for (const path of ['/authors/ana', '/fr/authors/ana'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('an author who moves, whoever wrote it, leads on in every language; an article in its own', async () => {
  const {redirects, write} = world([
    {_type: 'author', slug: 'new'},
    {_type: 'article', slug: 'neuf', language: 'fr'},
  ])

  await redirects.changed(moved('author', {slug: 'old'}, {slug: 'new'}))
  await redirects.changed(
    moved('article', {slug: 'vieux', language: 'fr'}, {slug: 'neuf', language: 'fr'}),
  )

  expect(redirects.find('/authors/old')).toEqual(leadsTo('/authors/new'))
  expect(redirects.find('/fr/authors/old')).toEqual(leadsTo('/fr/authors/new'))
  expect(redirects.find('/fr/articles/vieux')).toEqual(leadsTo('/fr/articles/neuf'))
  expect(redirects.find('/articles/vieux')).toBeUndefined()
  await vi.waitFor(() =>
    expect(write.mock.calls.map(([{from, to}]) => [from, to])).toEqual([
      ['/authors/old', '/authors/new'],
      ['/fr/authors/old', '/fr/authors/new'],
      ['/fr/articles/vieux', '/fr/articles/neuf'],
    ]),
  )
})

test('an article that changes its language leads from where it was to where it is', async () => {
  const {redirects} = world([{_type: 'article', slug: 'tides', language: 'fr'}])

  await redirects.changed(
    moved('article', {slug: 'tides', language: 'en'}, {slug: 'tides', language: 'fr'}),
  )

  expect(redirects.find('/articles/tides')).toEqual(leadsTo('/fr/articles/tides'))
})
