/** Content Source Maps, as `@sanity/client` reads them: true of any Content Lake. */
import type {ClientPerspective, SanityClient} from '@sanity/client'
import {
  applySourceDocuments,
  resolveEditUrl,
  resolveMapping,
  studioPath,
  type ContentSourceMap,
} from '@sanity/client/csm'
import {createClient, stegaClean} from '@sanity/client/stega'
import {vercelStegaDecode} from '@vercel/stega'
import {expect} from 'vitest'
import {test} from '../support/lake.ts'
import {apiVersion, dataset, projectId} from '../support/servers.ts'

const reference = (_ref: string) => ({_type: 'reference', _ref})
const block = (_key: string, text: string) => ({
  _key,
  _type: 'block',
  children: [{_key: `${_key}0`, _type: 'span', text}],
})

async function write(client: SanityClient) {
  await client
    .transaction()
    .createOrReplace({_id: 'ann', _type: 'author', name: 'Ann', city: {name: 'Bergen'}})
    .createOrReplace({_id: 'bo', _type: 'author', name: 'Bo'})
    .createOrReplace({
      _id: 'tides',
      _type: 'article',
      title: 'Tides',
      slug: {_type: 'slug', current: 'tides'},
      rank: 2,
      tags: ['sea', 'moon', 'sea'],
      author: reference('ann'),
      authors: [
        {...reference('bo'), _key: 'b'},
        {...reference('ann'), _key: 'a'},
      ],
      body: [block('one', 'High water'), {_key: 'two', _type: 'image', alt: 'A pier'}],
    })
    .commit()
}

interface Asked {
  params?: Record<string, unknown>
  perspective?: ClientPerspective
  resultSourceMap?: true | 'withKeyArraySelector'
}

/** Where each text of the answer comes from, as Studio writes it: `tides title`. */
async function origins(client: SanityClient, query: string, asked: Asked = {}) {
  const {params = {}, perspective = 'published', resultSourceMap = 'withKeyArraySelector'} = asked
  const options = {filterResponse: false, resultSourceMap, perspective} as const
  const {result, resultSourceMap: map} = await client.fetch<unknown>(query, params, options)
  const found: Record<string, string | undefined> = {}
  const visit = (value: unknown, path: (string | number)[]) => {
    if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value))
        visit(inner, [...path, Array.isArray(value) ? Number(name) : name])
    } else if (value !== null)
      found[studioPath.toString(path)] = originOf(path, map as ContentSourceMap)
  }
  visit(result, [])
  return found
}

function originOf(path: (string | number)[], map: ContentSourceMap): string | undefined {
  const {mapping, pathSuffix} = resolveMapping(path, map) ?? {}
  if (mapping?.source.type !== 'documentValue') return undefined
  const {_id} = map.documents[mapping.source.document]!
  return `${_id} ${map.paths[mapping.source.path]}${pathSuffix}`
}

test('[C1] resultSourceMap adds documents, paths and mappings to the answer', async ({editor}) => {
  await write(editor.client)
  const query = '*[_type == "article"]{title, "by": author->name, slug}'

  const {result, resultSourceMap} = await editor.client.fetch<unknown>(
    query,
    {},
    {filterResponse: false, resultSourceMap: true},
  )

  expect(result).toEqual(await editor.client.fetch(query))
  const value = (document: number, path: number) => ({
    source: {type: 'documentValue', document, path},
    type: 'value',
  })
  const {documents, paths, mappings} = resultSourceMap as ContentSourceMap
  const at = (path: string) => paths.indexOf(path)
  expect(documents).toEqual([
    {_id: 'tides', _type: 'article'},
    {_id: 'ann', _type: 'author'},
  ])
  expect(mappings).toEqual({
    "$[0]['title']": value(0, at("$['title']")),
    "$[0]['by']": value(1, at("$['name']")),
    "$[0]['slug']": value(0, at("$['slug']")),
  })
})

test('[C1] without it the answer has no map', async ({editor}) => {
  await write(editor.client)

  expect(await editor.client.fetch('*', {}, {filterResponse: false})).not.toHaveProperty(
    'resultSourceMap',
  )
})

test('[C1] a long query by POST has one too', async ({editor}) => {
  await write(editor.client)
  const ids = ['tides', ...Array.from({length: 2_000}, (_, n) => `id-${n}`)]

  expect(await origins(editor.client, '*[_id in $ids]{title}', {params: {ids}})).toEqual({
    '[0].title': "tides $['title']",
  })
})

