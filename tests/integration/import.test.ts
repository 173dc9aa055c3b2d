import {cpSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {SanityClient} from '@sanity/client'
import {describe, expect, onTestFinished} from 'vitest'
import {importFile} from '../../scripts/src/import/import-file.ts'
import {reportOf} from '../../scripts/src/import/report.ts'
import {removeDirectory, repository, temporaryDirectory} from '../support/directory.ts'
import {addEditor, test} from '../support/lake.ts'

const seed = join(repository, 'scripts/seed/so-you-didnt-get-the-job.txt')
const slug = 'so-you-didnt-get-the-job'
const everything = '*[!(_id in path("_.**"))]{_id, _rev} | order(_id)'

function place(name: string, content: string | Uint8Array): string {
  const directory = temporaryDirectory('import')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, name)
  writeFileSync(file, content)
  return file
}

const raw = (client: SanityClient) => client.withConfig({perspective: 'raw'})

describe('the seed article', () => {
  test('becomes an article, its author and its topic, seen by readers', async ({
    editor,
    reader,
  }) => {
    const started = Date.now()

    const imported = await importFile(seed, raw(editor.client), {topics: ['Interviews']})

    const article = await reader.fetch(
      `*[_type == "article"][0]{..., "hero": heroImage.asset->{"width": metadata.dimensions.width, mimeType}, "people": authors[]->{name, credentials, bio}, "about": topics[]->title}`,
    )
    expect(article).toMatchObject({
      _id: `article-${slug}`,
      title:
        'So you didn’t get the job: Three important tips to improve your chances on the next one.',
      slug: {current: slug},
      language: 'en',
      heroImage: {_type: 'figure', alt: 'People shaking hands'},
      hero: {width: 1600, mimeType: 'image/png'},
      about: ['Interviews'],
      people: [{name: 'Andrea Forbes-Hurley'}],
    })
    expect(article.people[0].credentials).toEqual([
      {_type: 'credential', _key: expect.any(String), abbreviation: 'MBA'},
      {_type: 'credential', _key: expect.any(String), abbreviation: 'CPHR'},
    ])
    expect(Date.parse(article.publishedAt)).toBeGreaterThanOrEqual(started)
    expect(reportOf('seed.txt', imported, {})).toContain('taken from the card at the end')
  })

  test('a second import writes nothing', async ({editor}) => {
    const client = raw(editor.client)
    await importFile(seed, client, {topics: ['Interviews']})
    const before = await client.fetch(everything)

    const again = await importFile(seed, client, {topics: ['Interviews']})

    expect(again.mutations).toEqual([])
    expect(await client.fetch(everything)).toEqual(before)
  })

  test('a dry run writes nothing and says what it would do', async ({editor}) => {
    const client = raw(editor.client)

    const imported = await importFile(seed, client, {topics: ['Interviews'], dryRun: true})

    expect(reportOf('seed.txt', imported, {dryRun: true})).toMatch(
      /nothing was written[\s\S]*author/,
    )
    expect(await client.fetch(everything)).toEqual([])
  })
})

describe('an article that is there already', () => {
  test('is brought up to date when nobody touched it, and keeps its first day', async ({
    editor,
  }) => {
    const client = raw(editor.client)
    const file = place('a.md', '# Three good questions\n\nFirst text.\n')
    await importFile(file, client)
    const before = await client.getDocument('article-three-good-questions')

    writeFileSync(file, '# Three good questions\n\nSecond text.\n')
    await importFile(file, client)

    const after = await client.getDocument('article-three-good-questions')
    expect(after).toMatchObject({body: 'Second text.\n', publishedAt: before?.publishedAt})
    expect(await client.fetch('count(*[_type == "article"])')).toBe(1)
  })

  test('is refused when an editor changed it, and replaced when asked', async ({editor}) => {
    const client = raw(editor.client)
    await importFile(seed, client)
    await client
      .patch(`article-${slug}`)
      .set({body: 'Mine.', seo: {title: 'Mine'}})
      .commit()

    await expect(importFile(seed, client)).rejects.toMatchObject({
      message: expect.stringContaining('changed in the Studio'),
      remedy: expect.stringContaining('--replace'),
    })
    expect(await client.getDocument(`article-${slug}`)).toMatchObject({body: 'Mine.'})

    await importFile(seed, client, {replace: true})
    const replaced = await client.getDocument(`article-${slug}`)
    expect(replaced?.body).toMatch(/^Finding out/)
    expect(replaced?.seo).toEqual({title: 'Mine'})
  })

  test('an author whom an editor changed is left as they are', async ({editor}) => {
    const client = raw(editor.client)
    await importFile(seed, client)
    await client.patch('author-andrea-forbes-hurley').set({bio: 'Mine.'}).commit()

    const again = await importFile(seed, client)

    expect(reportOf('seed.txt', again, {})).toContain('left alone')
    expect(await client.getDocument('author-andrea-forbes-hurley')).toMatchObject({bio: 'Mine.'})
  })

  test('another article with the same address is never written over', async ({editor}) => {
    const client = raw(editor.client)
    await importFile(place('a.md', '# What to ask first: part one\n\nOne.\n'), client)
    const other = place('b.md', '# What to ask first: part two\n\nTwo.\n')

    await expect(importFile(other, client)).rejects.toMatchObject({
      message: expect.stringContaining('/articles/what-to-ask-first already'),
      remedy: expect.stringContaining('--slug'),
    })
    await importFile(other, client, {slug: 'what-to-ask-second'})
    expect(await client.fetch('*[_type == "article"].slug.current | order(@)')).toEqual([
      'what-to-ask-first',
      'what-to-ask-second',
    ])
  })

  test('an author whom an editor made by hand is used, not made twice', async ({editor}) => {
    const client = raw(editor.client)
    await client.create({_id: 'by-hand', _type: 'author', name: 'Jo Doe'})

    await importFile(place('a.md', '---\ntitle: A B C\nauthor: Jo Doe\n---\nText.\n'), client)

    expect(await client.fetch('*[_type == "article"][0].authors[]._ref')).toEqual(['by-hand'])
    expect(await client.fetch('count(*[_type == "author"])')).toBe(1)
  })
})

