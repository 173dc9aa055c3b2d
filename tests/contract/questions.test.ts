import {expect} from 'vitest'
import {test} from '../support/lake.ts'
import {dataset, projectId} from '../support/servers.ts'

const note = (_id: string, text: string) => ({_id, _type: 'note', text})

test('[Q10] every term must occur, in any case and with any accents', async ({lake, reader}) => {
  await lake.seed([
    note('a', 'High water at Saint-Malo'),
    note('b', 'Low water; the été begins'),
    note('c', 'Watercolours on paper'),
  ])
  const found = (q: string) =>
    reader.fetch<string[]>('*[_type == "note" && @ match text::query($q)]._id', {q})

  expect(await found('WATER')).toEqual(['a', 'b'])
  expect(await found('water*')).toEqual(['a', 'b', 'c'])
  expect(await found('water high')).toEqual(['a'])
  expect(await found('"water at"')).toEqual(['a'])
  expect(await found('"at water"')).toEqual([])
  expect(await found('water -high')).toEqual(['b'])
  expect(await found('ete')).toEqual(['b'])
  expect(await found('')).toEqual(['a', 'b', 'c'])
  expect(await found('*')).toEqual(['a', 'b', 'c'])
})

test('[Q10] score ranks what matches better before what matches less', async ({lake, reader}) => {
  await lake.seed([note('a', `tides ${'and other words '.repeat(40)}`), note('b', 'tides, tides')])

  const ranked = await reader.fetch<string[]>(
    '*[_type == "note"] | score(@ match text::query("tides")) | order(_score desc)._id',
  )

  expect(ranked).toEqual(['b', 'a'])
})

test('[Q11] documents come in the order of their ids', async ({lake, reader}) => {
  const ids = ['m', 'b', 'Z', 'a-1', 'a', '0']
  for (const id of ids) await lake.seed([note(id, id)])

  expect(await reader.fetch('*[_type == "note"]._id')).toEqual(['0', 'Z', 'a', 'a-1', 'b', 'm'])
})

test('[Q12] what runs or reads too long is ended, and others are answered', async ({
  lake,
  reader,
  onlyOurs,
}) => {
  onlyOurs('elsewhere a query may take a minute')
  await lake.seed(Array.from({length: 150}, (_, at) => note(`n${at}`, `Note ${at}`)))
  const slow = `${'*{"n": '.repeat(11)}*${'}'.repeat(11)}`
  const nested = `${'('.repeat(3_000)}1${')'.repeat(3_000)}`
  const long = `"${'x'.repeat(140_000)}"`
  const refusal = (query: string) =>
    reader.fetch(query).then(
      () => 200,
      (error: {statusCode: number}) => error.statusCode,
    )

  const [ended, tooDeep, tooLong, fine] = await Promise.all([
    refusal(slow),
    refusal(nested),
    refusal(long),
    reader.fetch('*[_id == "n1"][0].text'),
  ])

  expect([ended, tooDeep, tooLong]).toEqual([408, 400, 400])
  expect(fine).toBe('Note 1')
})

test('[Q13] what is in another dataset is not taken for what has the same id here', async ({
  lake,
  editor,
}) => {
  const reference = {_type: 'crossDatasetReference', _ref: 'eve', _weak: true}
  const here = {_projectId: projectId, _dataset: dataset}
  const article = (_id: string, more: object) => ({
    _id,
    _type: 'article',
    author: {...reference, ...more},
    authors: [{...reference, ...more, _key: 'a'}],
  })
  await lake.seed([
    {_id: 'eve', _type: 'author', name: 'Eve of this dataset'},
    article('own', here),
    article('dataset', {...here, _dataset: 'other'}),
    article('project', {...here, _projectId: 'other'}),
  ])
  const questions = [
    '*[_id == $id][0].author->name',
    '*[_id == $id && author->name match "Eve"][0].authors[]->name',
    '*[_id == $id][0]{"name": documents::get(author).name}',
    // Small ones: once they are known, no thread answers them.
    '*[_id == $id][0]{"name": author->name}',
    '*[_id == $id][0]{"names": authors[]->name}',
  ]

  for (const query of questions) {
    const answer = async (id: string) => JSON.stringify(await editor.client.fetch(query, {id}))
    expect(await answer('own'), query).toContain('Eve')
    expect(await answer('dataset'), query).not.toContain('Eve')
    expect(await answer('project'), query).not.toContain('Eve')
  }
})
