/** The desk: which list an article is on, which actions and entries an editor is offered, and what is said of its pages. */
import {evaluate, parse} from 'groq-js'
import {describe, expect, test} from 'vitest'
import {documentActions, newDocuments} from '../../../studio/src/actions/index.ts'
import {pagesAt, preview} from '../../../studio/src/preview/presentation.ts'
import {articleLists, withdrawnArticles} from '../../../studio/src/structure/articleLists.ts'

type DocumentActionComponent = Parameters<typeof documentActions>[0][number]
type TemplateItem = Parameters<typeof newDocuments>[0][number]

const now = new Date('2026-11-23T12:00:00Z')
const published = (id: string, more: object = {}) => ({
  _id: id,
  _type: 'article',
  publishedAt: '2026-10-01T00:00:00Z',
  ...more,
})
const topic = {_id: 'salary', _type: 'topic', reviewEvery: 3}
const about = {topics: [{_type: 'reference', _ref: 'salary'}]}

/** A document as the drafts perspective shows it: its published id, and the real one beside it. */
const asDraft = (id: string, more: object = {}) => ({
  _id: id,
  _originalId: `drafts.${id}`,
  _type: 'article',
  ...more,
})

const dataset = [
  topic,
  asDraft('begun'),
  asDraft('in-review', {workflow: {state: 'review'}}),
  asDraft('changed', {publishedAt: '2026-10-01T00:00:00Z'}),
  asDraft('withdrawn', {publishedAt: '2026-10-01T00:00:00Z'}),
  published('live'),
  published('without-date', {publishedAt: undefined}),
  published('old', {publishedAt: '2024-11-01T00:00:00Z'}),
  published('old-but-reviewed', {
    publishedAt: '2024-11-01T00:00:00Z',
    reviewedAt: '2026-11-01T00:00:00Z',
  }),
  published('of-a-fast-topic', {publishedAt: '2026-08-01T00:00:00Z', ...about}),
  published('new-of-a-fast-topic', about),
]

async function ids(query: string, documents: object[], params: Record<string, unknown> = {}) {
  const value = await evaluate(parse(query, {params}), {dataset: documents, params, timestamp: now})
  return ((await value.get()) as string[]).toSorted()
}

describe('the list', () => {
  test.each([
    ['drafts', ['begun', 'changed', 'in-review', 'withdrawn']],
    ['in-review', ['in-review']],
    ['due-for-review', ['of-a-fast-topic', 'old']],
    [
      'published',
      [
        'changed',
        'live',
        'new-of-a-fast-topic',
        'of-a-fast-topic',
        'old',
        'old-but-reviewed',
        'without-date',
      ],
    ],
  ])('%s holds what it says', async (id, expected) => {
    const list = articleLists.find((one) => one.id === id)!

    const listed = await ids(`*[${list.filter}]._id`, dataset, {withdrawn: ['withdrawn']})

    expect(listed).toEqual(expected)
  })

  test('of withdrawn articles holds those that were published and have a draft alone', async () => {
    const raw = [
      {_id: 'drafts.withdrawn', _type: 'article', publishedAt: '2026-10-01T00:00:00Z'},
      {_id: 'drafts.begun', _type: 'article'},
      {_id: 'drafts.changed', _type: 'article', publishedAt: '2026-10-01T00:00:00Z'},
      published('changed'),
    ]

    expect(await ids(withdrawnArticles, raw)).toEqual(['withdrawn'])
  })

  test.each(articleLists.map(({id}) => id))('%s hears of changes to drafts', async (id) => {
    const list = articleLists.find((one) => one.id === id)!
    const raw = {
      _id: 'drafts.any',
      _type: 'article',
      publishedAt: '2020-01-01T00:00:00Z',
      workflow: {state: 'review'},
    }

    expect(await ids(`*[${list.filter}]._id`, [raw], {withdrawn: []})).toEqual(['drafts.any'])
  })
})

describe('an editor is offered', () => {
  const action = (name: DocumentActionComponent['action']) =>
    Object.assign((() => null) as DocumentActionComponent, {action: name})
  const all = (['publish', 'unpublish', 'duplicate', 'delete', 'discardChanges'] as const).map(
    action,
  )
  const names = (actions: DocumentActionComponent[]) => actions.map((one) => one.action)

  test('every action on what has an address, with our own way to duplicate', () => {
    const offered = documentActions(all, {schemaType: 'author'})

    expect(names(offered)).toEqual(names(all))
    expect(names(offered.filter((one, index) => one !== all[index]))).toEqual(['duplicate'])
  })

  test('Sanity’s own actions on everything else', () => {
    expect(documentActions(all, {schemaType: 'callToAction'})).toEqual(all)
  })

  test('no way to copy, delete or unpublish the site settings, nor to make others', () => {
    const offered = documentActions(all, {schemaType: 'siteSettings'})
    const templates = ['article', 'siteSettings'].map(
      (templateId) => ({templateId}) as TemplateItem,
    )

    expect(names(offered)).toEqual(['publish', 'discardChanges'])
    expect(newDocuments(templates)).toEqual([{templateId: 'article'}])
  })
})

test('a document without an address is told so once it has a title, and one that is deleted is left alone', () => {
  const pages = pagesAt('/articles')

  expect(pages({title: 'Tides', slug: 'tides'})).toEqual({
    locations: [
      {title: 'Tides', href: '/articles/tides'},
      {title: 'Home', href: '/'},
    ],
  })
  expect(pages({title: 'Tides'})).toMatchObject({tone: 'caution'})
  expect([pages({}), pages(null)]).toEqual([undefined, undefined])
})

test('the preview offers no link that opens every draft: review links are there for sharing', () => {
  const [tool] = preview('http://site.test').tools as {options: unknown}[]

  expect(tool?.options).toMatchObject({previewUrl: {previewMode: {shareAccess: false}}})
})