test('[C2] what a query passes on is mapped to where it stands', async ({editor}) => {
  await write(editor.client)
  const of = (projection: string) =>
    origins(editor.client, `*[_id == "tides"][0]${projection}`, {params: {shown: 'title'}})

  expect(await of('.title')).toEqual({'': "tides $['title']"})
  expect(await of('{"headline": title, "at": slug.current}')).toEqual({
    headline: "tides $['title']",
    at: "tides $['slug']['current']",
  })
  expect(await of('{"nested": {"deep": [title, author->city.name]}}')).toEqual({
    'nested.deep[0]': "tides $['title']",
    'nested.deep[1]': "ann $['city']['name']",
  })
  expect(await of('{"by": authors[]->{name, "of": ^.title}}')).toEqual({
    'by[0].name': "bo $['name']",
    'by[0].of': "tides $['title']",
    'by[1].name': "ann $['name']",
    'by[1].of': "tides $['title']",
  })
  expect(
    await of('{"x": coalesce(subtitle, title), "y": select(rank > 3 => "no", title)}'),
  ).toEqual({
    x: "tides $['title']",
    y: "tides $['title']",
  })
  expect(await of('{rank > 1 => {"shown": title}, rank > 9 => {"hidden": title}}')).toEqual({
    shown: "tides $['title']",
  })
  expect(
    await of('{"texts": body[].children[].text, "alt": body[_type == "image"][0].alt}'),
  ).toEqual({
    'texts[0]': "tides $['body'][?(@._key=='one')]['children'][?(@._key=='one0')]['text']",
    alt: "tides $['body'][?(@._key=='two')]['alt']",
  })
  expect(await of('{"body": body[]{_type == "image" => {alt}}}')).toEqual({
    'body[1].alt': "tides $['body'][?(@._key=='two')]['alt']",
  })
  expect(await of('{"siblings": *[_type == "author"] | order(name desc)[0...1].name}')).toEqual({
    'siblings[0]': "bo $['name']",
  })
  expect(await of('{"tags": tags[@ != "moon"], "last": tags[-1], "two": tags[0...2]}')).toEqual({
    'tags[0]': "tides $['tags'][0]",
    'tags[1]': "tides $['tags'][2]",
    last: "tides $['tags'][2]",
    'two[0]': "tides $['tags'][0]",
    'two[1]': "tides $['tags'][1]",
  })
  expect(
    await of('{"written": "by *[references(^._id)]", "articles": *[references("ann")].title}'),
  ).toEqual({
    written: undefined,
    'articles[0]': "tides $['title']",
  })
})

test('[C2] a spread and a whole document are mapped attribute by attribute', async ({editor}) => {
  await write(editor.client)
  const whole = await origins(editor.client, '*[_id == "ann"][0]')
  const spread = await origins(
    editor.client,
    '*[_id == "tides"][0]{author->{..., "name": city.name}}',
  )

  expect(whole).toMatchObject({
    _id: "ann $['_id']",
    name: "ann $['name']",
    'city.name': "ann $['city']['name']",
  })
  expect(spread).toMatchObject({
    'author._type': "ann $['_type']",
    'author.name': "ann $['city']['name']",
    'author.city.name': "ann $['city']['name']",
  })
})

test('[C3] what is computed or written in the query leads to no document', async ({editor}) => {
  await write(editor.client)
  const computed = [
    'title + "!"',
    '"Tides"',
    '$given',
    'count(tags)',
    'length(title)',
    'rank + 1',
    'array::join(tags, ",")',
    'string::split(title, "d")[0]',
    'defined(title)',
    'now()',
  ]

  for (const expression of computed) {
    const query = `*[_id == "tides"][0]{"x": ${expression}}`
    const found = await origins(editor.client, query, {params: {given: 'Tides'}})

    expect(found, expression).toEqual({x: undefined})
  }
})

test('[C3] a text that is one value written otherwise leads to that value', async ({editor}) => {
  await write(editor.client)
  const query = '*[_id == "tides"][0]{"a": upper(title), "b": lower(title), "c": pt::text(body)}'

  expect(await origins(editor.client, query)).toEqual({
    a: "tides $['title']",
    b: "tides $['title']",
    c: "tides $['body']",
  })
})