describe('drafts', () => {
  test('are hidden from readers with all they need, and can be published one by one', async ({
    editor,
    reader,
  }) => {
    const client = raw(editor.client)
    await importFile(seed, client, {topics: ['Interviews'], draft: true})
    expect(await reader.fetch('count(*[_type in ["article", "author", "topic"]])')).toBe(0)

    for (const id of ['topic-interviews', 'author-andrea-forbes-hurley', `article-${slug}`]) {
      await editor.publish(id)
    }

    const article = await reader.fetch('*[_type == "article"][0]{authors, "who": authors[0]->name}')
    expect(article.who).toBe('Andrea Forbes-Hurley')
    expect(article.authors[0]).not.toHaveProperty('_weak')
  })

  test('an import without --draft publishes what an earlier one left as drafts', async ({
    editor,
  }) => {
    const client = raw(editor.client)
    await importFile(seed, client, {topics: ['Interviews'], draft: true})

    await importFile(seed, client, {topics: ['Interviews']})

    const ids = await client.fetch<string[]>('*[_type in ["article", "author", "topic"]]._id')
    expect(ids.toSorted()).toEqual([
      `article-${slug}`,
      'author-andrea-forbes-hurley',
      'topic-interviews',
    ])
    const article = await client.getDocument(`article-${slug}`)
    expect(article?.authors[0]).not.toHaveProperty('_weak')
    expect(article?.publishedAt).toEqual(expect.any(String))
  })
})

test('a picture that is none is refused before anything is written', async ({editor}) => {
  const client = raw(editor.client)
  for (const [name, content] of [
    ['x.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])],
    ['x.png', 'I am no picture'],
    ['x.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ] as const) {
    await expect(importFile(seed, client, {image: place(name, content)})).rejects.toMatchObject({
      message: expect.stringContaining(`The picture ${name} cannot be used`),
      remedy: expect.stringContaining('JPEG'),
    })
  }
  expect(await client.fetch(everything)).toEqual([])
})

test('a picture beside the file is its picture', async ({editor}) => {
  const client = raw(editor.client)
  const file = place('trip.txt', 'A fine title\n\nImage\nTwo people\n\nBy Jo Doe\n\nText.\n')
  cpSync(join(repository, 'scripts/seed/people-shaking-hands.png'), file.replace('.txt', '.png'))

  await importFile(file, client)

  expect(await client.fetch('*[_type == "article"][0].heroImage.alt')).toBe('Two people')
})

test('a body with scripts is imported harmlessly, and the report says what was taken out', async ({
  editor,
}) => {
  const client = raw(editor.client)
  const file = place(
    'evil.md',
    '# A fine title here\n\nHello [you](javascript:alert(1)).\n\n<script>alert(1)</script>\n',
  )

  const imported = await importFile(file, client)

  expect(await client.fetch('*[_type == "article"][0].body')).toBe('Hello you.\n')
  expect(reportOf('evil.md', imported, {})).toMatch(/javascript:[\s\S]*<script>/)
})

test('when one document cannot be written, none is', async ({editor}) => {
  const client = raw(editor.client)
  await client.create({_id: 'topic-pay', _type: 'page', title: 'In the way'})
  const before = await client.fetch(everything)
  const file = place('a.md', '---\ntitle: A B C\nauthor: Jo Doe\ntopic: Pay\n---\nText.\n')

  await expect(importFile(file, client)).rejects.toMatchObject({
    message: expect.stringContaining('nothing was written'),
  })

  expect(await client.fetch(everything)).toEqual(before)
})

test('whoever may only read imports nothing', async ({lake}) => {
  const viewer = raw(addEditor(lake, 'Viewer', 'viewer').client)

  await expect(importFile(seed, viewer)).rejects.toMatchObject({
    message: expect.stringMatching(/did not take the import \(status 403\).*may not write/),
    remedy: expect.stringMatching(/./),
  })

  expect(await viewer.fetch(everything)).toEqual([])
})
