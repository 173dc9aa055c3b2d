/** What a reviewer is told when there is no page: why, and nothing that is not so. */
import {createHash} from 'node:crypto'
import {expect, test} from 'vitest'
import {languageOf} from '../../../web/src/language/language.ts'
import {Reviews} from '../../../web/src/reviews/reviews.ts'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'

const token = 'A'.repeat(43)
const now = Date.parse('2026-11-26T12:00:00Z')
const linkId = `reviewLink.${createHash('sha256').update(token).digest('hex')}`
const link = {_type: 'reviewLink', target: 'a', expiresAt: '2026-11-26T12:00:01Z'}
const draft = {_type: 'article', slug: {current: 'tides'}}
const {reviewLink: told, errors} = languageOf('en')!

interface World {
  link?: object
  draft?: object | undefined
  status?: number
}

async function answerOf(world: World) {
  const failures: unknown[] = []
  const documents = new Map<string, unknown>([
    [linkId, {...link, ...world.link}],
    ['drafts.a', 'draft' in world ? world.draft : draft],
  ])
  const reviews = new Reviews({
    document: async (id) => documents.get(id),
    render: async () => {
      if (world.status === undefined) throw new Error('Nothing renders.')
      return {status: world.status, headers: {}, body: Buffer.from('<p>The draft</p>')}
    },
    policy: {},
    errors: new ErrorPages({}),
    report: (error) => failures.push(error),
    now: () => now,
  })
  const answer = await reviews.answer(`/review/${token}`)
  return {status: answer.status, body: answer.body.toString(), failures}
}

test.for<[string, World, number, string]>([
  ['a link that is open shows the draft', {status: 200}, 200, 'The draft'],
  [
    'one past its end has run out',
    {link: {expiresAt: '2026-11-26T12:00:00Z'}},
    410,
    told.over.title,
  ],
  ['one without a readable end has run out', {link: {expiresAt: 'never'}}, 410, told.over.title],
  ['one that was taken back says so', {link: {revokedAt: 'then'}}, 410, told.revoked.title],
  ['of a document that is gone it says so', {draft: undefined}, 410, told.deleted.title],
  ['a page that is not there is gone too', {status: 404}, 410, told.deleted.title],
  ['a page that cannot be made now is not called deleted', {status: 500}, 503, errors[503].title],
  ['nor is one while nothing renders', {}, 503, errors[503].title],
])('%s', async ([, world, status, words]) => {
  const answer = await answerOf(world)

  expect(answer.status).toBe(status)
  expect(answer.body).toContain(words)
})

test('what kept a draft from being shown is reported, and a link that is over is not', async () => {
  expect((await answerOf({})).failures).toEqual([new Error('Nothing renders.')])
  expect((await answerOf({link: {revokedAt: 'then'}})).failures).toEqual([])
})