test('[C4] elements of lists are named by key where asked, by place otherwise', async ({
  editor,
}) => {
  await write(editor.client)
  const query = '*[_id == "tides"][0]{"alt": body[1].alt, "tag": tags[1]}'

  expect(await origins(editor.client, query)).toEqual({
    alt: "tides $['body'][?(@._key=='two')]['alt']",
    tag: "tides $['tags'][1]",
  })
  expect(await origins(editor.client, query, {resultSourceMap: true})).toEqual({
    alt: "tides $['body'][1]['alt']",
    tag: "tides $['tags'][1]",
  })
})

test('[C4] names with quotes and line ends are read back as they are', async ({editor}) => {
  const name = "it's\n\\odd"
  await editor.client.createOrReplace({_id: 'odd', _type: 'note', [name]: 'here'})
  const options = {filterResponse: false, resultSourceMap: true} as const

  const {resultSourceMap: map} = await editor.client.fetch('*[_id == "odd"][0]', {}, options)

  const found = resolveMapping([name], map as ContentSourceMap)
  expect(found?.mapping.source).toMatchObject({type: 'documentValue'})
})

test('[C5] documents are named by the version that was read', async ({editor}) => {
  const {client} = editor
  await write(client)
  await client
    .transaction()
    .createOrReplace({
      _id: 'drafts.tides',
      _type: 'article',
      title: 'Draft',
      author: reference('ann'),
    })
    .createOrReplace({_id: 'versions.r1.ann', _type: 'author', name: 'Ann B.'})
    .commit()
  const query = '*[_id == "tides"][0]{_id, title, "by": author->name}'

  expect(await origins(client, query)).toEqual({
    _id: "tides $['_id']",
    title: "tides $['title']",
    by: "ann $['name']",
  })
  expect(await origins(client, query, {perspective: 'drafts'})).toEqual({
    _id: "drafts.tides $['_id']",
    title: "drafts.tides $['title']",
    by: "ann $['name']",
  })
  expect(await origins(client, query, {perspective: ['r1', 'drafts']})).toEqual({
    _id: "drafts.tides $['_id']",
    title: "drafts.tides $['title']",
    by: "versions.r1.ann $['name']",
  })
})

test('[C6] a stega client hides links to the field that an editor has to open', async ({
  editor,
}) => {
  await write(editor.client)
  await editor.client.createOrReplace({
    _id: 'drafts.tides',
    _type: 'article',
    title: 'Draft',
    author: reference('ann'),
    body: [block('one', 'Low water')],
  })
  const client = createClient({
    projectId,
    dataset,
    apiVersion,
    useCdn: false,
    token: editor.token,
    perspective: 'drafts',
    stega: {enabled: true, studioUrl: 'https://studio.test'},
  })
  interface Article {
    title: string
    by: string
    body: {children: {text: string}[]}[]
    said: string
  }
  const query = '*[_id == "tides"][0]{title, "by": author->name, body, "said": title + "."}'

  const article = await client.fetch<Article>(query)

  const linkOf = (text: string) => {
    const {href} = vercelStegaDecode<{href: string}>(text) ?? {}
    const parameters = new URL(href!).searchParams
    return ['id', 'type', 'path', 'perspective'].map((name) => parameters.get(name))
  }
  expect(linkOf(article.title)).toEqual(['tides', 'article', 'title', null])
  expect(linkOf(article.by)).toEqual(['ann', 'author', 'name', 'published'])
  expect(linkOf(article.body[0]!.children[0]!.text)).toEqual([
    'tides',
    'article',
    'body[_key=="one"].children[_key=="one0"].text',
    null,
  ])
  expect(article.said).toBe('Draft.')
  expect(stegaClean(article)).toEqual(await client.withConfig({stega: false}).fetch(query))
})

test('[C6] edit links and optimistic updates follow the map', async ({editor}) => {
  const {client} = editor
  await write(client)
  const query = '*[_id == "tides"][0]{"headline": title, "by": authors[]->{"n": name}}'
  const options = {filterResponse: false, resultSourceMap: 'withKeyArraySelector'} as const
  const {result, resultSourceMap} = await client.fetch<unknown>(query, {}, options)
  const map = resultSourceMap as ContentSourceMap

  const link = resolveEditUrl({
    studioUrl: 'https://studio.test',
    resultSourceMap: map,
    resultPath: 'by[1].n',
  })
  const changed = applySourceDocuments(
    result,
    map,
    ({_id, _type}) => (_id === 'ann' ? {_id, _type, name: 'Anna'} : null),
    (value) => value,
    'published',
  )

  expect(link).toContain('/intent/edit/mode=presentation;id=ann;type=author;path=name')
  expect(changed).toEqual({headline: 'Tides', by: [{n: 'Bo'}, {n: 'Anna'}]})
})
