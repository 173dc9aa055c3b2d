/** Random documents that refer to each other: drafts, versions, and attributes that are not what one would expect. */
import fc from 'fast-check'
import type {Draft} from './groq-store.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f']
export const group = fc.constantFrom(...names)
export const type = fc.constantFrom('article', 'author', 'topic')
const words = fc
  .array(
    fc.constantFrom(
      'tide',
      'Tides',
      'harbour',
      "don't",
      'sanity.io',
      'foo_bar',
      'e.g.',
      'café',
      'x-ray',
      '3.14',
    ),
    {maxLength: 4},
  )
  .map((list) => list.join(' '))
const reference = group.map((_ref) => ({_type: 'reference', _ref}))
const odd: fc.Arbitrary<unknown> = fc.constantFrom(
  null,
  5,
  true,
  'a',
  ['a', 'b'],
  {current: 'a'},
  '',
)
const mostly = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({weight: 9, arbitrary: usual}, {weight: 1, arbitrary: odd})

const fields = fc.record(
  {
    title: mostly(words),
    slug: mostly(group.map((current) => ({_type: 'slug', current}))),
    publishedAt: fc.oneof(
      {
        weight: 20,
        arbitrary: fc.integer({min: 1, max: 9}).map((day): unknown => `2026-01-0${day}T00:00:00Z`),
      },
      {weight: 1, arbitrary: odd},
    ),
    author: mostly(reference),
    authors: mostly(
      fc.array(fc.oneof(reference, fc.constant({_type: 'reference'})), {maxLength: 3}),
    ),
    nested: mostly(
      fc.record(
        {deep: reference, _ref: fc.option(group, {nil: undefined})},
        {requiredKeys: ['deep'], noNullPrototype: true},
      ),
    ),
    tags: mostly(fc.array(group, {maxLength: 3})),
    sha1hash: mostly(group),
    rank: mostly(fc.integer({min: 0, max: 3})),
    _updatedAt: fc.integer({min: 1, max: 4}).map((day) => `2026-02-0${day}T00:00:00Z`),
  },
  {requiredKeys: [], noNullPrototype: true},
)
const id = fc
  .tuple(fc.constantFrom('', '', '', 'drafts.', 'versions.r1.', 'versions.r2.', 'dot.'), group)
  .map(([prefix, name]) => prefix + name)
export const document = fc
  .tuple(id, type, fields, fc.boolean())
  .map(([_id, _type, rest, gone]): Draft => ({
    ...rest,
    _id,
    _type,
    ...(gone && _id.startsWith('versions.r2') ? {_system: {delete: true}} : {}),
  }))
export const documents = fc.uniqueArray(document, {selector: ({_id}) => _id, maxLength: 24})

/** Layers that they are looked at through: releases `r1` and `r2` are among the versions. */
export const perspective = fc.constantFrom(
  ['raw'],
  ['published'],
  ['drafts'],
  ['r1', 'drafts'],
  ['r2', 'r1'],
  ['r2', 'published'],
)
