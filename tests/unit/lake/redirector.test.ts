/** The one role that is not Sanity's: a site keeps old addresses working, and holds no key to anything else. */
import {expect} from 'vitest'
import {clientFor, test} from '../../support/lake.ts'

const redirect = (digits: string) => ({
  _id: `redirect-${digits.repeat(12)}`,
  _type: 'redirect',
  from: '/a',
  to: '/b',
})

const outcomeOf = (writing: Promise<unknown>) =>
  writing.then(
    () => 'written',
    (error: {statusCode?: number}) => error.statusCode,
  )

test('a redirector writes redirects under the ids that a site makes, and nothing else', async ({
  lake,
  editor,
}) => {
  const site = clientFor(lake.registry.addUser({name: 'Site', role: 'redirector'}).token)
  const article = {_id: 'article-a', _type: 'article', title: 'A'}
  await editor.client.create(article)

  const outcomes = await Promise.all([
    outcomeOf(site.create(redirect('0a'))),
    outcomeOf(site.create({...redirect('0b'), _type: 'article'})),
    outcomeOf(site.createOrReplace({...redirect('0c'), _id: 'article-a'})),
    outcomeOf(site.create({...redirect('0d'), _id: 'drafts.redirect'})),
    outcomeOf(site.patch('article-a').set({title: 'B'}).commit()),
    outcomeOf(site.delete('article-a')),
    outcomeOf(site.assets.upload('file', Buffer.from('text'), {filename: 'a.txt'})),
  ])
  const changes = [
    await outcomeOf(site.createOrReplace({...redirect('0a'), to: '/c'})),
    await outcomeOf(site.delete(redirect('0a')._id)),
  ]

  expect(outcomes).toEqual(['written', 403, 403, 403, 403, 403, 403])
  expect(changes).toEqual(['written', 'written'])
  expect(await editor.client.getDocument('article-a')).toMatchObject(article)
})
